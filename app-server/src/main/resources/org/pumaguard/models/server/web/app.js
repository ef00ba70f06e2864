// The dashboard: asks the server for all, follows its events, and passes on what people want done.

import * as api from "./api.js";
import { Connection } from "./connection.js";
import { askRemoval, showFacts } from "./dialogs.js";
import { bytes, moment } from "./format.js";
import { tell, tellProblem } from "./notices.js";
import { showStatus } from "./overview.js";
import { Table } from "./table.js";
import { TokenField } from "./token.js";

const LOOK_EVERY_MS = 10000;
const GATHER_MS = 150;
// From so many on, one list costs less than each by itself.
const MANY = 8;
const TRY_AGAIN_MS = 3000;

const find = (id) => document.getElementById(id);
const table = new Table(act);
const token = new TokenField();
const changed = new Set();
// What was asked for on this page, and so is to be told when it has ended.
const asked = new Map();
let gathering = 0;
let looking = 0;
let isLoading = false;
let isToLoadAgain = false;

const connection = new Connection({ onEvent, onOpen, onLost, onWait });
connection.open();
setInterval(look, LOOK_EVERY_MS);

find("lost-now").addEventListener("click", () => connection.now());
find("refresh").addEventListener("click", readRegistry);

function onOpen() {
  if (find("lost").textContent) {
    tell("good", "Connected again.");
  }
  find("lost").textContent = "";
  find("lost-more").hidden = true;
  document.body.classList.remove("stale");
  loadAll();
}

function onLost(at) {
  find("lost").textContent = `Connection to the server lost since ${moment(at)}. What you see may be out of date.`;
  find("lost-more").hidden = false;
  document.body.classList.add("stale");
}

function onWait(seconds) {
  find("lost-next").textContent = seconds > 0 ? `Trying again in ${seconds} s` : "Trying …";
}

/** Fetches everything; if asked again meanwhile, once more afterwards. */
async function loadAll() {
  if (isLoading) {
    isToLoadAgain = true;
    return;
  }
  isLoading = true;
  look();
  try {
    table.replace(await api.models());
    tellEnded();
  } catch (e) {
    if (e.status === 0) {
      connection.lost();
    } else {
      table.fail(e);
      setTimeout(loadAll, TRY_AGAIN_MS);
    }
  } finally {
    isLoading = false;
  }
  if (isToLoadAgain) {
    isToLoadAgain = false;
    loadAll();
  }
}

/** Asks how the server stands, which also shows whether it is still there. */
async function look() {
  looking = 0;
  if (document.hidden || connection.source === null) {
    return;
  }
  try {
    const status = await api.status();
    showStatus(status);
    token.need(status.tokenNeeded);
  } catch (e) {
    if (e.status === 0) {
      connection.lost();
    }
  }
}

function lookSoon() {
  looking ||= setTimeout(look, 1000);
}

function onEvent(event) {
  switch (event.event) {
    case "started":
      table.update(event.model, { transfer: progress(event), note: null });
      break;
    case "progress":
      table.update(event.model, { transfer: progress(event), note: null });
      break;
    case "retry":
      table.update(event.model, { note: "trying again: " + (event.reason ?? "") });
      break;
    case "source-switched":
      table.update(event.model, { note: "from another source" + (event.reason ? ": " + event.reason : "") });
      break;
    case "finished":
      if (table.get(event.model)?.transfer && !asked.has(event.model)) {
        tell("good", `${event.model} is cached.`, "# models are cached.");
      }
      ended(event.model);
      break;
    case "failed":
      if (!asked.has(event.model)) {
        tell("bad", `${event.model} can't be cached: ${event.reason ?? "see its row"}`, "# models can't be cached.");
      }
      ended(event.model);
      break;
    case "state":
      ended(event.model);
      break;
    case "registry":
      tell("idle", "The registry has changed.");
      loadAll();
      break;
    default:
  }
}

