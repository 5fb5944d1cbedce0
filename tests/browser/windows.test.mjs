// Several windows on one project, and the command line beside them: what one does shows in the others or is refused as stale; nothing is lost.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Workbench, inTurn, margin, selectByMouse, stretchAt, until } from "./workbench.mjs";

const STUDY = "clinical-empathy-challenges";
const WORDS = "Six bunks for eleven people";
const OTHER = "I was economising";

test("two windows on one project", async (t) => {
  const bench = await Workbench.start((bench) => bench.study(STUDY));
  t.after(() => bench.close());
  const m4 = bench.json("status").studies[0].transcripts.find((transcript) => transcript.name === "M4").id;
  // Two browsers: neither hears of the other but through the project.
  const here = await bench.window({ refusals: true }), there = await bench.window({ refusals: true });
  const reading = `/study/1/read/${m4}`;
  await inTurn(t, STEPS, { bench, here, there, reading });
});

const STEPS = {
  "a coding shows in the other window": shows,
  "what the command line does shows in both": commandLine,
  "two codes for one stretch at once are both kept": atOnce,
  "a window of the same browser knows at once": sameBrowser,
  "what would overwrite another window's change is refused, and stays typed": refused,
  "a code deleted elsewhere cannot be given": deleted,
};

async function give(page, name) {
  await page.fill("#code", name);
  await page.waitForSelector("#found li");
  await page.keyboard.press("Enter");
}

async function shows({ bench, here, there, reading }) {
  await Promise.all([bench.go(here, reading), bench.go(there, reading)]);
  await selectByMouse(here, WORDS);
  const at = await stretchAt(here);
  await give(here, "Patients' distrust");
  await until(() => margin(here, at), ["Patients' distrust"]);
  await until(() => margin(there, at), ["Patients' distrust"]);
  assert.deepEqual(bench.codes("M4", WORDS), ["Patients' distrust"]);
  // The other one may take it back: it knows of it.
  await there.click("#undo");
  await until(() => margin(there, at), []);
  await until(() => margin(here, at), []);
  assert.deepEqual(bench.codes("M4", WORDS), []);
}

async function commandLine({ bench, here, there }) {
  bench.run("code", "M4", "--quote", OTHER, "Patients' distrust");
  const { start, end } = bench.json("show", "M4").units.find((unit) => unit.text === OTHER);
  for (const page of [here, there]) await until(() => margin(page, { start, end }), ["Patients' distrust"]);
}

async function atOnce({ bench, here, there, reading }) {
  await Promise.all([bench.go(here, reading), bench.go(there, reading)]);
  await Promise.all([selectByMouse(here, WORDS), selectByMouse(there, WORDS)]);
  const at = await stretchAt(here);
  await Promise.all([here.fill("#code", "Patients' distrust"), there.fill("#code", "The doctor-dominated culture")]);
  await Promise.all([here.keyboard.press("Enter"), there.keyboard.press("Enter")]);
  const both = ["Patients' distrust", "The doctor-dominated culture"];
  await until(() => bench.codes("M4", WORDS), both);
  for (const page of [here, there]) await until(() => margin(page, at), both);
}

async function sameBrowser({ bench, here, reading }) {
  const beside = await here.context().newPage();
  await bench.go(beside, reading);
  await selectByMouse(here, "There's a cat");
  const at = await stretchAt(here);
  await give(here, "Patients' distrust");
  await until(() => margin(beside, at), ["Patients' distrust"]);
  await beside.close();
}

async function refused({ bench, here, there }) {
  const code = "Patients' distrust";
  for (const page of [here, there]) {
    await bench.go(page, "/study/1/codebook");
    await page.getByRole("link", { name: code, exact: true }).click();
    await page.waitForSelector("#definition");
  }
  const save = (page) => page.locator("form[action$='/revise'] button").click();
  await there.fill("#definition", "What the other window typed");
  await here.fill("#definition", "What this window saved");
  await save(here);
  const definition = () => bench.json("codebook").find((one) => one.name === code).definition;
  await until(definition, "What this window saved");
  await save(there);
  const alert = there.locator("#notices .alert");
  await alert.waitFor();
  assert.match(await alert.textContent(), new RegExp(code), "it says what changed");
  assert.equal(definition(), "What this window saved");
  assert.equal(await there.inputValue("#definition"), "What the other window typed");
  // Shown anew, it is up to date and can be saved.
  await alert.getByRole("link").click();
  await there.waitForFunction(() => document.getElementById("definition").value === "What this window saved");
  await there.fill("#definition", "What both agreed on");
  await save(there);
  await until(definition, "What both agreed on");
}

async function deleted({ bench, here, reading }) {
  bench.run("codebook", "add", "Overt challenges > Short-lived");
  await bench.go(here, reading);
  await selectByMouse(here, "green one");
  const at = await stretchAt(here);
  await here.fill("#code", "Overt challenges > Short-lived");
  // Behind the back of this window, before it can have asked.
  await here.route("**/changes?*", (route) => route.fulfill({ json: { at: 0, told: [] } }));
  bench.run("codebook", "delete", "Short-lived");
  const before = bench.run("export");
  await here.keyboard.press("Enter");
  await here.locator("#notices .alert").waitFor();
  await here.unrouteAll();
  assert.equal(bench.run("export"), before);
  assert.equal(await here.inputValue("#code"), "Overt challenges > Short-lived", "what was typed is still there");
  assert.deepEqual(await margin(here, at), []);
}
