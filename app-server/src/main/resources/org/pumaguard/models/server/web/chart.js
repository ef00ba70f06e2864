// A chart of rates over time as inline SVG, drawn in the pixels of its element.

import { bytes } from "./format.js";

const SVG = "http://www.w3.org/2000/svg";
const LEFT = 66;
const RIGHT = 10;
const TOP = 10;
const BOTTOM = 22;
const HEIGHT = 170;
const TICKS = 4;
// Below this width, times are labelled shortly.
const NARROW = 520;

function add(parent, name, attributes, content = "") {
  const element = document.createElementNS(SVG, name);
  for (const [attribute, value] of Object.entries(attributes)) {
    element.setAttribute(attribute, value);
  }
  element.textContent = content;
  parent.append(element);
  return element;
}

/** A rate without zeros at its end. */
function rate(value) {
  return bytes(value).replace(/(\.\d*?)0+ /, "$1 ").replace(". ", " ");
}

/** The distance of the lines of a scale up to this value: 1, 2 or 5 times a power of ten. */
function step(max) {
  const power = 10 ** Math.floor(Math.log10(max / TICKS));
  return [1, 2, 5, 10].map((factor) => factor * power).find((size) => size * TICKS >= max);
}

/** Averages of at most `count` neighbours, from the end, so that the newest are always whole groups. */
function thin(values, count) {
  const size = Math.ceil(values.length / count);
  const thinned = [];
  for (let end = values.length; end > 0; end -= size) {
    const group = values.slice(Math.max(0, end - size), end);
    thinned.unshift(group.reduce((sum, value) => sum + value, 0) / group.length);
  }
  return { size, thinned };
}

/**
 * Draws lines of rates, which end now.
 *
 * @param series `{ kind, rates }` for each line; rates in bytes a second, oldest first
 * @param interval seconds between two rates
 * @param minutes the time that the axis shows
 * @param words title and description, for screen readers
 */
export function draw(svg, series, interval, minutes, words) {
  const width = Math.max(240, Math.round(svg.getBoundingClientRect().width));
  svg.setAttribute("viewBox", `0 0 ${width} ${HEIGHT}`);
  svg.replaceChildren();
  add(svg, "title", { id: "chart-title" }, words.title);
  add(svg, "desc", { id: "chart-desc" }, words.description);
  const right = width - RIGHT;
  const bottom = HEIGHT - BOTTOM;
  const max = Math.max(1000, ...series.flatMap((line) => line.rates));
  const size = step(max);
  const top = size * TICKS;
  const y = (value) => bottom - ((bottom - TOP) * value) / top;
  const x = (secondsAgo) => right - ((right - LEFT) * secondsAgo) / (minutes * 60);
  for (let i = 0; i <= TICKS; i++) {
    const at = y(i * size);
    add(svg, "line", { class: "grid", x1: LEFT, x2: right, y1: at, y2: at });
    const label = i === 0 ? "0" : `${rate(i * size)}/s`;
    add(svg, "text", { class: "label", x: LEFT - 8, y: at + 4, "text-anchor": "end" }, label);
  }
  const every = minutes > 30 ? 15 : minutes / 3;
  for (let ago = minutes; ago >= 0; ago -= every) {
    const at = x(ago * 60);
    const anchor = ago === 0 ? "end" : ago === minutes ? "start" : "middle";
    add(svg, "line", { class: "tick", x1: at, x2: at, y1: bottom, y2: bottom + 4 });
    const past = width < NARROW ? `−${ago} min` : `${ago} min ago`;
    add(svg, "text", { class: "label", x: at, y: HEIGHT - 5, "text-anchor": anchor }, ago === 0 ? "now" : past);
  }
  for (const { kind, rates } of series) {
    const { size: group, thinned } = thin(rates, Math.max(60, (right - LEFT) / 3));
    const points = thinned.map((value, i) => {
      const ago = Math.min(minutes * 60, (thinned.length - 1 - i) * group * interval);
      return `${x(ago).toFixed(1)},${y(value).toFixed(1)}`;
    });
    const first = points[0].split(",")[0];
    add(svg, "polygon", { class: `area ${kind}`, points: `${first},${bottom} ${points.join(" ")} ${right},${bottom}` });
    add(svg, "polyline", { class: `line ${kind}`, points: points.join(" ") });
  }
}
