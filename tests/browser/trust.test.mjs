// Working together, consistency, and keeping data safe: what the pages do is read back from the project file and from the files they give away.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { CODER, PATIENCE, Workbench, inTurn } from "./workbench.mjs";

const STUDY = "clinical-empathy-challenges", TRANSCRIPT = "M9", CODE = "Patients' distrust";
const plain = (text) => text.replace(/\s+/g, " ").trim();

/** Runs emic on another project file in the folder, as another coder. */
function elsewhere(bench, file, coder, ...command) {
  return execFileSync(process.env.EMIC_BIN, ["-p", file, "--coder", coder, ...command], { cwd: bench.folder, env: bench.environment(), encoding: "utf8", stdio: "pipe" });
}

/** Clicks, and puts the file that comes of it into the folder `out`. */
async function keep(bench, page, click, name) {
  const [download] = await Promise.all([page.waitForEvent("download"), click()]);
  assert.equal(download.suggestedFilename(), name);
  mkdirSync(join(bench.folder, "out"), { recursive: true });
  copyFileSync(await download.path(), join(bench.folder, "out", name));
  return join("out", name);
}

const button = (page, name) => page.getByRole("button", { name });
const leftOver = (bench) => readdirSync(bench.folder).filter((name) => name.startsWith(".emic"));
const units = (bench) => bench.json("show", TRANSCRIPT).units.filter((unit) => Object.keys(unit.codes).length > 0);
const mine = (bench) => bench.json("status").studies[0].counts.codings;

test("working together", async (t) => {
  const bench = await Workbench.start((bench) => bench.study(STUDY));
  t.after(() => bench.close());
  const page = await bench.window({ refusals: true });
  await inTurn(t, {
    "a blind copy is made, with a name of many letters": async () => {
      await page.getByRole("link", { name: "Trust", exact: true }).click();
      await page.locator("nav").getByRole("link", { name: "Work together" }).click();
      await page.getByLabel("For whom").fill("سارا");
      await page.getByLabel("Without the others' judgements").check();
      await button(page, "Make the copy").click();
      await page.waitForSelector("#given");
      const file = await keep(bench, page, () => page.getByRole("link", { name: /Keep the file/ }).click(), "سارا.emic");
      assert.match(bench.json("history")[0].summary, /gave سارا a blind copy/);
      const shown = JSON.parse(elsewhere(bench, file, "سارا", "show", TRANSCRIPT, "--json")).units;
      assert.ok(shown.every((unit) => Object.keys(unit.codes).length === 0), "nobody else's codings are in it");
      assert.deepEqual(leftOver(bench), []);
    },
    "she codes, both change a code, and her file is looked at": async () => {
      const [unit] = units(bench);
      elsewhere(bench, "out/سارا.emic", "سارا", "code", TRANSCRIPT, `${unit.start}-${unit.end}`, "هراس 😀", "--new");
      elsewhere(bench, "out/سارا.emic", "سارا", "codebook", "define", CODE, "--define", "بیمار باور نمی‌کند");
      bench.run("codebook", "define", CODE, "--define", "The patient does not believe");
      const before = bench.content();
      await bench.go(page, "/together");
      await page.getByLabel("Their project file").setInputFiles(join(bench.folder, "out/سارا.emic"));
      await button(page, "See what would come in").click();
      await page.waitForSelector("#looked");
      const told = bench.json("merge", "out/سارا.emic", "--dry-run");
      assert.equal(told.conflicts.length, 1);
      const legends = await page.$$eval("#looked legend", (legends) => legends.map((legend) => legend.textContent));
      assert.deepEqual(legends, told.conflicts.map((conflict) => conflict.what));
      assert.match(plain(await page.textContent("#looked")), new RegExp(`${told.added.codings} coding.*بیمار باور نمی‌کند`));
      assert.deepEqual(bench.content(), before, "looking changes nothing");
      assert.deepEqual(leftOver(bench), []);
    },
    "the conflict is settled for her, and the merge is one change": async () => {
      const before = bench.content(), codings = mine(bench);
      await page.locator("#looked .conflict").getByText("Theirs").click();
      await page.locator("#merge .main").click();
      await page.waitForSelector("#merged");
      assert.match(await page.textContent("#merged"), /taken: Theirs/);
      assert.equal(mine(bench), codings + 1);
      assert.equal(bench.json("codebook").find((code) => code.name === CODE).definition, "بیمار باور نمی‌کند");
      const merged = bench.content();
      // So large a step is asked about first.
      page.once("dialog", (dialog) => dialog.dismiss());
      await page.click("#undo");
      assert.deepEqual(bench.content(), merged);
      page.once("dialog", (dialog) => dialog.accept());
      await page.click("#undo");
      await page.waitForFunction(() => !document.querySelector("#redo").disabled);
      assert.deepEqual(bench.content(), before, "one undo takes all of it back");
      await page.click("#redo");
      await page.waitForFunction(() => document.querySelector("#undo .what").textContent.startsWith("merged"));
      assert.deepEqual(bench.content(), merged);
    },
    "the same file again changes nothing": async () => {
      const before = bench.json("history").length;
      await page.getByLabel("Their project file").setInputFiles(join(bench.folder, "out/سارا.emic"));
      await button(page, "See what would come in").click();
      await page.waitForSelector("#looked");
      assert.match(await page.textContent("#looked"), /all of theirs is here already/);
      await button(page, "Put it away").click();
      await page.waitForSelector("#looked", { state: "detached" });
      assert.equal(bench.json("history").length, before);
    },
    "what is no project is refused by its name": async () => {
      await page.getByLabel("Their project file").setInputFiles({ name: "notes.emic", mimeType: "text/plain", buffer: Buffer.from("my notes") });
      await button(page, "See what would come in").click();
      const refused = await page.waitForSelector(".notice.alert");
      assert.match(await refused.textContent(), /notes\.emic.*not an emic project/s);
    },
    "it works without scripts": async () => {
      const bare = await bench.window({ javaScriptEnabled: false });
      await bench.go(bare, "/together");
      await bare.getByLabel("For whom").fill("Ana");
      await button(bare, "Make the copy").click();
      await bare.waitForSelector("#given");
      await keep(bench, bare, () => bare.getByRole("link", { name: "Keep the file ana.emic" }).click(), "ana.emic");
      await bare.getByLabel("Their project file").setInputFiles(join(bench.folder, "out/ana.emic"));
      await button(bare, "See what would come in").click();
      await bare.waitForSelector("#looked");
      await bare.locator("#merge .main").click();
      await bare.waitForSelector("#merged");
      assert.match(bench.json("history")[0].summary, /merged ana\.emic/);
      await bare.context().close();
    },
  });
});

