// The words of the page in French and Dutch, from the labels of the product.

const LANGUAGES = ["fr", "nl"];
const KEPT = "minerva.language";

const known = {};
let current = "fr";

/** The language in use, `fr` or `nl`. */
export function language() {
  return current;
}

/** The text of a label, completed: `word("page.files.title", { number: 3 })`. */
export function word(key, params = {}) {
  const text = known[current]?.[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in params ? String(params[name]) : whole));
}

/** Whether there is a label of that key. */
export function hasWord(key) {
  return key in (known[current] ?? {});
}

/** A text that came in several languages, in the one in use. */
export function said(texts) {
  return texts?.[current] ?? texts?.fr ?? "";
}

/** A number as people here write it: 1 234,5. */
export function number(value, options = {}) {
  return new Intl.NumberFormat(`${current}-BE`, options).format(value);
}

/** A size in bytes, in kilobytes or megabytes. */
export function size(bytes) {
  const large = bytes >= 1e6;
  const value = number(bytes / (large ? 1e6 : 1e3), { maximumFractionDigits: large ? 1 : 0 });
  return word(large ? "page.megabytes" : "page.kilobytes", { size: value });
}

/** Load the words; the language is the one chosen before, else `wanted`, else the browser's, else French. */
export async function loadWords(wanted = null) {
  await Promise.all(
    LANGUAGES.map(async (one) => {
      known[one] = await (await fetch(`/words/${one}.json`)).json();
    }),
  );
  const asked = [remembered(), wanted, ...navigator.languages].map((one) => one?.slice(0, 2).toLowerCase());
  current = asked.find((one) => LANGUAGES.includes(one)) ?? "fr";
}

/** Speak a language from now on. */
export function speak(chosen) {
  current = chosen;
  try {
    localStorage.setItem(KEPT, chosen);
  } catch {
    // A browser that keeps nothing asks again next time.
  }
}

function remembered() {
  try {
    return localStorage.getItem(KEPT);
  } catch {
    return null;
  }
}

/** Put the words into every element that names a label. */
export function putWords(root = document) {
  document.documentElement.lang = current;
  for (const element of root.querySelectorAll("[data-words]")) element.textContent = word(element.dataset.words);
  for (const element of root.querySelectorAll("[data-words-label]")) {
    element.setAttribute("aria-label", word(element.dataset.wordsLabel));
  }
  for (const button of root.querySelectorAll("[data-language]")) {
    button.setAttribute("aria-pressed", String(button.dataset.language === current));
  }
}
