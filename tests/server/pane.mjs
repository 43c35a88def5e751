// Drives the served task pane and the custom-functions code in headless Chromium: `node pane.mjs ASKED`, a file of JSON.
// Microsoft's office.js is answered by office.js beside this file; nothing but the server on 127.0.0.1 is reached.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const asked = JSON.parse(readFileSync(process.argv[2], "utf8"));
const { chromium } = createRequire(join(asked.tools, "node_modules/"))("playwright-core");
const stub = readFileSync(new URL("office.js", import.meta.url), "utf8");

const found = { faults: [], refused: [], posts: [] };
const browser = await chromium.launch({ executablePath: asked.chromium, args: ["--no-sandbox"] });
try {
  const page = await browser.newPage({ viewport: { width: 340, height: 900 } });
  page.on("pageerror", (error) => found.faults.push(String(error)));
  page.on("console", (message) => message.type() === "error" && found.faults.push(message.text()));
  await page.route("**/*", async (route) => {
    const request = route.request();
    const url = new URL(request.url());
    if (url.pathname.endsWith("/office.js")) {
      const body = `globalThis.workbook = ${JSON.stringify(asked.workbook)};\n${stub}`;
      return route.fulfill({ contentType: "text/javascript", body });
    }
    if (url.origin !== new URL(asked.url).origin) {
      found.refused.push(request.url());
      return route.abort();
    }
    if (request.method() === "POST") found.posts.push({ path: url.pathname, body: request.postDataJSON() });
    return route.continue();
  });
  const posted = () => found.posts.splice(0);
  const done = () => page.evaluate(() => JSON.parse(JSON.stringify(globalThis.done)));
  const forget = () => page.evaluate(() => Object.assign(globalThis.done, { dialogs: [], changes: [] }));

  await page.goto(`${asked.url}/taskpane.html`);
  await page.locator("#functions summary").last().waitFor();
  await page.waitForFunction((count) => Object.keys(globalThis.done.functions).length === count, asked.functions);
  found.title = await page.title();
  found.help = await page.locator("#functions summary").allTextContents();
  found.ribbon = await page.evaluate(() => Object.keys(globalThis.done.ribbon));
  await page.screenshot({ path: join(asked.folder, "pane.png"), fullPage: true });

  found.focused = [];
  for (let n = 0; n < 8; n += 1) {
    await page.keyboard.press("Tab");
    found.focused.push(
      await page.evaluate(() => {
        const { outlineWidth, outlineStyle } = getComputedStyle(document.activeElement);
        const text = document.activeElement.textContent.trim() || document.activeElement.id;
        return { text, outline: `${outlineWidth} ${outlineStyle}` };
      }),
    );
  }

  found.answers = await page.evaluate(
    (calls) =>
      Promise.all(
        calls.map(({ name, args }) => globalThis.done.functions[name](...args, { address: "Sheet1!B2" })),
      ),
    asked.calls,
  );
  found.calls = posted().length;
  found.column = await page.evaluate(
    (args) => globalThis.done.functions.RAG(...args, { address: "Sheet1!B2" }),
    asked.column,
  );
  found.callsForColumn = posted().length;

  found.actions = {};
  for (const [action, label] of Object.entries(asked.buttons)) {
    await forget();
    await page.getByRole("button", { name: label }).click();
    await page.getByRole("button", { name: label, disabled: false }).waitFor();
    found.actions[action] = { posts: posted(), ...(await done()) };
  }
  await forget();
  await page.getByLabel("Number").fill("223");
  await page.getByLabel("Title").fill("Complaints answered in time");
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => globalThis.done.dialogs.length > 0);
  found.actions.new_indicator = { posts: posted(), ...(await done()) };
  await page.waitForFunction(() => document.querySelector("#status").textContent === "");

  await page.locator("#functions summary").first().click();
  await page.locator("button[data-action=check]").focus();
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("Tab");
  await page.screenshot({ path: join(asked.folder, "pane-focus.png"), fullPage: true });

  const dialog = await browser.newPage({ viewport: { width: 420, height: 320 } });
  await dialog.route("**/office.js", (route) =>
    route.fulfill({
      contentType: "text/javascript",
      body: `globalThis.workbook = ${JSON.stringify(asked.workbook)};\n${stub}`,
    }),
  );
  await dialog.goto(found.actions.new_indicator.dialogs[0]);
  found.said = (await dialog.locator("p").first().textContent()).trim();
  await dialog.screenshot({ path: join(asked.folder, "dialog.png") });
} finally {
  await browser.close();
}
console.log(JSON.stringify(found));
