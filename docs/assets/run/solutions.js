/* The solution of an exercise: folded, and locked until the exercise has passed here or its last hint was read.

   The lock keeps a curious reader from one click too many. It hides nothing from a reader of the page's source. */
import { change, entryOf } from "./keep.js";

/** Counts the hints that are read, and unlocks the solution when it is earned. */
export function lockSolutions(element) {
  const name = element.dataset.exercise;
  const hints = [...document.querySelectorAll(".mq-hint")];
  const look = () => {
    const { passed_at, hints: read = 0 } = entryOf(name);
    const earned = Boolean(passed_at) || read >= hints.length;
    element.querySelector("details").hidden = !earned;
    element.querySelector(".mq-locked").hidden = earned;
  };
  for (const [n, hint] of hints.entries()) {
    hint.addEventListener("toggle", () => {
      if (hint.open && n + 1 > (entryOf(name).hints ?? 0)) change(name, { hints: n + 1 });
      look();
    });
  }
  document.addEventListener("mq-judged", look);
  window.addEventListener("storage", look);
  look();
}
