// One model in the table. Only changed elements are updated, so that the focus and the position of a
// screen reader are kept.

import { bytes, duration, moment, several } from "./format.js";

const TEMPLATE = document.getElementById("row");
const TONES = { cached: "good", partial: "busy", outdated: "warn", damaged: "bad", missing: "idle" };
const JOBS = { ensure: "being cached", verify: "being verified", repair: "being repaired" };

/** The running work on a model: a job, or a fetch that the server started itself. */
export function job(model) {
  return model.job ?? (model.transfer ? "ensure" : null);
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

/** Shows a failure and its hint in an element; hides the element for null. */
export function trouble(element, error) {
  if (!error) {
    hide(element, true);
    return;
  }
  const words = [error.message, error.hint].join("\n");
  if (element.dataset.words !== words) {
    element.dataset.words = words;
    const message = document.createElement("p");
    message.textContent = error.message;
    const hint = document.createElement("p");
    hint.className = "hint";
    hint.textContent = error.hint ? "What to do: " + error.hint : "";
    if (error.at) {
      message.textContent += ` (${moment(error.at)})`;
    }
    element.replaceChildren(message, hint);
  }
  hide(element, false);
}

export class Row {
  constructor(name) {
    this.element = TEMPLATE.content.firstElementChild.cloneNode(true);
    this.element.dataset.model = name;
    const part = (selector) => this.element.querySelector(selector);
    this.name = part(".name");
    this.marks = part(".marks");
    this.transfer = part(".transfer");
    this.bar = part("progress");
    this.amount = part(".amount");
    this.trouble = part(".trouble");
    this.badge = part(".badge");
    this.version = part(".version");
    this.size = part(".size");
    this.buttons = [...this.element.querySelectorAll("[data-does]")];
    this.name.textContent = name;
    this.name.title = "Show details";
    this.bar.setAttribute("aria-label", "Progress of " + name);
  }

  get hasFocus() {
    return this.element.contains(document.activeElement);
  }

  show(model) {
    const going = job(model);
    text(this.badge, going ? JOBS[going] || going : model.state);
    tell(this.badge, "data-tone", going ? "busy" : TONES[model.state] || "idle");
    text(this.version, model.version ?? "–");
    text(this.size, model.size === null ? "–" : bytes(model.size));
    text(this.marks, marks(model));
    this.showTransfer(model);
    trouble(this.trouble, going === "ensure" ? null : model.error);
    for (const button of this.buttons) {
      const action = button.dataset.does;
      if (action === "ensure") {
        text(button, model.state === "outdated" ? "Update" : "Cache");
      }
      tell(button, "aria-label", `${button.textContent} ${model.name}`);
      // Not "disabled": the button that was just pressed would lose the focus.
      const can = applicable(model, action);
      tell(button, "aria-disabled", String(!can));
      tell(button, "tabindex", can || button === document.activeElement ? "0" : "-1");
    }
  }

  showTransfer(model) {
    const transfer = model.transfer;
    hide(this.transfer, !job(model));
    if (this.transfer.hidden) {
      return;
    }
    const total = transfer && (transfer.total ?? model.size);
    const words = transfer ? amount(transfer, total) : "";
    text(this.amount, model.note ? `${words}${words ? " · " : ""}${model.note}` : words);
    if (total) {
      const share = Math.min(1, transfer.bytes / total);
      if (this.bar.value !== share || !this.bar.hasAttribute("value")) {
        this.bar.value = share;
      }
      tell(this.bar, "aria-valuetext", `${Math.floor(share * 100)} %`);
    } else {
      this.bar.removeAttribute("value");
      tell(this.bar, "aria-valuetext", transfer ? bytes(transfer.bytes) : "waiting");
    }
  }
}

function amount(transfer, total) {
  const words = [];
  if (total) {
    words.push(`${Math.floor((100 * Math.min(transfer.bytes, total)) / total)} %`);
    words.push(`${bytes(transfer.bytes)} of ${bytes(total)}`);
  } else {
    words.push(bytes(transfer.bytes));
  }
  if (transfer.bytesPerSecond >= 1) {
    words.push(`${bytes(transfer.bytesPerSecond)}/s`);
    if (total > transfer.bytes) {
      words.push(`${duration((total - transfer.bytes) / transfer.bytesPerSecond)} left`);
    }
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
  if (model.fragments > 0) {
    words.push(several(model.fragments, "fragment"));
  }
  if (model.verifiedAt && model.state !== "damaged") {
    words.push(`verified ${moment(model.verifiedAt)}`);
  }
  return words.join(" · ");
}

function text(element, words) {
  if (element.textContent !== words) {
    element.textContent = words;
  }
}

function tell(element, attribute, value) {
  if (element.getAttribute(attribute) !== value) {
    element.setAttribute(attribute, value);
  }
}

function hide(element, hidden) {
  if (element.hidden !== hidden) {
    element.hidden = hidden;
  }
}
