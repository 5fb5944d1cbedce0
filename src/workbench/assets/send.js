// The browser's half of answer.rs: sends a form, puts what changed in its place, says what was done or why not.

/** Tells something in the notices, or takes away what they say; `alert` for what went wrong. */
export function tell(text, { alert = false, changes = [], link = null } = {}) {
  const notices = document.getElementById("notices");
  if (!text) {
    notices.replaceChildren();
    return;
  }
  const notice = document.createElement("div");
  notice.className = alert ? "notice alert" : "notice";
  if (alert) notice.setAttribute("role", "alert");
  const line = document.createElement("p");
  line.dir = "auto";
  line.textContent = text;
  notice.append(line);
  if (changes.length) {
    const list = document.createElement("ul");
    for (const change of changes) {
      const item = document.createElement("li");
      item.dir = "auto";
      item.textContent = change;
      list.append(item);
    }
    notice.append(list);
  }
  if (link) notice.append(link);
  if (alert) {
    const close = document.createElement("button");
    close.type = "button";
    close.className = "quiet";
    close.textContent = document.body.dataset.close;
    close.addEventListener("click", () => notice.remove());
    notice.append(close);
  }
  notices.replaceChildren(notice);
}

/** A link that shows the page as it is now. */
export function reloadLink() {
  const link = document.createElement("a");
  link.href = location.pathname + location.search;
  link.textContent = document.body.dataset.showChanges;
  return link;
}

/** The event this page knows of. */
export function seen() {
  return Number(document.body.dataset.at);
}

/** From now on this page knows of event `at`, and undo and redo are these. */
export function setSeen(at, undo, redo) {
  // Answers may overtake one another.
  if (at < seen()) return;
  document.body.dataset.at = at;
  for (const input of document.querySelectorAll("[data-seen]")) input.value = at;
  setStep("undo", undo);
  setStep("redo", redo);
}

function setStep(name, step) {
  const form = document.querySelector(`[data-step="${name}"]`);
  if (!form) return;
  const button = form.querySelector("button");
  form.elements.event.value = step ? step.event : "";
  button.disabled = !step;
  button.title = step ? step.summary : button.dataset.none;
  if (name === "undo") button.toggleAttribute("data-large", Boolean(step?.is_large));
  button.querySelector(".what").textContent = step ? step.summary : "";
}

let underWay = 0;

/** Whether an action of this page is under way: what it did will be shown by its answer. */
export function isBusy() {
  return underWay > 0;
}

/** Whether something was typed that a fresh page would lose. */
export function hasInput() {
  const fields = document.querySelectorAll("main input:not([type=hidden]), main textarea");
  return [...fields].some((field) => field.value !== field.defaultValue || field.checked !== field.defaultChecked);
}

/** Posts to an address; the answer's JSON, or null after having told why not. */
export async function post(address, fields) {
  const body = fields instanceof FormData && [...fields.values()].some((v) => v instanceof File)
    ? fields
    : new URLSearchParams(fields instanceof FormData ? [...fields] : Object.entries(fields));
  underWay++;
  try {
    return await ask(address, { method: "POST", body });
  } finally {
    underWay--;
  }
}

/** Gets JSON from an address; null after having told why not, or where it was given up. */
export async function ask(address, options = {}) {
  let response, answer;
  try {
    response = await fetch(address, { ...options, headers: { Accept: "application/json" } });
    answer = await response.json();
  } catch {
    if (options.signal?.aborted) return null;
    tell(document.body.dataset.unreachable, { alert: true });
    return null;
  }
  if (response.ok) return answer;
  tell(answer.error, { alert: true, changes: answer.changes, link: response.status === 409 ? reloadLink() : null });
  return null;
}

/** Puts an answer of an action on the page. */
export async function apply(done) {
  document.dispatchEvent(new Event("emic:done"));
  const pieces = Object.entries(done.replace);
  if (pieces.length || done.remove.length) {
    for (const [id, html] of pieces) {
      const old = document.getElementById(id);
      if (!old) continue;
      const template = document.createElement("template");
      template.innerHTML = html;
      old.replaceWith(template.content);
    }
    for (const id of done.remove) document.getElementById(id)?.remove();
    setSeen(done.at, done.undo, done.redo);
  } else {
    await show(done.to);
    setSeen(done.at, done.undo, done.redo);
  }
  if (done.told) tell(done.told);
  document.dispatchEvent(new CustomEvent("emic:changed", { detail: done }));
  windows?.postMessage(done.at);
}

/** Fetches a page and shows it in place of this one's content. */
export async function show(address) {
  const url = new URL(address, location.href);
  const here = url.pathname + url.search === location.pathname + location.search;
  if (!here) {
    location.assign(url);
    return;
  }
  const page = await fetch(url).then((response) => response.text());
  const fresh = new DOMParser().parseFromString(page, "text/html");
  const focus = document.activeElement?.id;
  document.getElementById("main").replaceWith(document.adoptNode(fresh.getElementById("main")));
  if (focus) document.getElementById(focus)?.focus();
  document.body.dataset.at = fresh.body.dataset.at;
  document.dispatchEvent(new CustomEvent("emic:shown"));
}

/** Windows of the same browser tell each other at once; others find out by asking (live.js). */
export const windows = "BroadcastChannel" in window ? new BroadcastChannel("emic-" + location.port) : null;

document.addEventListener("submit", async (event) => {
  const form = event.target.closest("form[data-send]");
  if (!form) return;
  event.preventDefault();
  const fields = new FormData(form, event.submitter);
  const button = event.submitter ?? form.querySelector("button");
  if (button?.hasAttribute("data-large") && !confirm(`${button.dataset.sure}\n\n${button.title}`)) return;
  if (button) button.disabled = true;
  const done = await post(target(form, event.submitter), fields);
  if (button) button.disabled = false;
  if (done) await apply(done);
});

/** Where a form is sent by this button. */
export function target(form, submitter) {
  return submitter?.hasAttribute("formaction") ? submitter.formAction : form.action;
}
