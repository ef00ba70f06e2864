// The event stream, and reconnecting to it.

import * as api from "./api.js";

const KINDS = [
  "started", "progress", "reused", "retry", "source-switched", "verified", "finished", "failed",
  "state", "registry",
];
const MAX_DELAY_MS = 8000;
// A browser opens at most six connections to a server, so hidden tabs close theirs after this time.
const HIDDEN_MS = 60000;

export class Connection {
  /**
   * @param listener `onEvent(event)`, `onOpen()` after each connect: reload everything, `onLost(at)`,
   *     and `onWait(seconds)` until the next attempt
   */
  constructor(listener) {
    this.listener = listener;
    this.lostAt = null;
    this.delay = 500;
    addEventListener("online", () => this.now());
    addEventListener("offline", () => this.lost());
    document.addEventListener("visibilitychange", () => this.visibilityChanged());
    // A page that the browser keeps for "back" would keep its connection too, one of six.
    addEventListener("pagehide", () => this.close());
    addEventListener("pageshow", (shown) => shown.persisted && this.open());
    setInterval(() => this.tick(), 500);
  }

  open() {
    this.close();
    this.source = new EventSource(api.events);
    this.source.onopen = () => {
      this.lostAt = null;
      this.delay = 500;
      this.listener.onOpen();
    };
    this.source.onerror = () => this.lost();
    for (const kind of KINDS) {
      this.source.addEventListener(kind, (e) => this.listener.onEvent(JSON.parse(e.data)));
    }
  }

  /** Closes the stream and reconnects with exponential back-off. */
  lost() {
    this.close();
    const isNew = this.lostAt === null;
    this.lostAt ??= Date.now();
    this.delay = Math.min(this.delay * 2, MAX_DELAY_MS);
    this.nextAt = Date.now() + this.delay;
    if (isNew) {
      this.listener.onLost(this.lostAt);
    }
  }

  /** Reconnects at once if the connection is lost. */
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

  visibilityChanged() {
    clearTimeout(this.hiding);
    if (document.hidden) {
      this.hiding = setTimeout(() => this.close(), HIDDEN_MS);
    } else if (this.source === null) {
      this.open();
    }
  }
}
