// Work under way (kept.rs): tells how far it is and shows the page anew when it is done.

import { show } from "./send.js";

const EVERY = 800;

async function look() {
  const told = document.querySelector("[data-waiting]");
  if (!told) return;
  try {
    const response = await fetch(told.dataset.waiting, { headers: { Accept: "application/json" } });
    const { working } = await response.json();
    if (working === null) {
      await show(location.pathname + location.search);
      return;
    }
    told.firstElementChild.textContent = working;
  } catch { /* emic was ended: that is told when something is to be done. */ }
  setTimeout(look, EVERY);
}

function begin() {
  if (document.querySelector("[data-waiting]")) setTimeout(look, EVERY);
}

begin();
document.addEventListener("emic:shown", begin);
