// Results of actions, which are shown for some seconds, and announcements for screen readers. The events
// of the server are in the log.

import { find, make } from "./dom.js";

const MAX_ITEMS = 4;
// More announcements than this of one kind at once are merged.
const MAX_SEPARATE = 3;
const BATCH_MS = 400;
const SHOWN_MS = 8000;
const SHOWN_BAD_MS = 20000;

const batch = new Map();
let timer = 0;

/**
 * Shows a result of an action.
 *
 * @param tone "good", "bad" or "idle"
 */
export function tell(tone, words) {
  const item = make("p", "notice", words);
  item.dataset.tone = tone;
  put("notices", item, tone === "bad" ? SHOWN_BAD_MS : SHOWN_MS);
}

/** Shows a failure and its cure. */
export function tellProblem(what, problem) {
  tell("bad", `${what}: ${problem.message}${problem.hint ? ". What to do: " + problem.hint : ""}`);
}

/**
 * Announces what the page shows elsewhere.
 *
 * @param plural text for several announcements at once, with `#` for their number
 */
export function announce(words, plural) {
  batch.set(plural, [...(batch.get(plural) ?? []), words]);
  timer ||= setTimeout(write, BATCH_MS);
}

function write() {
  timer = 0;
  for (const [plural, all] of batch) {
    const texts = all.length > MAX_SEPARATE ? [plural.replace("#", all.length.toLocaleString("en"))] : all;
    texts.forEach((words) => put("announced", make("p", "", words), SHOWN_MS));
  }
  batch.clear();
}

function put(id, item, millis) {
  const list = find(id);
  list.append(item);
  while (list.childElementCount > MAX_ITEMS) {
    list.firstElementChild.remove();
  }
  setTimeout(() => item.remove(), millis);
}
