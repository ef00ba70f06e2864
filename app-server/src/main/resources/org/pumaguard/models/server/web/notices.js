// What happened, newest first: for eyes a list, for screen readers a log that is read out politely.

import { moment } from "./format.js";

const KEPT = 30;
// Many at once are told as one, so that nobody has to hear a thousand sentences.
const TOGETHER = 3;
const GATHER_MS = 400;

const list = document.getElementById("log");
const gathered = new Map();
let timer = 0;

/**
 * Tells a result.
 *
 * @param tone "good", "bad" or "idle"
 * @param plural what is said of several at once, with their number for `#`; null to tell each
 */
export function tell(tone, words, plural = null) {
  const key = plural ?? words;
  const same = gathered.get(key) ?? { tone, plural, all: [] };
  same.all.push(words);
  gathered.set(key, same);
  timer ||= setTimeout(write, GATHER_MS);
}

/** Tells a failure and what to do about it. */
export function tellProblem(what, problem) {
  tell("bad", `${what}: ${problem.message}${problem.hint ? ". What to do: " + problem.hint : ""}`);
}

function write() {
  timer = 0;
  for (const { tone, plural, all } of gathered.values()) {
    if (plural !== null && all.length > TOGETHER) {
      add(tone, plural.replace("#", all.length.toLocaleString("en")));
    } else {
      all.forEach((words) => add(tone, words));
    }
  }
  gathered.clear();
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
  while (list.childElementCount > KEPT) {
    list.lastElementChild.remove();
  }
}
