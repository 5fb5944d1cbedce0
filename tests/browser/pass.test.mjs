// The suggested pass: one stretch after another, many at once, or blindly.

import assert from "node:assert/strict";
import { test } from "node:test";
import { CODER, PATIENCE, Workbench, demo, inTurn, settled, until } from "./workbench.mjs";

const STUDY = "clinical-empathy-challenges", TRANSCRIPT = "M4";

test("suggestions are gone through", async (t) => {
  const bench = await Workbench.start((bench) => {
    bench.study(STUDY, { without: TRANSCRIPT });
    bench.run("import", "--study", STUDY, demo(STUDY, TRANSCRIPT).path);
  });
  t.after(() => bench.close());
  const page = await bench.window();
  const { id } = bench.json("status").studies[0].transcripts.find((transcript) => transcript.name === TRANSCRIPT);
  await bench.go(page, `/study/1/suggestions?in=${id}`);
  await page.waitForSelector("#pass[data-made=true]", { timeout: PATIENCE });
  await inTurn(t, STEPS, bench, page);
});

test("one's own coding is looked at again where the rest contradicts it", async (t) => {
  const bench = await Workbench.start((bench) => bench.study(STUDY, { coder: CODER }));
  t.after(() => bench.close());
  const page = await bench.window();
  await bench.go(page, "/study/1/suggestions?order=contradicting");
  await page.waitForSelector("#pass[data-made=true]", { timeout: PATIENCE });
  await inTurn(t, CONTRADICTIONS, bench, page);
});

const CONTRADICTIONS = {
  "replaced by key: the code proposed is there, the earlier one gone": replace,
  "both by key": both,
  "kept by key: nothing is coded, and it is not asked again": keep,
};

const STEPS = {
  "accepted by key, and the next one comes": accept,
  "a key that is held down decides once": held,
  "rejected by key: nothing is coded, and it is remembered": reject,
  "skipped": skip,
  "many at once: what was counted is what is coded, one undo takes it back": bulk,
  "blind: first the own code, then emic's": blind,
};

/** The stretch at hand: its words, and the codes offered. */
async function item(page) {
  return { words: await page.textContent(".context mark.here"), codes: await page.locator(".offers .offer .name").allTextContents() };
}

async function another(page, than) {
  await page.waitForFunction((words) => document.querySelector(".context mark.here")?.textContent !== words, than.words);
  return item(page);
}

async function accept(bench, page) {
  const first = await item(page);
  await page.keyboard.press("1");
  await another(page, first);
  assert.deepEqual(bench.codes(TRANSCRIPT, first.words), [first.codes[0]]);
  const [last] = bench.json("history");
  assert.equal(last.coder, CODER);
}

async function held(bench, page) {
  const first = await item(page);
  const [last] = bench.json("history");
  await page.keyboard.down("1");
  const next = await another(page, first);
  for (let repeated = 0; repeated < 5; repeated++) await page.keyboard.down("1");
  await page.keyboard.up("1");
  // What comes after it is all that has happened.
  await page.keyboard.press("s");
  await another(page, next);
  assert.equal(bench.json("history")[0].event, last.event + 2);
}

async function reject(bench, page) {
  const first = await item(page);
  const before = bench.run("export");
  await page.keyboard.press("x");
  await page.waitForFunction(([words, code]) => document.querySelector(".context mark.here")?.textContent !== words
    || ![...document.querySelectorAll(".offers .offer .name")].some((name) => name.textContent === code), [first.words, first.codes[0]]);
  assert.equal(bench.run("export"), before);
  assert.match(bench.json("history")[0].summary, /reject/);
}

async function skip(bench, page) {
  const first = await item(page);
  const before = bench.run("export");
  await page.keyboard.press("s");
  const next = await another(page, first);
  await page.keyboard.press("k");
  assert.equal(bench.run("export"), before);
  // It is not offered again.
  await page.reload();
  const queue = await page.locator(".queue .words").allTextContents();
  assert.ok(!queue.includes(first.words));
  assert.notEqual(next.words, first.words);
}

