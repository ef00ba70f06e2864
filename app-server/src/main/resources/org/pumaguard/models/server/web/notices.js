// The activity log, newest first: a list, and a live region for screen readers.

import { moment } from "./format.js";

const MAX_ITEMS = 30;
// More messages than this of one kind at once are merged, which keeps the live region usable.
const MAX_SEPARATE = 3;
const BATCH_MS = 400;

const list = document.getElementById("log");
const batch = new Map();
let timer = 0;

/**
 * Logs a result.
 *
 * @param tone "good", "bad" or "idle"
 * @param plural text for several results at once, with `#` for their number; null to log each
 */
export function tell(tone, words, plural = null) {
  const key = plural ?? words;
  const same = batch.get(key) ?? { tone, plural, all: [] };
  same.all.push(words);
  batch.set(key, same);
  timer ||= setTimeout(write, BATCH_MS);
}

/** Logs a failure and its hint. */
export function tellProblem(what, problem) {
  tell("bad", `${what}: ${problem.message}${problem.hint ? ". What to do: " + problem.hint : ""}`);
}

function write() {
  timer = 0;
  for (const { tone, plural, all } of batch.values()) {
    if (plural !== null && all.length > MAX_SEPARATE) {
      add(tone, plural.replace("#", all.length.toLocaleString("en")));
    } else {
      all.forEach((words) => add(tone, words));
    }
  }
  batch.clear();
}

function add(tone, words) {
  document.getElementById("log-empty").hidden = true;
  const item = document.createElement("li");
  item.dataset.tone = tone;
  const time = document.createElement("time");
  const now = new Date();
  time.dateTime = now.toISOString();
  time.textContent = moment(now);
  const said = document.createElement("span");
  said.textContent = words;
  item.append(time, " ", said);
  list.prepend(item);
  while (list.childElementCount > MAX_ITEMS) {
    list.lastElementChild.remove();
  }
}
