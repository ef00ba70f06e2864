// The dashboard: loads models, status, traffic and events, and follows the events.

import { Actions } from "./actions.js";
import * as api from "./api.js";
import { Connection } from "./connection.js";
import { find } from "./dom.js";
import { moment } from "./format.js";
import { EventList } from "./log.js";
import { tell } from "./notices.js";
import { showStatus } from "./overview.js";
import { ModelPage } from "./page.js";
import { Router } from "./router.js";
import { Table } from "./table.js";
import { loadTraffic } from "./traffic.js";
import { apply } from "./updates.js";

const STATUS_INTERVAL_MS = 10000;
const BATCH_MS = 150;
// Above this number of changed models, one list is cheaper than one request each.
const MAX_SINGLE = 8;
const RETRY_MS = 3000;

const act = (action, model) => actions.run(action, model);
const table = new Table(act);
const page = new ModelPage(act);
const log = new EventList("log", true);
const actions = new Actions({ update, reload: loadSoon, reloadAll: loadAll, lost: () => connection.lost() });
const changed = new Set();
let batchTimer = 0;
let statusTimer = 0;
let isLoading = false;
let isReloadRequested = false;

const connection = new Connection({ onEvent, onOpen, onLost, onWait });
new Router(page);
connection.open();
setInterval(loadStatus, STATUS_INTERVAL_MS);

find("lost-now").addEventListener("click", () => connection.now());

function onOpen() {
  if (find("lost").textContent) {
    tell("good", "Reconnected.");
  }
  find("lost").textContent = "";
  find("lost-more").hidden = true;
  document.body.classList.remove("stale");
  loadAll();
  loadHistory();
  page.reload();
}

function onLost(at) {
  find("lost").textContent = `Connection lost since ${moment(at)}. The data shown may be out of date.`;
  find("lost-more").hidden = false;
  document.body.classList.add("stale");
}

function onWait(seconds) {
  find("lost-next").textContent = seconds > 0 ? `Next attempt in ${seconds} s` : "Connecting …";
}

function update(name, changes) {
  table.update(name, changes);
  page.update(name, changes);
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
    actions.tellEnded(table.models);
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

/** Loads the events of before; those that arrive meanwhile are told apart by their ids. */
async function loadHistory() {
  try {
    log.add(await api.history());
  } catch (e) {
    if (e.status === 0) {
      connection.lost();
    }
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
    actions.token.need(status.tokenNeeded);
    await loadTraffic();
  } catch (e) {
    if (e.status === 0) {
      connection.lost();
    }
  }
}

function onEvent(event) {
  log.add([event]);
  const stale = apply(event, table, actions.isAsked(event.model));
  page.onEvent(event, table.get(event.model));
  if (stale === "all") {
    loadAll();
    page.reload();
  } else if (stale === "model") {
    loadSoon(event.model);
  }
}

function loadSoon(name) {
  changed.add(name);
  page.reloadIf(name);
  batchTimer ||= setTimeout(loadChanged, BATCH_MS);
  statusTimer ||= setTimeout(loadStatus, 1000);
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
  actions.tellEnded(table.models);
}

/** Reduces the details of a model to the fields of its row. */
function line(facts) {
  const { name, state, size, version, sha256, path, required, job, transfer, verifiedAt, error } = facts;
  return {
    name, state, size, version, sha256, path, required, job, transfer, verifiedAt, error,
    estimated: facts.estimated ?? false,
    fragments: facts.fragments.length,
    pinned: facts.cached?.pinned ?? false,
  };
}
