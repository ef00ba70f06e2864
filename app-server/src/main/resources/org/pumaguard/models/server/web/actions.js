// What the buttons do. A refusal is shown at the model, with its cure.

import * as api from "./api.js";
import { find } from "./dom.js";
import { bytes } from "./format.js";
import { tell, tellProblem } from "./notices.js";
import { trouble } from "./parts.js";
import { askRemoval } from "./removal.js";
import { TokenField } from "./token.js";

const DONE = { ensure: "is cached", verify: "is verified", repair: "is repaired" };

export class Actions {
  /**
   * @param listener `update(name, changes)`, `reload(name)`, `reloadAll()`, `lost()`
   */
  constructor(listener) {
    this.listener = listener;
    this.token = new TokenField();
    // Jobs that were started on this page and whose result is to be told.
    this.asked = new Map();
    find("refresh").addEventListener("click", () => this.refresh());
  }

  /** Whether a job on the model was started on this page. */
  isAsked(name) {
    return this.asked.has(name);
  }

  async run(action, model) {
    const name = model.name;
    this.listener.update(name, { refused: null });
    if (action === "remove") {
      if (await askRemoval(model)) {
        await this.attempt(name, async () => {
          const removed = await api.remove(name);
          tell("good", `${name} is removed; ${bytes(removed.bytes)} freed.`);
          this.listener.reload(name);
        });
      }
      return;
    }
    await this.attempt(name, async () => {
      this.asked.set(name, action);
      try {
        this.listener.update(name, await api.start(name, action));
      } catch (e) {
        this.asked.delete(name);
        throw e;
      }
      // The event of a short job may have arrived before this response.
      this.listener.reload(name);
    });
  }

  /** Tells the results of jobs that have ended. */
  tellEnded(models) {
    for (const [name, action] of this.asked) {
      const model = models.get(name);
      if (model?.job) {
        continue;
      }
      this.asked.delete(name);
      if (!model) {
        continue;
      }
      if (model.error) {
        tellProblem(name, model.error);
      } else if (model.state !== "cached") {
        tell("idle", `${name} is ${model.state}.`);
      } else {
        tell("good", `${name} ${DONE[action]}.`);
      }
    }
  }

  async refresh() {
    const button = find("refresh");
    if (button.getAttribute("aria-disabled") === "true") {
      return;
    }
    button.setAttribute("aria-disabled", "true");
    trouble(find("refresh-refused"), null);
    await this.attempt(null, async () => {
      const { models, changed } = await api.refresh();
      tell("good", changed ? `The registry has changed; it names ${models} models.` : "The registry has not changed.");
      await this.listener.reloadAll();
    });
    button.setAttribute("aria-disabled", "false");
  }

  /** Runs an action and shows its failure; after a 401, runs it again when the token was entered. */
  async attempt(name, work) {
    try {
      await work();
    } catch (e) {
      if (e.status === 401) {
        this.token.ask(() => this.attempt(name, work));
      } else if (name === null) {
        trouble(find("refresh-refused"), e);
      } else {
        this.listener.update(name, { refused: { message: e.message, hint: e.hint } });
        tellProblem(name, e);
      }
      if (e.status === 0) {
        this.listener.lost();
      }
    }
  }
}
