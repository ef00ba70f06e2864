// The two dialogs: what is known of a model, and whether it is really to be removed.

import * as api from "./api.js";
import { bytes, moment, several } from "./format.js";

const find = (id) => document.getElementById(id);

/** Asks before a model is removed; resolves to the answer. */
export function askRemoval(model) {
  const dialog = find("removal");
  find("removal-title").textContent = `Remove ${model.name}?`;
  const size = model.state === "partial" ? model.transfer?.bytes : model.size;
  const words = [
    size
      ? `This takes its file from the cache of this server and frees up to ${bytes(size)}; content that other models share stays.`
      : "This takes what is there of it from the cache of this server, and frees its room.",
    "The registry still names it, so it can be cached again.",
  ];
  if (model.required) {
    words.push("It is required: the server is not ready until it is back, and fetches it again when it next looks.");
  }
  if (model.pinned) {
    words.push("It was pinned, so that it would stay.");
  }
  find("removal-text").textContent = words.join(" ");
  dialog.returnValue = "";
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "remove"), { once: true });
    dialog.showModal();
  });
}

/** Shows all that is known of a model. */
export function showFacts(facts) {
  find("facts-title").textContent = facts.name;
  const list = find("facts-list");
  list.replaceChildren();
  fact(list, "Description", facts.description);
  fact(list, "State", facts.state);
  fact(list, "Version", facts.version);
  fact(list, "Size", facts.size === null ? null : `${bytes(facts.size)} (${facts.size.toLocaleString("en")} bytes)`);
  fact(list, "SHA-256", facts.sha256);
  fact(list, "License", facts.license);
  fact(list, "Path on the server", facts.path);
  fact(list, "Published as", facts.file === facts.name ? null : facts.file);
  fact(list, "Compression", facts.compression);
  fact(list, "Unpacked into", facts.unpack);
  if (facts.cached) {
    fact(list, "Cached", moment(facts.cached.cachedAt));
    fact(list, "Verified", moment(facts.cached.verifiedAt));
    fact(list, "Last used", moment(facts.cached.lastUsed));
    fact(list, "Came from", facts.cached.source);
    fact(list, "Version there", facts.cached.version === facts.version ? null : facts.cached.version);
  }
  fact(list, "Sources", facts.sources.join("\n"));
  fact(list, "Fragments", facts.fragments.length ? pieces(facts.fragments) : null);
  fact(list, "Kept versions", facts.keptVersions.map((kept) => kept.version ?? kept.sha256).join("\n"));
  const download = find("facts-download");
  download.hidden = facts.path === null;
  download.href = api.download(facts.name);
  find("facts").showModal();
  find("facts").scrollTop = 0;
}

function pieces(fragments) {
  const more = document.createElement("details");
  const summary = document.createElement("summary");
  summary.textContent = several(fragments.length, "fragment");
  const list = document.createElement("ol");
  for (const fragment of fragments) {
    const item = document.createElement("li");
    item.textContent = fragment.name + (fragment.size === null ? "" : `, ${bytes(fragment.size)}`);
    list.append(item);
  }
  more.append(summary, list);
  return more;
}

function fact(list, name, value) {
  if (value) {
    const term = document.createElement("dt");
    term.textContent = name;
    const description = document.createElement("dd");
    description.append(value);
    list.append(term, description);
  }
}

find("removal-no").addEventListener("click", () => find("removal").close());
find("removal-yes").addEventListener("click", () => find("removal").close("remove"));
find("facts-close").addEventListener("click", () => find("facts").close());
