// Two views in one document: all models, and one model at `#/models/NAME`. The fragment of the address
// keeps the page working below any path of a proxy, on reload, and with the browser's buttons.

import { find } from "./dom.js";

const MODEL = /^#\/models\/(.+)$/;

let readiness = "";

/** Address of a model's page, relative to the document. */
export const pageOf = (name) => "#/models/" + encodeURIComponent(name);

/** The model of the current address; null for all models. */
export function current() {
  const match = MODEL.exec(location.hash);
  try {
    return match && decodeURIComponent(match[1]);
  } catch {
    return match[1];
  }
}

/** Shows readiness in the title of the document. */
export function titleReadiness(words) {
  readiness = words;
  const name = current();
  document.title = [readiness, name, "PumaGuard Models"].filter((part) => part).join(" · ");
}

export class Router {
  /** @param page the page of one model: `open(name)`, `close()` */
  constructor(page) {
    this.page = page;
    this.name = null;
    this.scrolled = 0;
    history.scrollRestoration = "manual";
    addEventListener("hashchange", () => this.go());
    find("skip").addEventListener("click", (e) => {
      e.preventDefault();
      find(this.name === null ? "models" : "page-title").focus();
    });
    this.go();
  }

  go() {
    const name = current();
    if (name === this.name) {
      return;
    }
    const before = this.name;
    this.name = name;
    titleReadiness(readiness);
    if (before === null) {
      this.scrolled = scrollY;
    }
    find("home").hidden = name !== null;
    find("page").hidden = name === null;
    this.page.close();
    if (name !== null) {
      this.page.open(name);
      scrollTo(0, 0);
      find("page-title").focus({ preventScroll: true });
    } else {
      scrollTo(0, this.scrolled);
      const link = document.querySelector(`[data-model="${CSS.escape(before)}"] .name`);
      (link ?? find("models")).focus({ preventScroll: true });
    }
  }
}
