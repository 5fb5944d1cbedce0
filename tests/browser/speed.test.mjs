// How quick it is with a long transcript: printed, not asserted, for machines differ. EMIC_BIN names a release build.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Workbench, demo, lines, margin, stretchAt, until } from "./workbench.mjs";

const LETTERS = 300_000, CODINGS = 3_000;
const STUDY = "clinical-empathy-challenges";

/** A transcript made of the demo study's interviews over and over, with a coding on nearly every sentence. */
function made() {
  const sources = ["M4", "M6", "M8", "M10", "M15", "M17"].map((name) => demo(STUDY, name).text.replaceAll(`${name}:`, "L1:"));
  let text = "";
  for (let n = 0; text.length < LETTERS; n++) text += `${sources[n % sources.length].trim()}\n\n`;
  text = text.slice(0, text.lastIndexOf("\n\n", LETTERS));
  const codes = demo(STUDY, "M4").units.concat(demo(STUDY, "M10").units).flatMap((unit) => unit.codes);
  const units = [];
  for (const found of text.matchAll(/[^\n.?!]{12,}[.?!]/g)) {
    const words = found[0].trimStart();
    const start = found.index + found[0].length - words.length;
    if (!/^(L1|Interviewer):/.test(words)) units.push({ start, end: start + words.length, text: words });
  }
  const every = Math.max(1, units.length / CODINGS);
  const chosen = Array.from({ length: Math.min(CODINGS, units.length) }, (_, n) => units[Math.floor(n * every)]);
  let more = 0;
  return {
    text,
    // Where there are too few sentences, some have two codes.
    coded: chosen.map((unit, n) => {
      const second = more < CODINGS - chosen.length ? [codes[(n + 1) % codes.length]] : [];
      more += second.length;
      const of = [...new Set([codes[n % codes.length], ...second])];
      return { id: `L1-${n}`, transcript: "L1", participant: "L1", coder: "Researcher 1", language: "en", ...unit, codes: of };
    }),
  };
}

test("a transcript of 300,000 characters with 3,000 codings", async (t) => {
  const { text, coded } = made();
  const bench = await Workbench.start((bench) => {
    bench.study(STUDY);
    bench.run("import", "--study", STUDY, bench.write("L1.txt", text));
    bench.run("import", "--study", STUDY, bench.write("coded.jsonl", lines(coded)));
  });
  t.after(() => bench.close());
  const { id } = bench.json("status").studies[0].transcripts.find((transcript) => transcript.name === "L1");
  const path = `/study/1/read/${id}`;
  const page = await bench.window();
  const tell = (what, times, goal) => t.diagnostic(`${what}: median ${median(times).toFixed(0)} ms of ${times.length} (${Math.min(...times).toFixed(0)} to ${Math.max(...times).toFixed(0)}); ${goal}`);
  const count = coded.reduce((n, unit) => n + unit.codes.length, 0);
  t.diagnostic(`${process.env.EMIC_BIN}: ${text.length} characters, ${count} codings`);

  await page.addInitScript(() => addEventListener("load", () => afterPaint().then((at) => { window.opened = at; })));
  await page.addInitScript(`window.afterPaint = ${afterPaint}`);
  const opened = [];
  for (let n = 0; n < 5; n++) {
    await bench.go(page, path);
    opened.push(await (await page.waitForFunction(() => window.opened)).jsonValue());
  }
  assert.equal(await page.locator(".coding").count(), count);
  tell("opens, from the address to what is painted", opened, "aim: under 1000 ms");

  await until(async () => page.evaluate(async () => (await (await fetch("/study/1/learning", { headers: { Accept: "application/json" } })).json()).has_model), true);
  // Each time the sentence after: the key is pressed, the panel is about it, it is painted.
  const filled = [];
  for (let n = 0; n < 15; n++) filled.push(await timed(page, "j", `#panel[data-start]:not([data-start="${(await stretchAt(page)).start ?? ""}"])`));
  tell("the panel with suggestions, from the selection to what is painted", filled, "aim: under 100 ms");
  assert.ok(await page.locator("#panel .offers").count(), "it has a place for suggestions");

  // Nothing of what is uncoded was encoded yet but the sentences above.
  const ahead = (from) => page.evaluate(async (address) => {
    const begun = performance.now();
    await (await fetch(address, { headers: { Accept: "application/json" } })).json();
    return performance.now() - begun;
  }, `${path}/ahead?from=${from}`);
  const places = [0, text.length / 3, text.length / 2].map(Math.floor);
  const first = [], again = [];
  for (const place of places) first.push(await ahead(place));
  for (const place of places) again.push(await ahead(place));
  tell("where the next suggestion is, asked for the first time", first, "aim: at once");
  tell("the same, asked again", again, "aim: at once");

  const painted = [];
  for (let n = 0; n < 9; n++) {
    await page.keyboard.press("u");
    await page.waitForTimeout(600);
    const at = await stretchAt(page);
    await page.fill("#code", "Overt challenges > Patient-oriented challenges > Patients' distrust");
    await page.waitForSelector("#found li");
    painted.push(await timed(page, "Enter", `.coding[data-start="${at.start}"][data-end="${at.end}"]`));
    assert.ok((await margin(page, at)).includes("Patients' distrust"));
    const unit = bench.json("show", "L1").units.find((unit) => unit.start === Number(at.start) && unit.end === Number(at.end));
    assert.ok(Object.keys(unit.codes).some((path) => path.endsWith("Patients' distrust")));
  }
  tell("a new coding, from the key to what is painted", painted, "aim: under 100 ms");
});

/** When the next frame is on the screen, in milliseconds since the page was asked for. */
function afterPaint() {
  return new Promise((resolve) => requestAnimationFrame(() => setTimeout(() => resolve(performance.now()))));
}

/** Milliseconds from a key to the first frame in which something that fits the selector is there. */
async function timed(page, key, selector) {
  const time = page.evaluate((selector) => new Promise((resolve) => {
    let from = 0;
    addEventListener("keydown", () => { from = performance.now(); }, { capture: true, once: true });
    const watch = new MutationObserver(() => {
      if (!from || !document.querySelector(selector)) return;
      watch.disconnect();
      afterPaint().then((at) => resolve(at - from));
    });
    watch.observe(document.getElementById("main"), { subtree: true, childList: true, attributes: true });
    window.isWatching = true;
  }), selector);
  await page.waitForFunction(() => window.isWatching);
  await page.keyboard.press(key);
  const took = await time;
  await page.evaluate(() => { window.isWatching = false; });
  return took;
}

function median(times) {
  const sorted = [...times].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}