test("consistency", async (t) => {
  const bench = await Workbench.start((bench) => {
    bench.study(STUDY);
    // The tests' coder gives what others gave, so that she has a first coding.
    for (const unit of units(bench).slice(0, 6)) bench.run("code", TRANSCRIPT, `${unit.start}-${unit.end}`, Object.keys(unit.codes)[0]);
  });
  t.after(() => bench.close());
  const page = await bench.window();
  await bench.go(page, "/trust");
  await inTurn(t, {
    "a sample is drawn, and its codes are not shown": async () => {
      await page.locator("nav").getByRole("link", { name: "Consistency" }).click();
      await page.getByLabel("Percent of the units").fill("100");
      await button(page, "Draw the sample").click();
      await page.waitForSelector(".recode blockquote");
      const sample = bench.json("recode");
      assert.equal(plain(await page.textContent("#progress")), `0 of ${sample.units.length} coded again.`);
      assert.equal(await page.textContent(".recode blockquote"), sample.units[0].text);
      assert.equal(await page.locator(".recode .all input:checked").count(), 0);
    },
    "each is coded again, and the figures are those of the command line": async () => {
      const { units } = bench.json("recode");
      for (let n = 0; n < units.length; n++) {
        assert.equal(await page.textContent(".recode blockquote"), units[n].text);
        if (n > 0) await page.locator(".recode .all input").nth(n % 3).check();
        await button(page, n > 0 ? "Give these codes" : "No code fits").click();
        await page.waitForFunction((n) => document.querySelector("#progress").textContent.startsWith(`${n} of`), n + 1);
      }
      assert.ok(bench.json("recode").units.every((unit) => unit.done));
      const { overall } = bench.json("agreement", "--of", CODER, "--of", `${CODER} (2nd)`);
      const cells = await page.$$eval("#own tbody td", (cells) => cells.map((cell) => cell.textContent));
      assert.equal(cells[0], `${(overall.percent.value * 100).toFixed(0)} %`);
      assert.equal(Number(cells[1]), Math.round(overall.cohen.value * 100) / 100);
      assert.equal(Number(cells[2]), Math.round(overall.krippendorff.value * 100) / 100);
      await page.getByRole("link", { name: "Code by code" }).click();
      await page.waitForSelector("#agreement tbody tr");
      assert.match(await page.textContent("#agreement thead"), /\(2nd\)/);
      await page.goBack();
    },
    "codes that drift": async () => {
      await button(page, "Compare early with late").click();
      await page.waitForSelector("#drifting", { timeout: PATIENCE });
      const told = bench.json("drift");
      const rows = await page.$$eval("#drifting > tbody > tr", (rows) => rows.map((row) => [...row.cells].slice(1).map((cell) => cell.textContent)));
      assert.deepEqual(rows.map((row) => [Number(row[0]), Number(row[1]), row[2], row[4]]), told.codes.map((code) => [code.early[1], code.late[1], code.drift.likeness.toFixed(2), code.drift.p.toFixed(3)]));
      await page.locator("#drifting summary").first().click();
      assert.match(await page.locator("#drifting details[open]").textContent(), new RegExp(told.codes[0].early_quotes[0].transcript));
    },
    "what the rest contradicts is in the pass": async () => {
      await page.getByRole("link", { name: "Go through them one by one" }).click();
      await page.waitForSelector("#pass");
      assert.equal(new URL(page.url()).searchParams.get("order"), "contradicting");
    },
  });
});

