/* The page of an exercise: an editor, and the same check that pytest runs, in a fresh interpreter each time.

   Nothing is loaded before the answer is edited or checked. Whoever loops for ever is found by the check itself
   (mqlearn/grading/deadline.py). What even that cannot interrupt, this page ends, and says so with the verdict
   that a process would get. */
import { Editor } from "./editor.js";
import { change, entryOf, lasts, note } from "./keep.js";
import { showMarks } from "./marks.js";
import { Python, Stopped } from "./python.js";

const HELP =
  "Shift+Enter checks. Tab indents; to leave the code with the keyboard, press Esc, then Tab. " +
  "The lines above these are the text that you have just read.";
const ICONS = { run: "M3 1.5v13l11-6.5z", stop: "M2.5 2.5h11v11h-11z" };
const LIMIT = 20;
/* Seconds for one check. On a machine it is 10; Python takes about twice as long here. */
const GRACE = 3;
/* Seconds that a check may be silent after its time, before its interpreter is ended. */
const VERDICTS = new URL("../../verdicts/", import.meta.url);

export function solveHere(element) {
  const desk = new Desk(element, JSON.parse(element.querySelector("script").textContent));
  desk.restore();
}

class Desk {
  #dropped; // the answer before a Reset

  constructor(element, { exercise, file, head }) {
    this.name = exercise;
    this.head = head;
    this.python = new Python({ onLoading: (part) => (this.progress.value = part), onLost: () => {} });
    this.after = document.querySelector(".mq-after");

    const code = element.querySelector("pre > code");
    this.editor = new Editor(code, {
      label: `Your answer, ${file}`,
      describedBy: "mq-help",
      onRun: () => this.check(),
      onChange: () => this.#edited(),
    });
    element.prepend(this.#gutter(Number(element.dataset.line)));
    element.append(this.#bar(), this.#report());
    this.#count();
  }

  // ------------------------------------------------------------- what is on the page

  /* Line numbers: a verdict names a line of the file. */
  #gutter(first) {
    this.first = first;
    this.lines = document.createElement("pre");
    this.lines.className = "mq-lines";
    this.lines.ariaHidden = "true";
    return this.lines;
  }

  #count() {
    const count = this.editor.text.split("\n").length;
    this.lines.textContent = Array.from({ length: count }, (_, n) => this.first + n).join("\n");
  }

  #bar() {
    const bar = document.createElement("div");
    bar.className = "mq-bar";
    bar.innerHTML =
      '<button type="button" class="mq-run"><svg viewBox="0 0 16 16" aria-hidden="true"><path/></svg><span></span></button>' +
      '<button type="button" class="mq-reset" hidden>Reset</button>' +
      '<progress max="1" aria-label="Loading Python" hidden></progress>' +
      '<span class="mq-says" role="status"></span>' +
      `<span id="mq-help" hidden>${HELP}</span>`;
    [this.button, this.resetButton, this.progress, this.status] = bar.children;
    this.button.addEventListener("click", () => (this.isBusy ? this.stop() : this.check()));
    this.resetButton.addEventListener("click", () => this.#reset());
    this.isBusy = false;
    return bar;
  }

