// On every page: the theme's button, the study chooser, forms that are sent without leaving the page, other windows' changes.

import "./send.js";
import "./live.js";

document.getElementById("theme")?.addEventListener("click", () => {
  const root = document.documentElement;
  const dark = root.dataset.theme
    ? root.dataset.theme === "dark"
    : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = dark ? "light" : "dark";
  try {
    localStorage.setItem("emic-theme", root.dataset.theme);
  } catch { /* It holds for this page, then. */ }
});

document.querySelector("[data-choose] select")?.addEventListener("change", (event) => event.target.form.submit());
