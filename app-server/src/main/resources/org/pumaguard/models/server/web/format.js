// Formats numbers, times and addresses.

const UNITS = ["bytes", "kB", "MB", "GB", "TB", "PB"];
const SHORT_DIGEST = 12;

/** A length with three significant digits; "unknown" for null. */
export function bytes(count) {
  if (count === null || count === undefined) {
    return "unknown";
  }
  let unit = 0;
  let value = count;
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000;
    unit++;
  }
  const digits = unit === 0 || value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2;
  return `${value.toFixed(digits)} ${unit === 0 && Math.round(value) === 1 ? "byte" : UNITS[unit]}`;
}

/** A length, and its exact number of bytes. */
export function exactBytes(count) {
  return count < 1000 ? bytes(count) : `${bytes(count)} (${count.toLocaleString("en")} bytes)`;
}

/** A number and its noun: "1 model", "12 models". */
export function several(count, noun) {
  return `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;
}

/** The beginning of a digest, which tells versions apart. */
export function shortDigest(sha256) {
  return sha256.slice(0, SHORT_DIGEST);
}

/** A rounded duration. */
export function duration(seconds) {
  if (seconds < 90) {
    return `${Math.max(1, Math.round(seconds))} s`;
  }
  if (seconds < 5400) {
    return `${Math.round(seconds / 60)} min`;
  }
  return seconds < 129600 ? `${Math.round(seconds / 3600)} h` : `${Math.round(seconds / 86400)} d`;
}

/** A local time; with its date unless that is today. */
export function moment(time) {
  const date = new Date(time);
  const today = date.toDateString() === new Date().toDateString();
  const clock = { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" };
  const day = { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  if (date.getFullYear() !== new Date().getFullYear()) {
    day.year = "numeric";
  }
  return date.toLocaleString("en-GB", today ? clock : day);
}
