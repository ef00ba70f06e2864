// Requests to the server. URLs are relative, so that a proxy may serve the page below a path.

const BASE = "api/v1/";
const STORAGE_KEY = "pumaguard-token";
const TIMEOUT_MS = 30000;

/** A failed request; `status` is 0 if the server could not be reached. */
export class Problem extends Error {
  constructor(status, message, hint) {
    super(message);
    this.status = status;
    this.hint = hint || "";
  }
}

/** The token is stored until the tab is closed. */
export const token = {
  get: () => sessionStorage.getItem(STORAGE_KEY) || "",
  set: (value) => (value ? sessionStorage.setItem(STORAGE_KEY, value) : sessionStorage.removeItem(STORAGE_KEY)),
};

export const events = BASE + "events";
export const status = () => request("GET", "status");
export const models = () => request("GET", "models");
export const model = (name) => request("GET", path(name));
export const start = (name, job) => request("POST", `${path(name)}/${job}`);
export const remove = (name) => request("DELETE", path(name));
export const refresh = () => request("POST", "registry/refresh");
export const traffic = () => request("GET", "traffic");

/** The last events of all models, or of one, oldest first. */
export const history = (name = null) =>
  request("GET", "events/history" + (name === null ? "" : "?model=" + encodeURIComponent(name)));

/** URL of a model's content. */
export const download = (name) => "models/" + encodeURIComponent(name);

function path(name) {
  return "models/" + encodeURIComponent(name);
}

async function request(method, where) {
  const headers = { Accept: "application/json" };
  if (method !== "GET" && token.get()) {
    headers.Authorization = "Bearer " + token.get();
  }
  let response;
  try {
    response = await fetch(BASE + where, {
      method,
      headers,
      cache: "no-store",
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const body = await response.json().catch((e) => {
      if (e.name === "SyntaxError") {
        return null;
      }
      throw e;
    });
    if (response.ok && body !== null) {
      return body;
    }
    throw new Problem(
      response.status || 502,
      (body && (body.detail || body.title)) || `unexpected response with status ${response.status}`,
      body && body.hint,
    );
  } catch (e) {
    if (e instanceof Problem) {
      throw e;
    }
    throw new Problem(0, "could not connect to the server", "");
  }
}
