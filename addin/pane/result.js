// What a task gave: its sentence, the files to keep, the coverage, the findings.

import { Findings, tally } from "./findings.js";
import { element, marked, pair } from "./marks.js";
import { hasWord, number, said, size, word } from "./words.js";

const COVERAGE = ["expected", "received", "missing", "unusable", "integrated", "with_gaps", "annexed"];
const RECORDS = ["objectives", "indicators"];

/** The section of results; `download` is called with the name of a file to keep. */
export class Result {
  constructor(root, download) {
    this.root = root;
    this.download = download;
    this.findings = new Findings(root.querySelector("#findings"));
    this.clear();
  }

  clear() {
    this.root.hidden = true;
    this.shown = null;
    this.last = null;
    this.downloads = [];
    this.isOutdated = false;
  }

  /** Say that the files have changed since: the server has removed what was made of them. */
  outdate() {
    this.downloads = [];
    this.isOutdated = true;
    this.show();
  }

  /** Show what the server knows; coverage and findings stay until another task has some. */
  set(known) {
    this.last = known.result;
    this.isOutdated = false;
    this.downloads = known.downloads;
    if (known.result.findings) this.shown = { ...known.result, coverage: known.result.coverage ?? this.shown?.coverage, counts: { ...this.shown?.counts, ...known.result.counts } };
    this.show();
  }

  show() {
    if (!this.last) return;
    this.root.hidden = false;
    this.root.querySelector("#summary").textContent = this.summary();
    this.root.querySelector("#outdated").hidden = !this.isOutdated;
    this.showDownloads();
    this.showCoverage();
    this.root.querySelector("#findings").hidden = !this.shown?.findings;
    if (this.shown?.findings) this.findings.set(this.shown);
  }

  summary() {
    const { kind, counts, workbooks, letters, written } = this.last;
    if (kind === "templates") return word("page.result.templates", { number: number(written.length) });
    if (kind === "feedback") return word("page.result.feedback", { workbooks: number(workbooks), letters: number(letters) });
    return word(`page.result.${kind}`, { ...counts, tally: tally({ justified: 0, trial: 0, ...counts.findings }) });
  }

  showDownloads() {
    const made = [...this.downloads].sort(workbookFirst).map((one) => {
      const item = element("li");
      const button = element("button", word("page.downloads.get", { name: one.name, size: size(one.size) }), "download");
      button.type = "button";
      button.addEventListener("click", () => this.download(one.name));
      item.append(button, " ", element("span", about(one.name)));
      return item;
    });
    this.root.querySelector("#download-list").replaceChildren(...made);
    this.root.querySelector("#downloads").hidden = made.length === 0;
  }

  showCoverage() {
    const lines = this.shown?.coverage;
    this.root.querySelector("#coverage").hidden = !lines;
    if (!lines) return;
    const numbers = [...COVERAGE, ...RECORDS].map((key) => pair(word(`page.numbers.${key}`), number(this.shown.counts[key])));
    this.root.querySelector("#coverage-numbers").replaceChildren(...numbers);
    this.root.querySelector("#coverage-rows").replaceChildren(...lines.map(coverageRow));
  }
}

function coverageRow(line) {
  const row = element("tr");
  const name = element("th", said(line.name));
  name.scope = "row";
  const state = element("td");
  state.append(marked(line.state, word(`state.${line.state}`)));
  const reasons = line.reasons.map((key) => (hasWord(key) ? word(key) : key)).join(" · ");
  row.append(name, state, element("td", line.files.join(", ")), element("td", reasons));
  return row;
}

/** The workbook before what goes with it. */
function workbookFirst(one, other) {
  return Number(other.name.endsWith(".xlsx")) - Number(one.name.endsWith(".xlsx"));
}

function about(name) {
  const kind = { xlsx: "regional", json: "manifest" }[name.split(".").at(-1)] ?? name.split(".")[0];
  return word(`page.downloads.about_${kind}`);
}
