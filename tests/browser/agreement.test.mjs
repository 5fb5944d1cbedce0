// Where coders differ: settled by button and by key, talked about in a memo, taken back.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Workbench, demo, inTurn } from "./workbench.mjs";

const STUDY = "clinical-empathy-challenges", TRANSCRIPT = "M4", OTHER = "Sara ترس";

test("disagreements are settled", async (t) => {
  const bench = await Workbench.start((bench) => {
    bench.study(STUDY);
    // A second coder gives one code of her own to units that have others.
    const units = bench.json("show", TRANSCRIPT).units.filter((unit) => unit.codes.length > 0).slice(0, 4);
    for (const unit of units) bench.run("--coder", OTHER, "code", TRANSCRIPT, `${unit.start}-${unit.end}`, "هراس 😀", "--new");
  });
  t.after(() => bench.close());
  const page = await bench.window();
  await bench.go(page, "/study/1/agreement");
  await page.waitForSelector("article.stretch");
  await inTurn(t, STEPS, bench, page);
});

const STEPS = {
  "settled by button, and it is gone from the list": byButton,
  "settled by key": byKey,
  "one undo brings it back": undone,
  "the table is computed when asked for": table,
  "the engine takes part, marked, and what it gave is agreed on by its codes": engine,
};

const left = (page) => page.locator("article.stretch").count();

async function fewer(page, than) {
  await page.waitForFunction((n) => document.querySelectorAll("article.stretch").length === n, than - 1);
}

async function byButton(bench, page) {
  const before = await left(page);
  await page.locator("article.stretch button[data-key]").first().click();
  await fewer(page, before);
  assert.match(bench.json("history")[0].summary, /settled/);
}

async function byKey(bench, page) {
  const before = await left(page);
  await page.keyboard.press("j");
  await page.keyboard.press("b");
  await fewer(page, before);
  assert.match(bench.json("history")[0].summary, /settled/);
}

async function undone(bench, page) {
  const before = await left(page);
  await page.click("#undo");
  await page.waitForFunction((n) => document.querySelectorAll("article.stretch").length === n, before + 1);
}

async function table(bench, page) {
  await page.click("#compute");
  await page.waitForSelector("#agreement tbody tr");
  assert.match(await page.textContent("#agreement"), /overall/);
}

async function engine(bench, page) {
  await page.check("input[name=engine]");
  await page.click("#compute");
  await page.waitForSelector("#engine", { timeout: 300_000 });
  assert.match(await page.textContent("#engine"), /is the engine, version/);
  const told = bench.json("agreement", "--engine");
  assert.equal(told.coders.at(-1), "emic (engine)");
  const row = await page.locator("#agreement tbody tr").last().textContent();
  assert.ok(row.includes(`${Math.round(told.overall.percent.value * 100)} %`), row);
  const one = page.locator("article.stretch", { has: page.locator("button[name=codes][data-key]:not([data-key=b])") }).first();
  const id = await one.getAttribute("id");
  await one.locator("button[name=codes][data-key]:not([data-key=b])").first().click();
  // Others may come after it, for no more than fifty are shown; the engine codes anew meanwhile.
  await page.waitForFunction((id) => !document.getElementById(id), id);
  assert.match(bench.json("history")[0].summary, /settled/);
}
