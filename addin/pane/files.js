// The returns given, each with what became of it so far.

import { element, marked } from "./marks.js";
import { said, size, word } from "./words.js";

/** The table of returns. A file is { name, size, state, part, reason }; `remove` is called with the name of one. */
export class FileList {
  constructor(root, remove) {
    this.root = root;
    this.remove = remove;
    this.files = new Map();
    this.rows = new Map();
    this.locked = false;
  }

  get number() {
    return [...this.files.values()].filter((one) => !one.inside).length;
  }

  get isSending() {
    return [...this.files.values()].some((one) => one.state === "sending");
  }

  /** Whether there is a return that has arrived. */
  get hasArrived() {
    return [...this.files.values()].some((one) => !one.inside && !["sending", "failed"].includes(one.state));
  }

  /** A name no other file has: return.xlsx, return (2).xlsx. */
  freeName(name) {
    const dot = name.lastIndexOf(".") > 0 ? name.lastIndexOf(".") : name.length;
    for (let number = 1; ; number += 1) {
      const free = number === 1 ? name : `${name.slice(0, dot)} (${number})${name.slice(dot)}`;
      if (!this.files.has(free)) return free;
    }
  }

  set(name, changes) {
    this.files.set(name, { name, size: 0, state: "received", ...this.files.get(name), ...changes });
    this.show(name);
    this.showTitle();
  }

  drop(name) {
    for (const one of [...this.files.keys()]) {
      if (one === name || one.startsWith(`${name}/`)) {
        this.files.delete(one);
        this.rows.get(one)?.remove();
        this.rows.delete(one);
      }
    }
    this.showTitle();
  }

  clear() {
    for (const name of [...this.files.keys()]) this.drop(name);
  }

  /** Nothing may be removed while a task reads. */
  lock(locked) {
    this.locked = locked;
    for (const row of this.rows.values()) for (const button of row.querySelectorAll("button")) button.disabled = locked;
  }

  /** What the server says of the files while a task runs: those inside an archive have its name before theirs. */
  heard(files) {
    for (const [name, state] of Object.entries(files ?? {})) {
      if (this.files.get(name)?.state !== state) this.set(name, { state, inside: this.isInside(name), reason: null });
    }
  }

  isInside(name) {
    return !this.files.has(name) && name.includes("/");
  }

  /** What became of the files once a task is done. */
  ended(files) {
    for (const one of files) {
      const inside = this.files.get(one.name)?.inside ?? this.isInside(one.name);
      this.set(one.name, { state: one.use ?? one.state, reason: one.reason, inside });
    }
  }

  showAll() {
    for (const name of this.files.keys()) this.show(name);
    this.showTitle();
  }

  showTitle() {
    this.root.hidden = this.files.size === 0;
    this.root.querySelector("h3").textContent = word("page.files.title", { number: this.number });
  }

  show(name) {
    const file = this.files.get(name);
    const row = this.rows.get(name) ?? this.newRow(file);
    const [title, bytes, state] = row.children;
    title.className = file.inside ? "inside" : "";
    bytes.textContent = file.inside ? "" : size(file.size);
    const text = file.state === "sending" ? word("page.file_state.sending", { percent: Math.round(100 * (file.part ?? 0)) }) : stateWord(file.state);
    state.replaceChildren(marked(file.state, text));
    if (file.reason) state.append(element("span", file.reason.key ? word(file.reason.key) : said(file.reason), "reason"));
    const button = row.querySelector("button");
    if (button) {
      button.setAttribute("aria-label", word("page.files.remove_name", { name }));
      button.textContent = word("page.files.remove");
    }
  }

  newRow(file) {
    const row = element("tr");
    const title = element("th", file.name);
    title.scope = "row";
    row.append(title, element("td", "", "number"), element("td"), element("td", "", "end"));
    if (!file.inside) {
      const button = element("button", "", "quiet");
      button.type = "button";
      button.disabled = this.locked;
      button.addEventListener("click", () => this.remove(file.name));
      row.lastChild.append(button);
    }
    this.rows.set(file.name, row);
    this.place(file, row);
    return row;
  }

  /** A file of an archive stands below it. */
  place(file, row) {
    const body = this.root.querySelector("tbody");
    const parent = file.inside ? [...this.rows.keys()].filter((one) => file.name.startsWith(`${one}/`)).at(-1) : null;
    if (parent) this.rows.get(parent).after(row);
    else body.append(row);
  }
}

function stateWord(state) {
  const ours = `page.file_state.${state}`;
  return word(word(ours) === ours ? `use.${state}` : ours);
}
