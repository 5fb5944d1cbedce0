// What all tests share: a fresh project, `emic serve` on it, a browser, and the project file read back by the command line.

import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

/** The demo studies. */
export const CORPORA = fileURLToPath(new URL("../../corpora/", import.meta.url));
/** Who codes in these tests. */
export const CODER = "Rana";
/** How long something may take that is not measured; builds without optimisation learn slowly. */
export const PATIENCE = 60_000;

/** What a study's transcript says, and its units as lines of `coded.jsonl`. */
export function demo(study, transcript) {
  const path = join(CORPORA, study, "transcripts", `${transcript}.txt`);
  return { path, text: readFileSync(path, "utf8"), units: units(study).filter((unit) => unit.transcript === transcript) };
}

function units(study) {
  return readFileSync(join(CORPORA, study, "coded.jsonl"), "utf8").trim().split("\n").map((line) => JSON.parse(line));
}

/** A project in a folder of its own, with a workbench on it. */
export class Workbench {
  /** Serves an empty project; `prepare` may fill it by the command line before. */
  static async start(prepare = () => {}) {
    const bench = new Workbench();
    bench.folder = mkdtempSync(join(tmpdir(), "emic-browser-"));
    bench.troubles = [];
    try {
      bench.run("new", "p.emic");
      await prepare(bench);
      bench.link = await bench.serve();
      bench.browser = await chromium.launch({
        executablePath: process.env.CHROMIUM,
        args: ["--disable-gpu", ...(process.getuid?.() === 0 ? ["--no-sandbox"] : [])],
      });
    } catch (error) {
      await bench.close();
      throw error;
    }
    return bench;
  }

  serve() {
    this.program = spawn(process.env.EMIC_BIN, ["serve", "p.emic"], { cwd: this.folder, env: this.environment() });
    let said = "";
    this.program.stderr.on("data", (data) => { said += data; });
    return new Promise((resolve, reject) => {
      createInterface(this.program.stdout).once("line", (line) => resolve(line.trim()));
      this.program.once("exit", (code) => reject(new Error(`emic serve ended with ${code}: ${said}`)));
    });
  }

  environment() {
    const { EMIC_PROJECT: _, ...rest } = process.env;
    return { ...rest, EMIC_CODER: CODER };
  }

  /** A file in the project's folder; returns its path. */
  write(name, text) {
    const path = join(this.folder, name);
    writeFileSync(path, text);
    return path;
  }

  /** Runs emic on the project; what it printed. */
  run(...command) {
    const project = command[0] === "new" ? [] : ["-p", "p.emic"];
    return execFileSync(process.env.EMIC_BIN, [...project, ...command], { cwd: this.folder, env: this.environment(), encoding: "utf8", stdio: ["ignore", "pipe", "pipe"], maxBuffer: 2 ** 30 });
  }

  /** The same as JSON. */
  json(...command) {
    return JSON.parse(this.run(...command, "--json"));
  }

  /** Takes in a demo study; `without` names a transcript to leave out, with all that is coded in it, `coder` who coded it all. */
  study(name, { without = null, coder = null } = {}) {
    const folder = join(this.folder, name);
    cpSync(join(CORPORA, name), folder, { recursive: true, filter: (path) => !path.endsWith(`/${without}.txt`) });
    const rest = units(name).filter((unit) => unit.transcript !== without).map((unit) => coder ? { ...unit, coder } : unit);
    writeFileSync(join(folder, "coded.jsonl"), lines(rest));
    this.run("import", name);
  }

  /** The unit of these words, as `emic show` has it, with the coders of each of its codes; undefined where there is none. */
  unit(transcript, words) {
    return this.json("show", transcript).units.find((unit) => unit.text === words);
  }

  /** The names, without what is above them, of the codes that the tests' coder gave to these words. */
  codes(transcript, words) {
    const codes = Object.entries(this.unit(transcript, words)?.codes ?? {});
    return codes.filter(([, coders]) => coders.includes(CODER)).map(([path]) => path.split(" > ").pop()).sort();
  }

