// Puts the codings of each turn beside the lines they cover: a bar as long as the unit, its name where the bar begins.
//
// The list is there without this script, too. Only turns near the window are measured, so that a long transcript opens at once.

const LANE = 7;
const LANES = 6;
const NAME = 24;

/** Lays out the codings of one turn. */
export function layOut(turn) {
  const list = turn.querySelector(".codings");
  if (!list) return;
  const top = turn.getBoundingClientRect().top;
  const boxes = new Map();
  for (const mark of turn.querySelectorAll("mark")) {
    const rects = mark.getClientRects();
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
  list.style.setProperty("--room", `${list.clientWidth}px`);
  list.style.setProperty("--lanes", `${Math.max(1, lanes.length) * LANE}px`);
  turn.style.minBlockSize = `${below}px`;
  list.classList.add("laid-out");
}

const reader = document.getElementById("reader");
const near = new IntersectionObserver((entries) => {
  for (const entry of entries) if (entry.isIntersecting) layOut(entry.target);
}, { rootMargin: "600px 0px" });

function watch() {
  near.disconnect();
  for (const turn of document.querySelectorAll(".turn")) near.observe(turn);
}

if (reader) {
  watch();
  document.addEventListener("emic:changed", watch);
  document.addEventListener("emic:shown", watch);
  let wait;
  new ResizeObserver(() => {
    clearTimeout(wait);
    wait = setTimeout(watch, 80);
  }).observe(document.body);
}
