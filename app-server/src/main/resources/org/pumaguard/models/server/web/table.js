// The table of models: a limited number of rows, in the order of the registry.

import { find, hide, text } from "./dom.js";
import { Filter } from "./filter.js";
import { several } from "./format.js";
import { applicable, total } from "./parts.js";
import { Row } from "./row.js";

// Rows shown at first, and added by "Show more".
const ROWS = 200;

const number = (count) => count.toLocaleString("en");

export class Table {
  /** @param onAction receives the action and the model */
  constructor(onAction) {
    this.models = new Map();
    this.rows = new Map();
    this.stale = new Set();
    this.body = find("rows");
    this.limit = ROWS;
    this.isKnown = false;
    this.filter = new Filter(() => {
      this.limit = ROWS;
      this.draw();
    });
    find("more").addEventListener("click", () => this.showMore());
    this.body.addEventListener("click", (e) => this.clicked(e, onAction));
    // A row that was kept for its focus may disappear now.
    this.body.addEventListener("focusout", (e) => {
      const row = e.target.closest("tr");
      setTimeout(() => row && this.touch(row.dataset.model), 0);
    });
  }

  /** Replaces all models, keeping the order of the list. */
  replace(models) {
    const old = this.models;
    this.models = new Map(models.map((model) => [model.name, model]));
    this.isKnown = true;
    for (const [name, model] of this.models) {
      model.note = old.get(name)?.note ?? null;
      model.refused = old.get(name)?.refused ?? null;
      this.stale.add(name);
    }
    this.draw();
  }

  get(name) {
    return this.models.get(name);
  }

  /** Updates fields of one model. */
  update(name, changes) {
    const model = this.models.get(name);
    if (model) {
      Object.assign(model, changes);
      this.touch(name);
    }
    return model;
  }

  touch(name) {
    this.stale.add(name);
    this.draw();
  }

  /** Shows more rows, and moves the focus to the first of them. */
  showMore() {
    const last = this.body.lastElementChild;
    this.limit += ROWS;
    this.flush();
    last?.nextElementSibling?.querySelector(".name").focus();
  }

  /** Redraws in the next animation frame, once for all changes. */
  draw() {
    this.drawing ||= requestAnimationFrame(() => {
      this.drawing = 0;
      this.flush();
    });
  }

  flush() {
    const all = [...this.models.values()];
    const matching = all.filter((model) => this.filter.matches(model)).length;
    this.place(this.shown());
    for (const name of this.stale) {
      this.rows.get(name)?.show(this.models.get(name));
    }
    this.stale.clear();
    this.filter.count(all);
    this.summarize(all, matching);
  }

  /** The models to show; one whose row has the focus is kept. */
  shown() {
    const shown = [];
    let left = this.limit;
    for (const model of this.models.values()) {
      if (this.rows.get(model.name)?.hasFocus) {
        shown.push(model);
      } else if (left > 0 && this.filter.matches(model)) {
        shown.push(model);
        left--;
      }
    }
    return shown;
  }

  /** Creates, moves and removes rows where needed, and keeps the focus. */
  place(models) {
    const focused = this.body.contains(document.activeElement) ? document.activeElement : null;
    const names = new Set(models.map((model) => model.name));
    for (const [name, row] of this.rows) {
      if (!names.has(name)) {
        row.element.remove();
        this.rows.delete(name);
      }
    }
    let next = this.body.firstElementChild;
    for (const model of models) {
      const row = this.rows.get(model.name) ?? this.make(model);
      if (row.element === next) {
        next = next.nextElementSibling;
      } else {
        this.body.insertBefore(row.element, next);
      }
    }
    if (focused && document.activeElement !== focused) {
      (focused.isConnected ? focused : find("models")).focus();
    }
  }

  make(model) {
    const row = new Row(model.name);
    row.show(model);
    this.rows.set(model.name, row);
    return row;
  }

  summarize(all, matching) {
    const rows = this.rows.size;
    const count = several(all.length, "model");
    const words = matching === all.length ? count : `${number(matching)} of ${count}`;
    text(find("shown"), this.isKnown ? words : "");
    hide(find("models"), all.length === 0);
    hide(find("rest"), rows >= matching);
    text(
      find("rest-words"),
      `Showing ${number(rows)} of ${number(matching)}. Use the search to narrow them down.`,
    );
    this.showColumns(all);
    this.sayNothing(all.length, matching);
  }

  /** Hides the sizes if none is known, and names the column of versions after its content. */
  showColumns(all) {
    const isSized = all.some((model) => total(model).count !== null);
    find("models").classList.toggle("unsized", !isSized);
    const isVersioned = all.some((model) => model.version !== null);
    text(find("versions"), isVersioned ? "Version" : "Digest");
  }

  /** Explains an empty table. */
  sayNothing(all, shown) {
    const place = find("nothing");
    place.hidden = !this.isKnown || shown > 0;
    if (!place.hidden) {
      place.textContent =
        all === 0 ? "The registry names no models." : "No model matches. Clear the search or show all.";
    }
  }

  /** Shows why the models could not be loaded. */
  fail(problem) {
    this.isKnown = false;
    const place = find("nothing");
    place.hidden = false;
    place.textContent = `The models could not be loaded: ${problem.message}${problem.hint ? "; " + problem.hint : ""}.`;
    find("models").hidden = this.models.size === 0;
  }

  clicked(event, onAction) {
    const button = event.target.closest("button");
    const model = button && this.models.get(button.closest("tr").dataset.model);
    if (model && applicable(model, button.dataset.does)) {
      onAction(button.dataset.does, model);
    }
  }
}
