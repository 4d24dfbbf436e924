// The task pane: what it shows for the open workbook, its buttons, and what they say.

import { Refused, dropToken, takeToken, token } from "./batch.js";
import { Unwritten, holdFunctions, isInExcel, kindOfBook, loadClient, press, releaseFunctions } from "./excel.js";
import { Shelf } from "./shelf.js";
import { language, loadWords, putWords, speak, word as label } from "./words.js";

const REPORT_LANGUAGES = ["fr", "nl"];
const element = (id) => document.getElementById(id);
const show = (id, isShown) => (element(id).hidden = !isShown);

const shelf = new Shelf();
let focused = null;
let office = {};
let said = null;

// In a narrow pane no sign may stand alone at the beginning of a line, nor a quotation mark at its end.
const unbroken = (text) => text.replace(/ ([:;?!»])/g, "\u00a0$1").replace(/« /g, "«\u00a0");
const word = (key, params) => unbroken(label(key, params));

// ---- language

function showWords() {
  putWords();
  for (const one of document.querySelectorAll("[data-words]")) one.textContent = unbroken(one.textContent);
  document.querySelectorAll(".drop").forEach(showFiles);
  showSaid();
}

function chooseLanguage({ target }) {
  const button = target.closest("button");
  if (!button) return;
  speak(button.dataset.language);
  showWords();
}

// ---- what is said

/** Say something in `said` or `problem`, or with no text nothing; the text is a function, to follow the language. */
function say(where, text = null) {
  said = text && { where, text };
  showSaid();
}

function showSaid() {
  for (const where of ["said", "problem"]) {
    const paragraph = document.createElement("p");
    if (said?.where === where) paragraph.textContent = said.text();
    element(where).replaceChildren(...(paragraph.textContent ? [paragraph] : []));
  }
  if (said) element(said.where).scrollIntoView({ block: "nearest" });
}

/** Why something failed, in words. */
function reason(problem) {
  if (problem instanceof Refused) return problem.said?.[language()] ?? word("pane.no_answer");
  const key = problem instanceof Unwritten ? "pane.not_written" : "pane.not_read";
  return word(key, { reason: problem?.message ?? String(problem) });
}

function tellProblem(problem) {
  if (problem instanceof Refused && problem.status === 401) {
    dropToken();
    say("problem", () => word("pane.expired"));
    show("door", true);
    hideBook();
    element("address").focus();
    return;
  }
  say("problem", () => reason(problem));
}

/** A message of a button: its sentences alternate, French then Dutch, and so does its title. */
function hear({ detail }) {
  const paragraphs = detail.text.split("\n\n");
  const alternates = paragraphs.length % REPORT_LANGUAGES.length === 0;
  const turn = () => REPORT_LANGUAGES.indexOf(language());
  const ours = () => paragraphs.filter((_, at) => !alternates || at % REPORT_LANGUAGES.length === turn());
  say("said", () => unbroken(ours().join("\n\n")));
}

// ---- buttons

function addButtons(place) {
  for (const name of place.dataset.buttons.split(" ")) {
    const button = document.createElement("button");
    Object.assign(button, { type: "button", value: name, className: "press" });
    const [label, tip] = [document.createElement("strong"), document.createElement("span")];
    label.dataset.words = `ribbon.${name}.label`;
    tip.dataset.words = `ribbon.${name}.tip`;
    button.append(label, tip);
    button.addEventListener("click", () => pressed(name, place.closest("section").id === "console"));
    place.append(button);
  }
}

async function pressed(name, needsFiles) {
  if (document.body.dataset.busy) return;
  say("said");
  begin(() => word("pane.running", { button: word(`ribbon.${name}.label`) }));
  let isOver = false;
  try {
    const id = needsFiles ? await shelf.ready((done, total) => step(word("pane.sending", { done, total }), done, total)) : null;
    step(word("pane.running", { button: word(`ribbon.${name}.label`) }));
    show("stop", needsFiles);
    const following = needsFiles ? shelf.follow(showTask, () => isOver) : null;
    await press(name, id, () => {
      isOver = true;
      show("stop", false);
      step(word("pane.writing"));
    });
    await following;
    if (!said) say("said", () => word("pane.done"));
  } catch (problem) {
    tellProblem(problem);
  } finally {
    isOver = true;
    end();
  }
  if (needsFiles) await showDownloads();
}

function begin(text) {
  focused = document.activeElement;
  document.body.dataset.busy = "yes";
  document.querySelectorAll("button.press, .drop input, .drop button").forEach((one) => (one.disabled = true));
  show("progress", true);
  step(text());
  element("progress").scrollIntoView({ block: "nearest" });
}

