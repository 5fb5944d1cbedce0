// The tree of the codebook: folded, walked through and put in order by mouse and keyboard. Each move is sent by the form #place.

const folded = new Set(JSON.parse(read() ?? "[]"));
let dragged = null;

function read() {
  try { return sessionStorage.getItem("emic-folded"); } catch { return null; }
}

function remember() {
  try { sessionStorage.setItem("emic-folded", JSON.stringify([...folded])); } catch { /* For this page only, then. */ }
}

const rows = () => [...document.querySelectorAll("#tree tbody tr")];
const visible = () => rows().filter((row) => !row.hidden);
const rowOf = (id) => document.getElementById(`code-${id}`);
const siblings = (row) => rows().filter((other) => other.dataset.parent === row.dataset.parent);

function isBelow(row, above) {
  for (let at = row; at; at = rowOf(at.dataset.parent)) if (at === above) return true;
  return false;
}

function setUp() {
  const tree = document.getElementById("tree");
  if (!tree) return;
  for (const row of rows()) {
    row.draggable = true;
    const place = row.querySelector(".name");
    if (!("branch" in row.dataset) || place.querySelector("button")) continue;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "fold";
    button.setAttribute("aria-label", `${tree.dataset.fold}: ${row.querySelector("a").textContent}`);
    place.prepend(button);
  }
  // A code that is shown beside the tree is never hidden in it.
  const here = document.querySelector("#tree .here");
  for (let at = here && rowOf(here.dataset.parent); at; at = rowOf(at.dataset.parent)) folded.delete(at.dataset.code);
  fold();
  const moved = sessionStorage.getItem("emic-moved");
  if (moved) {
    sessionStorage.removeItem("emic-moved");
    rowOf(moved)?.querySelector("a").focus();
  }
}

function fold() {
  for (const row of rows()) {
    const above = rowOf(row.dataset.parent);
    row.hidden = Boolean(above) && (above.hidden || folded.has(above.dataset.code));
    row.querySelector(".fold")?.setAttribute("aria-expanded", String(!folded.has(row.dataset.code)));
  }
}

function setFolded(row, isFolded) {
  if (isFolded) folded.add(row.dataset.code);
  else folded.delete(row.dataset.code);
  remember();
  fold();
}

function place(row, under, before) {
  const form = document.getElementById("place");
  form.elements.code.value = row.dataset.code;
  form.elements.under.value = under ?? "";
  form.elements.before.value = before ?? "";
  sessionStorage.setItem("emic-moved", row.dataset.code);
  form.requestSubmit();
}

document.addEventListener("click", (event) => {
  const button = event.target.closest(".fold");
  if (!button) return;
  const row = button.closest("tr");
  setFolded(row, !folded.has(row.dataset.code));
});

document.addEventListener("keydown", (event) => {
  const row = event.target.closest?.("#tree tbody tr");
  if (!row || !event.target.matches("a.code") || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const isRtl = getComputedStyle(row).direction === "rtl";
  const inwards = isRtl ? "ArrowLeft" : "ArrowRight", outwards = isRtl ? "ArrowRight" : "ArrowLeft";
  if (![inwards, outwards, "ArrowUp", "ArrowDown"].includes(event.key)) return;
  event.preventDefault();
  if (event.altKey) move(row, event.key, inwards, outwards);
  else walk(row, event.key, inwards);
});

function walk(row, key, inwards) {
  const shown = visible(), at = shown.indexOf(row);
  if (key === "ArrowUp" || key === "ArrowDown") {
    shown[at + (key === "ArrowUp" ? -1 : 1)]?.querySelector("a.code").focus();
  } else if (key === inwards) {
    if ("branch" in row.dataset) setFolded(row, false);
  } else if ("branch" in row.dataset && !folded.has(row.dataset.code)) {
    setFolded(row, true);
  } else {
    rowOf(row.dataset.parent)?.querySelector("a.code").focus();
  }
}

function move(row, key, inwards, outwards) {
  const beside = siblings(row), at = beside.indexOf(row), parent = row.dataset.parent;
  if (key === "ArrowUp" && at > 0) place(row, parent, beside[at - 1].dataset.code);
  if (key === "ArrowDown" && at < beside.length - 1) place(row, parent, beside[at + 2]?.dataset.code);
  if (key === inwards && at > 0) {
    folded.delete(beside[at - 1].dataset.code);
    place(row, beside[at - 1].dataset.code);
  }
  if (key === outwards && parent) {
    const above = rowOf(parent), around = siblings(above);
    place(row, above.dataset.parent, around[around.indexOf(above) + 1]?.dataset.code);
  }
}

// The upper quarter of a row: before it; the rest: below it, as the last.
function aim(row, event) {
  const box = row.getBoundingClientRect();
  return event.clientY < box.top + box.height / 4 ? "before" : "under";
}

function unmark() {
  for (const row of document.querySelectorAll("#tree [data-drop]")) delete row.dataset.drop;
}

document.addEventListener("dragstart", (event) => {
  dragged = event.target.closest?.("#tree tbody tr") ?? null;
  if (!dragged) return;
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", dragged.querySelector("a.code").textContent);
});

document.addEventListener("dragover", (event) => {
  const row = event.target.closest?.("#tree tbody tr");
  unmark();
  if (!dragged || !row || isBelow(row, dragged)) return;
  event.preventDefault();
  row.dataset.drop = aim(row, event);
});

document.addEventListener("drop", (event) => {
  const row = event.target.closest?.("#tree tbody tr");
  if (!dragged || !row || isBelow(row, dragged)) return;
  event.preventDefault();
  const where = aim(row, event);
  unmark();
  if (where === "under") place(dragged, row.dataset.code);
  else place(dragged, row.dataset.parent, row.dataset.code);
});

document.addEventListener("dragend", () => {
  unmark();
  dragged = null;
});

setUp();
document.addEventListener("emic:shown", setUp);