  /** All that a coder can change: coded units, codebook and transcripts. What is equal here is the same project. */
  content() {
    return { units: this.run("export"), codebook: this.json("codebook"), transcripts: this.json("transcripts") };
  }

  /** A window of its own, past the link. Whatever goes wrong on its pages fails the test when the workbench is closed; the browser's own
   * line on an answer that refuses does not, where the test is about `refusals`. */
  async window({ refusals = false, ...options } = {}) {
    const context = await this.browser.newContext({ viewport: { width: 1280, height: 900 }, colorScheme: "light", reducedMotion: "reduce", ...options });
    context.setDefaultTimeout(20_000);
    const own = new URL(this.link).origin;
    context.on("request", (request) => {
      const url = new URL(request.url());
      if (!["data:", "blob:"].includes(url.protocol) && url.origin !== own) this.troubles.push(`asked for ${url}`);
    });
    context.on("console", (message) => {
      const isRefusal = refusals && /\b(409|422)\b/.test(message.text());
      if (["error", "warning"].includes(message.type()) && !isRefusal) this.troubles.push(`${message.type()} on ${message.location().url}: ${message.text()}`);
    });
    context.on("weberror", (error) => this.troubles.push(`${error.page()?.url()}: ${error.error()}`));
    const page = await context.newPage();
    await page.goto(this.link);
    return page;
  }

  /** A page of the workbench in a window. */
  async go(page, path) {
    const response = await page.goto(new URL(path, this.link).href);
    assert.equal(response.status(), 200, path);
  }

  /** Ends it all, and says what went wrong on the pages. */
  async close() {
    await this.browser?.close();
    if (this.program?.exitCode === null) {
      const ended = new Promise((resolve) => this.program.once("exit", resolve));
      this.program.kill();
      await ended;
    }
    rmSync(this.folder, { recursive: true, force: true });
    assert.deepEqual(this.troubles, [], "requests to elsewhere, or messages in the console");
  }
}

/** Three demo studies as they are: English, Persian and Chinese transcripts, some of them half coded. */
export function demoProject(bench) {
  bench.study("clinical-empathy-challenges");
  bench.study("intern-career-resilience", { without: "16-CF" });
  bench.run("import", "--study", "intern-career-resilience", demo("intern-career-resilience", "16-CF").path);
  bench.study("integration-conference");
}

