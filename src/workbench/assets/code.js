// Read and code: a selection opens the panel; everything in it can be done by key.

import "./find.js";
import { common, decide, focus, meant, press } from "./keys.js";
import { watchLearning } from "./learning.js";
import { turnFrom } from "./parts.js";
import { apply, ask, post, tell } from "./send.js";
import { rangeOf, selected, sentences, uncoded, units } from "./stretch.js";

const reader = document.getElementById("reader");
const path = location.pathname;
const highlight = "highlights" in CSS ? new Highlight() : null;
if (highlight) CSS.highlights.set("stretch", highlight);

/** The stretch at hand, `[start, end]` in code points. */
let here = null;
/** The end that stays where Shift moves the other one. */
let anchor = null;
/** The stretch that the page itself selected last: that it is selected is no wish of the person, who may have gone on. */
let own = null;
let asked = 0;
const panel = () => document.getElementById("panel");

function sameAs(stretch) {
  return here && stretch && here[0] === stretch[0] && here[1] === stretch[1];
}

/** The notes of the panel that were typed and not saved yet, but for those of one form. */
function unsaved(but = null) {
  const isTyped = (form) => [...form.querySelectorAll("textarea")].some((field) => field.value !== field.defaultValue);
  return [...document.querySelectorAll("#panel form.notes")].filter((form) => form !== but && isTyped(form));
}

/** Saves what was typed beside a stretch before its panel gives way; whether nothing is left unsaved. */
async function keepNotes(but = null) {
  for (const form of unsaved(but)) {
    const done = await post(form.action, new FormData(form));
    if (!done) return false;
    for (const field of form.querySelectorAll("textarea")) field.defaultValue = field.value;
    delete done.replace.panel;
    await apply(done);
  }
  return true;
}

// Whatever is sent from this page may put another panel in the place of this one: what was typed there goes first.
document.addEventListener("submit", (event) => {
  const { target: form, submitter } = event;
  // An undo is of what was done last: saved before it, the notes would be that.
  if (!form.matches("form[data-send]:not([data-step]), form[data-why]") || !unsaved(form).length) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  keepNotes(form).then((kept) => { if (kept) form.requestSubmit(submitter); });
}, { capture: true });

addEventListener("beforeunload", (event) => { if (unsaved().length) event.preventDefault(); });

/** Makes a stretch the one at hand: shows it, and what can be said of it. */
async function point(stretch, { scroll = false, fromSelection = false, unlessTyping = false } = {}) {
  here = stretch;
  if (!fromSelection) {
    anchor = null;
    mark();
    if (scroll) bringIntoView();
  }
  const number = ++asked;
  if (!(await keepNotes())) return;
  const done = await ask(`${path}/panel?at=${stretch[0]}-${stretch[1]}`);
  // A later question may have been answered already.
  if (!done || number !== asked || (unlessTyping && isTyping())) return;
  put(done.replace.panel);
  afterPaint(() => {
    if (number === asked) history.replaceState(null, "", `${path}?at=${stretch[0]}-${stretch[1]}`);
  });
}

/** What may wait until the person sees what was done. */
function afterPaint(work) {
  requestAnimationFrame(() => setTimeout(work));
}

function put(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  panel().replaceWith(template.content);
  document.dispatchEvent(new CustomEvent("emic:panel"));
}

/** Marks the stretch at hand in the text; the browser's own selection follows, so that Shift and an arrow go on from it. */
function mark() {
  highlight?.clear();
  if (!here) return;
  const range = rangeOf(...here);
  if (!range) return;
  highlight?.add(range);
  const stretch = here;
  afterPaint(() => {
    if (pressed || !sameAs(stretch) || document.activeElement?.matches("input, textarea, select")) return;
    const range = rangeOf(...stretch);
    own = stretch;
    if (range) getSelection().setBaseAndExtent(range.startContainer, range.startOffset, range.endContainer, range.endOffset);
  });
}