  #report() {
    this.box = document.createElement("section");
    this.box.className = "mq-judged";
    this.box.setAttribute("aria-label", "What the check says");
    this.box.hidden = true;
    return this.box;
  }

  get isBusy() {
    return this.button.classList.contains("mq-busy");
  }

  set isBusy(is) {
    this.button.classList.toggle("mq-busy", is);
    this.button.querySelector("path").setAttribute("d", is ? ICONS.stop : ICONS.run);
    this.button.querySelector("span").textContent = is ? "Stop" : "Check";
  }

  says(text) {
    this.status.textContent = text;
  }

  /* Shows a verdict as the command prints it, its name linked. */
  #show({ verdict, report, picture }) {
    const link = document.createElement("a");
    link.href = `${VERDICTS}#${verdict.toLowerCase().replaceAll(" ", "-")}`;
    link.textContent = verdict;
    const text = document.createElement("pre");
    text.tabIndex = 0; // it scrolls
    text.append(link, report.slice(verdict.length));
    const drawn = document.createElement("div");
    drawn.className = "mq-svg";
    drawn.innerHTML = picture ?? "";
    this.box.replaceChildren(text, ...(picture ? [drawn] : []));
    this.box.className = `mq-judged ${verdict === "PASSED" ? "mq-true" : "mq-false"}`;
    this.box.hidden = false;
    this.after.hidden = !entryOf(this.name).passed_at;
    document.dispatchEvent(new Event("mq-judged"));
  }

  // ------------------------------------------------------------- the answer

  /** Brings back what was typed, and what was said to it. */
  restore() {
    const { answer, verdict, report, edited } = entryOf(this.name);
    if (typeof answer === "string") this.editor.text = withoutHead(answer, this.head);
    if (verdict && report) {
      this.#show({ verdict, report });
      if (edited) this.box.classList.add("mq-old");
      else this.says(`${verdict}, when you were here last`);
    }
    if (!lasts) this.says("This browser keeps nothing for this site. Copy your answer before you leave.");
  }

  get source() {
    return `${this.head}${this.editor.text.trimEnd()}\n`;
  }

  #edited() {
    this.#count();
    this.#dropped = undefined;
    this.resetButton.hidden = !this.editor.isChanged;
    const { verdict, answer } = entryOf(this.name);
    const now = this.editor.isChanged ? this.source : undefined;
    if (now === answer) return;
    const kept = change(this.name, { answer: now, edited: verdict && true });
    if (!kept) this.says("This browser has no room left for this site: your answer is not kept.");
    else if (verdict) this.says("");
    this.box.classList.add("mq-old");
    if (!this.isBusy) this.python.start().catch(() => {}); // who edits will check
  }

  #reset() {
    this.button.focus(); // the button that had the focus goes away
    const dropped = this.editor.text;
    this.editor.reset();
    this.#dropped = dropped;
    this.says("This is the starter again. ");
    const back = document.createElement("button");
    back.type = "button";
    back.className = "mq-look";
    back.textContent = "Bring my answer back";
    back.addEventListener("click", () => {
      this.button.focus();
      if (this.#dropped) this.editor.text = this.#dropped;
      this.says("");
    });
    this.status.append(back);
  }

  // ------------------------------------------------------------- the check

  async check() {
    if (this.isBusy) return;
    this.isBusy = true;
    const source = this.source;
    this.box.classList.add("mq-old");
    try {
      const said = await this.#judge(source);
      note(this.name, said);
      if (this.source !== source) change(this.name, { edited: true });
      this.#show(said);
      if (this.source !== source) this.box.classList.add("mq-old");
      this.says(summary(said));
    } catch (error) {
      if (error instanceof Stopped) this.says("Stopped. Nothing was judged.");
      else this.says(`Python broke off: ${error.message}. Check starts it again.`);
    } finally {
      this.isBusy = false;
      showMarks();
    }
  }

  /** Ends the check that goes on. */
  stop() {
    this.python.stop();
  }

  /* The record of the verdict, also where the interpreter did not live to tell it. */
  async #judge(source) {
    const heard = { number: 0 };
    const limit = new Alarm(() => {
      heard.how = "silent";
      this.python.stop();
    });
    try {
      await this.#load();
      const call = `check(${literal(this.name)}, ${literal(source)}, tell, limit=${LIMIT})`;
      await this.#ask(call, (record) => {
        Object.assign(heard, record);
        if (record.verdict) {
          limit.set(1); // an answer may catch even what ends it, and go on
          return;
        }
        this.says(`Check ${record.number} of ${record.of}`);
        limit.set(record.seconds + GRACE);
      });
    } catch (error) {
      if (!heard.verdict) {
        if (!heard.number || (error instanceof Stopped && !heard.how)) throw error;
        heard.how ??= "ended";
      }
    } finally {
      limit.clear();
    }
    if (!heard.verdict) {
      await this.#load();
      const call = `cut_off(${literal(this.name)}, ${heard.number}, ${literal(heard.how)}, tell, limit=${LIMIT})`;
      await this.#ask(call, (record) => Object.assign(heard, record));
    }
    this.python.stop(); // the next check gets an interpreter of its own, which loads meanwhile
    return heard;
  }

  async #load() {
    this.progress.hidden = this.python.isReady;
    this.progress.value = 0;
    this.says(this.python.isReady ? "" : "Loading Python");
    try {
      await this.python.start();
    } finally {
      this.progress.hidden = true;
    }
  }

  /* Calls a function of mqlearn.grading.here; `hear` gets its records as they come. */
  async #ask(call, hear) {
    let line = "";
    let noise = "";
    const code =
      "import json, sys\nfrom mqlearn.grading.here import check, cut_off\n" +
      'def tell(record, to=sys.stdout):\n    to.write(json.dumps(record) + "\\n")\n' +
      call;
    const { ok } = await this.python.run(code, "<check>", (as, text) => {
      if (as !== "stdout") noise += text;
      else {
        const lines = (line + text).split("\n");
        line = lines.pop();
        lines.forEach((record) => hear(JSON.parse(record)));
      }
    });
    if (!ok) throw new Error(noise.trim().split("\n").at(-1));
  }
}

/* Rings once, unless it is set anew or cleared before. */
class Alarm {
  #timer;

  constructor(ring) {
    this.ring = ring;
  }

  set(seconds) {
    this.clear();
    this.#timer = setTimeout(this.ring, seconds * 1000);
  }

  clear() {
    clearTimeout(this.#timer);
  }
}

/* The verdict in a sentence, for the line beside the button. */
function summary({ verdict, checks, report }) {
  if (verdict === "PASSED") return `PASSED, ${checks} of ${checks} checks`;
  const [first] = report.split("\n");
  return `${verdict}. ${first.split(". ").slice(1).join(". ")}`;
}

/* The same text in Python. */
const literal = (text) => JSON.stringify(text);

/* An answer without the text of its exercise, also where that has changed since. */
function withoutHead(answer, head) {
  if (answer.startsWith(head)) return answer.slice(head.length).trimEnd();
  return answer.replace(/^"""[\s\S]*?"""\n\s*\n/, "").trimEnd();
}
