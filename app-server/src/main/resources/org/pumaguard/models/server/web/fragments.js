// Fragments and the location of damage on the page of a model.

import { make, text } from "./dom.js";
import { bytes, several, shortDigest } from "./format.js";

const SVG = "http://www.w3.org/2000/svg";
const BLOCK = 1 << 20;
const MAX_ROWS = 100;
const TONES = { cached: "good", fetched: "good", fetching: "busy", damaged: "bad", missing: "idle" };

/** Shows the fragments in their order, and how many of them are there. */
export function fragmentRows(rows, sum, fragments) {
  const counts = new Map();
  for (const { state } of fragments) {
    counts.set(state ?? "unknown", (counts.get(state ?? "unknown") ?? 0) + 1);
  }
  const words = [...counts].map(([state, count]) => `${count.toLocaleString("en")} ${state}`);
  text(sum, `${several(fragments.length, "fragment")}: ${words.join(", ")}`);
  const isSized = fragments.some(({ size }) => size !== null);
  rows.closest("table").classList.toggle("unsized", !isSized);
  const old = [...rows.children];
  fragments.forEach((fragment, i) => {
    const row = old[i] ?? rows.appendChild(fragmentRow());
    const [head, size, digest, state] = row.children;
    text(head, fragment.name);
    text(size, fragment.size === null ? "–" : bytes(fragment.size));
    text(digest, shortDigest(fragment.sha256));
    digest.title = "SHA-256 " + fragment.sha256;
    text(state.firstChild, fragment.state ?? "not known");
    state.firstChild.dataset.tone = TONES[fragment.state] ?? "idle";
  });
  old.slice(fragments.length).forEach((row) => row.remove());
}

function fragmentRow() {
  const head = make("th");
  head.scope = "row";
  return make("tr", "", head, make("td", "number"), make("td", "digest"), make("td", "", make("span", "badge")));
}

/** Draws where in the model the damage is. */
export function damageMap(svg, model) {
  const end = Math.max(model.size ?? 0, ...model.damage.map(({ offset, length }) => offset + length), 1);
  svg.replaceChildren(
    ...model.damage.map(({ offset, length }) => {
      const part = document.createElementNS(SVG, "rect");
      // A damaged range is at least visible, however short it is.
      const width = Math.max(0.5, (100 * length) / end);
      part.setAttribute("class", "damaged");
      part.setAttribute("x", `${Math.min(100 - width, (100 * offset) / end)}%`);
      part.setAttribute("width", `${width}%`);
      part.setAttribute("height", "100%");
      return part;
    }),
  );
}

/** Lists the damaged ranges, with their blocks and fragments. */
export function damageRows(rows, words, model) {
  const damage = model.damage;
  const sum = damage.reduce((length, range) => length + range.length, 0);
  const fragments = new Set(damage.map((range) => range.fragment).filter((name) => name));
  const place = fragments.size > 0 ? `, in ${several(fragments.size, "fragment")}` : "";
  const rest = damage.length - MAX_ROWS;
  text(
    words,
    damage.length === 0
      ? ""
      : `${bytes(sum)} in ${several(damage.length, "range")}${place}. Repair fetches these ranges only.` +
          (rest > 0 ? ` The first ${MAX_ROWS} are listed.` : ""),
  );
  rows.replaceChildren(...damage.slice(0, MAX_ROWS).map(damageRow));
}

function damageRow({ offset, length, fragment }) {
  const first = Math.floor(offset / BLOCK);
  const last = Math.floor(Math.max(offset, offset + length - 1) / BLOCK);
  const head = make("th", "", first === last ? `Block ${first}` : `Blocks ${first}–${last}`);
  head.scope = "row";
  return make(
    "tr",
    "",
    head,
    make("td", "number", offset.toLocaleString("en")),
    make("td", "number", bytes(length)),
    make("td", "", fragment ?? "–"),
  );
}
