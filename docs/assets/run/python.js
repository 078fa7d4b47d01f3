/* Python for a page: starts the worker when it is first needed, runs one piece of code after the other.

     const python = new Python({ onLoading: (part) => …, onLost: (text) => … });
     const { ok, seconds } = await python.run(code, "<cell a-million>", (as, text) => …);
     python.stop();

   Names live on from run to run. `stop` ends the interpreter with everything in it: `run` then rejects with
   `Stopped`, and the next one begins afresh. A worker cannot be interrupted otherwise without headers that
   a static host does not send. */

export class Stopped extends Error {}

export class Python {
  #worker;
  #ready; // of the present worker
  #lose; // rejects #ready, or the run that is going on
  #runs = new Map(); // number -> {show, done, lose}
  #number = 0;

  /** Whether the next run can begin at once. */
  isReady = false;

  /** onLoading: called with 0 to 1 while Python arrives. onLost: called when the interpreter and its names are gone. */
  constructor({ onLoading, onLost }) {
    this.onLoading = onLoading;
    this.onLost = onLost;
  }

  /** Resolves when Python is there; rejects when it cannot be had. */
  start() {
    this.#worker ??= this.#make();
    return this.#ready;
  }

  #make() {
    const worker = new Worker(new URL("worker.js", import.meta.url), { type: "module" });
    this.#ready = new Promise((ok, lose) => {
      this.#lose = lose;
      worker.onmessage = ({ data }) => this.#heard(data, ok);
    });
    this.#ready.catch(() => {}); // whoever waits for it hears of it; nobody need wait
    worker.onerror = (event) => {
      event.preventDefault();
      this.#gone(new Error(event.message || "a file of it is missing on this site"));
    };
    return worker;
  }

  #heard(message, ok) {
    const run = this.#runs.get(message.run);
    if (message.kind === "loading") this.onLoading(message.part);
    else if (message.kind === "ready") ok((this.isReady = true));
    else if (message.kind === "out") run?.show(message.as, message.text);
    else if (message.kind === "done") run?.done(message.ok);
    else this.#gone(new Error(message.text)); // failed, broken
  }

  #gone(error) {
    this.#worker?.terminate();
    this.#worker = undefined;
    this.isReady = false;
    this.#lose(error);
    for (const run of this.#runs.values()) run.lose(error);
    this.#runs.clear();
    this.onLost(error);
  }

  /** Runs code; `show(as, text)` gets its output as it comes, also what its tasks print later. */
  async run(code, name, show) {
    await this.start();
    const number = (this.#number += 1);
    const begin = performance.now();
    const ok = await new Promise((done, lose) => {
      this.#runs.set(number, { show, done, lose });
      this.#worker.postMessage({ run: number, code, name });
    });
    return { ok, seconds: (performance.now() - begin) / 1000 };
  }

  /** Ends whatever runs, and Python with it. A fresh one starts at once, so that the next run need not wait;
      but who stops the loading does not want it loaded. */
  stop() {
    if (!this.#worker) return;
    const wasReady = this.isReady;
    this.#gone(new Stopped("stopped"));
    if (wasReady) this.start();
  }
}
