// The dashboard: loads models and status, follows the events, and sends the requests of the buttons.

import * as api from "./api.js";
import { Connection } from "./connection.js";
import { askRemoval, showFacts } from "./dialogs.js";
import { bytes, moment } from "./format.js";
import { tell, tellProblem } from "./notices.js";
import { showStatus } from "./overview.js";
import { Table } from "./table.js";
import { TokenField } from "./token.js";

const STATUS_INTERVAL_MS = 10000;
const BATCH_MS = 150;
// Above this number of changed models, one list is cheaper than one request each.
const MAX_SINGLE = 8;
const RETRY_MS = 3000;

const find = (id) => document.getElementById(id);
const table = new Table(act);
const token = new TokenField();
const changed = new Set();
// Actions that were started on this page and whose result is to be logged.
const asked = new Map();
let batchTimer = 0;
let statusTimer = 0;
let isLoading = false;
let isReloadRequested = false;

const connection = new Connection({ onEvent, onOpen, onLost, onWait });
connection.open();
setInterval(loadStatus, STATUS_INTERVAL_MS);

find("lost-now").addEventListener("click", () => connection.now());
find("refresh").addEventListener("click", readRegistry);

function onOpen() {
  if (find("lost").textContent) {
    tell("good", "Reconnected.");
  }
  find("lost").textContent = "";
  find("lost-more").hidden = true;
  document.body.classList.remove("stale");
  loadAll();
}

function onLost(at) {
  find("lost").textContent = `Connection lost since ${moment(at)}. The data shown may be out of date.`;
  find("lost-more").hidden = false;
  document.body.classList.add("stale");
}

function onWait(seconds) {
  find("lost-next").textContent = seconds > 0 ? `Next attempt in ${seconds} s` : "Connecting …";
}

/** Loads all models and the status; a call during a load causes one more load. */
async function loadAll() {
  if (isLoading) {
    isReloadRequested = true;
    return;
  }
  isLoading = true;
  loadStatus();
  try {
    table.replace(await api.models());
    tellEnded();
  } catch (e) {
    if (e.status === 0) {
      connection.lost();
    } else {
      table.fail(e);
      setTimeout(loadAll, RETRY_MS);
    }
  } finally {
    isLoading = false;
  }
  if (isReloadRequested) {
    isReloadRequested = false;
    loadAll();
  }
}

/** Loads the status, which also detects a lost connection. */
async function loadStatus() {
  statusTimer = 0;
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

function loadStatusSoon() {
  statusTimer ||= setTimeout(loadStatus, 1000);
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
      table.update(event.model, { note: "retrying: " + (event.reason ?? "") });
      break;
    case "source-switched":
      table.update(event.model, { note: "switched source" + (event.reason ? ": " + event.reason : "") });
      break;
    case "finished":
      if (table.get(event.model)?.transfer && !asked.has(event.model)) {
        tell("good", `${event.model} is cached.`, "# models are cached.");
      }
      ended(event.model);
      break;
    case "failed":
      if (!asked.has(event.model)) {
        tell("bad", `${event.model} could not be cached: ${event.reason ?? "see its row"}`, "# models could not be cached.");
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
  loadSoon(name);
}

/** Progress of a transfer after an event, with a smoothed speed. */
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

function loadSoon(name) {
  changed.add(name);
  batchTimer ||= setTimeout(loadChanged, BATCH_MS);
  loadStatusSoon();
}

async function loadChanged() {
  batchTimer = 0;
  const names = [...changed];
  changed.clear();
  if (names.length > MAX_SINGLE) {
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

/** Reduces the details of a model to the fields of its row. */
function line(facts) {
  const { name, state, size, version, sha256, path, required, job, transfer, verifiedAt, error } = facts;
  return {
    name, state, size, version, sha256, path, required, job, transfer, verifiedAt, error,
    fragments: facts.fragments.length,
    pinned: facts.cached?.pinned ?? false,
  };
}

/** Logs the results of actions that were started on this page. */
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
      const done = { ensure: "is cached", verify: "is verified", repair: "is repaired" };
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
      await attempt(`${name} could not be removed`, async () => {
        const removed = await api.remove(name);
        tell("good", `${name} is removed; ${bytes(removed.bytes)} freed.`);
        loadSoon(name);
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
      // The event of a short job may have arrived before this response.
      loadSoon(name);
    });
  }
}

async function readRegistry() {
  const button = find("refresh");
  if (button.getAttribute("aria-disabled") === "true") {
    return;
  }
  button.setAttribute("aria-disabled", "true");
  await attempt("The registry could not be read", async () => {
    const { models, changed: isChanged } = await api.refresh();
    tell("good", isChanged ? `The registry has changed; it names ${models} models.` : "The registry has not changed.");
    await loadAll();
  });
  button.setAttribute("aria-disabled", "false");
  loadStatus();
}

/** Runs an action and logs its failure; after a 401, runs it again when the token was entered. */
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
