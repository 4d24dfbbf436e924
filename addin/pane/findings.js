// The findings by organisation, with their cells; filtered by severity and by words.

import { element, marked, pair } from "./marks.js";
import { number, said, word } from "./words.js";

const STANDINGS = ["error", "warning", "info", "justified", "trial"];

function standing(finding) {
  return finding.justified ? "justified" : finding.severity;
}

function counts(findings) {
  const counted = Object.fromEntries(STANDINGS.map((one) => [one, 0]));
  for (const finding of findings) counted[standing(finding)] += 1;
  return counted;
}

/** How many findings stand where, in words. */
export function tally(counted) {
  return STANDINGS.filter((one) => counted[one] || ["error", "warning", "info"].includes(one))
    .map((one) => word(`tally.${isOne(counted[one]) ? "one" : "other"}.${one}`, { number: number(counted[one]) }))
    .join(", ");
}

function isOne(many) {
  return many === 1 || (many === 0 && document.documentElement.lang === "fr");
}

/** The findings of a result, in `root`. */
export class Findings {
  constructor(root) {
    this.root = root;
    this.findings = [];
    this.names = new Map();
    this.hidden = new Set();
    this.closed = new Map();
    root.querySelector("form").addEventListener("submit", (event) => event.preventDefault());
    root.querySelector("#sought").addEventListener("input", () => this.showGroups());
    window.addEventListener("beforeprint", () => this.openAll());
  }

  /** Open every group, filled at once: what is printed is taken before any other event. */
  openAll() {
    for (const [details, fill] of this.closed) {
      details.open = true;
      fill();
    }
  }

  set(result) {
    this.findings = result.findings ?? [];
    this.more = result.more ?? 0;
    this.names = new Map();
    for (const one of result.coverage ?? []) this.names.set(one.organisation, one.name);
    for (const one of result.files ?? []) {
      if (one.organisation && one.name_fr) this.names.set(one.organisation, { fr: one.name_fr, nl: one.name_nl });
    }
    this.show();
  }

  show() {
    this.showSeverities();
    this.showGroups();
  }

  showSeverities() {
    const counted = counts(this.findings);
    const boxes = STANDINGS.filter((one) => counted[one]).map((one) => {
      const label = element("label");
      const box = element("input");
      box.type = "checkbox";
      box.checked = !this.hidden.has(one);
      box.addEventListener("change", () => {
        if (box.checked) this.hidden.delete(one);
        else this.hidden.add(one);
        this.showGroups();
      });
      label.append(box, " ", marked(one, `${word(`severity.${one}`)} (${number(counted[one])})`));
      return label;
    });
    this.root.querySelector("#severities").replaceChildren(...boxes);
    this.root.querySelector("form").hidden = this.findings.length === 0;
  }

  showGroups() {
    const sought = this.root.querySelector("#sought").value.trim().toLowerCase();
    const shown = this.findings.filter((one) => !this.hidden.has(standing(one)) && holds(one, sought));
    const found = this.findings.length === 0 ? word("page.findings.nothing") : word("page.findings.shown", { number: number(shown.length), total: number(this.findings.length + this.more) });
    this.root.querySelector("#found").textContent = found;
    this.closed.clear();
    const groups = new Map();
    for (const one of shown) {
      const key = one.organisation ?? one.file;
      groups.set(key, [...(groups.get(key) ?? []), one]);
    }
    const open = new Set([...this.root.querySelectorAll("details[open]")].map((one) => one.dataset.group));
    const made = [...groups].map(([key, findings]) => this.group(key, findings, open.has(key) || groups.size === 1));
    this.root.querySelector("#groups").replaceChildren(...made);
  }

  group(key, findings, isOpen) {
    const details = element("details", "", "group");
    details.dataset.group = key;
    const summary = element("summary");
    const name = this.names.get(key);
    summary.append(element("strong", name ? said(name) : key || word("page.findings.all")), " ", element("span", tally(counts(findings)), "tally"));
    const list = element("ol", "", "findings");
    details.append(summary, list);
    const fill = () => {
      if (!details.open || list.childElementCount) return;
      list.append(...findings.map(oneFinding));
      this.closed.delete(details);
    };
    this.closed.set(details, fill);
    details.addEventListener("toggle", fill);
    details.open = isOpen;
    fill();
    return details;
  }
}

function holds(finding, sought) {
  if (!sought) return true;
  const texts = [finding.code, finding.file, place(finding), ...["title", "found", "expected", "remedy"].map((part) => said(finding[part]))];
  return texts.some((text) => text.toLowerCase().includes(sought));
}

function place(finding) {
  return finding.sheet && finding.cell ? `${finding.sheet}!${finding.cell}` : finding.sheet || "";
}

function oneFinding(finding) {
  const item = element("li", "", `finding ${standing(finding)}`);
  const head = element("p", "", "finding-head");
  const where = [place(finding), finding.file].filter(Boolean);
  head.append(marked(standing(finding), word(`severity.${standing(finding)}`)), element("code", finding.code), element("strong", said(finding.title)));
  const parts = element("dl");
  if (where.length) parts.append(pair(word("page.findings.where"), where.join(" · ")));
  for (const part of ["found", "expected", "remedy"]) parts.append(pair(word(`page.findings.${part}`), said(finding[part])));
  item.append(head, parts);
  return item;
}
