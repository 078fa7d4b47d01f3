/* What a run shows, in the same elements that stored outputs have (tools/notebook_page.py). */

const STREAMS = new Set(["mq-stdout", "mq-stderr"]); // the others come in one piece
let pictures = 0;

export class Output {
  #waiting = []; // pieces that are not on the page yet
  #fresh = true; // nothing of the present run is on the page

  constructor(element) {
    this.element = element;
  }

  /** A run begins: what is there stays until something new comes, but pales. */
  begin() {
    this.#waiting = [];
    this.#fresh = true;
    this.pale(true);
  }

  /** A piece of output. It comes on the page with the next frame: a program may print faster than a page draws. */
  add(as, text) {
    if (!this.#waiting.length) requestAnimationFrame(() => this.#draw());
    this.#waiting.push([as, text]);
  }

  /** The run has come to an end: the page holds what it has shown, and nothing else. */
  end() {
    this.#clear();
    this.#draw();
  }

  /** Whether what is there is not the output of the code above it. */
  pale(is) {
    this.element.classList.toggle("mq-old", is);
  }

  #clear() {
    if (this.#fresh) this.element.replaceChildren();
    this.#fresh = false;
    this.pale(false);
  }

  #draw() {
    if (!this.#waiting.length) return;
    this.#clear();
    for (const [as, text] of this.#waiting) {
      if (as === "svg" || as === "html") this.element.append(rich(as, text));
      else this.#text(`mq-${as}`, text);
    }
    this.#waiting = [];
    this.element.dispatchEvent(new CustomEvent("mq-drawn", { bubbles: true }));
  }

  #text(cls, text) {
    let last = this.element.lastElementChild;
    if (last?.className !== cls || !STREAMS.has(cls)) {
      last = document.createElement("pre");
      last.className = cls;
      this.element.append(last);
    }
    last.append(text);
  }
}

function rich(as, text) {
  const element = document.createElement("div");
  element.className = `mq-${as}`;
  element.innerHTML = text;
  uniqueIds(element, `run-${(pictures += 1)}-`);
  return element;
}

/* Two pictures of one page must not share ids. */
function uniqueIds(element, prefix) {
  const names = new Set([...element.querySelectorAll("[id]")].map((named) => named.id));
  if (!names.size) return;
  const renamed = (name) => (names.has(name) ? prefix + name : name);
  for (const part of element.querySelectorAll("*")) {
    for (const { name, value } of [...part.attributes]) {
      let now = value.replace(/(url\(["']?#)([^"')]+)/g, (_, before, id) => before + renamed(id));
      if (name === "id") now = renamed(value);
      if (/^(xlink:)?href$/.test(name) && value[0] === "#") now = "#" + renamed(value.slice(1));
      if (/^aria-(labelledby|describedby)$/.test(name)) now = value.split(/\s+/).map(renamed).join(" ");
      if (now !== value) part.setAttribute(name, now);
    }
  }
}
