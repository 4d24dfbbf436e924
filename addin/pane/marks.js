// Small pieces of a page: elements with text, and words behind a mark that is told apart by its shape.

const MARKS = {
  error: "✖", warning: "▲", info: "ℹ", justified: "✔", trial: "?",
  missing: "○", unusable: "✖", integrated: "✔", with_gaps: "◐", annexed: "▣", not_expected: "–",
  used: "✔", partial: "◐", not_used: "–", unexpected: "?",
  read: "✔", received: "✔", waiting: "…", sending: "↑", failed: "✖",
};

/** An element with a text, never read as HTML. */
export function element(name, text = "", className = "") {
  const made = document.createElement(name);
  if (text) made.textContent = text;
  if (className) made.className = className;
  return made;
}

/** A word behind its mark. */
export function marked(kind, text) {
  const whole = element("span", "", `mark ${kind.replace("_", "-")}`);
  const mark = element("span", MARKS[kind] ?? "•");
  mark.setAttribute("aria-hidden", "true");
  whole.append(mark, " ", text);
  return whole;
}

/** A pair of a description list. */
export function pair(term, text) {
  const both = element("div");
  both.append(element("dt", term), element("dd", text));
  return both;
}
