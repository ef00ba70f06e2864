// The choice of models to show: by state, and by a search for name or version.

import { find, make } from "./dom.js";
import { job } from "./parts.js";

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
const TYPING_MS = 120;

export class Filter {
  /** @param onChange is called after another choice or search */
  constructor(onChange) {
    this.choice = "all";
    this.words = "";
    this.counts = new Map();
    for (const [id, words] of CHOICES) {
      this.makeChip(id, words, onChange);
    }
    find("find").addEventListener("input", (e) => {
      clearTimeout(this.typing);
      this.typing = setTimeout(() => {
        this.words = e.target.value.trim().toLowerCase();
        onChange();
      }, TYPING_MS);
    });
  }

  makeChip(id, words, onChange) {
    const input = document.createElement("input");
    input.type = "radio";
    input.name = "show";
    input.id = "show-" + id;
    input.checked = id === "all";
    input.addEventListener("change", () => {
      this.choice = id;
      onChange();
    });
    const chip = make("label", "chip", input, words + " ", make("span", "count"));
    chip.hidden = id !== "all";
    find("states").append(chip);
  }

  matches(model) {
    const fits = CHOICES.find(([id]) => id === this.choice)[2];
    return (
      fits(model) &&
      (this.words === "" ||
        model.name.toLowerCase().includes(this.words) ||
        (model.version ?? model.sha256).toLowerCase().includes(this.words))
    );
  }

  /** Shows the number of models of each choice. */
  count(models) {
    const counts = new Map(CHOICES.map(([id]) => [id, 0]));
    for (const model of models) {
      for (const [id, , fits] of CHOICES) {
        if (fits(model)) {
          counts.set(id, counts.get(id) + 1);
        }
      }
    }
    for (const [id, count] of counts) {
      const chip = find("show-" + id).parentElement;
      if (this.counts.get(id) !== count) {
        chip.querySelector(".count").textContent = count.toLocaleString("en");
      }
      chip.hidden = id !== "all" && count === 0 && id !== this.choice;
    }
    this.counts = counts;
  }
}
