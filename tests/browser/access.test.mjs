// Every page for everybody: WCAG 2.1 A and AA by axe-core, light and dark, wide and narrow; nothing to scroll sideways, zoomed to 200 % neither.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";
import { Workbench, demoProject, everyPage } from "./workbench.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"];

test("every page", async (t) => {
  const bench = await Workbench.start(demoProject);
  t.after(() => bench.close());
  const first = await bench.window();
  const pages = await everyPage(bench, first);
  await t.test("keeps to WCAG 2.1 AA", async (t) => {
    for (const colorScheme of ["light", "dark"]) {
      for (const width of [1280, 800]) {
        const page = await bench.window({ colorScheme, viewport: { width, height: 900 } });
        for (const { name, path } of pages) {
          await t.test(`${name}, ${colorScheme}, ${width} wide`, async () => {
            await open(bench, page, path);
            assert.deepEqual(await violations(page), []);
          });
        }
        await page.context().close();
      }
    }
  });
  await t.test("needs no sideways scrolling", async (t) => {
    // 640 wide is what is left of 1280 when zoomed to 200 %.
    for (const width of [1280, 800, 640]) {
      const page = await bench.window({ viewport: { width, height: width === 640 ? 450 : 900 }, deviceScaleFactor: width === 640 ? 2 : 1 });
      for (const { name, path } of pages) {
        await t.test(`${name}, ${width} wide`, async () => {
          await open(bench, page, path);
          assert.deepEqual(await beyond(page), []);
        });
      }
      await page.context().close();
    }
  });
  await t.test("the checks would notice", async () => {
    const page = await bench.window({ viewport: { width: 800, height: 900 } });
    await page.evaluate(() => {
      const wide = document.createElement("p");
      wide.style.cssText = "inline-size: 900px; color: #999; background: #fff";
      wide.textContent = "hardly to be read";
      document.getElementById("main").append(wide, document.createElement("input"));
    });
    const found = (await violations(page)).map((violation) => violation.split(" ")[0]).sort();
    assert.deepEqual(found, ["color-contrast", "label"]);
    assert.notDeepEqual(await beyond(page), []);
    await page.context().close();
  });
  await t.test("list of keys", async () => {
    const { path } = pages.find((page) => page.name === "read-english");
    for (const colorScheme of ["light", "dark"]) {
      const page = await bench.window({ colorScheme });
      await bench.go(page, path);
      await page.keyboard.press("?");
      await page.waitForSelector("#keys[open]");
      assert.deepEqual(await violations(page), []);
      await page.keyboard.press("Escape");
      await page.waitForSelector("#keys", { state: "hidden" });
      await page.context().close();
    }
  });
});

/** Opens a page with all that can be unfolded. */
async function open(bench, page, path) {
  await bench.go(page, path);
  await page.evaluate(() => {
    for (const details of document.querySelectorAll("details")) details.open = true;
  });
}

/** What axe-core finds: the rule, how often, and the first place. */
async function violations(page) {
  await page.evaluate(AXE);
  const { violations } = await page.evaluate((rules) => axe.run(document, { runOnly: rules, resultTypes: ["violations"] }), RULES);
  return violations.map(({ id, nodes }) => `${id} (${nodes.length}): ${nodes[0].html.slice(0, 200)} ${nodes[0].failureSummary.replace(/\s+/g, " ").slice(0, 300)}`);
}

/** What stands out of the window, if it can be scrolled sideways. */
async function beyond(page) {
  return page.evaluate(() => {
    const root = document.documentElement;
    if (root.scrollWidth <= root.clientWidth) return [];
    const out = (box) => box.right > root.clientWidth + 1 || box.left < -1;
    return [`${root.scrollWidth} > ${root.clientWidth}`, ...[...document.querySelectorAll("main *, header *")]
      .filter((element) => out(element.getBoundingClientRect()) && !element.closest(".scroll, .hidden")).slice(0, 3).map((e) => e.outerHTML.slice(0, 160))];
  });
}
