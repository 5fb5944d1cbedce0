// Find a code while typing: a list of those that fit under the field, the one used most on top; the last line makes a new code.
//
// Without this script the field has the browser's own list. Names are set as text, never as HTML.

const MOST = 9;
const RECENT = "emic-recent-codes";

let field = null, list = null, live = null, options = [], chosen = -1;

function codes() {
  return [...document.querySelectorAll("#codes option")].map((option) => ({
    path: option.value, id: option.dataset.id, n: Number(option.dataset.n),
  }));
}

function recent() {
  try {
    return JSON.parse(sessionStorage.getItem(RECENT)) ?? [];
  } catch {
    return [];
  }
}

/** Remembers that a code was used. */
export function used(path) {
  try {
    const rest = recent().filter((other) => other !== path);
    sessionStorage.setItem(RECENT, JSON.stringify([path, ...rest].slice(0, MOST)));
  } catch { /* The list then begins with the most used codes. */ }
}

/** How well a path fits what was typed; 0 for not at all. Every word typed must be somewhere in the path. */
function fit(path, typed) {
  const lower = path.toLowerCase(), name = lower.split(" > ").pop();
  const words = typed.split(/[\s>]+/).filter(Boolean);
  if (!words.every((word) => lower.includes(word))) return 0;
  if (name === typed) return 6;
  if (name.startsWith(typed)) return 5;
  if (words.every((word) => name.split(/[\s\u200c-]+/).some((part) => part.startsWith(word)))) return 4;
  if (words.every((word) => name.includes(word))) return 3;
  return 2;
}

function matches(text) {
  const typed = text.trim().toLowerCase(), all = codes();
  if (!typed) {
    const last = recent();
    const place = (code) => (last.indexOf(code.path) + MOST + 1) % (MOST + 1);
    return all.sort((a, b) => place(a) - place(b) || b.n - a.n).slice(0, MOST);
  }
  return all.map((code) => ({ ...code, fit: fit(code.path, typed) })).filter((code) => code.fit)
    .sort((a, b) => b.fit - a.fit || b.n - a.n).slice(0, MOST);
}

function open() {
  const typed = field.value.trim();
  options = matches(field.value);
  const exists = codes().some((code) => [code.path, code.path.split(" > ").pop()].some((name) => name.toLowerCase() === typed.toLowerCase()));
  if (typed && !exists && field.dataset.create) options.push({ path: typed, create: true });
  chosen = typed ? 0 : -1;
  draw();
}

function draw() {
  list.replaceChildren(...options.map((option, n) => {
    const line = document.createElement("li");
    line.id = `found-${n}`;
    line.role = "option";
    line.ariaSelected = String(n === chosen);
    line.dir = "auto";
    const names = option.path.split(" > ");
    const name = document.createElement("span");
    name.className = option.create ? "name" : `name code a${option.id}`;
    if (option.create) {
      line.className = "create";
      line.append(`${field.dataset.create} `);
      name.textContent = `“${option.path}”`;
    } else {
      name.textContent = names.pop();
    }
    line.append(name);
    if (!option.create && names.length) {
      const above = document.createElement("small");
      above.textContent = names.join(" › ");
      line.append(" ", above);
    }
    line.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      take(n);
    });
    return line;
  }));
  list.hidden = !options.length;
  bringIntoView();
  field.ariaExpanded = String(!list.hidden);
  if (chosen >= 0) field.setAttribute("aria-activedescendant", `found-${chosen}`);
  else field.removeAttribute("aria-activedescendant");
  const found = options.filter((option) => !option.create).length;
  live.textContent = (found === 1 ? field.dataset.foundOne : field.dataset.found).replace("{n}", found);
}

/** Scrolls the panel, not the page: the list comes into view, and the field above it stays. */
function bringIntoView() {
  const panel = field.closest(".panel");
  if (!panel || list.hidden) return;
  const frame = panel.getBoundingClientRect();
  const below = list.getBoundingClientRect().bottom - Math.min(frame.bottom, innerHeight) + 8;
  const above = field.getBoundingClientRect().top - frame.top - 28;
  if (below > 0) panel.scrollTop += Math.min(below, above);
}

function take(n) {
  const option = options[n], form = field.form;
  field.value = option.path;
  let flag = form.querySelector("[name=new]");
  if (flag?.type === "checkbox") {
    flag.checked = Boolean(option.create);
  }
  used(option.path);
  close();
  form.requestSubmit(form.querySelector("button:not([name])"));
}

function close() {
  if (!list) return;
  list.hidden = true;
  field.ariaExpanded = "false";
}

function begin(input) {
  if (field === input) return;
  list?.remove();
  live?.remove();
  field = input;
  field.removeAttribute("list");
  field.role = "combobox";
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-controls", "found");
  list = document.createElement("ul");
  list.id = "found";
  list.role = "listbox";
  list.className = "found";
  list.hidden = true;
  live = document.createElement("span");
  live.className = "hidden";
  live.role = "status";
  field.parentElement.append(list, live);
}

document.addEventListener("focusin", (event) => {
  if (!event.target.matches?.("[data-find]")) return;
  begin(event.target);
  open();
});
document.addEventListener("focusout", (event) => {
  if (event.target === field) close();
});
document.addEventListener("input", (event) => {
  if (event.target === field) open();
});
document.addEventListener("keydown", (event) => {
  if (event.target !== field || event.isComposing) return;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    if (list.hidden) open();
    const step = event.key === "ArrowDown" ? 1 : -1;
    chosen = (chosen + step + options.length) % options.length;
    draw();
  } else if (event.key === "Enter" && chosen >= 0 && !list.hidden) {
    event.preventDefault();
    take(chosen);
  } else if (event.key === "Escape") {
    event.preventDefault();
    close();
    field.blur();
  }
});
