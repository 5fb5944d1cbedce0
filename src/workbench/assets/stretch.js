// Between what is selected on the page and the code points of the transcript, both ways.
//
// Each line says at which code point it begins; within it the text is that of the transcript, letter by letter. Units of UTF-16
// are counted as the code points they make, so that an emoji counts once.

const turns = () => document.getElementById("turns");

/** What was read from a turn, for as long as it stands on the page: in a long transcript nothing is read twice. */
const known = new WeakMap();

/** All turns in the order of the text, as `{turn, start, lines, sentences, units}`. */
function all() {
  return Array.from(turns().querySelectorAll(".turn"), ofTurn);
}

function ofTurn(turn) {
  let found = known.get(turn);
  if (!found) {
    const lines = [...turn.querySelectorAll(".line")];
    found = { turn, lines, start: Number(lines[0]?.dataset.start ?? 0), sentences: null, units: null };
    known.set(turn, found);
  }
  return found;
}

/** Code points of a text; half a pair at its end counts only where `whole`. */
function points(text, whole) {
  let n = 0;
  for (const _ of text) n++;
  const last = text.charCodeAt(text.length - 1);
  return !whole && last >= 0xd800 && last <= 0xdbff ? n - 1 : n;
}

function lineOf(node) {
  const element = node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement;
  return element?.closest("#turns .line");
}

function pointAt(line, node, offset, whole) {
  const range = document.createRange();
  range.setStart(line, 0);
  range.setEnd(node, offset);
  return Number(line.dataset.start) + points(range.toString(), whole);
}

/** The code points `[start, end]` of what a range covers of the transcript, without white space at its ends; null for nothing. */
export function selected(range) {
  if (range.collapsed || !turns()?.contains(range.commonAncestorContainer)) return null;
  let first = lineOf(range.startContainer), last = lineOf(range.endContainer);
  let start = first && pointAt(first, range.startContainer, range.startOffset, false);
  let end = last && pointAt(last, range.endContainer, range.endOffset, true);
  if (!first || !last) {
    // One end is beside the lines, in a name or a margin: the lines between count whole.
    const lines = [...turns().querySelectorAll(".line")].filter((line) => range.intersectsNode(line));
    if (!lines.length) return null;
    if (!first) start = Number(lines[0].dataset.start);
    if (!last) {
      const line = lines[lines.length - 1];
      end = Number(line.dataset.start) + points(line.textContent, true);
    }
  }
  const words = wordsOf(start, end);
  const before = points(words.slice(0, words.length - words.trimStart().length), true);
  const after = points(words.slice(words.trimEnd().length), true);
  return words.trim() && start + before < end - after ? [start + before, end - after] : null;
}

/** What stands on the page between two code points. */
function wordsOf(start, end) {
  return rangeOf(start, end)?.toString() ?? "";
}

/** The range on the page of code points; null where they are not on it. */
export function rangeOf(start, end) {
  const from = place(start, false), to = place(end, true);
  if (!from || !to) return null;
  const range = document.createRange();
  range.setStart(...from);
  range.setEnd(...to);
  return range;
}

/** The last of a sorted list that begins before a point, or at it where it is no end. */
function lastBefore(list, startOf, point, isEnd) {
  let low = 0, high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (startOf(list[middle]) < point + (isEnd ? 0 : 1)) low = middle + 1;
    else high = middle;
  }
  return list[low - 1];
}

function place(point, isEnd) {
  const startOf = (turn) => ofTurn(turn).start;
  const part = lastBefore(turns().children, (part) => startOf(part.firstElementChild), point, isEnd);
  const turn = part && lastBefore(part.children, startOf, point, isEnd);
  const line = turn && lastBefore(ofTurn(turn).lines, (line) => Number(line.dataset.start), point, isEnd);
  if (!line) return null;
  let left = point - Number(line.dataset.start);
  const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
  let node = null, last = null;
  while ((node = walker.nextNode())) {
    last = node;
    const length = points(node.data, true);
    if (left < length || (isEnd && left === length)) return [node, unit(node.data, left)];
    left -= length;
  }
  return last && [last, last.data.length];
}

/** The unit of UTF-16 at which a code point begins. */
function unit(text, point) {
  let at = 0;
  for (const letter of text) {
    if (point-- <= 0) break;
    at += letter.length;
  }
  return at;
}

/** All sentences that may be coded, as `{start, end, turn}` in the order of the text. */
export function sentences() {
  return all().flatMap((of) => of.sentences ??= sentencesOf(of.turn));
}

function sentencesOf(turn) {
  const written = turn.dataset.sentences?.split(" ") ?? [];
  return written.map((range) => {
    const [start, end] = range.split("-").map(Number);
    return { start, end, turn };
  });
}

/** All units, as `{start, end}` in the order of the text. */
export function units() {
  const found = new Map();
  for (const of of all()) for (const unit of of.units ??= unitsOf(of.turn)) found.set(unit.unit, unit);
  return [...found.values()].sort((a, b) => a.start - b.start || b.end - a.end);
}

function unitsOf(turn) {
  return Array.from(turn.querySelectorAll(".coding"), ({ dataset: { unit, start, end } }) => ({ unit, start: Number(start), end: Number(end) }));
}

/** Sentences of which units cover less than half. */
export function uncoded() {
  const covered = [];
  for (const { start, end } of units()) {
    const last = covered[covered.length - 1];
    if (last && start <= last.end) last.end = Math.max(last.end, end);
    else covered.push({ start, end });
  }
  let at = 0;
  return sentences().filter(({ start, end }) => {
    while (at < covered.length && covered[at].end <= start) at++;
    let inside = 0;
    for (let n = at; n < covered.length && covered[n].start < end; n++) {
      inside += Math.min(end, covered[n].end) - Math.max(start, covered[n].start);
    }
    return inside * 2 < end - start;
  });
}
