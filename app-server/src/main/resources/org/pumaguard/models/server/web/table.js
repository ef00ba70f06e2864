// The table of models: filter, search, and a limited number of rows, in the order of the registry.

import { several } from "./format.js";
import { applicable, job, Row } from "./row.js";

// Rows shown at first, and added by "Show more".
const ROWS = 200;

const CHOICES = [
  ["all", "All", () => true],
  ["busy", "Busy", (model) => job(model) !== null],
  ["errors", "Errors", (model) => model.error !== null],
  ["cached", "Cached", (model) => model.state === "cached"],
  ["missing", "Missing", (model) => model.state === "missing"],
  ["partial", "Partial", (model) => model.state === "partial"],
  ["outdated", "Outdated", (model) => model.state === "outdated"],
  ["damaged", "Damaged", (model) => model.state === "damaged"],
];

const find = (id) => document.getElementById(id);
const number = (count) => count.toLocaleString("en");

function say(id, words) {
  if (find(id).textContent !== words) {
    find(id).textContent = words;
  }
}

export class Table {
  /** @param onAction receives the action and the model */
  constructor(onAction) {
    this.models = new Map();
    this.rows = new Map();
    this.stale = new Set();
    this.body = find("rows");
    this.choice = "all";
    this.words = "";
    this.limit = ROWS;
    this.counts = new Map();
    this.isKnown = false;
    this.makeChoices();
    find("find").addEventListener("input", (e) => {
      clearTimeout(this.typing);
      this.typing = setTimeout(() => this.search(e.target.value), 120);
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

  search(words) {
    this.words = words.trim().toLowerCase();
    this.limit = ROWS;
    this.draw();
  }

  /** Shows more rows, and moves the focus to the first of them. */
  showMore() {
    const last = this.body.lastElementChild;
    this.limit += ROWS;
    this.flush();
    last?.nextElementSibling?.querySelector("button").focus();
  }

  /** Redraws in the next animation frame, once for all changes. */
  draw() {
    this.drawing ||= requestAnimationFrame(() => {
      this.drawing = 0;
      this.flush();
    });
  }

  flush() {
    const matching = [...this.models.values()].filter((model) => this.matches(model)).length;
    this.place(this.shown());
    for (const name of this.stale) {
      this.rows.get(name)?.show(this.models.get(name));
    }
    this.stale.clear();
    this.summarize(matching);
  }

  /** The models to show; one whose row has the focus is kept. */
  shown() {
    const shown = [];
    let left = this.limit;
    for (const model of this.models.values()) {
      if (this.rows.get(model.name)?.hasFocus) {
        shown.push(model);
      } else if (left > 0 && this.matches(model)) {
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

  matches(model) {
    const fits = CHOICES.find(([id]) => id === this.choice)[2];
    return (
      fits(model) &&
      (this.words === "" ||
        model.name.toLowerCase().includes(this.words) ||
        (model.version ?? "").toLowerCase().includes(this.words))
    );
  }

  summarize(matching) {
    const counts = new Map(CHOICES.map(([id]) => [id, 0]));
    for (const model of this.models.values()) {
      for (const [id, , fits] of CHOICES) {
        if (fits(model)) {
          counts.set(id, counts.get(id) + 1);
        }
      }
    }
    for (const [id, count] of counts) {
      if (this.counts.get(id) !== count) {
        const chip = find("show-" + id).parentElement;
        chip.querySelector(".count").textContent = number(count);
        chip.hidden = id !== "all" && count === 0 && id !== this.choice;
      }
    }
    this.counts = counts;
    const all = this.models.size;
    const rows = this.rows.size;
    say("shown", !this.isKnown ? "" : matching === all ? several(all, "model") : `${number(matching)} of ${several(all, "model")}`);
    find("models").hidden = all === 0;
    find("rest").hidden = rows >= matching;
    say("rest-words", `Showing ${number(rows)} of ${number(matching)}. Use the search to narrow them down.`);
    this.sayNothing(all, matching);
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

  makeChoices() {
    for (const [id, words] of CHOICES) {
      const chip = document.createElement("label");
      chip.className = "chip";
      chip.hidden = id !== "all";
      const input = document.createElement("input");
      input.type = "radio";
      input.name = "show";
      input.id = "show-" + id;
      input.checked = id === "all";
      input.addEventListener("change", () => {
        this.choice = id;
        this.search(find("find").value);
      });
      const count = document.createElement("span");
      count.className = "count";
      chip.append(input, words + " ", count);
      find("states").append(chip);
    }
  }

  clicked(event, onAction) {
    const button = event.target.closest("button");
    const model = button && this.models.get(button.closest("tr").dataset.model);
    if (!model) {
      return;
    }
    const action = button.dataset.does ?? "facts";
    if (action === "facts" || applicable(model, action)) {
      onAction(action, model);
    }
  }
}
