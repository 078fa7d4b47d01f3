/* A block of code that can be edited where it stands: a textarea over the colored text.

   Tab indents and Shift+Tab outdents. Esc, then Tab leaves, so that nobody is caught in it with the keyboard. */
import { colored } from "./colors.js";

const STEP = "    ";

export class Editor {
  #ink; // what is seen
  #area; // what is typed into
  #html; // the page's own colors, for the page's own text
  #leaving = false; // Esc was the last key

  /** `code`: the <code> to edit. `onRun`: Shift+Enter or Ctrl+Enter. `onChange`: the text has changed. */
  constructor(code, { label, describedBy, onRun, onChange }) {
    this.code = code;
    this.original = code.textContent.replace(/\n$/, "");
    this.#html = code.innerHTML;
    this.onRun = onRun;
    this.onChange = onChange;

    this.#ink = document.createElement("span");
    this.#ink.className = "mq-ink";
    this.#ink.ariaHidden = "true"; // the textarea has the same text
    this.#ink.append(...code.childNodes);
    this.#area = document.createElement("textarea");
    this.#area.className = "mq-area";
    this.#area.value = this.original;
    this.#area.spellcheck = false;
    this.#area.wrap = "off";
    for (const [name, value] of Object.entries({
      "aria-label": label,
      "aria-describedby": describedBy,
      autocapitalize: "off",
      autocomplete: "off",
      autocorrect: "off",
    })) {
      this.#area.setAttribute(name, value);
    }
    this.#area.addEventListener("input", () => this.#changed());
    this.#area.addEventListener("keydown", (event) => this.#key(event));
    code.classList.add("mq-editor");
    code.append(this.#ink, this.#area);
  }

  get text() {
    return this.#area.value;
  }

  set text(text) {
    this.#area.value = text;
    this.#changed();
  }

  get isChanged() {
    return this.text !== this.original;
  }

  reset() {
    this.text = this.original;
  }

  #changed() {
    // The last line needs something in it, or it has no height.
    this.#ink.innerHTML = this.isChanged ? colored(this.text) + "\n" : this.#html;
    this.code.dataset.copy = this.text; // for the theme's copy button
    this.onChange();
  }

  #key(event) {
    const leaving = this.#leaving;
    this.#leaving = event.key === "Escape" || (leaving && event.key === "Shift");
    if (event.key === "Enter" && (event.shiftKey || event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      this.onRun();
    } else if (event.key === "Enter") {
      event.preventDefault();
      this.#newLine();
    } else if (event.key === "Tab" && !leaving && !event.altKey && !event.ctrlKey) {
      event.preventDefault();
      this.#indent(event.shiftKey);
    }
  }

  /* With the indent of the line before, and a step more after a colon. */
  #newLine() {
    const before = this.text.slice(0, this.#area.selectionStart);
    const line = before.slice(before.lastIndexOf("\n") + 1);
    this.#insert("\n" + line.match(/^ */)[0] + (/:\s*(#.*)?$/.test(line) ? STEP : ""));
  }

  #indent(back) {
    const { selectionStart: begin, selectionEnd: end } = this.#area;
    const from = this.text.slice(0, begin).lastIndexOf("\n") + 1;
    if (begin === end && !back) {
      this.#insert(" ".repeat(STEP.length - ((begin - from) % STEP.length)));
      return;
    }
    const to = (this.text + "\n").indexOf("\n", Math.max(from, end));
    const before = this.text.slice(from, to);
    const after = before.replace(/^.*$/gm, (line) => {
      if (back) return line.replace(/^ {1,4}/, "");
      return line && STEP + line;
    });
    if (after === before) return;
    const shift = after.split("\n", 1)[0].length - before.split("\n", 1)[0].length;
    this.#area.setSelectionRange(from, to);
    this.#insert(after);
    this.#area.setSelectionRange(Math.max(from, begin + shift), Math.max(from, end + after.length - before.length));
  }

  /* In place of the selection. The old command is the only one that leaves undo intact. */
  #insert(text) {
    const done = text
      ? document.execCommand("insertText", false, text)
      : document.execCommand("delete");
    if (!done) {
      const { selectionStart, selectionEnd } = this.#area;
      this.#area.setRangeText(text, selectionStart, selectionEnd, "end");
      this.#changed();
    }
  }
}