/** Every page of `demoProject`, by name and address, ready to be shown: what is computed behind them is computed. */
export async function everyPage(bench, page) {
  const [empathy, interns] = bench.json("status").studies;
  const read = (study, name, words) => {
    const { text } = demo(study.name, name);
    const start = [...text.split(words)[0]].length;
    const { id } = study.transcripts.find((transcript) => transcript.name === name);
    return `/study/${study.id}/read/${id}?at=${start}-${start + [...words].length}`;
  };
  await bench.go(page, `/study/${empathy.id}/codebook`);
  const code = new URL(await page.getByRole("link", { name: "Patients' distrust" }).getAttribute("href"), bench.link).pathname;
  const pages = [
    ["overview", "/"],
    ["transcripts", `/study/${empathy.id}/read`],
    ["read-english", read(empathy, "M4", "Six bunks for eleven people, the window doesn't close")],
    ["read-persian", read(empathy, "M9", "پیرمرده داره آروم وصیت می‌کنه به من")],
    ["read-chinese", read(interns, "15-PX", "白天干活，晚上十点回去改论文")],
    ["suggestions", `/study/${interns.id}/suggestions`],
    ["suggestions-blind", `/study/${interns.id}/suggestions?blind=1`],
    ["codebook", `/study/${empathy.id}/codebook`],
    ["codebook-code", code],
    ["codebook-quotes", `${code}/quotes`],
    ["search", "/search"],
    ["search-english", "/search?q=patient"],
    ["search-persian", "/search?q=%D8%AF%DA%A9%D8%AA%D8%B1"],
    ["compare-themes", "/compare"],
    ["compare-role", `/compare?study=${empathy.id}&by=role&level=all`],
    ["compare-alike", `/compare?view=alike&model=none&level=all&study=${empathy.id}&study=${interns.id}`],
    ["compare-together", "/compare?view=together"],
    ["compare-quotes", null],
    ["exchange", "/exchange"],
    ["agreement", `/study/${empathy.id}/agreement`],
    ["saturation", `/study/${empathy.id}/saturation?by=role`],
    ["methods", `/study/${empathy.id}/methods`],
    ["trust", "/trust"],
    ["together", "/together?given=1"],
    ["consistency", `/study/${empathy.id}/consistency`],
    ["safety", "/safety?check=yes"],
    ["pseudonyms", "/safety/pseudonyms"],
    ["history", "/history"],
    ["history-some", "/history?action=import"],
    ["history-at", "/history/at?at=2"],
  ].map(([name, path]) => ({ name, path }));
  await prepareTrust(bench, page, empathy);
  await bench.go(page, "/compare");
  pages.find((one) => one.name === "compare-quotes").path = await page.locator(".chart svg a").first().getAttribute("href");
  await bench.go(page, pages.find((one) => one.name === "suggestions").path);
  await page.waitForSelector("#pass[data-made=true]", { timeout: PATIENCE });
  await bench.go(page, pages.find((one) => one.name === "compare-alike").path);
  await page.waitForSelector(".pair", { timeout: PATIENCE });
  await bench.go(page, pages.find((one) => one.name === "read-english").path);
  await page.waitForSelector("#panel .offer, #panel .none", { timeout: PATIENCE });
  await learnt(page);
  return pages;
}

/** Fills the pages of trust with what can be done on them: a copy that was looked at, a sample, codes that drift, words that were found. */
async function prepareTrust(bench, page, study) {
  await bench.go(page, "/together");
  await page.getByLabel("For whom").fill("سارا 😀");
  await page.getByRole("button", { name: "Make the copy" }).click();
  await page.waitForSelector("#given");
  const [download] = await Promise.all([page.waitForEvent("download"), page.locator("#given a").click()]);
  const theirs = join(bench.folder, "theirs.kept");
  await download.saveAs(theirs);
  const define = ["codebook", "define", "--study", study.name, "Patients' distrust", "--define"];
  execFileSync(process.env.EMIC_BIN, ["-p", theirs, "--coder", "سارا", ...define, "بیمار باور نمی‌کند"]);
  bench.run(...define, "The patient does not believe what the intern says");
  await page.getByLabel("Their project file").setInputFiles(theirs);
  await page.getByRole("button", { name: "See what would come in" }).click();
  await page.waitForSelector("#looked");
  const [unit] = bench.json("show", "M9").units;
  bench.run("code", "M9", `${unit.start}-${unit.end}`, "Patients' distrust");
  bench.run("recode", "--study", study.name, "--sample", "100%");
  await bench.go(page, `/study/${study.id}/consistency`);
  await page.getByRole("button", { name: "Compare early with late" }).click();
  await page.waitForSelector("#drifting", { timeout: PATIENCE });
  await bench.go(page, "/safety/pseudonyms");
  await page.getByRole("button", { name: "Find what tells who somebody is" }).click();
  await page.waitForSelector("#found");
}

/** Runs steps that build on one another as tests of their own; after one that failed the rest is left out. */
export async function inTurn(t, steps, ...given) {
  let failed = null;
  for (const [name, step] of Object.entries(steps)) {
    await t.test(name, async (t) => {
      if (failed) return t.skip(`after: ${failed}`);
      failed = name;
      await step(...given);
      failed = null;
    });
  }
}

/** Objects as lines of JSON. */
export function lines(objects) {
  return objects.map((object) => `${JSON.stringify(object)}\n`).join("");
}

