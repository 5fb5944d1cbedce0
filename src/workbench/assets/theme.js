// Runs before the page is painted, so that a dark page never flashes white.
try {
  const theme = localStorage.getItem("emic-theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch { /* Storage is off: the system's theme it is. */ }
document.documentElement.classList.add("scripts");
