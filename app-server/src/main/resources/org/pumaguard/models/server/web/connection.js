// The stream of events, and whether there is one.

import * as api from "./api.js";

const KINDS = [
  "started", "progress", "reused", "retry", "source-switched", "verified", "finished", "failed",
  "state", "registry",
];
const LONGEST_PAUSE_MS = 8000;
// A browser opens six connections to a server and no more: tabs that nobody looks at give theirs back.
const HIDDEN_MS = 60000;

export class Connection {
  /**
   * @param listener `onEvent(event)`, `onOpen()` when all is to be fetched (again), `onLost(at)`, and
   *     `onWait(seconds)` while it is lost
   */
  constructor(listener) {
    this.listener = listener;
    this.lostAt = null;
    this.pause = 500;
    addEventListener("online", () => this.now());
    addEventListener("offline", () => this.lost());
    document.addEventListener("visibilitychange", () => this.looked());
    setInterval(() => this.tick(), 500);
  }

  open() {
    this.close();
    this.source = new EventSource(api.events);
    this.source.onopen = () => {
      this.lostAt = null;
      this.pause = 500;
      this.listener.onOpen();
    };
    this.source.onerror = () => this.lost();
    for (const kind of KINDS) {
      this.source.addEventListener(kind, (e) => this.listener.onEvent(JSON.parse(e.data)));
    }
  }

  /** Notes that the server can't be reached, and tries again with growing pauses. */
  lost() {
    this.close();
    const isNew = this.lostAt === null;
    this.lostAt ??= Date.now();
    this.pause = Math.min(this.pause * 2, LONGEST_PAUSE_MS);
    this.nextAt = Date.now() + this.pause;
    if (isNew) {
      this.listener.onLost(this.lostAt);
    }
  }

  /** Tries again at once, if it is lost. */
  now() {
    if (this.lostAt !== null && this.source === null) {
      this.nextAt = 0;
      this.tick();
    }
  }

  tick() {
    if (this.lostAt === null || this.source !== null) {
      return;
    }
    if (Date.now() >= this.nextAt) {
      this.listener.onWait(0);
      this.open();
    } else {
      this.listener.onWait(Math.ceil((this.nextAt - Date.now()) / 1000));
    }
  }

  close() {
    if (this.source) {
      this.source.close();
    }
    this.source = null;
  }

  looked() {
    clearTimeout(this.hiding);
    if (document.hidden) {
      this.hiding = setTimeout(() => this.close(), HIDDEN_MS);
    } else if (this.source === null) {
      this.open();
    }
  }
}
