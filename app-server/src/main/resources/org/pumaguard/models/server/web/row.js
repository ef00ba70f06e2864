// One model in the table. Only changed elements are updated, so that the focus and the position of a
// screen reader are kept.

import { set, text } from "./dom.js";
import { bytes, shortDigest } from "./format.js";
import { ModelParts, total } from "./parts.js";
import { pageOf } from "./router.js";

const TEMPLATE = document.getElementById("row");

export class Row {
  constructor(name) {
    this.element = TEMPLATE.content.firstElementChild.cloneNode(true);
    this.element.dataset.model = name;
    const link = this.element.querySelector(".name");
    link.textContent = name;
    link.href = pageOf(name);
    this.version = this.element.querySelector(".version");
    this.size = this.element.querySelector(".size");
    this.parts = new ModelParts(this.element, name);
  }

  get hasFocus() {
    return this.element.contains(document.activeElement);
  }

  show(model) {
    this.parts.show(model);
    // Without a version, the digest tells versions apart.
    text(this.version, model.version ?? shortDigest(model.sha256));
    set(this.version, "data-kind", model.version === null ? "digest" : "version");
    set(this.version, "title", model.version === null ? "SHA-256 " + model.sha256 : "");
    const { count, mark } = total(model);
    text(this.size, count === null ? "–" : mark + bytes(count));
  }
}
