/* The playground: controls, three pictures, and mqlearn's own simulation in the worker.

   The page keeps the record of the run (settings, seed, what was changed when), Python plays it. A slice of the
   run at a time: the changes that were made meanwhile, some seconds on, and what there is to be seen. Nothing is
   loaded before the first Start. */
import * as pictures from "./playground/pictures.js";
import { GROUPS, LONGEST, SETTINGS, asText, fromLink, present, toLink } from "./playground/settings.js";
import { Python } from "./run/python.js";

const SKIP = 1_000; // seconds
const ENDINGS = ["done", "doubled", "lost", "dropped", "rejected", "too late"];
const UNDERWAY = ["on its way", "held up", "waiting", "in service", "leased"];
const number = (value) => value.toLocaleString("en-US", { maximumFractionDigits: 0 });
const inSeconds = (value) => `${value.toLocaleString("en-US", { maximumSignificantDigits: 3 })} s`;
const moment = (value) => `${value.toLocaleString("en-US", { minimumFractionDigits: 1, maximumFractionDigits: 1 })} s`;

const PYTHON = `import json
from mqlearn.simulation.playground import Playground, Settings
from mqlearn.simulation.playground_view import view
`;

function tile(name, count) {
  const cls = `mq-is-${name.replaceAll(" ", "-")}${count ? "" : " mq-none"}`;
  return `<div class="${cls}"><dt>${name}</dt><dd>${number(count)}</dd></div>`;
}

/** A value as Python writes it. */
const inPython = (value) => (value === null ? "None" : JSON.stringify(value));
const named = (settings) =>
  Object.entries(settings)
    .filter(([name]) => !SETTINGS.get(name).isOfPage)
    .map(([name, value]) => `${name}=${inPython(value)}`)
    .join(", ");

export async function enliven(element) {
  const style = document.createElement("link");
  style.rel = "stylesheet";
  style.href = new URL("playground.css", import.meta.url);
  await new Promise((done, fail) => {
    style.onload = done;
    style.onerror = fail;
    document.head.append(style);
  });
  new Playground(element);
}

class Playground {
  #run; // {initial, changes, end} as in a link, and isBegun: whether Python has it as far as `end`
  #pending = new Map(); // changes that Python does not know yet
  #skip = 0; // seconds to go on without drawing them
  #isRunning = false;
  #isWorking = false; // the loop is going on
  #isAsked = false; // it has a slice to play, even when nothing runs
  #wake = () => {}; // ends its sleep between two slices
  #seen; // what Python has said last
  #written; // the link that stands in the address
  #rest; // the timer that tells when a slider has come to rest

