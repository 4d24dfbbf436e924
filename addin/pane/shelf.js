// The files of the pane, by kind and name: kept here, sent when a button needs them, and each only once.

import { Batch } from "./batch.js";

const LOOKED_EVERY = 400;

export class Shelf {
  #batch = new Batch();
  #sent = new Map();

  constructor() {
    this.files = { register: new Map(), returns: new Map(), "last-year": new Map() };
    this.#batch.forgetHere(); // what this tab sent before it was loaded anew is not seen in it
  }

  add(kind, file) {
    if (kind !== "returns") this.files[kind].clear();
    this.files[kind].set(file.name, file);
  }

  remove(kind, name) {
    this.files[kind].delete(name);
  }

  /** Send what is not there yet, take away what was removed; the id of the batch. `told(done, total)` as it goes. */
  async ready(told) {
    if (!(await this.#batch.show())) this.#sent.clear();
    await this.#batch.ensure();
    for (const [file, kind] of this.#sent) {
      if (this.files[kind].get(file.name) === file) continue;
      await this.#batch.remove(kind, file.name);
      this.#sent.delete(file);
    }
    const kinds = Object.entries(this.files).flatMap(([kind, files]) => [...files.values()].map((file) => [kind, file]));
    const wanted = kinds.filter(([, file]) => !this.#sent.has(file));
    let done = 0;
    await Promise.all(
      wanted.map(async ([kind, file]) => {
        await this.#batch.put(kind, file, file.name);
        this.#sent.set(file, kind);
        done += 1;
        told(done, wanted.length);
      }),
    );
    return this.#batch.id;
  }

  /** Follow the running task until `isOver()`: `told(task)` again and again. */
  async follow(told, isOver) {
    while (!isOver()) {
      await new Promise((done) => setTimeout(done, LOOKED_EVERY));
      const known = await this.#batch.show().catch(() => null);
      if (!isOver() && known?.task) told(known.task);
    }
  }

  stop() {
    return this.#batch.cancel();
  }

  /** The names of what tasks wrote, workbooks first. */
  async written() {
    const known = await this.#batch.show().catch(() => null);
    const names = (known?.downloads ?? []).map(({ name }) => name);
    return names.toSorted((one, other) => other.endsWith(".xlsx") - one.endsWith(".xlsx"));
  }

  download(name) {
    return this.#batch.download(name);
  }
}
