// Keys without Ctrl: which one was meant, when they are off, and the list of them.
//
// A key is told by its letter, and by its place where the layout has no Latin letter there: with a Persian or Russian layout the
// same keys of the keyboard do the same.

const STORED = "emic-keys";

/** Keys that go on while they are held down. What decides does so once a press. */
const MOVES = /^(?:[jk]|Arrow.*)$/i;

/** The key that was meant: `j`, `J`, `1`, `!1` (Shift and a digit), `Enter`, `ArrowDown`; null where it is meant for a field. */
export function meant(event) {
  if (event.defaultPrevented || event.isComposing || event.altKey) return null;
  if (event.repeat && !MOVES.test(letterOf(event))) return null;
  if (event.target.closest?.("input, textarea, select, [contenteditable], dialog")) return null;
  if (event.ctrlKey || event.metaKey) {
    const letter = letterOf(event).toLowerCase();
    if (letter === "z") return event.shiftKey ? "redo" : "undo";
    return letter === "y" && !event.shiftKey ? "redo" : null;
  }
  if (!isOn() && event.key.length === 1) return null;
  const digit = /^(?:Digit|Numpad)([1-9])$/.exec(event.code);
  if (digit) return (event.shiftKey ? "!" : "") + digit[1];
  return event.key.length === 1 ? letterOf(event) : event.key;
}

function letterOf(event) {
  if (/^[\x20-\x7e]$/.test(event.key)) return event.key;
  const place = /^Key([A-Z])$/.exec(event.code);
  if (place) return event.shiftKey ? place[1] : place[1].toLowerCase();
  return event.code === "Slash" && event.shiftKey ? "?" : event.key;
}

function isOn() {
  try {
    return localStorage.getItem(STORED) !== "off";
  } catch {
    return true;
  }
}

/** Shows the list of keys. */
export function showKeys() {
  const dialog = document.getElementById("keys");
  if (!dialog || dialog.open) return;
  dialog.querySelector("#keys-on").checked = isOn();
  dialog.showModal();
}

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-show-keys]")) showKeys();
  // A click beside the dialog is on the dialog itself.
  if (event.target.id === "keys") event.target.close();
});

document.addEventListener("change", (event) => {
  if (event.target.id !== "keys-on") return;
  try {
    localStorage.setItem(STORED, event.target.checked ? "on" : "off");
  } catch { /* They stay as they are, then. */ }
});

/** Presses a button of the page, if it is there and can be pressed. */
export function press(selector) {
  const button = document.querySelector(selector);
  if (!button || button.disabled) return false;
  button.click();
  return true;
}

/** What the keys do that all coding pages share; whether the key was one of them. */
export function common(key) {
  switch (key) {
    case "?": showKeys(); return true;
    case "undo": case "z": return press("#undo");
    case "redo": case "Z": return press("#redo");
    case "e": for (const why of document.querySelectorAll("details.why")) why.open = !why.open; return true;
    case "c": return focus("code");
    default: return false;
  }
}

/** Puts the cursor into a field. */
export function focus(id) {
  const field = document.getElementById(id);
  field?.focus();
  field?.select?.();
  return Boolean(field);
}

/** Accepts (`3`) or rejects (`!3`) the suggestion of this number. */
export function decide(key) {
  const rejected = key.startsWith("!");
  const number = Number(rejected ? key.slice(1) : key);
  if (!(number >= 1 && number <= 5)) return false;
  const offers = document.querySelectorAll(".offers .offer");
  const button = offers[number - 1]?.querySelector(rejected ? ".not" : ".take");
  button?.click();
  return Boolean(button);
}
