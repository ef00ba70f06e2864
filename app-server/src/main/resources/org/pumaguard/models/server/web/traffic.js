// The card of the traffic in the last hour: chart, sums, and the same as a table.

import * as api from "./api.js";
import { draw } from "./chart.js";
import { find, hide, make, say, text } from "./dom.js";
import { bytes } from "./format.js";

// The time that the axis shows: of a server that was just started, only its own.
const WINDOWS = [15, 30, 60];
const ROW_MINUTES = 5;
// An interval that has just begun has no meaningful rate.
const MIN_SECONDS = 2;

let samples = null;

new ResizeObserver(() => samples && show()).observe(find("chart"));
find("traffic-more").addEventListener("toggle", showRows);

/** Loads the samples, and shows them. */
export async function loadTraffic() {
  samples = await api.traffic();
  show();
  showRows();
}

const sum = (values) => values.reduce((total, value) => total + value, 0);

function rates(values) {
  const all = values.map((value) => value / samples.intervalSeconds);
  const last = values.length - 1;
  all[last] = samples.lastSeconds >= MIN_SECONDS ? values[last] / samples.lastSeconds : (all[last - 1] ?? 0);
  return all;
}

function show() {
  const [fetched, served] = [sum(samples.fetched), sum(samples.served)];
  const isEmpty = fetched + served === 0;
  hide(find("chart-box"), isEmpty);
  hide(find("traffic-more"), isEmpty);
  hide(find("traffic-legend"), isEmpty);
  say("traffic-empty", isEmpty ? "No bytes were fetched or served in the last hour." : "");
  text(find("fetched-sum"), bytes(fetched) + " fetched");
  text(find("served-sum"), bytes(served) + " served");
  if (isEmpty || find("home").hidden) {
    return;
  }
  const series = [
    { kind: "served", rates: rates(samples.served) },
    { kind: "fetched", rates: rates(samples.fetched) },
  ];
  const peaks = series.map(({ kind, rates: all }) => `${kind}: at most ${bytes(Math.max(...all))}/s`);
  const age = (samples.fetched.length * samples.intervalSeconds) / 60;
  const minutes = WINDOWS.find((window) => window >= age) ?? WINDOWS.at(-1);
  draw(find("chart"), series, samples.intervalSeconds, minutes, {
    title: "Fetched and served bytes a second in the last hour",
    description: `${bytes(fetched)} fetched, ${bytes(served)} served; ${peaks.join("; ")}. The table below has the same data.`,
  });
}

/** One row for five minutes, the newest first. */
function showRows() {
  if (!find("traffic-more").open || samples === null) {
    return;
  }
  const size = (ROW_MINUTES * 60) / samples.intervalSeconds;
  const rows = [];
  for (let end = samples.fetched.length; end > 0; end -= size) {
    const from = Math.max(0, end - size);
    const ago = ((samples.fetched.length - end) / size) * ROW_MINUTES;
    const head = make("th", "", ago === 0 ? `last ${ROW_MINUTES} min` : `${ago + ROW_MINUTES}–${ago} min ago`);
    head.scope = "row";
    const cells = [samples.fetched, samples.served].map((all) => make("td", "", bytes(sum(all.slice(from, end)))));
    rows.push(make("tr", "", head, ...cells));
  }
  find("traffic-rows").replaceChildren(...rows);
}
