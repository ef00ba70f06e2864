// The parts that the row and the page of a model share: state, progress, failure, buttons.

import { hide, make, set, text } from "./dom.js";
import { bytes, duration, moment, several } from "./format.js";

const TONES = { cached: "good", partial: "busy", outdated: "warn", damaged: "bad", missing: "idle" };
const JOBS = { ensure: "being cached", verify: "being verified", repair: "being repaired" };

/** The running work on a model: a job, or a fetch or verification that the server started itself. */
export function job(model) {
  return model.job ?? (model.transfer ? (model.transfer.activity ?? "ensure") : null);
}

/** Whether an action applies to a model in its current state. */
export function applicable(model, action) {
  if (job(model)) {
    return false;
  }
  switch (action) {
    case "ensure":
      return model.state !== "cached" && model.state !== "damaged";
    case "verify":
      return model.state === "cached" || model.state === "outdated" || model.state === "damaged";
    case "repair":
      return model.state === "damaged";
    default:
      return model.state !== "missing";
  }
}

/** Shows a failure and its cure in an element; hides the element for null. */
export function trouble(element, error) {
  if (!error) {
    hide(element, true);
    return;
  }
  const words = [error.message, error.hint, error.at].join("\n");
  if (element.dataset.words !== words) {
    element.dataset.words = words;
    const message = make("p", "", error.message + (error.at ? ` (${moment(error.at)})` : ""));
    element.replaceChildren(message, make("p", "hint", error.hint ? "What to do: " + error.hint : ""));
  }
  hide(element, false);
}

/** The size of a model, and a mark if it is an estimate; a transfer knows it better than what was learnt before. */
export function total(model) {
  const transfer = model.transfer;
  const isExact = model.size !== null && !model.estimated;
  if (!isExact && transfer?.total) {
    return { count: transfer.total, mark: transfer.estimated ? "~" : "" };
  }
  return { count: model.size, mark: isExact ? "" : "~" };
}

export class ModelParts {
  constructor(element, name) {
    this.element = element;
    const part = (selector) => element.querySelector(selector);
    this.badge = part(".badge");
    this.marks = part(".marks");
    this.transfer = part(".transfer");
    this.bar = part("progress");
    this.amount = part(".amount");
    this.trouble = part(".trouble");
    this.buttons = [...element.querySelectorAll("[data-does]")];
    this.bar.setAttribute("aria-label", "Progress of " + name);
  }

  show(model) {
    const going = job(model);
    text(this.badge, going ? JOBS[going] || going : model.state);
    set(this.badge, "data-tone", going ? "busy" : TONES[model.state] || "idle");
    text(this.marks, marks(model));
    this.showTransfer(model);
    trouble(this.trouble, model.refused ?? (going === "ensure" ? null : model.error));
    for (const button of this.buttons) {
      const action = button.dataset.does;
      if (action === "ensure") {
        text(button, model.state === "outdated" ? "Update" : "Cache");
      }
      set(button, "aria-label", `${button.textContent} ${model.name}`);
      // Not "disabled": the button that was just pressed would lose the focus.
      const can = applicable(model, action);
      set(button, "aria-disabled", String(!can));
      set(button, "tabindex", can || button === document.activeElement ? "0" : "-1");
    }
  }

  showTransfer(model) {
    const transfer = model.transfer;
    hide(this.transfer, !job(model));
    if (this.transfer.hidden) {
      return;
    }
    const { count, mark } = total(model);
    const words = transfer ? amount(transfer, count, mark) : "";
    text(this.amount, model.note ? `${words}${words ? " · " : ""}${model.note}` : words);
    if (count) {
      const share = transfer ? Math.min(1, transfer.bytes / count) : 0;
      if (this.bar.value !== share || !this.bar.hasAttribute("value")) {
        this.bar.value = share;
      }
      set(this.bar, "aria-valuetext", `${mark && "about "}${Math.floor(share * 100)} %`);
    } else {
      this.bar.removeAttribute("value");
      set(this.bar, "aria-valuetext", transfer ? bytes(transfer.bytes) : "waiting");
    }
  }
}

function amount(transfer, count, mark) {
  const words = [];
  if (count) {
    const done = Math.min(transfer.bytes, count);
    words.push(`${mark}${Math.floor((100 * done) / count)} %`);
    words.push(`${bytes(done)} of ${mark}${bytes(count)}`);
  } else {
    words.push(bytes(transfer.bytes));
  }
  if (transfer.fragments > 1) {
    words.push(`fragments ${transfer.fragmentsDone}/${transfer.fragments}`);
  }
  if (transfer.bytesPerSecond >= 1) {
    words.push(`${bytes(transfer.bytesPerSecond)}/s`);
    if (count > transfer.bytes) {
      words.push(`${mark}${duration((count - transfer.bytes) / transfer.bytesPerSecond)} left`);
    }
  }
  if (transfer.reused > 0) {
    words.push(`${bytes(transfer.reused)} reused`);
  }
  return words.join(" · ");
}

function marks(model) {
  const words = [];
  if (model.required) {
    words.push("required");
  }
  if (model.pinned) {
    words.push("pinned");
  }
  const fragments = Array.isArray(model.fragments) ? model.fragments.length : model.fragments;
  if (fragments > 0) {
    words.push(several(fragments, "fragment"));
  }
  if (model.verifiedAt && model.state !== "damaged") {
    words.push(`verified ${moment(model.verifiedAt)}`);
  }
  return words.join(" · ");
}
