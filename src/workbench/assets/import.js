// Files and folders that are dropped: what the plain form sends, with the folders they lie in.

import { apply, post, target, tell } from "./send.js";

let dropped = [];

async function entries(folder) {
  const reader = folder.createReader(), found = [];
  for (;;) {
    const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (!some.length) return found;
    found.push(...some);
  }
}

async function walk(entry, path) {
  if (entry.isFile) {
    const file = await new Promise((resolve, reject) => entry.file(resolve, reject));
    return [{ file, name: path + entry.name }];
  }
  const inside = await Promise.all((await entries(entry)).map((e) => walk(e, `${path}${entry.name}/`)));
  return inside.flat();
}

function given(form) {
  const list = form.querySelector("[data-given]");
  const names = dropped.map(({ name }) => name);
  list.replaceChildren(...names.map((name) => {
    const item = document.createElement("li");
    item.dir = "auto";
    item.textContent = name;
    return item;
  }));
}

document.addEventListener("dragover", (event) => {
  const zone = event.target.closest?.("[data-drop]");
  if (!zone) return;
  event.preventDefault();
  zone.classList.add("over");
});

document.addEventListener("dragleave", (event) => {
  event.target.closest?.("[data-drop]")?.classList.remove("over");
});

document.addEventListener("drop", async (event) => {
  const zone = event.target.closest?.("[data-drop]");
  if (!zone) return;
  event.preventDefault();
  zone.classList.remove("over");
  const items = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  const found = items.length
    ? (await Promise.all(items.map((entry) => walk(entry, "")))).flat()
    : [...event.dataTransfer.files].map((file) => ({ file, name: file.name }));
  dropped.push(...found.filter(({ name }) => !name.split("/").pop().startsWith(".")));
  given(zone.closest("form"));
});

// Before send.js takes it: a form with dropped files is sent with them, under the folders they came from.
document.addEventListener("submit", async (event) => {
  const form = event.target.closest("form[data-import]");
  if (!form || !dropped.length) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const fields = new FormData(form);
  for (const { file, name } of dropped) fields.append("files", file, name);
  const button = event.submitter ?? form.querySelector("button");
  const address = target(form, event.submitter);
  button.disabled = true;
  const done = await post(address, fields);
  button.disabled = false;
  if (!done) return;
  // What was only looked at is still to come in.
  if (address === form.action) dropped = [];
  await apply(done);
  if (done.told) tell(done.told);
}, true);