function bringIntoView() {
  const line = rangeOf(...here)?.startContainer.parentElement;
  if (!line) return;
  const show = () => {
    const box = rangeOf(...here)?.getBoundingClientRect();
    const top = document.getElementById("top").getBoundingClientRect().bottom + 40;
    const sheet = getComputedStyle(panel()).position === "fixed" ? panel().getBoundingClientRect().top : innerHeight;
    if (box && (box.top < top || box.bottom > sheet - 60)) {
      scrollBy({ top: box.top - top - (sheet - top) * .28, behavior: "instant" });
    }
  };
  show();
  // What comes near is laid out only now, and may push the line on.
  requestAnimationFrame(show);
}

async function leave() {
  if (!(await keepNotes())) return;
  here = anchor = null;
  asked++;
  highlight?.clear();
  getSelection().removeAllRanges();
  history.replaceState(null, "", path);
  const empty = document.getElementById("panel-empty");
  if (empty) put(empty.innerHTML);
}

/** The stretch on from `from` in a list, or back. */
function neighbour(list, from, step) {
  if (!list.length) return null;
  if (from === null) return step > 0 ? list[firstVisible(list)] : list[firstVisible(list) - 1];
  if (step > 0) return list.find((s) => s.start > from[0] || (s.start === from[0] && s.end > from[1]));
  return list.findLast((s) => s.start < from[0]);
}

function firstVisible(list) {
  const top = document.getElementById("top").getBoundingClientRect().bottom;
  const line = turnFrom(top + 10)?.querySelector(".line");
  const start = line ? Number(line.dataset.start) : 0;
  const found = list.findIndex((s) => s.end > start);
  return found < 0 ? 0 : found;
}

function step(list, by, none) {
  const next = neighbour(list, here, by);
  if (next) point([next.start, next.end], { scroll: true });
  else if (none) tell(none);
  return true;
}

/** Moves the end of the stretch by a sentence. */
function extend(by) {
  if (!here) return step(sentences(), by);
  const [start, end] = here;
  // Not beyond the turn: what somebody else says is another unit.
  const all = turnOf(here);
  anchor ??= by > 0 ? start : end;
  const to = anchor === start ? end : start;
  let stretch;
  if (anchor === start) {
    const next = by > 0 ? all.find((s) => s.end > to) : all.findLast((s) => s.end < to && s.end > start);
    stretch = next && [start, next.end];
    if (!next && by < 0) {
      // Shorter than one sentence: from here on the other end moves.
      const before = all.findLast((s) => s.start < start);
      stretch = before && [before.start, end];
    }
  } else {
    const next = by < 0 ? all.findLast((s) => s.start < to) : all.find((s) => s.start > to && s.start < end);
    stretch = next && [next.start, end];
  }
  if (stretch) {
    const keep = stretch[0] === start ? start : end;
    point(stretch, { scroll: true });
    anchor = keep;
  }
  return true;
}

function turnOf([start, end]) {
  const all = sentences();
  const inside = all.find((s) => s.start < end && start < s.end);
  return inside ? all.filter((s) => s.turn === inside.turn || (s.start < end && start < s.end)) : all;
}

function turn(by) {
  const whole = new Map();
  for (const sentence of sentences()) {
    const turn = whole.get(sentence.turn);
    if (turn) turn.end = sentence.end;
    else whole.set(sentence.turn, { start: sentence.start, end: sentence.end });
  }
  const all = [...whole.values()];
  const around = here && all.find((t) => t.start <= here[0] && here[1] <= t.end);
  if (by > 0 && around && !sameAs([around.start, around.end])) {
    point([around.start, around.end], { scroll: true });
    return true;
  }
  return step(all, by);
}

/** The search for a suggestion that is under way. */
let looking = null;
/** What was found ahead of a place before it was asked for. */
let ahead = null;

/** Goes to the next suggestion, or the one before; at the end of the transcript round to the other end. It may take a while: meanwhile everything else goes on, and ends it. */
async function suggestion(by) {
  stopLooking();
  const from = here ? here[0] + (by > 0 ? 1 : 0) : firstPoint();
  const now = looking = { stop: new AbortController(), isTold: false };
  now.timer = setTimeout(() => {
    now.isTold = true;
    tell(reader.dataset.looking);
  }, 300);
  const known = by > 0 && ahead?.from === from ? ahead.found : null;
  let found = await (known ?? look(from, by, now.stop.signal));
  const isRound = looking === now && found?.has_model && !found.found;
  if (isRound) found = await look(by > 0 ? 0 : Number.MAX_SAFE_INTEGER, by, now.stop.signal);
  if (looking !== now) return;
  stopLooking();
  if (!found) return;
  if (!found.found || (isRound && sameAs(found.found))) {
    tell(found.has_model ? reader.dataset.noOther : reader.dataset.notLearnt);
    return;
  }
  await point(found.found, { scroll: true });
  if (isRound) tell(by > 0 ? reader.dataset.fromStart : reader.dataset.fromEnd);
  // While this one is thought about, the one after it is looked for.
  const next = found.found[0] + 1;
  if (by > 0) ahead = { from: next, found: look(next, by, null) };
}

