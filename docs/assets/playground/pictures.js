/* The three pictures of the playground, as SVG text. Colors are those of the page: see playground.css. */

const LEFT = 44;
const RIGHT = 8;
const TOP = 8;
const BOTTOM = 22;
const ROW = 22;
const WORDS = 68; // room for a word at the end of a row
const ROWS = 12;
const GONE = ["lost", "dropped", "rejected", "too late"];

export const MESSAGES_HEIGHT = TOP + ROWS * ROW + BOTTOM;

const at = (value) => Math.round(value * 10) / 10;
const line = (cls, x1, y1, x2, y2) => `<path class="${cls}" d="M${at(x1)} ${at(y1)}L${at(x2)} ${at(y2)}"/>`;
const text = (cls, x, y, words) => `<text class="${cls}" x="${at(x)}" y="${at(y)}">${words}</text>`;

/** The smallest step of 1, 2 or 5 times a power of ten that is at least so much. */
function nice(least) {
  const power = 10 ** Math.floor(Math.log10(least));
  return [1, 2, 5, 10].map((n) => n * power).find((step) => step >= least * 0.999999);
}

function ticks(from, to, most) {
  const step = nice((to - from) / most);
  const decimals = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  const out = [];
  const digits = { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
  for (let n = Math.max(0, Math.ceil(from / step - 1e-9)); n * step <= to + step * 1e-6; n += 1) {
    out.push([n * step, (n * step).toLocaleString("en-US", digits)]);
  }
  return out;
}

/* Where seconds and values lie in a picture of this size. */
class Frame {
  constructor(width, height, from, to, most, right = RIGHT) {
    Object.assign(this, { width, height, from, to, most });
    this.left = LEFT;
    this.right = width - right;
    this.bottom = height - BOTTOM;
    this.x = (seconds) => this.left + ((seconds - from) / (to - from)) * (this.right - this.left);
    this.y = (value) => this.bottom - (value / most) * (this.bottom - TOP);
  }

  times() {
    const low = this.height - 6;
    let out = text("mq-end", this.right, low, "s");
    for (const [seconds, words] of ticks(this.from, this.to, this.width < 500 ? 4 : 8)) {
      const x = this.x(seconds);
      out += line("mq-grid", x, TOP, x, this.bottom);
      if (x < this.right - 22) out += text("mq-middle", x, low, words); // room for the unit
    }
    return out;
  }

  values() {
    let out = "";
    for (const [value, words] of ticks(0, this.most, 4)) {
      const y = this.y(value);
      out += line("mq-grid", this.left, y, this.right, y) + text("mq-end", this.left - 6, y + 4, words);
    }
    return out;
  }

  changes(moments) {
    return moments
      .filter((moment) => moment > this.from)
      .map((moment) => line("mq-change", this.x(moment), TOP, this.x(moment), this.bottom))
      .join("");
  }

  /* What is older than the picture is cut off. */
  inside(parts) {
    const [wide, high] = [at(this.right - this.left), this.height];
    const size = `width="${wide}" height="${high}" viewBox="${this.left} 0 ${wide} ${high}"`;
    return `<svg x="${this.left}" y="0" ${size}>${parts}</svg>`;
  }
}

const begin = (seen, window) => Math.max(0, seen.now - window);

/** How many messages wait, over time. */
export function depth(seen, width, height, { bound, changes }) {
  const from = begin(seen, seen.window);
  const isNear = bound !== null && bound <= 30;
  const highest = Math.max(4, ...seen.depth.map(([, count]) => count), isNear ? bound * 1.2 : 0);
  const frame = new Frame(width, height, from, from + seen.window, nice(highest));
  let d = "";
  for (const [seconds, count] of seen.depth) {
    const [x, y] = [at(frame.x(seconds)), at(frame.y(count))];
    d += d ? `H${x}V${y}` : `M${x} ${y}`;
  }
  d += `H${at(frame.x(seen.now))}`;
  const area = `${d}V${frame.bottom}H${at(frame.x(seen.depth[0][0]))}Z`;
  const curve = frame.inside(`<path class="mq-area" d="${area}"/><path class="mq-curve" d="${d}"/>`);
  const limit =
    bound !== null && bound <= frame.most
      ? line("mq-limit", frame.left, frame.y(bound), frame.right, frame.y(bound)) +
        text("mq-end", frame.right - 2, frame.y(bound) - 4, `bound ${bound}`)
      : "";
  return frame.values() + frame.times() + curve + frame.changes(changes) + limit;
}

/** How long each message waited, their mean, and what the theory says. */
export function waits(seen, width, height, { changes }) {
  const from = begin(seen, seen.window);
  const to = from + seen.window;
  const theories = seen.theories
    .map(([since, wait], n) => ({ since, until: seen.theories[n + 1]?.[0] ?? to, wait }))
    .filter(({ until, wait }) => wait !== null && until > from);
  const values = [...seen.waits, ...seen.means].map(([, wait]) => wait ?? 0);
  const highest = Math.max(0.5, ...values, ...theories.map(({ wait }) => wait * 1.05));
  const frame = new Frame(width, height, from, to, nice(highest));

  const dots = seen.waits.map(
    ([seconds, wait]) => `<circle cx="${at(frame.x(seconds))}" cy="${at(frame.y(wait))}" r="2"/>`,
  );
  let mean = "";
  let isBroken = true;
  for (const [seconds, value] of seen.means) {
    if (value !== null) mean += `${isBroken ? "M" : "L"}${at(frame.x(seconds))} ${at(frame.y(value))}`;
    isBroken = value === null;
  }
  const theory = theories.map(({ since, until, wait }) =>
    line("mq-theory", frame.x(since), frame.y(wait), frame.x(until), frame.y(wait)),
  );
  const drawn = `<g class="mq-dots">${dots.join("")}</g>${theory.join("")}<path class="mq-mean" d="${mean}"/>`;
  return frame.values() + frame.times() + frame.inside(drawn) + frame.changes(changes);
}

/** The latest messages, one in a row. */
export function messages(seen, width) {
  const from = begin(seen, seen.close);
  const frame = new Frame(width, MESSAGES_HEIGHT, from, from + seen.close, 1, WORDS);
  const height = (n) => TOP + (n + 0.5) * ROW;
  const rows = seen.messages.map((message, n) => row(message, height(n), frame, seen.now));
  const names = seen.messages.map(
    ({ number, place }, n) =>
      text("mq-end", frame.left - 6, height(n) + 4, number.toLocaleString("en-US")) +
      text(`mq-is-${place.replaceAll(" ", "-")}`, frame.right + 6, height(n) + 4, place),
  );
  return frame.times() + frame.inside(rows.join("")) + names.join("");
}

function row({ made, put, left, place, tries }, y, frame, now) {
  const bar = (cls, from, to, high) => {
    const [x, wide] = [at(frame.x(from)), at(Math.max(0.5, frame.x(to) - frame.x(from)))];
    return `<rect class="${cls}" x="${x}" y="${y - high / 2}" width="${wide}" height="${high}"/>`;
  };
  const away = (from, to) => line("mq-away", frame.x(from), y, frame.x(to), y);
  const parts = [];
  const arrived = put ?? left ?? now;
  if (arrived > made) parts.push(away(made, arrived));
  let waiting = put; // since when it is in line; null while it is not
  for (const [got, ended, how, again] of tries) {
    parts.push(bar("mq-wait", waiting, got, 4), bar("mq-work", got, ended ?? now, 12));
    const isLeased = ended !== null && left === null && again === null;
    if (again !== null || isLeased) parts.push(away(ended, again ?? now));
    const mark = { crash: "mq-died", "ack lost": "mq-ack" }[how];
    if (mark) parts.push(cross(mark, frame.x(ended), y));
    if (again !== null) parts.push(`<circle class="mq-again" cx="${at(frame.x(again))}" cy="${y}" r="4"/>`);
    waiting = again;
  }
  if (waiting !== null && waiting < (left ?? now)) parts.push(bar("mq-wait", waiting, left ?? now, 4));
  if (GONE.includes(place) && tries.at(-1)?.[2] !== "crash") parts.push(cross("mq-died", frame.x(left), y));
  return parts.join("");
}

const cross = (cls, x, y) => `<path class="${cls}" d="M${at(x - 4)} ${at(y - 4)}l8 8m0 -8l-8 8"/>`;
