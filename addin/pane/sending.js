// Speaks to the server: the token, requests that wait their turn, and the batch that keeps the files of this pane.

const KEPT = "minerva.token";
const PATIENCE = 60_000;
const LOOKED_EVERY = 400;

export const token = () => sessionStorage.getItem(KEPT);
export const forgetToken = () => sessionStorage.removeItem(KEPT);

/** Keep the token of an address that was pasted; false where there is none in it. */
export function keepToken(address) {
  const found = /(?:^|#token=)([\w-]{20,})$/.exec(address.trim());
  if (found) sessionStorage.setItem(KEPT, found[1]);
  return Boolean(found);
}

/** A request that was refused: its status, and the sentences that say why, by language. */
export class Refused extends Error {
  constructor(status, sentences) {
    super(sentences?.en || `HTTP ${status}`);
    Object.assign(this, { status, sentences });
  }
}

/** No answer at all. */
export class Silent extends Error {}

const wait = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

/** Ask the server; where too many ask at once, wait as long as it says. */
export async function ask(method, path, { body, type = "application/json" } = {}) {
  const until = Date.now() + PATIENCE;
  for (;;) {
    const headers = { Authorization: `Bearer ${token()}`, ...(body === undefined ? {} : { "Content-Type": type }) };
    const answer = await fetch(path, { method, headers, body }).catch(() => {
      throw new Silent();
    });
    if (answer.ok) return answer;
    const seconds = Number(answer.headers.get("Retry-After")) || 1;
    if (answer.status !== 429 || Date.now() > until) throw await refusal(answer);
    await wait(seconds * 1000);
  }
}

async function refusal(answer) {
  const told = await answer.json().catch(() => ({}));
  return new Refused(answer.status, told.message);
}

/** The files of this pane: kept here by kind and name, sent when a button needs them, and only once. */
export class Batch {
  #id = null;
  #sent = new Map();

  constructor() {
    this.files = { register: new Map(), returns: new Map(), "last-year": new Map() };
  }

  get #path() {
    return `/batches/${this.#id}`;
  }

  add(kind, file) {
    if (kind !== "returns") this.files[kind].clear();
    this.files[kind].set(file.name, file);
  }

  remove(kind, name) {
    this.files[kind].delete(name);
  }

  /** Send what is not there yet, take away what was removed; the id. `told(done, total)` as it goes. */
  async ready(told) {
    await this.#begin();
    const wanted = Object.entries(this.files).flatMap(([kind, files]) => [...files.values()].map((file) => [kind, file]));
    for (const [path, file] of this.#sent) {
      const [kind] = path.split("/");
      if (this.files[kind].get(file.name) !== file) await this.#take(path);
    }
    for (const [at, [kind, file]] of wanted.entries()) {
      told(at, wanted.length);
      await this.#send(kind, file);
    }
    return this.#id;
  }

  /** Ask for a batch, once more where the server no longer knows ours. */
  async #begin() {
    if (this.#id !== null) {
      const known = await ask("GET", this.#path).catch((problem) => {
        if (problem.status === 404) return null;
        throw problem;
      });
      if (known) return;
    }
    this.#sent.clear();
    this.#id = (await (await ask("POST", "/batches", { body: "{}" })).json()).batch;
  }

  async #send(kind, file) {
    const name = encodeURIComponent(file.name);
    const path = kind === "returns" ? `returns/${name}` : kind;
    if (this.#sent.get(path) === file) return;
    const asked = kind === "returns" ? path : `${path}?name=${name}`;
    await ask("PUT", `${this.#path}/${asked}`, { body: file, type: "application/octet-stream" });
    this.#sent.set(path, file);
  }

  async #take(path) {
    await ask("DELETE", `${this.#path}/${path}`);
    this.#sent.delete(path);
  }

  /** Follow the running task until `isOver()`: `told(task)` again and again. */
  async follow(told, isOver) {
    while (!isOver()) {
      await wait(LOOKED_EVERY);
      const batch = await ask("GET", this.#path)
        .then((answer) => answer.json())
        .catch(() => ({}));
      if (!isOver() && batch.task) told(batch.task);
    }
  }

  stop() {
    return ask("DELETE", `${this.#path}/tasks`);
  }

  /** The names of what tasks wrote. */
  async written() {
    const batch = await (await ask("GET", this.#path)).json();
    return batch.downloads.map(({ name }) => name);
  }

  async download(name) {
    const answer = await ask("GET", `${this.#path}/downloads/${encodeURIComponent(name)}`);
    const link = document.createElement("a");
    link.href = URL.createObjectURL(await answer.blob());
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  }
}
