// Stands in for Microsoft's office.js in a browser without Excel: as much of its objects as xlwings' script and ours
// touch, over a small workbook. What they do to it is written down in `globalThis.done`.
(() => {
  const book = globalThis.workbook;
  const done = (globalThis.done = { dialogs: [], changes: [], ribbon: {}, functions: {} });
  const column = (letters) => [...letters].reduce((n, letter) => n * 26 + letter.charCodeAt(0) - 64, 0);
  const loads = (made) => Object.assign(made, { load: () => made });
  const nothing = loads({ isNullObject: true });
  const list = (items = []) => loads({ items });

  function rangeOf(sheet, address) {
    const [first, last] = address.replaceAll("$", "").split(":");
    const [left, top] = [column(first.match(/[A-Z]+/)[0]), Number(first.match(/\d+/)[0])];
    const [right, bottom] = last ? [column(last.match(/[A-Z]+/)[0]), Number(last.match(/\d+/)[0])] : [left, top];
    return blockOf(sheet, top, left, bottom - top + 1, right - left + 1, address);
  }

  function blockOf(sheet, top, left, rows, columns, address = "") {
    const cells = (table) =>
      Array.from({ length: rows }, (_, y) =>
        Array.from({ length: columns }, (_, x) => table[top + y - 1]?.[left + x - 1] ?? ""),
      );
    const place = { sheet: sheet.name, address: address || `R${top}C${left}:${rows}x${columns}` };
    const changed = (what, value) => done.changes.push({ ...place, what, value });
    return new Proxy(
      loads({
        isNullObject: false,
        address: `${sheet.name}!${address}`,
        rowIndex: top - 1,
        columnIndex: left - 1,
        rowCount: rows,
        columnCount: columns,
        values: cells(sheet.values),
        formulas: cells(sheet.formulas),
        numberFormat: cells([]).map((row) => row.map(() => "General")),
        clear: (what) => changed("clear", what),
        copyFrom: (_, what) => changed("copyFrom", what),
        insert: (where) => changed("insert", where),
      }),
      {
        set(target, name, value) {
          changed(name, value);
          target[name] = value;
          return true;
        },
      },
    );
  }

  const sheets = book.sheets.map((sheet, position) => {
    const used = `A1:${sheet.used}`;
    return loads({
      name: sheet.name,
      visibility: "Visible",
      position,
      showGridlines: true,
      names: list(),
      pageLayout: { getPrintAreaOrNullObject: () => nothing },
      notes: list(),
      comments: list(),
      tables: list(),
      shapes: list(),
      charts: list(),
      pivotTables: list(),
      getUsedRangeOrNullObject: () => rangeOf(sheet, used),
      getRange: (address) => rangeOf(sheet, address),
      getRangeByIndexes: (top, left, rows, columns) => blockOf(sheet, top + 1, left + 1, rows, columns),
      activate: () => done.changes.push({ sheet: sheet.name, what: "activate" }),
    });
  });
  const named = (name) => sheets.find((sheet) => sheet.name === name);
  const context = {
    sync: async () => {},
    application: { cultureInfo: loads({ name: "en-GB", datetimeFormat: loads({ shortDatePattern: "dd/MM/yyyy" }) }) },
    workbook: loads({
      name: book.name,
      names: list(),
      application: loads({
        calculationMode: "Automatic",
        calculate: (kind) => done.changes.push({ what: "calculate", value: kind }),
      }),
      getSelectedRange: () => rangeOf(book.sheets[0], "A1"),
      worksheets: Object.assign(list(sheets), {
        getActiveWorksheet: () => sheets[0],
        getItem: named,
        getItemOrNullObject: (name) => named(name) ?? nothing,
      }),
    }),
  };

  globalThis.Excel = {
    RequestContext: function RequestContext() {
      return context;
    },
    run: async (work) => await work(context),
    CalculationType: { full: "Full", recalculate: "Recalculate" },
    InsertShiftDirection: { down: "Down", right: "Right" },
    ShapeType: { image: "Image" },
  };
  globalThis.CustomFunctions = {
    associate: (id, called) => (done.functions[id] = called),
    Error: class extends Error {},
    ErrorCode: { invalidValue: "#VALUE!" },
  };
  globalThis.Office = {
    onReady: async (then) => {
      const info = { host: "Excel", platform: "OfficeOnline" };
      then?.(info);
      return info;
    },
    actions: { associate: (name, called) => (done.ribbon[name] = called) },
    AsyncResultStatus: { Failed: "failed" },
    EventType: {},
    context: {
      platform: "OfficeOnline",
      requirements: { isSetSupported: () => true },
      ui: {
        displayDialogAsync: (url, _, told) => {
          done.dialogs.push(url);
          told({ status: "succeeded", value: { addEventHandler: () => {}, close: () => {} } });
        },
      },
    },
  };
})();
