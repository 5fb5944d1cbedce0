// Disagreements by key: j and k from one to the next, 1-9 as that coder gave it, b all of it, 0 none.

import { meant } from "./keys.js";

const all = () => [...document.querySelectorAll("article.stretch")];
// Where the list was left: the one that was settled is gone, and the next one is in its place.
let at = -1;

function go(to) {
  const stretches = all();
  if (stretches.length === 0) return;
  at = Math.min(Math.max(to, 0), stretches.length - 1);
  stretches[at].focus();
  stretches[at].scrollIntoView({ block: "nearest" });
}

function here() {
  const stretches = all();
  const focused = stretches.indexOf(document.activeElement?.closest("article.stretch"));
  if (focused >= 0) at = focused;
  return stretches[at];
}

document.addEventListener("keydown", (event) => {
  const key = event.key === "0" && !event.repeat ? (meant(event) ?? "0") : meant(event);
  const current = here();
  if (key === "j" || key === "ArrowDown") go(at + 1);
  else if (key === "k" || key === "ArrowUp") go(at - 1);
  else {
    const button = key && current?.querySelector(`button[data-key="${CSS.escape(key)}"]`);
    if (!button) return;
    button.click();
  }
  event.preventDefault();
});
