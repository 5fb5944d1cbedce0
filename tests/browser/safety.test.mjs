// Going back to a backup and encryption, through the page: the project file is replaced while the workbench goes on.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { Workbench, inTurn, until } from "./workbench.mjs";

const STUDY = "clinical-empathy-challenges", CODE = "Patients' distrust", PASSPHRASE = "zirkelwein quastenflosser رنجنامه";
const button = (page, name) => page.getByRole("button", { name });
const define = (bench, words) => bench.run("codebook", "define", CODE, "--define", words);

/** A picture of the page at this width, where somebody wants to look at it. */
async function picture(page, name) {
  if (!process.env.PICTURES) return;
  for (const [width, colorScheme] of [[1280, "light"], [800, "dark"]]) {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme });
    await page.screenshot({ path: join(process.env.PICTURES, `${name}-${colorScheme}-${width}.png`), fullPage: true });
  }
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.emulateMedia({ colorScheme: "light" });
}

test("going back to a backup", async (t) => {
  const bench = await Workbench.start((bench) => bench.study(STUDY));
  t.after(() => bench.close());
  const page = await bench.window({ refusals: true });
  const other = await bench.window({ refusals: true });
  const before = bench.content();
  await inTurn(t, {
    "what would be lost is shown": async () => {
      await bench.go(page, "/safety");
      await button(page, "Make one now").click();
      await page.waitForSelector("#made");
      define(bench, "پزشک را باور نمی‌کند 😀");
      define(bench, "The patient does not believe");
      await bench.go(other, "/");
      await bench.go(page, "/safety");
      await picture(page, "safety");
      await page.getByRole("link", { name: "Go back to this" }).first().click();
      await page.waitForSelector("#lost");
      assert.match(await page.textContent("#lost"), /2 changes were made since/);
      assert.equal(await page.locator("#lost li").count(), 2);
      await picture(page, "going-back");
    },
    "the project is as it was, and what it was is a backup": async () => {
      const late = bench.content();
      await button(page, "Go back to this").click();
      await page.waitForSelector("#became .sound");
      assert.deepEqual(bench.content(), before);
      const [{ backup, kept, file }] = bench.json("backup");
      assert.ok(kept);
      assert.match(await page.textContent("#became"), new RegExp(backup));
      const there = JSON.parse(execFileSync(process.env.EMIC_BIN, ["-p", file, "codebook", "--json"], { cwd: bench.folder, encoding: "utf8" }));
      assert.deepEqual(there, late.codebook);
      await picture(page, "went-back");
    },
    "another window is told to be loaded anew": async () => {
      await other.bringToFront();
      const link = other.locator("#notices .alert a");
      await link.waitFor();
      assert.match(await other.textContent("#notices"), /went back to a backup/);
      await link.click();
      await until(() => other.locator("#notices .alert").count(), 0);
    },
    "the window that went back goes on with its work": async () => {
      await page.bringToFront();
      await button(page, "Make one now").click();
      await page.waitForSelector("#made");
    },
  });
});

/** Whether this emic can encrypt. */
const encrypts = (() => {
  try {
    execFileSync(process.env.EMIC_BIN, ["encrypt", "there is no such file"], { stdio: "pipe" });
  } catch (error) {
    return !String(error.stderr).includes("--features encryption");
  }
})();

test("encryption", { skip: encrypts ? false : "this emic was built without encryption" }, async (t) => {
  const bench = await Workbench.start((bench) => bench.study(STUDY));
  t.after(() => bench.close());
  const page = await bench.window({ refusals: true });
  const looksRandom = () => !readFileSync(join(bench.folder, "p.emic")).includes("SQLite format 3");
  await bench.go(page, "/safety");
  await inTurn(t, {
    "two passphrases that differ are refused": async () => {
      await page.getByLabel("Passphrase", { exact: true }).fill(PASSPHRASE);
      await page.getByLabel("The same again").fill("another");
      await picture(page, "encrypt");
      await button(page, "Encrypt the project").click();
      await page.getByText("The two passphrases differ").waitFor();
      assert.ok(!looksRandom());
    },
    "the project is encrypted": async () => {
      await bench.go(page, "/safety");
      await page.getByLabel("Passphrase", { exact: true }).fill(PASSPHRASE);
      await page.getByLabel("The same again").fill(PASSPHRASE);
      await button(page, "Encrypt the project").click();
      await page.waitForSelector("#became .sound");
      assert.ok(looksRandom());
      assert.ok(!page.url().includes("zirkel") && !(await page.content()).includes("zirkel"));
      await page.getByText("Make it one that everybody can read").click();
      await page.getByText("Give it another passphrase").click();
      await picture(page, "encrypted");
    },
    "the encryption is taken away": async () => {
      await page.locator("#decrypt-current").fill(PASSPHRASE);
      await button(page, "Take the encryption away").click();
      await page.getByText("no longer encrypted").waitFor();
      assert.ok(!looksRandom());
      assert.match(bench.run("check"), /is sound/);
    },
  });
});
