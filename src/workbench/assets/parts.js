// A transcript lies in parts of so many turns each: what is far away is neither styled nor laid out, whatever its length.

/** The first turn that reaches below a height of the window. */
export function turnFrom(height) {
  const part = firstReaching(document.getElementById("turns")?.children ?? [], height);
  return part && firstReaching(part.children, height);
}

/** The turn that follows, in this part or the next. */
export function turnAfter(turn) {
  return turn.nextElementSibling ?? turn.parentElement.nextElementSibling?.firstElementChild;
}

/** The first of boxes, one below the other, whose end is at that height or below it. */
function firstReaching(boxes, height) {
  let low = 0, high = boxes.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (boxes[middle].getBoundingClientRect().bottom < height) low = middle + 1;
    else high = middle;
  }
  return boxes[low];
}
