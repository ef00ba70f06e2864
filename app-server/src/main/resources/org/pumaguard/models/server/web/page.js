// The page of one model: state, actions, details, damage, fragments, versions and events.

import * as api from "./api.js";
import { find, hide, text } from "./dom.js";
import { details, sources, versions } from "./details.js";
import { damageMap, damageRows, fragmentRows } from "./fragments.js";
import { EventList } from "./log.js";
import { applicable, ModelParts } from "./parts.js";

const RELOAD_MS = 500;

export class ModelPage {
  /** @param onAction receives the action and the model */
  constructor(onAction) {
    this.events = new EventList("page-log", false);
    this.name = null;
    this.model = null;
    this.timer = 0;
    find("page").addEventListener("click", (e) => {
      const action = e.target.closest("[data-does]")?.dataset.does;
      if (action && this.model && applicable(this.model, action)) {
        onAction(action, this.model);
      }
    });
  }

  open(name) {
    this.name = name;
    this.model = null;
    this.parts = new ModelParts(find("page"), name);
    text(find("page-title"), name);
    find("page-download").href = api.download(name);
    find("page").classList.add("loading");
    hide(find("page-content"), true);
    hide(find("page-unknown"), true);
    this.events.clear();
    this.load();
  }

  close() {
    this.name = null;
    this.model = null;
  }

  /** Loads everything again, unless no model is shown. */
  reload() {
    if (this.name !== null) {
      this.load();
    }
  }

  reloadIf(name) {
    if (this.name === name) {
      this.timer ||= setTimeout(() => {
        this.timer = 0;
        this.reload();
      }, RELOAD_MS);
    }
  }

  async load() {
    const name = this.name;
    try {
      const [model, events] = await Promise.all([api.model(name), api.history(name)]);
      if (this.name !== name) {
        return;
      }
      // The registry may not state the size, and a damaged file says nothing of it.
      const size = model.size ?? (model.cached?.sha256 === model.sha256 ? model.cached.size : null);
      this.model = { ...model, size, note: this.model?.note ?? null, refused: this.model?.refused ?? null };
      this.show();
      this.events.add(events);
    } catch (e) {
      if (this.name === name && e.status !== 0) {
        this.model = null;
        hide(find("page-content"), true);
        hide(find("page-unknown"), false);
        text(find("page-unknown-text"), e.message + ".");
      }
    }
  }

  /** Applies an event of the server; the row of the model, if there is one, has the progress. */
  onEvent(event, row) {
    if (this.name === null || event.model !== this.name) {
      return;
    }
    this.events.add([event]);
    if (this.model) {
      this.update(this.name, { transfer: row?.transfer ?? this.model.transfer, note: row?.note ?? null });
    }
    if (event.fragment && event.event !== "progress") {
      this.reloadIf(this.name);
    }
  }

  /** Updates fields of the model, if it is the one that is shown. */
  update(name, changes) {
    if (name === this.name && this.model) {
      // The list has the number of fragments in this field.
      const { fragments, ...others } = changes;
      Object.assign(this.model, others);
      this.parts.show(this.model);
    }
  }

  show() {
    const model = this.model;
    find("page").classList.remove("loading");
    hide(find("page-content"), false);
    hide(find("page-unknown"), true);
    hide(find("page-download"), model.path === null);
    this.parts.show(model);
    details(find("page-details"), model);
    sources(find("page-sources"), model.sources);
    hide(find("page-versions"), model.keptVersions.length === 0);
    versions(find("page-versions-rows"), model.keptVersions);
    hide(find("page-damage"), model.damage.length === 0);
    damageMap(find("page-damage-map"), model);
    damageRows(find("page-damage-rows"), find("page-damage-text"), model);
    hide(find("page-fragments"), model.fragments.length === 0);
    fragmentRows(find("page-fragments-rows"), find("page-fragments-sum"), model.fragments);
  }
}