function end() {
  delete document.body.dataset.busy;
  document.querySelectorAll("button.press, .drop input, .drop button").forEach((one) => (one.disabled = false));
  show("stop", false);
  show("progress", false);
  // A button that cannot be pressed loses the focus: who uses the keyboard would begin at the top again.
  if (document.activeElement === document.body) focused?.focus({ preventScroll: true });
}

function step(text, done, total) {
  element("step").textContent = text;
  if (total) Object.assign(element("bar"), { value: done, max: total });
  else element("bar").removeAttribute("value");
}

function showTask({ state, step: key, done, total }) {
  if (state === "running" && key) step(word("pane.step", { step: word(key), done, total }), done, total);
}

async function showDownloads() {
  const names = await shelf.written();
  const items = names.map((name) => {
    const item = document.createElement("li");
    const button = document.createElement("button");
    Object.assign(button, { type: "button", textContent: name });
    button.addEventListener("click", () => shelf.download(name).catch(tellProblem));
    item.append(button);
    return item;
  });
  element("downloads").querySelector("ul").replaceChildren(...items);
  show("downloads", names.length > 0);
}

// ---- files

function addDrop(place) {
  const { kind, accept } = place.dataset;
  const input = document.createElement("input");
  Object.assign(input, { type: "file", id: `file-${kind}`, accept, multiple: "many" in place.dataset });
  const label = document.createElement("label");
  label.htmlFor = input.id;
  const [name, hint] = [document.createElement("strong"), document.createElement("span")];
  name.dataset.words = `pane.${kind.replace("-", "_")}`;
  hint.dataset.words = "pane.drop";
  label.append(name, hint);
  place.append(input, label, document.createElement("ul"));
  input.addEventListener("change", () => take(place, input.files));
  place.addEventListener("dragover", (event) => event.preventDefault());
  place.addEventListener("drop", (event) => {
    event.preventDefault();
    if (!input.disabled) take(place, event.dataTransfer.files);
  });
}

function take(place, files) {
  for (const file of files) shelf.add(place.dataset.kind, file);
  place.querySelector("input").value = "";
  showFiles(place);
}

function showFiles(place) {
  const { kind } = place.dataset;
  const names = [...shelf.files[kind].keys()];
  const items = names.map((name) => {
    const item = document.createElement("li");
    const remove = document.createElement("button");
    Object.assign(remove, { type: "button", textContent: "×", ariaLabel: word("pane.remove", { name }) });
    remove.addEventListener("click", () => {
      shelf.remove(kind, name);
      showFiles(place);
      place.querySelector("input").focus();
    });
    item.append(name, remove);
    return item;
  });
  const list = place.querySelector("ul");
  list.replaceChildren(...items);
  list.setAttribute("aria-label", word("pane.count", { count: names.length }));
  const hint = place.querySelector("label span");
  hint.textContent = names.length > 1 ? word("pane.count", { count: names.length }) : word("pane.drop");
}

// ---- what is shown

function enter(event) {
  event.preventDefault();
  const isKept = takeToken(element("address").value);
  element("address").value = "";
  if (!isKept) {
    say("problem", () => word("pane.no_token"));
    return;
  }
  say("said");
  show("door", false);
  showBook().catch(tellProblem);
}

async function showBook() {
  const kind = await kindOfBook(office.marks);
  show("other-book", kind === "");
  show("return", kind === "return");
  show("console", kind === "console");
}

function hideBook() {
  for (const id of ["other-book", "return", "console"]) show(id, false);
}

function lack(what) {
  element("lacking-what").dataset.words = `pane.missing_${what}`;
  showWords();
  show("lacking", true);
}

async function open() {
  document.querySelectorAll("[data-buttons]").forEach(addButtons);
  document.querySelectorAll(".drop").forEach(addDrop);
  element("languages").addEventListener("click", chooseLanguage);
  element("access").addEventListener("submit", enter);
  element("stop").addEventListener("click", () => shelf.stop().catch(tellProblem));
  document.addEventListener("minerva-message", hear);
  const inExcel = await isInExcel();
  await loadWords(globalThis.Office?.context?.displayLanguage);
  showWords();
  office = await (await fetch("/xlwings/office.json")).json();
  if (office.missing) return lack(office.missing);
  if (!inExcel) return show("outside", true);
  await loadClient((problem) => (problem ? reason(problem) : word("pane.for_functions")));
  if (!token()) return show("door", true);
  await showBook();
}

holdFunctions();
open().catch(tellProblem).finally(releaseFunctions);
