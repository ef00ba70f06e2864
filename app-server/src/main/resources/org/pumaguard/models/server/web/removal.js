// The dialog that confirms a removal.

import { find } from "./dom.js";
import { bytes } from "./format.js";

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
  if (model.pinned ?? model.cached?.pinned) {
    words.push("The model is pinned.");
  }
  find("removal-text").textContent = words.join(" ");
  dialog.returnValue = "";
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "remove"), { once: true });
    dialog.showModal();
  });
}

find("removal-no").addEventListener("click", () => find("removal").close());
find("removal-yes").addEventListener("click", () => find("removal").close("remove"));
