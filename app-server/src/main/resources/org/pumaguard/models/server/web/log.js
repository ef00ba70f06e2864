// Lists of events: of the server, and of one model. The server keeps the events, so they are here again
// after a reload; ids tell which ones are here already.

import { find, hide, make, text } from "./dom.js";
import { duration, moment, several } from "./format.js";
import { pageOf } from "./router.js";

// Entries shown at first.
const SHORT = 12;
const MAX_ENTRIES = 200;

/** What an event says: tone, words, reason and cure; null if it is not worth an entry. */
function describe(event, isRepaired, last) {
  const reason = event.reason ?? "";
  switch (event.event) {
    case "started":
      return { tone: "busy", words: "is being fetched" };
    case "retry":
      return { tone: "warn", words: event.delayMillis ? `is retried in ${duration(event.delayMillis / 1000)}` : "is retried", reason };
    case "source-switched":
      return { tone: "warn", words: "continues from another source", reason };
    case "verified":
      return { tone: "good", words: "is verified" };
    case "finished":
      return { tone: "good", words: "is cached" };
    case "failed":
      return { tone: "bad", words: "failed", reason };
    case "state":
      return ofState(event, isRepaired, last);
    case "registry":
      return { tone: "idle", words: `The registry has changed; it names ${several(event.models, "model")}` };
    default:
      return null;
  }
}

function ofState(event, isRepaired, last) {
  if (event.reason) {
    const words = event.state === "damaged" ? "is damaged" : "failed";
    return { tone: "bad", words, reason: event.reason, hint: event.hint };
  }
  if (event.state === "cached") {
    const isTold = last !== undefined && (last.kind === "finished" || last.kind === "verified");
    return isRepaired || !isTold ? { tone: "good", words: isRepaired ? "is repaired" : "is cached" } : null;
  }
  const tone = event.state === "damaged" ? "bad" : "idle";
  return { tone, words: event.state === "missing" ? "is removed" : `is ${event.state}` };
}

/** A list of events, newest first. */
export class EventList {
  /**
   * @param id of the list; the elements with the suffixes `-empty` and `-more` belong to it
   * @param isLinked whether entries name and link their models
   */
  constructor(id, isLinked) {
    this.list = find(id);
    this.empty = find(id + "-empty");
    this.more = find(id + "-more");
    this.isLinked = isLinked;
    this.more.addEventListener("click", () => {
      this.isLong = !this.isLong;
      this.fold();
    });
    this.clear();
  }

  clear() {
    this.ids = new Set();
    this.lasts = new Map();
    this.states = new Map();
    this.isLong = false;
    this.list.replaceChildren();
    this.fold();
  }

  /** Adds events that are not here yet, oldest first. */
  add(events) {
    for (const event of events) {
      if (event.id && !this.ids.has(event.id)) {
        this.ids.add(event.id);
        this.addOne(event);
      }
    }
    while (this.list.childElementCount > MAX_ENTRIES) {
      this.list.lastElementChild.remove();
    }
    this.fold();
  }

  addOne(event) {
    const model = event.model ?? "";
    const isRepaired = event.state === "cached" && this.states.get(model) === "damaged";
    if (event.state) {
      this.states.set(model, event.state);
    }
    const last = this.lasts.get(model);
    const said = describe(event, isRepaired, last);
    if (said === null) {
      return;
    }
    // The state after a failure repeats the failure, with its cure.
    if (event.event === "state" && said.hint && last?.kind === "failed") {
      text(last.item.querySelector(".words"), this.sentence(event, said.words));
      last.item.querySelector(".said").append(make("p", "hint", "What to do: " + said.hint));
      last.kind = "state";
      return;
    }
    const item = this.item(event, said);
    this.list.prepend(item);
    this.lasts.set(model, { kind: event.event, item });
  }

  item(event, { tone, words, reason, hint }) {
    const time = make("time", "", moment(event.time));
    time.dateTime = event.time;
    const line = make("p", "", make("span", "words", this.sentence(event, words)));
    if (this.isLinked && event.model) {
      const link = make("a", "", event.model);
      link.href = pageOf(event.model);
      line.prepend(link);
    }
    const said = make("div", "said", line);
    if (reason) {
      said.append(make("p", "reason", reason));
    }
    if (hint) {
      said.append(make("p", "hint", "What to do: " + hint));
    }
    const item = make("li", "", time, said);
    item.dataset.tone = tone;
    return item;
  }

  sentence(event, words) {
    return this.isLinked && event.model ? ` ${words}.` : `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
  }

  /** Shows the newest entries, or all. */
  fold() {
    const count = this.list.childElementCount;
    [...this.list.children].forEach((item, i) => hide(item, !this.isLong && i >= SHORT));
    hide(this.empty, count > 0);
    hide(this.more, count <= SHORT);
    text(this.more, this.isLong ? "Show fewer" : `Show all ${count}`);
    this.more.setAttribute("aria-expanded", String(this.isLong));
  }
}
