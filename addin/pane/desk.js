// The part of a page where files are given and tasks started; the page and the pane of Excel share it.

import { Batch, Refused, dropToken } from "./batch.js";
import { hearFiles, keepPage } from "./dropping.js";
import { FileList } from "./files.js";
import { element } from "./marks.js";
import { Result } from "./result.js";
import { said, size, word } from "./words.js";

const SINGLE = ["register", "last-year", "rules"];
const REGISTER = /^regist(er|re)(?![a-z]).*\.xlsx$/i;
const TOLD_EVERY = 3000;

/** Files, tasks, progress and results. `message` shows a sentence, `shut` is called when the token opens nothing. */
export class Desk {
  constructor({ message, shut }) {
    this.message = message;
    this.shut = shut;
    this.batch = new Batch();
    this.single = {};
    this.sending = 0;
    this.busy = false;
    this.list = new FileList(find("files"), (name) => this.safely(() => this.removeReturn(name)));
    this.result = new Result(find("result"), (name) => this.safely(() => this.batch.download(name)));
    keepPage();
    for (const zone of document.querySelectorAll("[data-drop]")) hearFiles(zone, (files) => this.give(zone.dataset.drop, files));
    for (const button of document.querySelectorAll("[data-task]")) button.addEventListener("click", () => this.safely(() => this.run(button.dataset.task)));
    find("cancel").addEventListener("click", () => this.safely(() => this.batch.cancel()));
    find("again").addEventListener("click", () => this.safely(() => this.again()));
    window.addEventListener("beforeunload", (event) => {
      if (this.busy || this.sending) event.preventDefault();
    });
  }

  /** Take up what this tab has sent before. */
  async resume() {
    const known = await this.batch.show();
    if (known) {
      for (const kind of SINGLE) if (known[kind.replace("-", "_")]) this.setSingle(kind, known[kind.replace("-", "_")]);
      for (const one of known.returns) this.list.set(one.name, { size: one.size, state: "received" });
      if (known.task) await this.follow(known.task.kind);
    } else if (this.list.number || Object.keys(this.single).length) {
      this.empty();
      this.message({ key: "page.error.forgotten" });
    }
    this.refresh();
  }

  /** In the language spoken now. */
  speak() {
    this.list.showAll();
    this.result.show();
    for (const [kind, file] of Object.entries(this.single)) this.setSingle(kind, file);
    if (this.known) this.showProgress(this.known.task);
    this.refresh();
  }

