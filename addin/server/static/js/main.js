// What the task pane does by itself: it sends the workbook's formulas along with an action, which Excel's message to the
// server does not carry, and it has a few things done that the server can only ask for. The rest is xlwings' own script.

const SAYS = {
  check: "Checking the workbook …",
  go_to_index: "Going to the Index …",
  new_indicator: "Making the indicator …",
  recalculate: "Computing …",
};
const NEEDS_FORMULAS = ["check", "new_indicator"];

/** Return every formula of the workbook: sheet name to cell address to formula. */
async function formulas() {
  return await Excel.run(async (context) => {
    const sheets = context.workbook.worksheets;
    sheets.load("items/name");
    await context.sync();
    const used = sheets.items.map((sheet) => {
      const range = sheet.getUsedRangeOrNullObject();
      range.load("formulas, values, rowIndex, columnIndex");
      return range;
    });
    await context.sync();
    const found = {};
    sheets.items.forEach((sheet, position) => {
      found[sheet.name] = used[position].isNullObject ? {} : formulasOf(used[position]);
    });
    return found;
  });
}

function formulasOf(range) {
  const found = {};
  range.formulas.forEach((row, y) =>
    row.forEach((formula, x) => {
      // A text that merely begins with "=" is its own value; no formula is.
      const isFormula = typeof formula === "string" && formula.startsWith("=") && formula !== range.values[y][x];
      if (isFormula) found[`${letters(range.columnIndex + x + 1)}${range.rowIndex + y + 1}`] = formula;
    }),
  );
  return found;
}

function letters(column) {
  let text = "";
  for (; column > 0; column = Math.floor((column - 1) / 26)) {
    text = String.fromCharCode(65 + ((column - 1) % 26)) + text;
  }
  return text;
}

/** Have the server carry out an action, and say so while it lasts. */
async function run(action, ...args) {
  const controls = [...document.querySelectorAll(".quarterbook button")].filter((control) => !control.disabled);
  const focused = document.activeElement;
  controls.forEach((control) => (control.disabled = true));
  say(SAYS[action] ?? "");
  try {
    const sent = NEEDS_FORMULAS.includes(action) ? [await formulas(), ...args] : args;
    const auth = typeof globalThis.getAuth === "function" ? await globalThis.getAuth() : { token: "", provider: "" };
    await globalThis.xlwings.runPython({
      scriptName: action,
      args: sent,
      auth: auth.token,
      headers: { "Auth-Provider": auth.provider },
      errorDisplayMode: "taskpane",
    });
  } catch (error) {
    console.error(error);
    globalThis.xlwings.showGlobalError("Excel did not hand over the workbook. Leave the cell that you are typing in and try again.");
  } finally {
    say("");
    controls.forEach((control) => (control.disabled = false));
    focused?.focus?.();
  }
}

function say(text) {
  const status = document.querySelector("#status");
  if (status) status.textContent = text;
}

// --- What the server asks for; the names stand in quarterbook.excel.hand as well ------------------------------------

function cells(context, sheet, address) {
  return context.workbook.worksheets.getItem(sheet).getRange(address);
}

async function quarterbookLink(context, sheet, address, text, target, tip) {
  cells(context, sheet, address).hyperlink = { documentReference: target, textToDisplay: text, screenTip: tip };
  await context.sync();
}

async function quarterbookUnlink(context, sheet, address) {
  cells(context, sheet, address).clear("Hyperlinks");
  await context.sync();
}

async function quarterbookDress(context, sheet, address, model) {
  cells(context, sheet, address).copyFrom(cells(context, sheet, model), "Formats");
  await context.sync();
}

async function quarterbookClear(context, sheet, address) {
  cells(context, sheet, address).clear("All");
  await context.sync();
}

async function quarterbookShowAll(context, sheet, table) {
  context.workbook.worksheets.getItem(sheet).tables.getItem(table).clearFilters();
  await context.sync();
}

// --- The pane -------------------------------------------------------------------------------------------------------

/** Show the help of the functions, which the server describes to Excel in the same words. */
async function showFunctions(place) {
  const answer = await fetch(`${globalThis.config.appPath}/xlwings/custom-functions-meta.json`);
  const { functions } = await answer.json();
  place.replaceChildren(...functions.map(described));
}

function described(described) {
  const block = element("details", element("summary", described.name));
  const list = element("dl");
  described.parameters.forEach((parameter) => {
    const name = parameter.optional ? `[${parameter.name}]` : parameter.name;
    list.append(element("dt", name), element("dd", parameter.description));
  });
  block.append(element("p", described.description), list);
  return block;
}

function element(name, content = "") {
  const made = document.createElement(name);
  made.append(content);
  return made;
}

function start() {
  [quarterbookLink, quarterbookUnlink, quarterbookDress, quarterbookClear, quarterbookShowAll].forEach((callback) =>
    globalThis.xlwings.registerCallback(callback),
  );
  document.querySelectorAll("button[data-action]").forEach((button) => {
    button.addEventListener("click", () => run(button.dataset.action));
  });
  document.querySelector("form[data-action]")?.addEventListener("submit", async (event) => {
    event.preventDefault();
    const { number, title } = event.target.elements;
    await run("new_indicator", number.value, title.value);
  });
  const place = document.querySelector("#functions");
  if (place) {
    document.title = "Quarterbook";
    showFunctions(place).catch(console.error);
  }
}

globalThis.quarterbook = { run, formulas };
start();
