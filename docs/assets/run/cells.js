/* Run buttons for the cells of a lesson, and code that can be edited.

   A cell needs the names that the cells above it make. So those that have not run yet, or were edited since,
   run first. Nothing is loaded before the first click. */
import { Editor } from "./editor.js";
import { Output } from "./output.js";
import { Python, Stopped } from "./python.js";

const HELP = "Shift+Enter runs the cell. Tab indents; to leave the code with the keyboard, press Esc, then Tab.";
const ICONS = { run: "M3 1.5v13l11-6.5z", stop: "M2.5 2.5h11v11h-11z" };

export function enliven(elements) {
  const help = document.createElement("p");
  help.id = "mq-help";
  help.hidden = true;
  help.textContent = HELP;
  document.querySelector("article").append(help);

  for (const element of elements) {
    keepReachable(element.querySelector(".mq-out"), `Output of cell ${element.id}`);
  }
  const page = new Page();
  page.cells = elements
    .filter((element) => !element.dataset.tags.split(" ").includes("no-browser"))
    .map((element) => new Cell(element, page));
}

/* The cells of a page share one Python, and a line in which they wait for it. */
class Page {
  cells = [];
  #line = Promise.resolve(); // the runs that were asked for, one after the other
  #stops = 0;
  #present; // the cell whose run is going on

  constructor() {
    this.python = new Python({
      onLoading: (part) => (this.#present.progress.value = part),
      onLost: () => this.cells.forEach((cell) => (cell.isCurrent = false)),
    });
  }

  /** Runs the cell after everything that was asked for before. */
  run(cell) {
    if (cell.isBusy) return;
    const stops = this.#stops;
    cell.isBusy = true;
    cell.says("Waiting");
    this.#line = this.#line.then(async () => {
      if (stops === this.#stops) await this.#turn(cell);
      cell.isBusy = false;
    });
  }

  stop() {
    this.#stops += 1;
    for (const cell of this.cells) if (cell.isBusy) cell.says("Stopped");
    this.python.stop();
  }

  async #start(cell) {
    cell.progress.value = 0;
    cell.progress.hidden = this.python.isReady;
    cell.says(this.python.isReady ? "" : "Loading Python");
    try {
      await this.python.start();
    } finally {
      cell.progress.hidden = true;
    }
  }

  async #turn(cell) {
    this.#present = cell;
    try {
      await this.#start(cell);
      for (const above of this.cells.slice(0, this.cells.indexOf(cell))) {
        if (above.isCurrent) continue;
        cell.says(`Running cell ${above.name} first`);
        if (!(await above.run()) && !above.mayFail) {
          cell.says(`Not run: cell ${above.name} failed.`, above);
          return;
        }
      }
      await cell.run();
    } catch (error) {
      cell.fails(error);
    }
  }
}

class Cell {
  /** Whether Python has run it as it stands. */
  isCurrent = false;
  /** Whether its outputs are those of a run. */
  hasRun = false;

  constructor(element, page) {
    this.name = element.id;
    this.mayFail = element.dataset.tags.split(" ").includes("raises-exception");
    this.page = page;
    const out = element.querySelector(".mq-out");
    this.stored = [...out.childNodes];
    this.out = out;
    this.output = new Output(out);
    this.editor = new Editor(element.querySelector("pre > code"), {
      label: `Code of cell ${this.name}`,
      describedBy: "mq-help",
      onRun: () => page.run(this),
      onChange: () => this.#edited(),
    });
    this.shown = this.editor.original; // the code whose outputs are on the page
    out.before(this.#bar());
  }

  #bar() {
    const bar = document.createElement("div");
    bar.className = "mq-bar";
    bar.innerHTML =
      '<button type="button" class="mq-run"><svg viewBox="0 0 16 16" aria-hidden="true"><path/></svg><span></span></button>' +
      '<button type="button" class="mq-reset" hidden>Reset</button>' +
      '<progress max="1" aria-label="Loading Python" hidden></progress>' +
      '<span class="mq-says" role="status"></span>';
    [this.button, this.resetButton, this.progress, this.status] = bar.children;
    this.resetButton.setAttribute("aria-label", `Reset cell ${this.name}`);
    this.button.addEventListener("click", () => (this.isBusy ? this.page.stop() : this.page.run(this)));
    this.resetButton.addEventListener("click", () => this.#reset());
    this.isBusy = false;
    return bar;
  }

  get isBusy() {
    return this.button.classList.contains("mq-busy");
  }

  set isBusy(is) {
    this.button.classList.toggle("mq-busy", is);
    this.button.querySelector("path").setAttribute("d", is ? ICONS.stop : ICONS.run);
    this.button.querySelector("span").textContent = is ? "Stop" : "Run";
    this.button.setAttribute("aria-label", `${is ? "Stop" : "Run"} cell ${this.name}`);
    this.resetButton.hidden = is || !(this.editor.isChanged || this.hasRun);
  }

  /** Says how it stands, to eyes and ears; `where`: a cell to look at. */
  says(text, where) {
    this.status.textContent = text;
    if (!where) return;
    const link = document.createElement("button");
    link.type = "button";
    link.className = "mq-look";
    link.textContent = "Show it";
    link.addEventListener("click", () => where.button.focus());
    this.status.append(" ", link);
  }

  /** Runs it now; returns whether it came to its end. The page sees to it that it is its turn. */
  async run() {
    this.hasRun = true;
    this.output.begin();
    this.shown = undefined;
    const code = this.editor.text;
    this.says("Running");
    this.isCurrent = true; // an edit during the run makes it false again
    try {
      const show = (as, text) => this.output.add(as, text);
      const { ok, seconds } = await this.page.python.run(code, `<cell ${this.name}>`, show);
      this.output.end();
      this.shown = code;
      this.isCurrent &&= ok;
      this.says(`${ok ? "Ran" : "Failed"} here in ${seconds.toFixed(2)} s`);
      return ok;
    } catch (error) {
      this.fails(error); // what an earlier run has left on the page stays pale
      throw error;
    } finally {
      this.resetButton.hidden = false;
    }
  }

  /** Says why there is no result. */
  fails(error) {
    if (error instanceof Stopped) this.says("Stopped. All names are gone: the next run begins with the first cell");
    else this.says(`Python broke off: ${error.message}. Run starts it again`);
  }

  #edited() {
    this.isCurrent = false;
    if (!this.isBusy) {
      const isOld = this.editor.text !== this.shown;
      this.output.pale(isOld);
      const text = isOld ? "Edited, and not run yet" : "";
      if (this.status.textContent !== text) this.says(text); // not at every key
    }
    this.resetButton.hidden = this.isBusy || !(this.editor.isChanged || this.hasRun);
  }

  #reset() {
    this.button.focus(); // the button that had the focus goes away
    this.hasRun = false;
    if (this.editor.isChanged) this.editor.reset();
    this.out.replaceChildren(...this.stored);
    this.shown = this.editor.original;
    this.output.pale(false);
    this.says("");
    this.resetButton.hidden = true;
  }
}

/* What scrolls sideways can be reached with the keyboard, and has a name then. */
function keepReachable(out, label) {
  const look = () => {
    for (const element of [out, ...out.querySelectorAll("div")]) {
      const scrolls =
        element.scrollWidth > element.clientWidth && /auto|scroll/.test(getComputedStyle(element).overflowX);
      for (const [name, value] of [["tabindex", "0"], ["role", "region"], ["aria-label", label]]) {
        if (scrolls) element.setAttribute(name, value);
        else element.removeAttribute(name);
      }
    }
  };
  new ResizeObserver(look).observe(out);
  out.addEventListener("mq-drawn", look);
}
