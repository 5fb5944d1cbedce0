// Says what the suggestions are learnt from, for as long as that changes.

const SOON = 700, LATER = 5000;
let timer = null;

/** Looks now, and again until all is learnt. */
export async function watchLearning(study, changed) {
  clearTimeout(timer);
  let learning;
  try {
    const response = await fetch(`/study/${study}/learning`, { headers: { Accept: "application/json" } });
    if (!response.ok) return;
    learning = await response.json();
  } catch {
    return;
  }
  for (const line of document.querySelectorAll("[data-learning]")) {
    if (line.textContent !== learning.text) line.textContent = learning.text;
    line.dataset.doing = learning.doing;
  }
  changed?.(learning);
  const wait = { learning: SOON, judging: LATER }[learning.doing];
  if (wait) timer = setTimeout(() => watchLearning(study, changed), document.hidden ? LATER : wait);
}
