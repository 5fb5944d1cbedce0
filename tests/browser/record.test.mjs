// Saturation, the record, the project as it was, and the methods draft: each page says what the command line says.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { Workbench, demoProject, inTurn } from "./workbench.mjs";

/** The texts of the cells of a table, row by row. */
const cells = (page, selector) => page.$$eval(`${selector} tbody tr`, (rows) => rows.map((row) => [...row.cells].map((cell) => cell.textContent.trim())));
const plain = (text) => text.replace(/\s+/g, " ").trim();

test("what makes a coding trustworthy", async (t) => {
  const bench = await Workbench.start((bench) => {
    demoProject(bench);
    bench.run("codebook", "rename", "--study", "clinical-empathy-challenges", "Patients' distrust", "Distrust 😀");
    bench.run("memo", "یادداشت", "--study", "clinical-empathy-challenges");
  });
  t.after(() => bench.close());
  const study = bench.json("status").studies.find((one) => one.name === "clinical-empathy-challenges");
  const page = await bench.window({ refusals: true });
  await inTurn(t, {
    "saturation: curve, sentence, themes and groups": async () => {
      const told = bench.json("saturation", "--study", study.name, "--by", "role");
      await bench.go(page, "/");
      await page.getByRole("link", { name: "Trust", exact: true }).click();
      await page.locator("nav").getByRole("link", { name: "Saturation", exact: true }).click();
      await page.getByLabel("Groups of participants by").selectOption("role");
      await page.getByRole("button", { name: "Count" }).click();
      assert.equal(plain(await page.textContent("#sentence")), plain(told.all.sentence));
      await page.getByText("The same as a table").click();
      const rows = await cells(page, "#interviews");
      assert.deepEqual(rows.map((row) => [row[1], Number(row[2])]), told.all.interviews.map((name, at) => [name, told.all.new[at]]));
      assert.deepEqual((await cells(page, "#themes")).map((row) => row[0]), told.themes.map((theme) => theme.name));
      assert.deepEqual((await cells(page, "#groups")).map((row) => row[0]), told.groups.map((group) => group.name));
      const circles = await page.locator(".chart svg circle").count();
      assert.equal(circles, told.all.interviews.length);
    },
    "saturation: another rule, and one that cannot be told": async () => {
      await page.getByLabel("Interviews of the base").fill("2");
      await page.getByRole("button", { name: "Count" }).click();
      const told = bench.json("saturation", "--study", study.name, "--base", "2");
      assert.equal(plain(await page.textContent("#sentence")), plain(told.all.sentence));
      await page.getByLabel("Interviews of the base").fill("99");
      await page.getByRole("button", { name: "Count" }).click();
      assert.match(await page.textContent("#sentence"), /cannot be assessed/);
    },
    "history: the same changes, with what each made of what": async () => {
      await page.getByRole("link", { name: "History", exact: true }).click();
      const told = bench.json("history", "--limit", "200");
      const rows = await page.$$eval("main table tbody tr", (rows) => rows.map((row) => [Number(row.cells[0].textContent), row.cells[3].firstElementChild.textContent]));
      assert.deepEqual(rows, told.map((entry) => [entry.event, entry.summary]));
      const renamed = told.find((entry) => entry.action === "codebook");
      const row = page.locator(`#event-${renamed.event}`);
      await row.locator("summary").click();
      assert.match(plain(await row.locator(".made").textContent()), /name: Patients' distrust → Distrust 😀/);
    },
    "history: only some changes": async () => {
      await page.getByLabel("Kind of change").selectOption("codebook");
      await page.getByRole("button", { name: "Show" }).first().click();
      const told = bench.json("history", "--action", "codebook");
      const rows = await page.$$eval("main table tbody tr", (rows) => rows.map((row) => Number(row.cells[0].textContent)));
      assert.deepEqual(rows, told.map((entry) => entry.event));
      const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "csv" }).click()]);
      const table = readFileSync(await download.path(), "utf8");
      assert.equal(table, bench.run("history", "--action", "codebook", "--format", "csv"));
    },
    "the project as it was before the change": async () => {
      const renamed = bench.json("history", "--action", "codebook")[0].event;
      await bench.go(page, `/history/at?at=${renamed - 1}`);
      const names = await page.$$eval("table.codes .name", (names) => names.map((name) => name.textContent));
      assert.deepEqual(names, bench.json("codebook", "--at", String(renamed - 1)).map((code) => code.name));
      assert.ok(names.includes("Patients' distrust"));
      await bench.go(page, "/history");
      await page.locator(`#event-${renamed} summary`).click();
      await page.locator(`#event-${renamed}`).getByRole("link", { name: /as it was/ }).click();
      assert.match(await page.textContent("table.codes"), /Distrust 😀/);
    },
    "the methods draft": async () => {
      await page.getByRole("link", { name: "Methods", exact: true }).click();
      const told = bench.json("methods", "--study", study.name);
      assert.deepEqual(await page.$$eval(".draft h2", (heads) => heads.map((head) => head.textContent)), [...told.sections.map(([heading]) => heading), "To be filled in"]);
      const commands = new Set(await page.$$eval(".draft code", (codes) => codes.map((code) => code.textContent)));
      for (const command of told.commands) assert.ok(commands.has(command), command);
      assert.equal(await page.locator(".draft mark").count(), told.to_fill.length);
      const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "md", exact: true }).click()]);
      assert.equal(readFileSync(await download.path(), "utf8"), bench.run("methods", "--study", study.name));
      await page.getByLabel("In the order of").selectOption("srqr");
      await page.getByRole("button", { name: "Show" }).click();
      assert.match(await page.locator(".draft h2").first().textContent(), /SRQR S5/);
      const [sheets] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: /md Sheets/ }).click()]);
      assert.equal(readFileSync(await sheets.path(), "utf8"), bench.run("export", "member-check", "--study", study.name, "--format", "md"));
    },
  });
});
