// The overview: readiness, disk usage, registry, scrubbing.

import { find, hide, make, say, text } from "./dom.js";
import { bytes, duration, moment, several } from "./format.js";
import { trouble } from "./parts.js";
import { pageOf, titleReadiness } from "./router.js";

const SVG = "http://www.w3.org/2000/svg";

let missing = [];

find("missing").addEventListener("toggle", showMissing);

/** Shows the status of the server. */
export function showStatus(status) {
  say("version", status.version);
  showReadiness(status);
  showDisk(status.usage);
  showRegistry(status.registry);
  showScrub(status.scrub);
}

function showReadiness(status) {
  missing = status.missing;
  text(find("ready"), status.ready ? "Ready" : "Not ready");
  find("ready").dataset.tone = status.ready ? "good" : "warn";
  titleReadiness(status.ready ? "" : "Not ready");
  hide(find("missing"), missing.length === 0);
  text(find("missing-sum"), `${several(missing.length, "required model")} missing`);
  showMissing();
}

/** The names, if they are unfolded. Links that are still right are kept, and so is the focus. */
function showMissing() {
  if (!find("missing").open) {
    return;
  }
  const list = find("missing-names");
  const names = new Set(missing);
  const shown = new Set();
  for (const item of [...list.children]) {
    if (names.has(item.textContent)) {
      shown.add(item.textContent);
    } else {
      item.remove();
    }
  }
  for (const name of missing.filter((each) => !shown.has(each))) {
    const link = make("a", "", name);
    link.href = pageOf(name);
    list.append(make("li", "", link));
  }
}

function showDisk(usage) {
  const used = usage.diskBytes;
  // Without the free space of the file system, only the used space is drawn.
  const freeOnDisk = usage.freeBytes ?? null;
  const limit = usage.quota ?? (freeOnDisk === null ? null : used + freeOnDisk);
  const partial = Math.min(usage.partialBytes, used);
  const parts = [["models", "models", used - partial]];
  if (partial > 0) {
    parts.push(["partial", "partial downloads", partial]);
  }
  if (limit !== null) {
    parts.push(["free", "free", Math.max(0, limit - used)]);
  }
  const bound = usage.quota === null ? "free on this disk" : `of ${bytes(usage.quota)} quota`;
  say(
    "disk-sum",
    usage.quota !== null
      ? `${bytes(used)} ${bound}`
      : bytes(used) + (limit === null ? "" : `, ${bytes(freeOnDisk)} ${bound}`),
  );
  picture(parts, Math.max(limit ?? 0, used, 1));
  legend(parts);
  const more = [];
  if (usage.quota !== null && freeOnDisk !== null) {
    more.push(`${bytes(freeOnDisk)} free on this disk`);
  }
  if (usage.savedBytes > 0) {
    more.push(`${bytes(usage.savedBytes)} saved by shared content`);
  }
  if (usage.reclaimableBytes > 0) {
    more.push(`${bytes(usage.reclaimableBytes)} can be pruned`);
  }
  say("disk-words", more.join(" · "));
}

function picture(parts, whole) {
  const svg = find("disk-picture");
  while (svg.childElementCount > parts.length) {
    svg.lastElementChild.remove();
  }
  while (svg.childElementCount < parts.length) {
    const part = document.createElementNS(SVG, "rect");
    part.setAttribute("height", "100%");
    svg.append(part);
  }
  let x = 0;
  parts.forEach(([kind, , count], i) => {
    // A non-zero part is at least visible, however small it is.
    const share = count === 0 ? 0 : Math.max(0.4, (100 * count) / whole);
    const rect = svg.children[i];
    rect.setAttribute("class", kind);
    rect.setAttribute("x", `${x}%`);
    rect.setAttribute("width", `${Math.min(share, 100 - x)}%`);
    x = Math.min(100, x + share);
  });
}

function legend(parts) {
  const list = find("disk-legend");
  while (list.childElementCount > parts.length) {
    list.lastElementChild.remove();
  }
  while (list.childElementCount < parts.length) {
    const item = document.createElement("li");
    item.append(document.createElement("span"), "");
    item.firstChild.className = "swatch";
    list.append(item);
  }
  parts.forEach(([kind, words, count], i) => {
    const item = list.children[i];
    item.firstChild.dataset.kind = kind;
    item.lastChild.textContent = `${bytes(count)} ${words}`;
  });
}

function showRegistry(registry) {
  const read = registry.readAt ? `, read ${moment(registry.readAt)}` : "";
  say("registry-sum", registry.readAt ? several(registry.models, "model") + read : "not read yet");
  trouble(find("registry-error"), registry.error);
}

function showScrub(scrub) {
  const every = scrub.intervalSeconds > 0 ? `Each model is verified every ${duration(scrub.intervalSeconds)}` : "Periodic verification is off";
  const last = scrub.lastRunAt
    ? `; last ${moment(scrub.lastRunAt)}: ${scrub.checked} checked, ${scrub.damaged} damaged, ${scrub.repaired} repaired`
    : "";
  say("scrub", `${every}${last}.`);
}
