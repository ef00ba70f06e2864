// What an event of the server changes in the list of models.

import { duration } from "./format.js";
import { announce, tell } from "./notices.js";

/**
 * Applies an event.
 *
 * @param isAsked whether the model's job was started on this page, which tells its result by itself
 * @returns what to load again: "model", "all", or null
 */
export function apply(event, table, isAsked) {
  const name = event.model;
  switch (event.event) {
    case "started":
    case "progress":
      table.update(name, { transfer: progress(event, table.get(name)?.transfer), note: null });
      return null;
    case "retry":
      table.update(name, { note: join(event.delayMillis ? `retry in ${duration(event.delayMillis / 1000)}` : "retry", event.reason) });
      return null;
    case "source-switched":
      table.update(name, { note: join("another source", event.reason) });
      return null;
    case "finished":
      if (table.get(name)?.transfer && !isAsked) {
        announce(`${name} is cached.`, "# models are cached.");
      }
      return ended(table, name);
    case "failed":
      if (!isAsked) {
        announce(`${name} failed: ${event.reason ?? "see its row"}`, "# models failed.");
      }
      return ended(table, name);
    case "state":
      return ended(table, name);
    case "registry":
      tell("idle", "The registry has changed.");
      return "all";
    default:
      return null;
  }
}

function join(words, reason) {
  return reason ? `${words}: ${reason}` : words;
}

function ended(table, name) {
  table.update(name, { transfer: null, note: null });
  return "model";
}

/** Progress of a transfer after an event, with a smoothed speed. */
function progress(event, before) {
  const at = Date.parse(event.time);
  const now = {
    activity: event.activity ?? null,
    bytes: event.bytes ?? before?.bytes ?? 0,
    total: event.total ?? null,
    estimated: event.estimated ?? false,
    reused: event.reused ?? 0,
    fragments: event.fragments ?? 0,
    fragmentsDone: event.fragmentsDone ?? 0,
    bytesPerSecond: before?.bytesPerSecond ?? 0,
    at,
  };
  const seconds = before?.at ? (at - before.at) / 1000 : 0;
  if (seconds > 0 && now.bytes >= before.bytes) {
    const latest = (now.bytes - before.bytes) / seconds;
    now.bytesPerSecond = now.bytesPerSecond ? now.bytesPerSecond + 0.2 * (latest - now.bytesPerSecond) : latest;
  }
  return now;
}
