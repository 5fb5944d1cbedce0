// The suggested pass: each stretch by key, the next one at once.

import "./find.js";
import { common, decide, meant, press } from "./keys.js";
import { watchLearning } from "./learning.js";
import { ask, hasInput, isBusy } from "./send.js";

const study = location.pathname.split("/")[2];
const pass = () => document.getElementById("pass");

/** The piece of the page at an address; null after having told why there is none. */
async function piece(address) {
  const url = new URL(address, location.href);
  const done = await ask(`${url.pathname}/piece${url.search}`);
  if (!done) return null;
  const template = document.createElement("template");
  template.innerHTML = done.replace.pass;
  return template.content;
}

/** The question asked last, and how many are not answered yet. */
let asked = 0, underWay = 0;

async function go(address) {
  const number = ++asked;
  underWay++;
  const fresh = await piece(address);
  underWay--;
  // A later question may have been answered already.
  if (!fresh || number !== asked) return;
  pass().replaceWith(fresh);
  arrived();
}

/** Where a form leads, without the fields that say nothing. */
function target(form) {
  return `${form.action}?${new URLSearchParams([...new FormData(form)].filter(([, value]) => value))}`;
}

/** Has a list that was made before anything was judged made anew once it is, unless something is open or in use. */
function judged({ doing }) {
  const inUse = pass().contains(document.activeElement) || pass().querySelector("details[open], .compared") || hasInput();
  if (doing === "ready" && pass().dataset.provisional === "true" && !inUse && !isBusy() && !underWay) go(location.href);
}

function arrived() {
  const { address, query, made } = pass().dataset;
  const here = `${address}?${query}`;
  history.replaceState(null, "", here);
  for (const back of document.querySelectorAll(".tools [name=back]")) back.value = here;
  document.querySelector(".context .here")?.scrollIntoView({ block: "nearest" });
  clearTimeout(arrived.timer);
  if (made === "false") arrived.timer = setTimeout(() => { if (!underWay) go(here); }, 1000);
}

const accepting = () => document.querySelector(".bulk form[data-send]");

/** How many codings the probability would give, told where it is typed. */
async function count(form) {
  const fresh = await piece(target(form));
  const counted = fresh?.querySelector(".bulk form[data-send]");
  if (counted && form.isConnected) accepting().replaceWith(counted);
}

function onKey(key) {
  switch (key) {
    case "j": case "ArrowDown": return press("#next");
    case "k": case "ArrowUp": return press("#previous");
    case "Enter": return press(".offers .all") || decide("1") || (!document.querySelector(".offers") && press("#next"));
    case "x": return decide("!1");
    case "s": return press("#skip");
    case "b": return press("#both");
    case "o": return press("#open");
    default: return decide(key) || common(key);
  }
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && event.target.matches?.("input")) event.target.blur();
  const key = meant(event);
  if (!key) return;
  if (key === "Enter" && event.target.closest?.("button, a, summary")) return;
  if (onKey(key)) event.preventDefault();
});

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-piece]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  go(link.href);
});

document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-view]");
  if (form) go(target(form));
});
document.addEventListener("input", (event) => {
  if (event.target.id !== "least") return;
  const form = event.target.form;
  accepting().querySelector("button").disabled = true;
  clearTimeout(count.timer);
  count.timer = setTimeout(() => form.reportValidity() && count(form), 300);
});
document.addEventListener("submit", (event) => {
  if (!event.target.matches("form[data-view], form[data-least]")) return;
  event.preventDefault();
  if (event.target.matches("form[data-view]")) go(target(event.target));
});

document.addEventListener("emic:changed", (event) => {
  if (event.detail?.replace.codes) freshColours();
  arrived();
  watchLearning(study, judged);
});
document.addEventListener("emic:shown", arrived);

function freshColours() {
  const old = document.getElementById("colours"), fresh = old.cloneNode();
  fresh.href = `${new URL(old.href).pathname}?at=${document.body.dataset.at}`;
  fresh.addEventListener("load", () => old.remove());
  old.after(fresh);
}

arrived();
watchLearning(study, judged);
