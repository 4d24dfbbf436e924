// What a button has to say stands in the pane itself: served in the place of the client's module that opens a window.

export async function xlAlert(prompt, title, buttons, mode, callback) {
  const detail = { text: String(prompt), title: String(title), mode: String(mode), callback: String(callback) };
  document.dispatchEvent(new CustomEvent("minerva-message", { detail }));
}
