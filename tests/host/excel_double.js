// An Excel in memory in the place of Office.js, for the real client of xlwings and the real pane.
//
// What is in it before: window.excelSeed = {name, language, sheets: [{name, visibility, values, notes}], names}.
// What is in it afterwards: window.excel.dump(). As in Excel, nothing can be read before it was loaded and synchronised,
// and what the double does not know throws: a test that passes has asked for nothing else.
(() => {
  const seed = window.excelSeed;

  // ---- the workbook

  const letters = (column) => {
    let text = "";
    for (let n = column + 1; n > 0; n = Math.floor((n - 1) / 26)) text = String.fromCharCode(65 + ((n - 1) % 26)) + text;
    return text;
  };
  const columnOf = (text) => [...text].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;
  const cellName = (row, column) => letters(column) + (row + 1);

  function area(address) {
    const found = /^\$?([A-Z]+)\$?(\d+)(?::\$?([A-Z]+)\$?(\d+))?$/.exec(address.split("!").pop());
    if (!found) throw new Error(`double: address ${address}`);
    const [row, column] = [Number(found[2]) - 1, columnOf(found[1])];
    return [row, column, found[4] ? found[4] - row : 1, found[3] ? columnOf(found[3]) - column + 1 : 1];
  }

  class Sheet {
    constructor({ name, visibility = "Visible", values = [], notes = [] }) {
      Object.assign(this, { name, visibility, cells: new Map(), notes: new Map(), showGridlines: true });
      values.forEach((row, r) => row.forEach((value, c) => value !== "" && (this.cell(r, c).value = value)));
      notes.forEach(({ address, text }) => this.notes.set(address, text));
    }
    cell(row, column) {
      const name = cellName(row, column);
      if (!this.cells.has(name)) this.cells.set(name, { row, column, value: "", format: "General", look: {} });
      return this.cells.get(name);
    }
    used() {
      const filled = [...this.cells.values()].filter(({ value }) => value !== "");
      if (!filled.length) return null;
      const rows = filled.map(({ row }) => row);
      const columns = filled.map(({ column }) => column);
      const [top, left] = [Math.min(...rows), Math.min(...columns)];
      return [top, left, Math.max(...rows) - top + 1, Math.max(...columns) - left + 1];
    }
  }

  const book = {
    sheets: seed.sheets.map((sheet) => new Sheet(sheet)),
    names: new Map((seed.names || []).map(({ name, formula }) => [name, formula])),
    active: 0,
    selected: "A1",
  };

  function sheetNamed(name) {
    return book.sheets.find((sheet) => sheet.name.toLowerCase() === name.toLowerCase());
  }

  // ---- objects of Office.js: plain properties must be loaded and synchronised, the rest may be used at once

  let waiting = [];

  function clientObject(kind, plain, rest = {}) {
    const loaded = new Set();
    const target = { isSynced: false };
    waiting.push(() => (target.isSynced = true));
    const load = (wanted) => {
      const names = (Array.isArray(wanted) ? wanted : String(wanted).split(",")).map((name) => name.trim());
      waiting.push(() => {
        plain.items?.look();
        names.forEach((name) => loadOne(name));
      });
      return proxy;
    };
    const loadOne = (path) => {
      const [first, ...more] = path.split("/");
      if (first in plain) loaded.add(first);
      else if ("items" in plain) return loadOne(`items/${path}`);
      else if (!(first in rest)) throw new Error(`double: ${kind}.load("${path}")`);
      if (first === "items") plain.items.get().forEach((item) => item.loadNow(more));
      else if (more.length) rest[first].loadNow(more);
    };
    const loadNow = (path) => (path.length ? [path.join("/")] : Object.keys(plain)).forEach(loadOne);
    const proxy = new Proxy(target, {
      get(_, name) {
        if (typeof name === "symbol" || name === "then" || name === "toJSON") return undefined;
        if (name === "load") return load;
        if (name === "loadNow") return loadNow;
        if (name === "isNullObject") {
          if (!target.isSynced) throw new Error(`double: ${kind}.isNullObject before sync()`);
          return kind === "null";
        }
        if (name in plain) {
          if (!loaded.has(name)) throw new Error(`PropertyNotLoaded: ${kind}.${name}`);
          return plain[name].get();
        }
        if (name in rest) return rest[name];
        throw new Error(`double: ${kind}.${name} is not known`);
      },
      set(_, name, value) {
        if (!plain[name]?.set) throw new Error(`double: ${kind}.${name} cannot be set`);
        plain[name].set(value);
        return true;
      },
    });
    return proxy;
  }

  const nothing = () => clientObject("null", { address: { get: () => null } }, { areas: collection("areas", () => []) });
  const fixed = (value) => ({ get: () => value });

  // The items of a collection are those that were there when it was loaded.
  function collection(kind, items, rest = {}) {
    let seen = [];
    const plain = { items: { get: () => seen, look: () => (seen = items()) } };
    return clientObject(kind, plain, { getItemOrNullObject: nothing, ...rest });
  }

  // ---- ranges

  function rangeOf(sheet, row, column, rows, columns) {
    const all = () => Array.from({ length: rows }, (_, r) => Array.from({ length: columns }, (_, c) => sheet.cell(row + r, column + c)));
    const each = (change) => all().flat().forEach(change);
    const grid = (field) => ({
      get: () => all().map((line) => line.map((cell) => cell[field])),
      set: (values) => put(values, field),
    });
    const put = (values, field) => {
      const single = values.length === 1 && values[0].length === 1;
      if (!single && (values.length !== rows || values[0].length !== columns)) throw new Error(`InvalidArgument: ${address}`);
      all().forEach((line, r) =>
        line.forEach((cell, c) => {
          const value = single ? values[0][0] : values[r][c];
          if (value !== null) cell[field] = field === "value" ? entered(value) : value;
        }),
      );
    };
    const look = (name) => ({ get: () => sheet.cell(row, column).look[name], set: (value) => each((cell) => (cell.look[name] = value)) });
    const address = `${sheet.name}!${cellName(row, column)}${rows * columns > 1 ? `:${cellName(row + rows - 1, column + columns - 1)}` : ""}`;
    const looks = (names) => Object.fromEntries(names.map((name) => [name, look(name)]));
    const fill = clientObject("fill", looks(["color", "pattern"]), { clear: () => each((cell) => delete cell.look.color) });
    const font = clientObject("font", {
      ...looks(["bold", "italic", "size", "name"]),
      color: look("fontColor"),
    });
    const format = clientObject("format", looks(["wrapText", "verticalAlignment", "horizontalAlignment", "columnWidth", "rowHeight"]), {
      fill,
      font,
      autofitRows() {},
      autofitColumns() {},
    });
    return clientObject(
      "range",
      {
        address: fixed(address),
        rowCount: fixed(rows),
        columnCount: fixed(columns),
        rowIndex: fixed(row),
        columnIndex: fixed(column),
        values: grid("value"),
        formulas: grid("value"),
        numberFormat: grid("format"),
        hyperlink: { get: () => sheet.cell(row, column).link, set: (link) => each((cell) => linked(cell, link)) },
      },
      {
        format,
        get worksheet() {
          return sheetObject(sheet);
        },
        clear: (what = "All") => each((cell) => cleared(cell, what)),
        select: () => (book.selected = address.split("!")[1]),
      },
    );
  }

  // Excel takes away the apostrophe that says: this is text.
  const entered = (value) => (typeof value === "string" && value.startsWith("'") ? value.slice(1) : value);
  const linked = (cell, link) => Object.assign(cell, { link: link.address, value: link.textToDisplay });
  const cleared = (cell, what) => {
    if (what !== "Formats") Object.assign(cell, { value: "", link: undefined });
    if (what !== "Contents") Object.assign(cell, { format: "General", look: {} });
  };

  // ---- sheets, names, notes

  const sheetObjects = new Map();

  function sheetObject(sheet) {
    if (!sheetObjects.has(sheet)) sheetObjects.set(sheet, newSheetObject(sheet));
    return sheetObjects.get(sheet);
  }

  function newSheetObject(sheet) {
    const field = (name) => ({ get: () => sheet[name], set: (value) => (sheet[name] = value) });
    const none = (kind) => collection(kind, () => []);
    return clientObject(
      "worksheet",
      {
        name: field("name"),
        visibility: field("visibility"),
        showGridlines: field("showGridlines"),
        position: { get: () => book.sheets.indexOf(sheet), set: (to) => moved(sheet, to) },
      },
      {
        names: none("names"),
        tables: none("tables"),
        charts: none("charts"),
        shapes: none("shapes"),
        pivotTables: none("pivotTables"),
        notes: notesOf(sheet),
        pageLayout: clientObject("pageLayout", {}, { getPrintAreaOrNullObject: nothing }),
        getRange: (address) => rangeOf(sheet, ...area(address)),
        getRangeByIndexes: (...place) => rangeOf(sheet, ...place),
        getUsedRangeOrNullObject: () => (sheet.used() ? rangeOf(sheet, ...sheet.used()) : nothing()),
        activate: () => (book.active = book.sheets.indexOf(sheet)),
        delete: () => book.sheets.splice(book.sheets.indexOf(sheet), 1),
      },
    );
  }

  function moved(sheet, to) {
    book.sheets.splice(book.sheets.indexOf(sheet), 1);
    book.sheets.splice(to, 0, sheet);
  }

  const bare = (address) => address.replaceAll("$", "");

  function notesOf(sheet) {
    const note = (address) =>
      clientObject(
        "note",
        { content: { get: () => sheet.notes.get(address), set: (text) => sheet.notes.set(address, text) } },
        { getLocation: () => rangeOf(sheet, ...area(address)), delete: () => sheet.notes.delete(address) },
      );
    return collection("notes", () => [...sheet.notes.keys()].map(note), {
      add: (address, text) => sheet.notes.set(bare(address), text),
      getItemOrNullObject: (address) => (sheet.notes.has(bare(address)) ? note(bare(address)) : nothing()),
    });
  }

  function nameObject(name) {
    const [sheet, address] = (/^='?((?:[^']|'')+?)'?!([^!]+)$/.exec(book.names.get(name)) || []).slice(1);
    const known = sheet && sheetNamed(sheet.replaceAll("''", "'"));
    return clientObject(
      "name",
      { name: fixed(name), type: fixed(known ? "Range" : "Error"), formula: fixed(book.names.get(name)) },
      { getRangeOrNullObject: () => (known ? rangeOf(known, ...area(address)) : nothing()), delete: () => book.names.delete(name) },
    );
  }

  const names = () =>
    collection("names", () => [...book.names.keys()].map(nameObject), {
      add: (name, formula) => book.names.set(name, formula),
      getItem: nameObject,
    });

  // ---- the application

  function newContext() {
    const item = (name) => (sheetNamed(name) ? sheetObject(sheetNamed(name)) : null);
    const worksheets = collection("worksheets", () => book.sheets.map(sheetObject), {
      getActiveWorksheet: () => sheetObject(book.sheets[book.active]),
      getItem: item,
      getItemOrNullObject: (name) => item(name) || nothing(),
      add: (name) => {
        book.sheets.push(new Sheet({ name }));
        return sheetObject(book.sheets.at(-1));
      },
    });
    const dates = clientObject("dates", { shortDatePattern: fixed("d/MM/yyyy") });
    const cultureInfo = clientObject("culture", { name: fixed(seed.language) }, { datetimeFormat: dates });
    const application = clientObject("application", { calculationMode: fixed("Automatic") }, { calculate() {}, cultureInfo });
    const workbook = clientObject("workbook", { name: fixed(seed.name) }, {
      worksheets,
      application,
      names: names(),
      getSelectedRange: () => rangeOf(book.sheets[book.active], ...area(book.selected)),
    });
    return { workbook, application, sync };
  }

  async function sync() {
    await null;
    while (waiting.length) {
      const now = waiting;
      waiting = [];
      now.forEach((act) => act());
    }
  }

  // Calls of functions begin when the page is read, unless it asked to wait until its functions are there.
  const told = { dialogs: [], functions: {}, callable: [] };
  let isHeld = false;
  const begin = () => (isHeld ? setTimeout(begin, 20) : told.callable.push(Object.keys(told.functions).sort()));
  document.addEventListener("DOMContentLoaded", begin);
  window.Excel = {
    run: async (first, second) => (second || first)(newContext()),
    RequestContext: function RequestContext() {
      return newContext();
    },
    ClearApplyTo: { all: "All", contents: "Contents", formats: "Formats" },
    CalculationType: { full: "Full" },
    ShapeType: { image: "Image" },
  };
  const known = { ExcelApi: 18, SharedRuntime: 1, CustomFunctionsRuntime: 4 };
  const host = { host: "Excel", platform: "PC" };
  window.Office = {
    onReady: async (then) => {
      if (then) then(host);
      return host;
    },
    HostType: { Excel: "Excel" },
    context: {
      displayLanguage: seed.language,
      contentLanguage: seed.language,
      platform: "PC",
      diagnostics: { version: "double", platform: "PC" },
      requirements: { isSetSupported: (set, version = "1.1") => Number(version.split(".")[1]) <= (known[set] ?? -1) },
      ui: { displayDialogAsync: (url) => told.dialogs.push(url) },
    },
  };
  class CellError extends Error {
    constructor(code, message) {
      super(message);
      this.code = code;
    }
  }
  window.CustomFunctions = {
    delayInitialization: () => (isHeld = true),
    associate: (id, act) => {
      Object.assign(told.functions, act ? { [id]: act } : id);
      isHeld = false;
    },
    Error: CellError,
    ErrorCode: { invalidValue: "#VALUE!" },
  };

  const shownCell = ({ value, format, look, link }) => ({ value, format, look, link });
  window.excel = {
    ...told,
    select: (name) => (book.active = book.sheets.indexOf(sheetNamed(name))),
    type: (sheet, address, value) => (sheetNamed(sheet).cell(...area(address)).value = value),
    dump: () => ({
      active: book.sheets[book.active].name,
      names: Object.fromEntries(book.names),
      sheets: book.sheets.map((sheet) => ({
        name: sheet.name,
        cells: Object.fromEntries([...sheet.cells].map(([name, cell]) => [name, shownCell(cell)])),
        notes: Object.fromEntries(sheet.notes),
      })),
    }),
  };
})();
