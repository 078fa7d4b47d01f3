/* How far the reader is, wherever an exercise is named; and the button that takes it all along. */
import { all, entryOf, exported } from "./keep.js";

const FILE = "mqlearn-answers.json";

/** Fills in all marks of the page, and again whenever another page of this site changes something. */
export function showMarks() {
  for (const mark of document.querySelectorAll(".mq-mark")) {
    const { verdict, passed_at, answer } = entryOf(mark.dataset.mark);
    const text = passed_at ? "✓ passed here" : verdict && verdict !== "NOT STARTED" ? verdict : answer && "begun here";
    mark.hidden = !text;
    mark.textContent = text ?? "";
    mark.classList.toggle("mq-passed", Boolean(passed_at));
  }
  for (const place of document.querySelectorAll(".mq-takeout")) {
    const entries = Object.values(all());
    place.hidden = !entries.length;
    if (!place.firstElementChild) place.append(document.createElement("span"), button());
    const passed = entries.filter(({ passed_at }) => passed_at).length;
    place.firstElementChild.textContent = `Kept in this browser: ${entries.length} begun, ${passed} passed.`;
  }
}

function button() {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "md-button";
  made.textContent = "Export all answers";
  made.title = `A file ${FILE}, for the course on your machine: mqlearn import ${FILE}`;
  made.addEventListener("click", () => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([exported()], { type: "application/json" }));
    link.download = FILE;
    link.click();
    URL.revokeObjectURL(link.href);
  });
  return made;
}

window.addEventListener("storage", showMarks);
