// What a page says to the server: it sends files, starts a task, watches it, fetches what it wrote.

const TOKEN = "minerva.token";
const BATCH = "minerva.batch";
const TRIES = 6;
const AT_ONCE = 3;

/** A request the server refused, or that did not reach it (status 0); `message` is by language, or null. */
export class Refused extends Error {
  constructor(status, message) {
    super(`refused: ${status}`);
    this.status = status;
    this.said = message;
  }
}

/** Keep the token that stands behind # in an address, for this tab; returns whether there was one. */
export function takeToken(address) {
  const found = /[#&]token=([\w-]+)/.exec(address) ?? /^\s*([\w-]{20,})\s*$/.exec(address);
  if (found) sessionStorage.setItem(TOKEN, found[1]);
  return found !== null;
}

/** The token of this tab, or null. */
export function token() {
  return sessionStorage.getItem(TOKEN);
}

/** Forget a token that opens nothing any more. */
export function dropToken() {
  sessionStorage.removeItem(TOKEN);
}

function pause(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** Ask once more where the server was asked too often, or could not be reached. */
async function patiently(ask) {
  for (let tried = 1; ; tried += 1) {
    try {
      return await ask();
    } catch (error) {
      const again = error instanceof Refused && (error.status === 429 || error.status === 0);
      if (!again || tried >= TRIES) throw error;
      await pause(error.status === 429 ? 1000 : 400 * tried);
    }
  }
}

async function request(method, path, { body = null, type = null } = {}) {
  let answer;
  try {
    const headers = { Authorization: `Bearer ${token()}` };
    if (type) headers["Content-Type"] = type;
    answer = await fetch(path, { method, headers, body });
  } catch {
    throw new Refused(0, null);
  }
  if (!answer.ok) throw new Refused(answer.status, (await answer.json().catch(() => null))?.message ?? null);
  return answer;
}

async function asked(method, path, content = null) {
  const given = content === null ? {} : { body: JSON.stringify(content), type: "application/json" };
  return (await patiently(() => request(method, path, given))).json();
}

function sent(path, file, heard) {
  return new Promise((resolve, reject) => {
    const post = new XMLHttpRequest();
    post.open("PUT", path);
    post.setRequestHeader("Authorization", `Bearer ${token()}`);
    post.setRequestHeader("Content-Type", "application/octet-stream");
    post.responseType = "json";
    post.upload.onprogress = (event) => event.lengthComputable && heard(event.loaded / event.total);
    post.onload = () => (post.status < 300 ? resolve(post.response) : reject(new Refused(post.status, post.response?.message ?? null)));
    post.onerror = () => reject(new Refused(0, null));
    post.send(file);
  });
}

/** The files of this tab on the server, and the task that runs on them. */
export class Batch {
  constructor() {
    this.id = sessionStorage.getItem(BATCH);
    this.running = 0;
    this.queue = [];
  }

  /** What the server knows of it; null where there is none, or none any more. */
  async show() {
    if (!this.id) return null;
    try {
      return await asked("GET", `/batches/${this.id}`);
    } catch (error) {
      if (!(error instanceof Refused) || error.status !== 404) throw error;
      this.forgetHere();
      return null;
    }
  }

  async ensure() {
    this.making ??= this.id
      ? Promise.resolve()
      : asked("POST", "/batches", {}).then((made) => {
          this.id = made.batch;
          sessionStorage.setItem(BATCH, this.id);
        });
    try {
      await this.making;
    } catch (error) {
      this.making = null;
      throw error;
    }
  }

  /** Send a file as `register`, `last-year`, `rules` or `returns`; `heard` is told the part that is sent, 0 to 1. */
  async put(kind, file, name, heard = () => {}) {
    await this.ensure();
    await this.turn();
    try {
      const known = encodeURIComponent(name);
      const path = `/batches/${this.id}/${kind === "returns" ? `returns/${known}` : `${kind}?name=${known}`}`;
      return await patiently(() => sent(path, file, heard));
    } finally {
      this.running -= 1;
      this.queue.shift()?.();
    }
  }

  async turn() {
    if (this.running >= AT_ONCE) await new Promise((resolve) => this.queue.push(resolve));
    this.running += 1;
  }

  /** Take a file away. */
  remove(kind, name) {
    return asked("DELETE", `/batches/${this.id}/${kind === "returns" ? `returns/${encodeURIComponent(name)}` : kind}`);
  }

  /** Start a task: check, consolidate, feedback, templates. */
  async start(kind, options) {
    await this.ensure();
    return asked("POST", `/batches/${this.id}/tasks/${kind}`, options);
  }

  /** Stop the task that runs. */
  cancel() {
    return asked("DELETE", `/batches/${this.id}/tasks`);
  }

  /** Call `heard` with what the server knows until no task runs any more; returns the last. */
  async watch(heard) {
    for (;;) {
      const known = await this.show();
      heard(known);
      if (!known?.task || !["waiting", "running"].includes(known.task.state)) return known;
      await pause(350);
    }
  }

  /** Fetch what a task wrote and hand it to the browser to keep. */
  async download(name) {
    const answer = await patiently(() => request("GET", `/batches/${this.id}/downloads/${encodeURIComponent(name)}`));
    const link = document.createElement("a");
    link.href = URL.createObjectURL(await answer.blob());
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  }

  /** Have the server forget everything. */
  async forget() {
    if (this.id) await asked("DELETE", `/batches/${this.id}`).catch(() => null);
    this.forgetHere();
  }

  forgetHere() {
    this.id = null;
    this.making = null;
    sessionStorage.removeItem(BATCH);
  }
}
