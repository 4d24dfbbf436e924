// The page in a browser, without Excel.

import { takeToken, token } from "./batch.js";
import { Desk, find, sentence } from "./desk.js";
import { loadWords, putWords, speak } from "./words.js";

let told = null;

function showMessage(given) {
  told = given;
  const shown = find("message");
  shown.hidden = !given;
  shown.textContent = given ? sentence(given) : "";
  if (given) shown.focus();
}

function showDoor() {
  find("door").hidden = Boolean(token());
  find("desk").hidden = !token();
}

async function begin() {
  if (takeToken(location.hash)) history.replaceState(null, "", location.pathname);
  await loadWords();
  putWords();
  const desk = new Desk({ message: showMessage, shut: showDoor });
  for (const button of document.querySelectorAll("[data-language]")) {
    button.addEventListener("click", () => {
      speak(button.dataset.language);
      putWords();
      desk.speak();
      if (told) find("message").textContent = sentence(told);
    });
  }
  find("door-form").addEventListener("submit", (event) => {
    event.preventDefault();
    if (takeToken(find("door-address").value)) {
      find("door-address").value = "";
      showMessage(null);
      showDoor();
      desk.safely(() => desk.resume());
      find("work").focus();
    } else showMessage({ key: "page.door.wrong" });
  });
  showDoor();
  document.body.classList.remove("waiting");
  desk.refresh();
  if (token()) await desk.safely(() => desk.resume());
}

begin();
