// Every page asks for nothing beyond this machine and says nothing in the console: `Workbench.window` watches, `close` asserts.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Workbench, demoProject, everyPage } from "./workbench.mjs";

test("no page asks for anything elsewhere or complains", async (t) => {
  const bench = await Workbench.start(demoProject);
  const page = await bench.window();
  const asked = new Set();
  page.on("request", (request) => asked.add(new URL(request.url()).pathname));
  for (const { name, path } of await everyPage(bench, page)) {
    await t.test(name, async () => {
      await bench.go(page, path);
      await page.waitForLoadState("networkidle");
    });
  }
  assert.ok(asked.size > 30, `it was watched: ${asked.size} addresses`);
  await t.test("and the watch would notice", async () => {
    const troubles = [...bench.troubles];
    await page.evaluate(() => fetch("http://127.0.0.2:9/").catch(() => {}));
    assert.ok(bench.troubles.length > troubles.length, "a request to elsewhere");
    bench.troubles = troubles;
  });
  await bench.close();
});