test("keeping data safe", async (t) => {
  const bench = await Workbench.start((bench) => {
    bench.study(STUDY);
    const talk = bench.write("S1.txt", "I: Who helped?\nS1: Dr. Ahmadi at Mofid Hospital 😀, and Tina. آقای کاظمی هم بود.\n");
    bench.run("import", "--study", STUDY, talk);
  });
  t.after(() => bench.close());
  const page = await bench.window({ refusals: true });
  await bench.go(page, "/trust");
  await inTurn(t, {
    "a backup is made and kept elsewhere": async () => {
      await page.locator("nav").getByRole("link", { name: "Keep safe" }).click();
      await page.getByLabel("Never remove it").check();
      await button(page, "Make one now").click();
      await page.waitForSelector("#made");
      const [{ backup, kept }] = bench.json("backup");
      assert.ok(kept);
      assert.match(await page.textContent("#made"), new RegExp(`${backup} is the same as the project`));
      const file = await keep(bench, page, () => page.getByRole("link", { name: `Keep a copy ${backup}` }).click(), `${backup}.emic`);
      assert.match(elsewhere(bench, file, CODER, "check"), /is sound/);
    },
    "the file is checked, and what is left over is mended": async () => {
      bench.write("p.emic.rewriting", "half of it");
      await button(page, "Check the file").click();
      await page.waitForSelector("#check .refused");
      await button(page, "Mend it").click();
      await page.waitForSelector("#check .sound");
      assert.match(bench.run("check"), /is sound/);
    },
    "attributes are marked, and one undo takes the mark away": async () => {
      await page.locator("#attributes").getByLabel("age").check();
      await button(page, "Leave out what is ticked").click();
      await page.waitForFunction(() => document.querySelector("#undo").textContent.includes("identifying"));
      assert.deepEqual(bench.json("participants")[0].identifying, ["age"]);
      assert.ok(!bench.run("export", "participants").split("\n")[0].includes("age"));
      await page.click("#undo");
      await page.waitForFunction(() => !document.querySelector("#attributes input").checked);
      assert.deepEqual(bench.json("participants")[0].identifying, []);
    },
    "names are found, reviewed, and replaced in a copy": async () => {
      await page.getByRole("link", { name: "Find and replace them" }).click();
      await page.getByLabel("Names and places that you know").fill("Tina, Nasrin");
      await button(page, "Find what tells who somebody is").click();
      await page.waitForSelector("#found");
      assert.ok(!page.url().includes("Tina"), "no name is in an address");
      bench.write("names.txt", "Tina, Nasrin\n");
      const told = bench.json("pseudonyms", "find", "--known", "names.txt");
      const words = await page.$$eval(".words tbody tr", (rows) => rows.map((row) => [row.cells[1].textContent, row.querySelector("[type=text]").value, row.querySelector("[type=checkbox]").checked]));
      assert.deepEqual(words, told.map((row) => [row.found, row.pseudonym, row.replace]));
      await page.getByLabel("Pseudonym of Ahmadi").fill("[دکتر]");
      await page.getByLabel("Replace Mofid Hospital").uncheck();
      await page.getByLabel("Who is who").selectOption("plain");
      const before = bench.json("history").length;
      await button(page, "Make the copy").click();
      await page.waitForSelector("#made");
      const copy = await keep(bench, page, () => page.getByRole("link", { name: "Keep the copy" }).click(), "p-pseudonyms.emic");
      const key = await keep(bench, page, () => page.getByRole("link", { name: "Keep the key" }).click(), "p-pseudonyms-key.csv");
      const text = elsewhere(bench, copy, CODER, "show", "S1");
      assert.match(text, /Dr\. \[دکتر\] at Mofid Hospital/);
      assert.match(text, /Nasrin/);
      assert.match(readFileSync(join(bench.folder, key), "utf8"), /Ahmadi,person.*\[دکتر\]/);
      assert.equal(bench.json("history").length, before, "the project stays as it is");
      assert.deepEqual(leftOver(bench), []);
      await button(page, "Forget the list").click();
      await page.waitForSelector("#found", { state: "detached" });
    },
  });
});
