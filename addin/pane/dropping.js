// Files that are dropped or chosen, from folders too.

// What systems and open programs leave beside documents; the reading of a folder passes over it too.
const LEFT_BEHIND = /^(~\$.*|\._.*|\.~lock\..*|\.ds_store|thumbs\.db|desktop\.ini)$/i;

/** Hear of files given to an element: dropped on it, or chosen with its button; `give` gets a list of files. */
export function hearFiles(zone, give) {
  const input = zone.querySelector("[data-file]");
  zone.querySelector("[data-choose]").addEventListener("click", () => input.click());
  input.addEventListener("change", () => {
    give(documents([...input.files]));
    input.value = "";
  });
  zone.addEventListener("dragover", (event) => {
    event.preventDefault();
    zone.classList.add("over");
  });
  zone.addEventListener("dragleave", (event) => {
    if (!zone.contains(event.relatedTarget)) zone.classList.remove("over");
  });
  zone.addEventListener("drop", async (event) => {
    event.preventDefault();
    zone.classList.remove("over");
    give(documents(await droppedFiles(event.dataTransfer)));
  });
}

/** Keep a file that misses its place from replacing the page. */
export function keepPage() {
  for (const kind of ["dragover", "drop"]) window.addEventListener(kind, (event) => event.preventDefault());
}

function documents(files) {
  return files.filter((file) => !LEFT_BEHIND.test(file.name));
}

async function droppedFiles(transfer) {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  if (!entries.some((entry) => entry.isDirectory)) return [...transfer.files];
  const files = [];
  for (const entry of entries) await collect(entry, files);
  return files;
}

async function collect(entry, files) {
  if (entry.isFile) {
    files.push(await new Promise((resolve, reject) => entry.file(resolve, reject)));
    return;
  }
  const reader = entry.createReader();
  for (;;) {
    const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) return;
    for (const one of some) await collect(one, files);
  }
}