function ended(name) {
  table.update(name, { transfer: null, note: null });
  fetchSoon(name);
}

/** How far a model is after an event; the speed is smoothed. */
function progress(event) {
  const before = table.get(event.model)?.transfer;
  const at = Date.parse(event.time);
  const now = { bytes: event.bytes ?? 0, total: event.total ?? null, bytesPerSecond: before?.bytesPerSecond ?? 0, at };
  const seconds = before?.at ? (at - before.at) / 1000 : 0;
  if (seconds > 0 && now.bytes >= before.bytes) {
    const latest = (now.bytes - before.bytes) / seconds;
    now.bytesPerSecond = now.bytesPerSecond ? now.bytesPerSecond + 0.2 * (latest - now.bytesPerSecond) : latest;
  }
  return now;
}

function fetchSoon(name) {
  changed.add(name);
  gathering ||= setTimeout(fetchChanged, GATHER_MS);
  lookSoon();
}

async function fetchChanged() {
  gathering = 0;
  const names = [...changed];
  changed.clear();
  if (names.length > MANY) {
    loadAll();
    return;
  }
  for (const name of names) {
    try {
      table.update(name, line(await api.model(name)));
    } catch (e) {
      if (e.status === 0) {
        connection.lost();
        return;
      }
      if (e.status === 404) {
        loadAll();
      }
    }
  }
  tellEnded();
}

/** What a row needs of all that is known. */
function line(facts) {
  const { name, state, size, version, sha256, path, required, job, transfer, verifiedAt, error } = facts;
  return {
    name, state, size, version, sha256, path, required, job, transfer, verifiedAt, error,
    fragments: facts.fragments.length,
    pinned: facts.cached?.pinned ?? false,
  };
}

/** Tells how that ended which was asked for here. */
function tellEnded() {
  for (const [name, action] of asked) {
    const model = table.get(name);
    if (model?.job) {
      continue;
    }
    asked.delete(name);
    if (!model) {
      continue;
    }
    if (model.error) {
      tellProblem(name, model.error);
    } else if (model.state !== "cached") {
      tell("idle", `${name} is ${model.state}.`);
    } else {
      const done = { ensure: "is cached", verify: "is verified: every byte is right", repair: "is whole again" };
      tell("good", `${name} ${done[action]}.`);
    }
  }
}

async function act(action, model) {
  const name = model.name;
  if (action === "facts") {
    await attempt(name, async () => showFacts(await api.model(name)));
  } else if (action === "remove") {
    if (await askRemoval(model)) {
      await attempt(`${name} was not removed`, async () => {
        const removed = await api.remove(name);
        tell("good", `${name} is removed; ${bytes(removed.bytes)} are freed.`);
        fetchSoon(name);
      });
    }
  } else {
    await attempt(name, async () => {
      asked.set(name, action);
      try {
        table.update(name, await api.start(name, action));
      } catch (e) {
        asked.delete(name);
        throw e;
      }
      // What ends at once may have told its end before this answer came.
      fetchSoon(name);
    });
  }
}

async function readRegistry() {
  const button = find("refresh");
  if (button.getAttribute("aria-disabled") === "true") {
    return;
  }
  button.setAttribute("aria-disabled", "true");
  await attempt("The registry was not read", async () => {
    const { models, changed: isChanged } = await api.refresh();
    tell("good", isChanged ? `The registry is another one now; it names ${models} models.` : "The registry is the same as before.");
    await loadAll();
  });
  button.setAttribute("aria-disabled", "false");
  look();
}

/** Does something, and tells why it failed; what lacked the token is done when it is there. */
async function attempt(what, work) {
  try {
    await work();
  } catch (e) {
    if (e.status === 401) {
      token.ask(() => attempt(what, work));
    } else {
      tellProblem(what, e);
    }
    if (e.status === 0) {
      connection.lost();
    }
  }
}