function look(from, by, signal) {
  return ask(`${path}/ahead?from=${from}${by < 0 ? "&back=1" : ""}`, { signal });
}

/** Ends the search for a suggestion; whether there was one. */
function stopLooking() {
  if (!looking) return false;
  clearTimeout(looking.timer);
  looking.stop.abort();
  if (looking.isTold) tell();
  looking = null;
  return true;
}

/** The first code point in the window. */
function firstPoint() {
  const all = sentences();
  return all.length ? all[Math.min(firstVisible(all), all.length - 1)].start : 0;
}

function onKey(key) {
  if (key !== "n" && key !== "N" && stopLooking() && key === "Escape") {
    tell(reader.dataset.stopped);
    return true;
  }
  switch (key) {
    case "j": return step(sentences(), 1);
    case "k": return step(sentences(), -1);
    case "J": return extend(1);
    case "K": return extend(-1);
    case "t": return turn(1);
    case "T": return turn(-1);
    case "n": suggestion(1); return true;
    case "N": suggestion(-1); return true;
    case "u": return step(uncoded(), 1, reader.dataset.noUncoded);
    case "U": return step(uncoded(), -1, reader.dataset.noUncoded);
    case "g": return step(units(), 1);
    case "G": return step(units(), -1);
    default: return here ? onStretch(key) : common(key);
  }
}

function onStretch(key) {
  switch (key) {
    case "Enter": return decide("1");
    case "x": return decide("!1");
    case "v": return press("#vivo");
    case "s": return focus("condensed");
    case "m": return focus("memo");
    case "w": return askWhy();
    case "Delete": case "Backspace": return remove();
    case "Escape": leave(); return true;
    default: return decide(key) || common(key);
  }
}

/** Opens the question why a code is not suggested. */
function askWhy() {
  const question = document.querySelector("#panel .ask");
  if (!question) return false;
  question.open = true;
  return focus("why");
}

// The answer stands in the panel; the question is no address of its own.
document.addEventListener("submit", async (event) => {
  if (!event.target.matches("form[data-why]")) return;
  event.preventDefault();
  const number = ++asked;
  const done = await ask(`${path}/panel?${new URLSearchParams(new FormData(event.target))}`);
  if (!done || number !== asked) return;
  put(done.replace.panel);
  document.querySelector("#panel .answer")?.scrollIntoView({ block: "nearest" });
});

function remove() {
  const buttons = document.querySelectorAll("#panel .remove");
  if (buttons.length === 1) buttons[0].click();
  else buttons[0]?.focus();
  return buttons.length > 0;
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && event.target.closest?.("#panel") && event.target.matches("input, textarea")) {
    if (!event.defaultPrevented) event.target.blur();
    mark();
    return;
  }
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.closest?.(".notes")) {
    event.preventDefault();
    event.target.form.requestSubmit();
    return;
  }
  let key = meant(event);
  if (!key) return;
  // Enter and the arrows mean what they always do on a button, and while nothing is at hand.
  if (key === "Enter" && event.target.closest?.("button, a, summary")) return;
  if (key === "ArrowDown" || key === "ArrowUp") {
    if (!here) return;
    const down = key === "ArrowDown";
    key = event.shiftKey ? (down ? "J" : "K") : (down ? "j" : "k");
  }
  if (onKey(key)) event.preventDefault();
});

// The browser's own selection, by mouse, touch, or Shift and an arrow.
let pressed = false, wait = null;
document.addEventListener("pointerdown", () => { pressed = true; own = null; });
document.addEventListener("pointerup", () => { pressed = false; settle(0); });
document.addEventListener("pointercancel", () => { pressed = false; });
document.addEventListener("selectionchange", () => { if (!pressed) settle(30); });

