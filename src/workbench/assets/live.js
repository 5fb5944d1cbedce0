// Other windows and the command line: asks every few seconds, while this page is looked at, whether something changed.

import { apply, ask, hasInput, isBusy, reloadLink, seen, show, tell, windows } from "./send.js";

const EVERY = 3000;
let asking = false;
let isOfBefore = false;

async function look() {
  if (document.hidden || asking || isOfBefore || isBusy()) return;
  asking = true;
  try {
    const response = await fetch(`/changes?since=${seen()}`, { headers: { Accept: "application/json" } });
    if (response.ok) await take(await response.json());
  } catch {
    // emic was ended: that is told when something is to be done, not every few seconds.
  } finally {
    asking = false;
  }
}

async function take(changes) {
  if (changes.went_back) {
    // Every number on this page is that of something else now.
    isOfBefore = true;
    tell(changes.went_back, { alert: true, link: reloadLink() });
    return;
  }
  if (changes.at <= seen() || isBusy()) return;
  const reader = document.getElementById("reader");
  if (reader) {
    const turns = await ask(`${location.pathname}/turns?since=${seen()}`);
    if (turns && turns.at > seen()) await apply(Object.assign(turns, { told: changes.told[0], to: location.pathname + location.search }));
  } else if (hasInput()) {
    tell(document.body.dataset.changed, { changes: changes.told, link: reloadLink() });
  } else {
    await show(location.pathname + location.search);
    tell(document.body.dataset.changed, { changes: changes.told });
  }
}

windows?.addEventListener("message", look);
document.addEventListener("visibilitychange", look);
window.addEventListener("focus", look);
setInterval(look, EVERY);