/** Waits until a question has the answer; fails with the last one. */
export async function until(ask, expected, what) {
  const end = Date.now() + PATIENCE;
  for (;;) {
    const got = await ask();
    try {
      assert.deepEqual(got, expected, what);
      return;
    } catch (error) {
      if (Date.now() > end) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Selects words in the transcript with the mouse, from the first letter to the last. */
export async function selectByMouse(page, words) {
  const [from, to] = await page.evaluate(async (words) => {
    const line = [...document.querySelectorAll("#turns .line")].find((line) => line.textContent.includes(words));
    // What comes near is laid out only then, and may push the line on.
    for (let n = 0; n < 3; n++) {
      line.scrollIntoView({ block: "center", behavior: "instant" });
      await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
    }
    const at = line.textContent.indexOf(words);
    const letter = (n) => {
      const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
      let node, left = n;
      while ((node = walker.nextNode()) && left >= node.data.length) left -= node.data.length;
      const range = document.createRange();
      range.setStart(node, left);
      range.setEnd(node, left + 1);
      return range.getBoundingClientRect();
    };
    const first = letter(at), last = letter(at + words.length - 1);
    const isRight = getComputedStyle(line).direction === "rtl";
    const middle = (box) => (box.top + box.bottom) / 2;
    return [[isRight ? first.right - 1 : first.left + 1, middle(first)], [isRight ? last.left + 1 : last.right - 1, middle(last)]];
  }, words);
  await page.mouse.move(...from);
  await page.mouse.down();
  await page.mouse.move((from[0] + to[0]) / 2, (from[1] + to[1]) / 2, { steps: 4 });
  await page.mouse.move(...to, { steps: 4 });
  await page.mouse.up();
  try {
    await page.waitForFunction((words) => document.querySelector("#panel blockquote")?.textContent === words, words);
  } catch {
    const got = await page.evaluate(() => [getSelection().toString(), document.querySelector("#panel blockquote")?.textContent]);
    assert.fail(`“${words}” was not selected, but “${got[0]}”; the panel is about “${got[1]}”`);
  }
}

/** Presses a key that makes another stretch the one at hand, and waits until the panel is about it. */
export async function step(page, key) {
  const before = await stretchAt(page);
  await page.keyboard.press(key);
  await page.waitForFunction(([start, end]) => {
    const at = document.getElementById("panel").dataset;
    return at.start !== start || at.end !== end;
  }, [before.start, before.end]);
}

/** Presses a key until these words are at hand. */
export async function stepTo(page, key, words) {
  for (let n = 0; n < 80; n++) {
    if ((await stretchAt(page)).words === words) return;
    await step(page, key);
  }
  assert.fail(`${key} never came to ${words}`);
}

/** The stretch that the panel is about. */
export async function stretchAt(page) {
  return page.evaluate(() => {
    const panel = document.getElementById("panel");
    return { start: panel.dataset.start, end: panel.dataset.end, words: panel.querySelector("blockquote")?.textContent };
  });
}

/** The codings in the margin whose stretch is this one. */
export async function margin(page, { start, end }) {
  return page.$$eval(`.coding[data-start="${start}"][data-end="${end}"] .name`, (names) => names.map((name) => name.textContent).sort());
}

/** Waits until suggestions are made from all that is coded in the study of this page. */
export async function learnt(page) {
  await until(async () => await doing(page) === "learning", false, "it is learnt");
}

/** Waits until nothing more is learnt or judged anew: suggestions stay as they are. */
export async function settled(page) {
  await until(() => doing(page), "ready", "it is settled");
}

function doing(page) {
  const study = new URL(page.url()).pathname.split("/")[2];
  return page.evaluate(async (study) => {
    const response = await fetch(`/study/${study}/learning`, { headers: { Accept: "application/json" } });
    return (await response.json()).doing;
  }, study);
}

/** Drops files on the page, as a file manager does. */
export async function drop(page, files) {
  await page.evaluate((files) => {
    const transfer = new DataTransfer();
    for (const { name, text } of files) transfer.items.add(new File([text], name));
    const zone = document.querySelector("[data-drop]");
    for (const type of ["dragover", "drop"]) zone.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer: transfer }));
  }, files);
}