function settle(after) {
  clearTimeout(wait);
  wait = setTimeout(() => {
    const selection = getSelection();
    if (!selection.rangeCount || selection.isCollapsed) return;
    const stretch = selected(selection.getRangeAt(0));
    if (!stretch || sameAs(stretch) || (own && own[0] === stretch[0] && own[1] === stretch[1])) return;
    highlight?.clear();
    highlight?.add(selection.getRangeAt(0).cloneRange());
    point(stretch, { fromSelection: true });
    anchor = null;
  }, after);
}

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-leave]")) {
    event.preventDefault();
    leave();
    return;
  }
  const also = event.target.closest("a[data-at]");
  const coding = event.target.closest(".coding");
  const covered = event.target.closest("mark[data-u]");
  if (also) {
    event.preventDefault();
    point(also.dataset.at.split("-").map(Number));
  } else if (coding) {
    event.preventDefault();
    point([Number(coding.dataset.start), Number(coding.dataset.end)]);
  } else if (covered && getSelection().isCollapsed) {
    point(unitUnder(covered));
  }
});

/** The shortest unit over a mark; at the next click the next longer one. */
function unitUnder(mark) {
  const wanted = mark.dataset.u.split(" ");
  const over = units().filter((unit) => wanted.includes(unit.unit)).sort((a, b) => (a.end - a.start) - (b.end - b.start));
  const now = over.findIndex((unit) => sameAs([unit.start, unit.end]));
  const unit = over[(now + 1) % over.length];
  return [unit.start, unit.end];
}

// Fields grow with what is written.
document.addEventListener("input", (event) => grow(event.target));
function grow(field) {
  // Where the style sheet says so, the browser does it by itself, and without a layout of its own.
  if (CSS.supports("field-sizing", "content") || !field.matches?.(".notes textarea")) return;
  field.style.blockSize = "auto";
  field.style.blockSize = `${field.scrollHeight + 2}px`;
}
function growAll() {
  for (const field of document.querySelectorAll(".notes textarea")) grow(field);
}
document.addEventListener("emic:panel", growAll);

document.addEventListener("emic:changed", (event) => {
  ahead = null;
  mark();
  growAll();
  if (event.detail?.replace.codes) freshColours();
  // What another window or an undo did may concern the stretch at hand, too.
  if (here && !isTyping()) refresh();
  watchLearning(reader.dataset.study, onLearning);
});

/** Whether something was sent from the panel and nothing typed since. */
let isSent = false;
document.addEventListener("submit", (event) => { isSent ||= event.target.matches("#panel form[data-send]"); });
document.addEventListener("input", () => { isSent = false; });
// While the page is as it was: leaving a field lays the page out, and once something is put anew that takes long.
document.addEventListener("emic:done", () => {
  if (isSent && isTyping()) document.activeElement.blur();
  isSent = false;
});

function isTyping() {
  return document.activeElement?.matches("#panel textarea, #panel input");
}

/** Asks for the panel of the stretch at hand again, once the person sees what was done, unless she has gone on by then. */
function refresh() {
  const stretch = here, number = asked;
  afterPaint(() => { if (number === asked && sameAs(stretch)) point(stretch, { unlessTyping: true }); });
}

let canSuggest = true;

/** What was selected before emic had learnt anything has no suggestions yet: it is asked about again as soon as it has. */
function onLearning({ has_model: hasModel }) {
  const isNew = hasModel && !canSuggest;
  canSuggest = hasModel;
  if (isNew && here && !isTyping()) point(here, { unlessTyping: true });
}

/** A new code has a colour of its own; the old styles stay until the new ones are there. */
function freshColours() {
  const old = document.getElementById("colours"), fresh = old.cloneNode();
  fresh.href = `${new URL(old.href).pathname}?at=${document.body.dataset.at}`;
  fresh.addEventListener("load", () => old.remove());
  old.after(fresh);
}

{
  const { start, end } = panel().dataset;
  if (start) {
    here = [Number(start), Number(end)];
    mark();
    bringIntoView();
  }
  growAll();
  watchLearning(reader.dataset.study, onLearning);
}
