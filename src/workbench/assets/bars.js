// Puts the codings of each turn beside the lines they cover: a bar as long as the unit, its name where the bar begins.
//
// The list is there without this script, too. Only turns near the window are measured, so that a long transcript opens at once.

import { turnAfter, turnFrom } from "./parts.js";

const LANE = 7;
const LANES = 6;
const NAME = 24;
/** So many turns that were put anew are laid out at once. */
const FEW = 20;

/** Lays out the codings of one turn. */
export function layOut(turn) {
  const list = turn.querySelector(".codings");
  if (!list) return;
  // What the marks cover first: what stands in them is laid out then, and everything is measured after one layout.
  const covered = Array.from(turn.querySelectorAll("mark"), (mark) => [mark, mark.getClientRects()]);
  const top = turn.getBoundingClientRect().top;
  const room = list.clientWidth;
  const boxes = new Map();
  for (const [mark, rects] of covered) {
    if (!rects.length) continue;
    const from = rects[0].top - top, to = rects[rects.length - 1].bottom - top;
    for (const unit of mark.dataset.u.split(" ")) {
      const box = boxes.get(unit);
      if (box) box.to = Math.max(box.to, to);
      else boxes.set(unit, { from, to });
    }
  }
  const lanes = [];
  let below = 0;
  for (const coding of list.children) {
    const box = boxes.get(coding.dataset.unit);
    if (!box) continue;
    let lane = lanes.findIndex((end) => end <= box.from + 1);
    if (lane < 0) lane = lanes.length < LANES ? lanes.length : LANES - 1;
    lanes[lane] = Math.max(lanes[lane] ?? 0, box.to);
    const at = Math.max(box.from, below);
    below = at + NAME;
    coding.style.setProperty("--from", `${box.from}px`);
    coding.style.setProperty("--length", `${box.to - box.from}px`);
    coding.style.setProperty("--lane", `${lane * LANE}px`);
    coding.style.setProperty("--name", `${at}px`);
  }
  list.style.setProperty("--room", `${room}px`);
  list.style.setProperty("--lanes", `${Math.max(1, lanes.length) * LANE}px`);
  turn.style.minBlockSize = `${below}px`;
  list.classList.add("laid-out");
}

const reader = document.getElementById("reader");
/** The turns that the browser draws, those near the window included. */
const near = new Set();

function layOutNear() {
  for (const turn of near) {
    if (turn.isConnected) layOut(turn);
    else near.delete(turn);
  }
}

function come(turn, isNear) {
  if (!turn.classList?.contains("turn")) return;
  if (!isNear) {
    near.delete(turn);
    return;
  }
  near.add(turn);
  layOut(turn);
}

/** Lays out a turn that was put anew and is seen. The browser would find out for itself that it is, and lay everything out a second time
 * before it paints; so it is told, until it has painted. */
function seenAtOnce(turn) {
  turn.style.contentVisibility = "visible";
  come(turn, true);
  requestAnimationFrame(() => setTimeout(() => turn.style.removeProperty("content-visibility")));
}

/** Watches which turns come near: the browser tells it itself, as it draws them only then; where it does not, each is observed. */
function watch() {
  if ("oncontentvisibilityautostatechange" in document.documentElement) {
    document.addEventListener("contentvisibilityautostatechange", (event) => come(event.target, !event.skipped));
    for (const turn of visible()) come(turn, true);
    return () => { for (const turn of visible()) come(turn, true); };
  }
  const observer = new IntersectionObserver((entries) => {
    for (const entry of entries) come(entry.target, entry.isIntersecting);
  }, { rootMargin: "600px 0px" });
  const observe = () => {
    observer.disconnect();
    for (const turn of document.querySelectorAll(".turn")) observer.observe(turn);
  };
  observe();
  return observe;
}

/** The turns in the window. */
function visible() {
  const found = [];
  for (let turn = turnFrom(0); turn && turn.getBoundingClientRect().top < innerHeight; turn = turnAfter(turn)) found.push(turn);
  return found;
}

if (reader) {
  const again = watch();
  document.addEventListener("emic:changed", (event) => {
    // What was put anew within the window is laid out before it is painted; further away it waits until it comes near.
    const changed = Object.keys(event.detail?.replace ?? {}).map((id) => document.getElementById(id)).filter((turn) => turn?.matches(".turn"));
    if (changed.length <= FEW) for (const turn of changed) seenAtOnce(turn);
    else again();
  });
  document.addEventListener("emic:shown", again);
  let wait, width = 0;
  new ResizeObserver(([{ contentRect }]) => {
    if (contentRect.width === width) return;
    width = contentRect.width;
    clearTimeout(wait);
    wait = setTimeout(layOutNear, 80);
  }).observe(document.body);
}
