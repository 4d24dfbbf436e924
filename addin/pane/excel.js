// The open workbook: what it is, and a button pressed in it through the client of xlwings.

import { Refused, token } from "./batch.js";
import { together } from "./calls.js";

const CLIENT = "/client/custom-scripts/index.js";
const FUNCTIONS = "/xlwings/custom-functions-code.js";
const PATIENCE = 15 * 60 * 1000;

/** Whether the pane is open in Excel. */
export async function isInExcel() {
  if (!globalThis.Office?.onReady) return false;
  const { host } = await Office.onReady();
  return host === "Excel";
}

/** Let Excel wait for the functions: else it calls once it is ready, and a book with formulas opens with errors. */
export function holdFunctions() {
  globalThis.CustomFunctions?.delayInitialization?.();
}

/** Let Excel call what functions there are, be it none: a cell would wait for ever. */
export function releaseFunctions() {
  globalThis.CustomFunctions?.associate?.({});
}

/** Load the client; `refused(problem)` gives the words for a function that cannot be answered. */
export async function loadClient(refused) {
  globalThis.getAuth = async () => {
    if (!token()) throw cellError(refused(null));
    return { token: `Bearer ${token()}`, provider: "" };
  };
  await import(CLIENT);
  globalThis.xwRequest = inWords(globalThis.xwRequest, refused);
  await script(FUNCTIONS);
}

/** What a button gave could not all be written: Excel's own reason. */
export class Unwritten extends Error {}

const cellError = (text) => new CustomFunctions.Error(CustomFunctions.ErrorCode.invalidValue, text);

function script(path) {
  return new Promise((done, failed) => {
    const added = document.createElement("script");
    Object.assign(added, { src: path, onload: done, onerror: () => failed(new Refused(0, null)) });
    document.head.append(added);
  });
}

/** Requests of functions, many at once: they wait where the server says so, and what it refuses is in its words. */
function inWords(request, refused) {
  const post = async (url, body, options) => {
    for (;;) {
      try {
        return await request.post(url, body, options);
      } catch (problem) {
        const { response } = problem;
        if (response?.status === 429) {
          await new Promise((done) => setTimeout(done, 1000 * (0.5 + Math.random())));
          continue;
        }
        if (response?.data?.message) response.data.detail = refused(new Refused(response.status, response.data.message));
        throw problem;
      }
    }
  };
  return { ...request, post: together(post) };
}

/** What the open workbook is: `return`, `console` or "" for neither; `marks` are the names that tell. */
export function kindOfBook(marks) {
  return Excel.run(async (context) => {
    const sheets = context.workbook.worksheets.load("items/name");
    const names = context.workbook.names.load("items/name");
    await context.sync();
    if (names.items.some(({ name }) => name === marks.console)) return "console";
    return sheets.items.some(({ name }) => marks.return.includes(name.toLowerCase())) ? "return" : "";
  });
}

/** Press a button in the open workbook, with the files of a batch or none. `writing()` is called before Excel writes. */
export function press(name, batch, writing) {
  return Excel.run(async (context) => {
    const payload = await xlwings.getBookData({ auth: "none" }, context);
    await addNoteTexts(payload, context);
    const actions = await posted(`/xlwings/custom-scripts-call/${name}${batch ? `?batch=${batch}` : ""}`, payload);
    writing();
    try {
      await xlwings.runActions(actions, context);
      await context.sync();
    } catch (problem) {
      throw new Unwritten(problem.cause?.message ?? problem.message ?? String(problem));
    }
  });
}

/** The client tells where notes are; by its text a note is known for one of ours, or for somebody's that must stay. */
async function addNoteTexts(payload, context) {
  const found = payload.sheets.flatMap((sheet) =>
    (sheet.notes ?? []).map((entry) => {
      const note = context.workbook.worksheets.getItem(sheet.name).notes.getItemOrNullObject(entry.address);
      return { entry, note: note.load("content") };
    }),
  );
  if (found.length === 0) return;
  await context.sync();
  for (const { entry, note } of found) if (!note.isNullObject) entry.content = note.content;
}

async function posted(path, payload) {
  const headers = { Authorization: `Bearer ${token()}`, "Content-Type": "application/json" };
  try {
    return (await globalThis.xwRequest.post(path, payload, { headers, timeout: PATIENCE })).data;
  } catch (problem) {
    if (problem.response) throw new Refused(problem.response.status, problem.response.data?.message);
    throw new Refused(0, null);
  }
}
