// Pictures of every page, to be looked at: light and dark, 1280 and 800 wide; right-to-left transcripts are among the pages.

import { join } from "node:path";
import { Workbench, demoProject, everyPage } from "./workbench.mjs";

const folder = process.argv[2];
const bench = await Workbench.start(demoProject);
try {
  const first = await bench.window();
  const pages = await everyPage(bench, first);
  for (const colorScheme of ["light", "dark"]) {
    for (const width of [1280, 800]) {
      const page = await bench.window({ colorScheme, viewport: { width, height: 900 } });
      for (const { name, path } of pages) {
        await bench.go(page, path);
        await page.waitForLoadState("networkidle");
        await page.screenshot({ path: join(folder, `${name}-${colorScheme}-${width}.png`) });
      }
      await page.context().close();
    }
  }
  console.log(`${pages.length * 4} pictures in ${folder}`);
} finally {
  await bench.close();
}