  constructor(element) {
    this.element = element;
    this.python = new Python({
      onLoading: (part) => (this.progress.value = part),
      onLost: () => (this.#run.isBegun = false),
    });
    this.#build();
    this.#load(location.hash);
    window.addEventListener("hashchange", () => location.hash !== this.#written && this.#load(location.hash));
    for (const button of document.querySelectorAll("[data-play]")) {
      button.hidden = false;
      button.addEventListener("click", () => this.#preset(button));
    }
    new ResizeObserver(() => this.#draw()).observe(this.charts);
  }

  // ------------------------------------------------------------------ the page

  #build() {
    const box = document.createElement("div");
    this.box = box;
    box.className = "mq-play";
    box.innerHTML = `
      <div class="mq-play-bar">
        <button type="button" class="mq-start"></button>
        <button type="button" class="mq-skip">Skip ${number(SKIP)} s</button>
        <button type="button" class="mq-again-button">Reset</button>
        <button type="button" class="mq-copy">Copy link</button>
        <progress max="1" aria-label="Loading Python" hidden></progress>
        <span class="mq-clock"></span>
      </div>
      <p class="mq-play-says" role="status"></p>
      <div class="mq-play-shown">
        <dl class="mq-counts"></dl>
        <div class="mq-charts" hidden>
          <figure>
            <figcaption><strong>Messages that wait</strong> <span class="mq-caption"></span></figcaption>
            <svg role="img" aria-label="How many messages wait, over time" class="mq-chart"></svg>
          </figure>
          <figure>
            <figcaption><strong>How long each one waited, in seconds</strong>
              <span class="mq-key mq-key-mean">mean</span> <span class="mq-key mq-key-theory">theory</span>
              <span class="mq-caption"></span></figcaption>
            <svg role="img" aria-label="The waits of messages, their mean, and the theory" class="mq-chart"></svg>
          </figure>
          <figure>
            <figcaption><strong>Single messages</strong>
              <span class="mq-key mq-key-wait">waits</span> <span class="mq-key mq-key-work">is worked on</span>
              <span class="mq-key mq-key-away">held up, or leased</span>
              <span class="mq-key mq-key-again">delivered again</span>
              <span class="mq-key mq-key-died">consumer died, or message gone</span>
              <span class="mq-key mq-key-ack">ack lost</span></figcaption>
            <svg role="img" aria-label="The latest messages, one in a row" class="mq-chart"></svg>
          </figure>
        </div>
      </div>
      <form class="mq-controls" aria-label="Settings"></form>`;
    const find = (selector) => box.querySelector(selector);
    this.startButton = find(".mq-start");
    this.progress = find("progress");
    this.clock = find(".mq-clock");
    this.status = find(".mq-play-says");
    this.counts = find(".mq-counts");
    this.charts = find(".mq-charts");
    this.captions = box.querySelectorAll(".mq-caption");
    this.svgs = box.querySelectorAll(".mq-chart");
    this.still = this.element.querySelector(".mq-still");
    find(".mq-play-shown").append(this.still);
    this.startButton.addEventListener("click", () => this.#startOrPause());
    find(".mq-skip").addEventListener("click", () => this.#skipAhead());
    find(".mq-again-button").addEventListener("click", () => this.#reset());
    find(".mq-copy").addEventListener("click", () => this.#copy());
    this.form = find("form");
    this.form.addEventListener("submit", (event) => event.preventDefault());
    this.controls = new Map();
    for (const group of GROUPS) this.form.append(this.#group(group));
    this.element.append(box);
    this.element.querySelector(".mq-play-not-yet")?.remove();
  }

  #group({ legend, settings }) {
    const group = document.createElement("fieldset");
    group.innerHTML = `<legend>${legend}</legend>`;
    for (const setting of settings) group.append(this.#control(setting));
    return group;
  }

  #control({ name, label, values, texts, most }) {
    const row = document.createElement("div");
    row.className = "mq-control";
    const id = `mq-play-${name}`;
    if (values) {
      row.innerHTML = `<label for="${id}">${label}</label><output for="${id}"></output>
        <input type="range" id="${id}" name="${name}" min="0" max="${values.length - 1}" step="1">`;
    } else if (texts) {
      const options = Object.entries(texts).map(([value, text]) => `<option value="${value}">${text}</option>`);
      row.innerHTML = `<label for="${id}">${label}</label>
        <select id="${id}" name="${name}">${options.join("")}</select>`;
    } else {
      row.innerHTML = `<label for="${id}">${label}</label>
        <input type="number" id="${id}" name="${name}" min="1" max="${most}" step="1">`;
    }
    const [output, input] = [row.querySelector("output"), row.querySelector("input, select")];
    const show = (value) => {
      input.value = values ? values.indexOf(value) : value;
      if (!values) return;
      output.textContent = asText(name, value);
      input.setAttribute("aria-valuetext", asText(name, value));
    };
    const value = () => (values ? values[Number(input.value)] : texts ? input.value : input.valueAsNumber);
    // A number is typed digit by digit: it counts when it is complete.
    input.addEventListener(most ? "change" : "input", () => this.#set(name, value()));
    this.controls.set(name, { show, input });
    return row;
  }

  /** The controls, the address and the words follow the record. */
  #show() {
    const settings = { ...present(this.#run), ...Object.fromEntries(this.#pending) };
    for (const [name, { show }] of this.controls) show(settings[name]);
    this.controls.get("policy").input.disabled = settings.bound === null;
    this.controls.get("lease").input.disabled = settings.guarantee === "at most once";
    const { end } = this.#run;
    const idle = this.#isToBeShown ? "Show this run" : end ? "Go on" : "Start";
    this.startButton.textContent = this.#isRunning ? "Pause" : idle;
    this.clock.textContent = end ? moment(end) : "";
  }

  #remember() {
    this.#written = toLink(this.#run);
    history.replaceState(history.state, "", this.#written);
  }

  /** Whether the record is ahead of Python, as after opening a link. */
  get #isToBeShown() {
    return this.#run.end > 0 && !this.#run.isBegun && !this.#isRunning;
  }

  // ------------------------------------------------------------------ what the reader does

  #load(fragment) {
    this.#run = { ...fromLink(fragment), isBegun: false };
    this.#written = location.hash;
    this.#pending.clear();
    this.#skip = 0;
    this.#forget();
    this.#show();
    this.status.textContent = this.#run.end
      ? `This link holds a run of ${moment(this.#run.end)}. Show it, then go on from there.`
      : this.python.isReady ? "" : "Start loads Python first. That takes some seconds, once.";
    if (this.#isRunning) this.#work();
  }

  #preset(button) {
    const { speed, seed } = this.#run.initial;
    this.#load(`#speed=${speed}&seed=${seed}&${button.dataset.play}`);
    this.#remember();
    this.status.textContent = `Set: ${button.dataset.name ?? button.textContent}.`;
    if (!button.closest(".mq-playground")) {
      this.element.scrollIntoView();
      this.startButton.focus({ preventScroll: true });
    }
  }

  #set(name, value) {
    if (name === "seed") {
      if (Number.isInteger(value) && value >= 1 && value <= SETTINGS.get("seed").most) this.#reset(value);
    } else if (name === "speed") this.#run.initial.speed = value;
    else if (this.#run.isBegun || this.#isWorking) this.#pending.set(name, value);
    else this.#record(name, value);
    this.#show();
    clearTimeout(this.#rest);
    this.#rest = setTimeout(() => this.#settle(), 200);
  }

  /** A slider has come to rest. A run that goes on has taken its values on the way. */
  #settle() {
    this.#remember();
    if (this.#pending.size && this.#run.isBegun) this.#work();
  }

  /* Also what is changed back at the same moment: ten consumers that were there for no time have begun ten messages. */
  #record(name, value) {
    const { initial, changes, end } = this.#run;
    if (end) changes.push({ at: end, name, value });
    else initial[name] = value;
  }

  #startOrPause() {
    const goesOn = this.#isToBeShown || !this.#isRunning;
    if (!this.#isToBeShown) this.#isRunning = !this.#isRunning;
    if (goesOn) this.#work();
    else this.#wake();
    this.#show();
  }

  #skipAhead() {
    this.#skip += SKIP;
    this.#work();
  }

  /** From the beginning, with the settings as they are now. */
  #reset(seed = this.#run.initial.seed) {
    const initial = { ...present(this.#run), ...Object.fromEntries(this.#pending), seed };
    this.#load(toLink({ initial, changes: [], end: 0 }));
    this.#remember();
    this.status.textContent = `At the beginning, with seed ${seed}.`;
  }

  async #copy() {
    this.#remember();
    try {
      await navigator.clipboard.writeText(location.href);
      this.status.textContent = "The link is copied. It holds all settings, the seed, and how far the run has come.";
    } catch {
      this.status.textContent = "This browser does not let the page copy. The link stands in the address bar.";
    }
  }

  // ------------------------------------------------------------------ the run

  /** Plays slices as long as there is anything to play. One at a time: whoever calls it meanwhile is served too. */
  async #work() {
    this.#isAsked = true;
    this.#wake();
    if (this.#isWorking) return;
    this.#isWorking = true;
    this.box.dataset.state = "playing";
    try {
      await this.#startPython();
      let [before, said] = [performance.now(), performance.now()];
      while (this.#isRunning || this.#isAsked) {
        this.#isAsked = false;
        const passed = Math.min(performance.now() - before, 2_000) / 1000; // a page in the background sleeps
        before = performance.now();
        await this.#slice(passed);
        if (before - said > 5_000) {
          said = before;
          this.#say();
        }
        // Who wants less motion gets a still picture each second.
        const isStill = matchMedia("(prefers-reduced-motion: reduce)").matches;
        if (this.#isRunning) await this.#sleep(isStill ? 1_000 : 80);
      }
      this.#say();
    } catch (error) {
      this.#isRunning = false;
      this.status.textContent = `Python broke off: ${error.message}. A click on the button begins again.`;
    } finally {
      this.#isWorking = false;
      this.box.dataset.state = "idle";
      this.#show();
    }
  }

  #sleep(milliseconds) {
    return new Promise((done) => {
      this.#wake = done;
      setTimeout(done, milliseconds);
    });
  }

  async #startPython() {
    if (this.python.isReady) return;
    this.progress.hidden = false;
    this.status.textContent = "Loading Python. That is needed once.";
    try {
      await this.python.start();
    } finally {
      this.progress.hidden = true;
      this.status.textContent = "";
    }
  }

  async #slice(passed) {
    const run = this.#run;
    const known = run.isBegun && run.end > 0; // what is changed before anything has happened belongs to the beginning
    for (const [name, value] of this.#pending) this.#record(name, value);
    const news = known ? [...this.#pending].map(([name, value]) => ({ at: run.end, name, value })) : run.changes;
    this.#pending.clear();
    const lines = known ? [] : [PYTHON, `play = Playground(Settings(${named(run.initial)}), ${run.initial.seed})`];
    for (const { at, name, value } of news) {
      lines.push(`play.advance(${at})`, `play.change(${named({ [name]: value })})`);
    }
    const on = this.#isRunning && run.isBegun ? passed * run.initial.speed : 0;
    const until = Math.min(LONGEST, Math.round((run.end + on + this.#skip) * 100) / 100);
    this.#skip = 0;
    lines.push(`play.advance(${until})`, "print(json.dumps(view(play)))");
    const seen = JSON.parse(await this.#ask(lines.join("\n")));
    if (run !== this.#run) return; // another one was begun meanwhile
    run.isBegun = true;
    run.end = until;
    this.#seen = seen;
    if (until === LONGEST) this.#isRunning = false;
    this.#show();
    this.#draw();
  }

  async #ask(code) {
    const said = { stdout: "", error: "" };
    const { ok } = await this.python.run(code, "<playground>", (as, text) => (said[as] = (said[as] ?? "") + text));
    if (!ok) throw new Error(said.error.trim().split("\n").at(-1));
    return said.stdout;
  }

  // ------------------------------------------------------------------ what there is to be seen

  #forget() {
    this.#seen = undefined;
    this.charts.hidden = true;
    this.still.hidden = false;
    this.counts.replaceChildren();
  }

  #draw() {
    const seen = this.#seen;
    if (!seen) return;
    this.still.hidden = true;
    this.charts.hidden = false;
    const width = Math.round(this.charts.clientWidth);
    if (!width) return; // not laid out, as in a printed page
    const settings = present(this.#run);
    const marks = { bound: settings.bound, changes: this.#run.changes.map(({ at }) => at) };
    const high = width < 500 ? 130 : 150;
    const drawn = [
      [pictures.depth(seen, width, high, marks), high],
      [pictures.waits(seen, width, high, marks), high],
      [pictures.messages(seen, width), pictures.MESSAGES_HEIGHT],
    ];
    drawn.forEach(([parts, height], n) => {
      const svg = this.svgs[n];
      svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
      svg.setAttribute("height", height);
      svg.innerHTML = parts;
    });
    const utilization = Math.round(seen.utilization * 100);
    this.captions[0].textContent = `${number(seen.counts.waiting)} now; utilization ${utilization} %`;
    this.captions[1].textContent = this.#aboutWaits();
    const underway = UNDERWAY.reduce((sum, place) => sum + seen.counts[place], 0);
    this.counts.innerHTML =
      tile("made", seen.offered) +
      tile("under way", underway) +
      ENDINGS.map((place) => tile(place, seen.counts[place])).join("");
  }

  #aboutWaits() {
    const { mean, measured, expected, theory } = this.#seen;
    const ours = mean === null ? "no wait measured yet" : `mean ${inSeconds(mean)} of ${number(measured)}`;
    return `${ours}; theory: ${expected === null ? theory : `${inSeconds(expected)}, ${theory}`}`;
  }

  /** Says the pictures in words, and puts the link into the address. */
  #say() {
    this.#remember();
    const seen = this.#seen;
    if (!seen) return; // it was set back meanwhile
    const ends = ENDINGS.filter((place) => seen.counts[place]).map((place) => `${number(seen.counts[place])} ${place}`);
    const end = this.#run.end >= LONGEST ? ` The run ends at ${number(LONGEST)} s: Reset begins anew.` : "";
    const now = `At ${moment(seen.now)}: ${number(seen.counts.waiting)} messages wait`;
    const made = `Of ${number(seen.offered)} made: ${ends.join(", ") || "none has ended"}`;
    this.status.textContent = `${now}; ${this.#aboutWaits()}. ${made}.${end}`;
  }
}
