// Details, sources and kept versions on the page of a model.

import { make } from "./dom.js";
import { bytes, exactBytes, moment } from "./format.js";
import { total } from "./parts.js";

/** Fills a list of terms; unknown ones are left out. */
export function details(list, model) {
  const { count, mark } = total(model);
  const cached = model.cached;
  const facts = [
    ["Description", model.description],
    ["Version", model.version],
    ["Size", count === null ? null : mark ? mark + bytes(count) : exactBytes(count)],
    ["SHA-256", code(model.sha256)],
    ["License", model.license],
    ["Lease", lease(model)],
    ["Path on the server", model.path && code(model.path)],
    ["Published as", model.file === model.name ? null : model.file],
    ["Compression", model.compression],
    ["Unpacked into", model.unpack],
    ["Cached", cached && moment(cached.cachedAt)],
    ["Verified", cached && moment(cached.verifiedAt)],
    ["Last used", cached?.lastUsed && moment(cached.lastUsed)],
    ["Fetched from", cached?.source],
    ["Cached version", cached && cached.sha256 !== model.sha256 ? (cached.version ?? code(cached.sha256)) : null],
  ];
  list.replaceChildren(
    ...facts.filter(([, value]) => value).flatMap(([name, value]) => [make("dt", "", name), make("dd", "", value)]),
  );
}

function code(words) {
  return make("code", "", words);
}

function lease(model) {
  if (model.lease.server) {
    return "Held by this server, because the model is required: neither quotas nor other programs remove it";
  }
  if (model.lease.held) {
    return "Held by a program: the model cannot be removed until the program ends or closes the lease";
  }
  return model.cached ? "None: the model may be removed or evicted" : null;
}

export function sources(list, locations) {
  list.replaceChildren(...locations.map((location) => make("li", "", code(location))));
}

/** One row for each version that a rollback can put back. */
export function versions(rows, kept) {
  rows.replaceChildren(
    ...kept.map((version) => {
      const head = make("th", "", version.version ?? code(version.sha256.slice(0, 12)));
      head.scope = "row";
      return make(
        "tr",
        "",
        head,
        make("td", "number", bytes(version.size)),
        make("td", "", moment(version.cachedAt)),
      );
    }),
  );
}
