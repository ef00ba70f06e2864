// Requests to the server. Addresses are relative, so that a proxy may put the page below a path.

const BASE = "api/v1/";
const KEPT = "pumaguard-token";
const PATIENCE_MS = 30000;

/** A request that failed: `status` is 0 when the server could not be reached. */
export class Problem extends Error {
  constructor(status, message, hint) {
    super(message);
    this.status = status;
    this.hint = hint || "";
  }
}

/** The token is kept for this tab, until it is closed. */
export const token = {
  get: () => sessionStorage.getItem(KEPT) || "",
  set: (value) => (value ? sessionStorage.setItem(KEPT, value) : sessionStorage.removeItem(KEPT)),
};

export const events = BASE + "events";
export const status = () => request("GET", "status");
export const models = () => request("GET", "models");
export const model = (name) => request("GET", path(name));
export const start = (name, job) => request("POST", `${path(name)}/${job}`);
export const remove = (name) => request("DELETE", path(name));
export const refresh = () => request("POST", "registry/refresh");

/** Where the bytes of a model are. */
export const download = (name) => "models/" + encodeURIComponent(name);

function path(name) {
  return "models/" + encodeURIComponent(name);
}

async function request(method, where) {
  const headers = { Accept: "application/json" };
  if (method !== "GET" && token.get()) {
    headers.Authorization = "Bearer " + token.get();
  }
  let answer;
  try {
    answer = await fetch(BASE + where, {
      method,
      headers,
      cache: "no-store",
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    const body = await answer.json().catch((e) => {
      if (e.name === "SyntaxError") {
        return null;
      }
      throw e;
    });
    if (answer.ok && body !== null) {
      return body;
    }
    throw new Problem(
      answer.status || 502,
      (body && (body.detail || body.title)) || `the server answers with status ${answer.status}`,
      body && body.hint,
    );
  } catch (e) {
    if (e instanceof Problem) {
      throw e;
    }
    throw new Problem(0, "the server can't be reached", "");
  }
}
