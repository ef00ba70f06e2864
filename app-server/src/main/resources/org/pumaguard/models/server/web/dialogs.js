// The two dialogs: details of a model, and confirmation of a removal.

import * as api from "./api.js";
import { bytes, moment, several } from "./format.js";

const find = (id) => document.getElementById(id);

/** Asks for confirmation; resolves to whether the model is to be removed. */
export function askRemoval(model) {
  const dialog = find("removal");
  find("removal-title").textContent = `Remove ${model.name}?`;
  const size = model.state === "partial" ? model.transfer?.bytes : model.size;
  const words = [
    size
      ? `This removes its file from the cache of this server and frees up to ${bytes(size)}. Content shared with other models is kept.`
      : "This removes its data from the cache of this server.",
    "The model stays in the registry and can be cached again.",
  ];
  if (model.required) {
    words.push("The model is required: the server is not ready without it, and fetches it again at the next refresh.");
  }
  if (model.pinned) {
    words.push("The model is pinned.");
  }
  find("removal-text").textContent = words.join(" ");
  dialog.returnValue = "";
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "remove"), { once: true });
    dialog.showModal();
  });
}

/** Shows the details of a model. */
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
    fact(list, "Source", facts.cached.source);
    fact(list, "Cached version", facts.cached.version === facts.version ? null : facts.cached.version);
  }
  fact(list, "Sources", facts.sources.join("\n"));
  fact(list, "Fragments", facts.fragments.length ? fragmentList(facts.fragments) : null);
  fact(list, "Kept versions", facts.keptVersions.map((kept) => kept.version ?? kept.sha256).join("\n"));
  const download = find("facts-download");
  download.hidden = facts.path === null;
  download.href = api.download(facts.name);
  find("facts").showModal();
  find("facts").scrollTop = 0;
}

function fragmentList(fragments) {
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