  /** Whatever goes wrong is said in a sentence. */
  async safely(work) {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      if (error.status === 401) {
        dropToken();
        this.shut();
      }
      this.message(error.said ?? { key: error.status === 0 ? "page.error.gone" : "page.error.refused" });
    }
    this.refresh();
  }

  give(kind, files) {
    this.message(null);
    if (files.length === 0) return;
    if (this.busy) {
      this.message({ key: "page.error.busy" });
      return;
    }
    if (kind !== "returns") {
      this.safely(() => this.sendSingle(kind, files[0]));
      return;
    }
    for (const file of files) {
      if (REGISTER.test(file.name) && !this.single.register) {
        this.single.register = { name: file.name, size: file.size };
        this.safely(() => this.sendSingle("register", file));
      } else this.safely(() => this.sendReturn(file));
    }
  }

  async sendSingle(kind, file) {
    this.setSingle(kind, { name: file.name, size: file.size, sending: true });
    await this.send(kind, file, file.name, () => {}).catch((error) => {
      this.setSingle(kind, null);
      throw error;
    });
    this.setSingle(kind, { name: file.name, size: file.size });
  }

  async sendReturn(file) {
    const name = this.list.freeName(file.name);
    this.list.set(name, { size: file.size, state: "sending", part: 0 });
    try {
      await this.send("returns", file, name, (part) => this.list.set(name, { state: "sending", part }));
      this.list.set(name, { state: "received" });
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      this.list.set(name, { state: "failed", reason: error.said ?? { key: "page.error.gone" } });
      if (error.status === 401) throw error;
    }
  }

  async send(kind, file, name, heard) {
    this.sending += 1;
    this.result.outdate();
    this.refresh();
    try {
      return await this.batch.put(kind, file, name, heard);
    } finally {
      this.sending -= 1;
      if (!this.sending) this.tell(word("page.told.sent"));
    }
  }

  setSingle(kind, file) {
    if (file) this.single[kind] = file;
    else delete this.single[kind];
    const shown = document.querySelector(`[data-single="${kind}"]`);
    shown.replaceChildren();
    if (!file) return;
    const item = element("li");
    const remove = element("button", word("page.files.remove"), "quiet");
    remove.type = "button";
    remove.setAttribute("aria-label", word("page.files.remove_name", { name: file.name }));
    remove.addEventListener("click", () => this.safely(async () => {
      await this.takeAway(kind, file.name);
      this.setSingle(kind, null);
      document.querySelector(`[data-choose="${kind}"]`).focus();
    }));
    item.append(element("span", `${file.name} · ${file.sending ? word("page.file_state.sending_one") : size(file.size)}`), remove);
    shown.append(item);
  }

  async removeReturn(name) {
    if (this.list.files.get(name)?.state !== "failed") await this.takeAway("returns", name);
    this.list.drop(name);
    this.tell(word("page.told.removed", { name }));
    document.querySelector('[data-choose="returns"]').focus();
  }

  async takeAway(kind, name) {
    await this.batch.remove(kind, name);
    this.result.outdate();
  }

  options() {
    return {
      language: document.documentElement.lang,
      final: document.querySelector('input[name="final"]:checked')?.value === "yes",
      personal_data: !find("no-personal-data")?.checked,
    };
  }

  async run(kind) {
    this.message(null);
    await this.batch.start(kind, this.options());
    await this.follow(kind);
  }

  /** Show how far a task is until it is over, then what it gave. */
  async follow(kind) {
    this.busy = true;
    this.list.lock(true);
    this.refresh();
    try {
      const known = await this.batch.watch((told) => {
        this.known = told;
        if (told) this.list.heard(told.task?.files);
        this.showProgress(told?.task);
      });
      this.end(kind, known);
    } finally {
      this.busy = false;
      this.known = null;
      this.list.lock(false);
      find("progress").hidden = true;
    }
    this.refresh();
  }

  end(kind, known) {
    const task = known?.task;
    if (!task) this.message({ key: "page.error.forgotten" });
    else if (task.state === "cancelled") this.message({ key: "page.error.cancelled" });
    else if (task.state === "failed") this.message(task.problem ?? { key: "page.error.refused" });
    else {
      if (known.result.files) this.list.ended(known.result.files);
      this.result.set(known);
      find("result-title").focus();
      this.tell(find("summary").textContent);
    }
  }

  showProgress(task) {
    const shown = find("progress");
    shown.hidden = !task || !["waiting", "running"].includes(task.state);
    if (shown.hidden) return;
    const counts = task.total ? word("page.step", { step: word(task.step), done: task.done, total: task.total }) : word("page.starting");
    find("step").textContent = task.state === "waiting" ? word("page.queued") : counts;
    const bar = find("bar");
    bar.max = Math.max(task.total, 1);
    bar.value = task.done;
    const now = Date.now();
    if (now - (this.toldAt ?? 0) > TOLD_EVERY) {
      this.toldAt = now;
      this.tell(find("step").textContent);
    }
  }

  /** Said to who listens to the page rather than looks at it. */
  tell(text) {
    find("told").textContent = text;
  }

  /** Which buttons can be pressed, and what is still needed. */
  refresh() {
    const ready = !this.busy && !this.sending;
    const register = Boolean(this.single.register);
    const allowed = { check: this.list.hasArrived, feedback: this.list.hasArrived, consolidate: register && this.list.hasArrived, templates: register };
    for (const button of document.querySelectorAll("[data-task]")) button.disabled = !(ready && allowed[button.dataset.task]);
    for (const button of document.querySelectorAll("[data-choose]")) button.disabled = this.busy;
    for (const button of document.querySelectorAll("#download-list button")) button.disabled = this.busy;
    find("again").hidden = this.busy || (this.list.number === 0 && Object.keys(this.single).length === 0);
    const missing = [register ? null : "page.needed.register", this.list.hasArrived ? null : "page.needed.returns"].filter(Boolean);
    find("needed").textContent = this.busy ? "" : this.sending ? word("page.needed.sending") : missing.map((key) => word(key)).join(" ");
  }

  /** Forget all files, here and on the server. */
  async again() {
    await this.batch.forget();
    this.empty();
    this.message(null);
    this.tell(word("page.told.forgotten"));
    document.querySelector('[data-choose="register"]').focus();
  }

  empty() {
    this.list.clear();
    for (const kind of SINGLE) this.setSingle(kind, null);
    this.result.clear();
  }
}

/** The element of an id. */
export function find(id) {
  return document.getElementById(id);
}

/** A sentence that came from the server by language, or { key, params } of a label. */
export function sentence(told) {
  return told.key ? word(told.key, told.params) : said(told);
}