async function bulk(bench, page) {
  // What is learnt meanwhile is counted anew: the button is refused then.
  await settled(page);
  const before = bench.content();
  const codings = () => bench.json("status").studies[0].counts.codings;
  const had = codings();
  const told = await page.textContent("#bulk-count");
  // The higher the probability, the fewer.
  await page.fill("#least", "25");
  await page.keyboard.press("Enter");
  await page.waitForFunction((told) => document.getElementById("bulk-count").textContent !== told, told);
  const [many, stretches] = (await page.textContent("#bulk-count")).match(/\d+/g).map(Number);
  assert.ok(many >= stretches && stretches > 0);
  const [last] = bench.json("history");
  await page.getByRole("button", { name: "Accept them all" }).click();
  await until(codings, had + many, "what was counted is coded");
  assert.equal(bench.json("history")[0].event, last.event + 1, "it is one step");
  await page.waitForFunction(() => document.getElementById("undo").disabled === false);
  await page.click("#undo");
  await until(codings, had);
  assert.deepEqual(bench.content(), before);
  await page.waitForFunction(() => document.getElementById("redo").disabled === false);
}

async function blind(bench, page) {
  await page.waitForSelector("#pass[data-made=true] .offers", { timeout: PATIENCE });
  await page.check("input[name=blind]");
  await page.waitForFunction(() => document.getElementById("pass").dataset.query.includes("blind"));
  const { words, codes } = await item(page);
  assert.deepEqual(codes, [], "nothing is given away");
  assert.equal(await page.locator(".queue .code").evaluateAll((all) => all.every((code) => code.textContent === "")), true, "nor in the list");
  await page.keyboard.press("c");
  await page.keyboard.type("distr");
  await page.waitForSelector("#found li");
  await page.keyboard.press("Enter");
  await page.waitForSelector(".compared");
  assert.deepEqual(await page.locator(".say .given .name").allTextContents(), ["Patients' distrust"]);
  assert.deepEqual(bench.codes(TRANSCRIPT, words), ["Patients' distrust"]);
  assert.ok(await page.locator(".compared .offer").count() > 0, "now it is shown what emic would have said");
}

/** The stretch at hand: its words, whose transcript it is of, the code proposed, and those that its unit bears. */
async function contradiction(bench, page) {
  const words = await page.textContent(".context mark.here");
  const transcript = await page.textContent(".item h2");
  // In the button what is to be replaced stands behind the name.
  const proposed = await page.locator(".instead .take .name > bdi").first().textContent();
  return { words, transcript, proposed, had: bench.codes(transcript, words) };
}

async function replace(bench, page) {
  const first = await contradiction(bench, page);
  assert.ok(first.had.length && !first.had.includes(first.proposed), JSON.stringify(first));
  await page.keyboard.press("1");
  await another(page, first);
  const codes = bench.codes(first.transcript, first.words);
  assert.deepEqual(codes, [first.proposed]);
  assert.equal(bench.json("history")[0].coder, CODER);
}

async function both(bench, page) {
  const first = await contradiction(bench, page);
  await page.keyboard.press("b");
  await another(page, first);
  assert.deepEqual(bench.codes(first.transcript, first.words), [...first.had, first.proposed].sort());
}

async function keep(bench, page) {
  const first = await contradiction(bench, page);
  const before = bench.run("export");
  await page.keyboard.press("x");
  await another(page, first);
  assert.equal(bench.run("export"), before);
  assert.match(bench.json("history")[0].summary, /reject/);
  await bench.go(page, "/study/1/suggestions?order=contradicting&anew=1");
  await page.waitForSelector("#pass[data-made=true]", { timeout: PATIENCE });
  const queue = await page.locator(".queue .words").allTextContents();
  assert.ok(queue.length > 0 && !queue.some((words) => first.words.startsWith(words.replace(/…$/, "").trim())), first.words);
}
