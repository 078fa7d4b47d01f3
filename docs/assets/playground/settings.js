/* What can be set, and the link that holds it all.

   A link is `#rate=0.95&bound=none&…&seed=7&speed=10&at=120&then=60:consumers:2,75.5:bound:10`: the settings at
   the beginning, how far the run has come, and what was changed on the way. With the seed that is the whole run. */

const steps = (from, to, step) =>
  Array.from({ length: Math.round((to - from) / step) + 1 }, (_, n) => Math.round((from + n * step) * 100) / 100);
const CHANCES = [0, 0.01, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5];
const percent = (value) => `${Math.round(value * 100)} %`;
const seconds = (value) => `${value} s`;
const orNone = (text) => (value) => (value === null ? "none" : text(value));
const spread = (value) => ({ 0: "0, constant", 1: "1, exponential" })[value] ?? String(value);

const RATES = [...steps(0.05, 2, 0.05), ...steps(2.2, 5, 0.2)];
const BOUNDS = [...steps(1, 10, 1), 12, 15, 20, 30, 50, 100, null];
const DEADLINES = [...steps(1, 5, 1), 8, 10, 15, 20, 30, 60, null];
const TIMES = [...steps(0.1, 3, 0.1), 3.5, 4, 5];
const SPREADS = [...steps(0, 1.5, 0.25), 2, 2.5, 3];
const LEASES = [...steps(1, 5, 1), 8, 10, 15, 20, 30];
const POLICIES = {
  block: "block the producer",
  reject: "reject the newest",
  "drop newest": "drop the newest",
  "drop oldest": "drop the oldest",
};
const GUARANTEES = { "at most once": "at most once", "at least once": "at least once" };

/* The names are those of mqlearn.simulation.playground.Settings. `values` makes a slider, `texts` a list, and
   `most` a number to type. `begin`: where a control stands at first. `isOfPage`: no setting of the simulation. */
export const GROUPS = [
  {
    legend: "Producers",
    settings: [
      { name: "rate", label: "Messages per second, together", values: RATES, begin: 0.8 },
      { name: "producers", label: "Producers", values: steps(1, 10, 1), begin: 1 },
      { name: "loss", label: "Chance that a message or an ack is lost", values: CHANCES, begin: 0, text: percent },
    ],
  },
  {
    legend: "Queue",
    settings: [
      { name: "bound", label: "Bound", values: BOUNDS, begin: null, text: orNone(String) },
      { name: "policy", label: "When it is full", texts: POLICIES, begin: "block" },
      {
        name: "patience",
        label: "Deadline: what is older is thrown away",
        values: DEADLINES,
        begin: null,
        text: orNone(seconds),
      },
    ],
  },
  {
    legend: "Consumers",
    settings: [
      { name: "consumers", label: "Consumers", values: steps(1, 10, 1), begin: 1 },
      { name: "service", label: "Service time, mean", values: TIMES, begin: 1, text: seconds },
      { name: "spread", label: "Service time, spread", values: SPREADS, begin: 1, text: spread },
      { name: "crash", label: "Chance to die in the work on a message", values: CHANCES, begin: 0, text: percent },
    ],
  },
  {
    legend: "Delivery",
    settings: [
      { name: "guarantee", label: "Guarantee", texts: GUARANTEES, begin: "at least once" },
      { name: "lease", label: "Lease", values: LEASES, begin: 5, text: seconds },
    ],
  },
  {
    legend: "This run",
    settings: [
      {
        name: "speed",
        label: "Speed",
        values: [1, 2, 5, 10, 20, 50, 100],
        begin: 10,
        text: (value) => `${value} ×`,
        isOfPage: true,
      },
      { name: "seed", label: "Seed", most: 9999, begin: 7, isOfPage: true },
    ],
  },
];

export const SETTINGS = new Map(GROUPS.flatMap((group) => group.settings).map((one) => [one.name, one]));

/** Seconds after which a run ends: nothing new is to be seen, and memory is finite. */
export const LONGEST = 20_000;

export const asText = (name, value) => (SETTINGS.get(name).text ?? String)(value);

/** The value that a text stands for; undefined when there is none, or that setting cannot have it. */
function read(name, text) {
  const setting = SETTINGS.get(name);
  if (!text) return undefined;
  if (setting?.texts) return text in setting.texts ? text : undefined;
  const value = text === "none" ? null : Number(text);
  if (setting?.most) return Number.isInteger(value) && value >= 1 && value <= setting.most ? value : undefined;
  return setting?.values.includes(value) ? value : undefined;
}

/** A run, as far as it is known: from the fragment of an address. What makes no sense in it is left out. */
export function fromLink(fragment) {
  const given = new URLSearchParams(fragment.replace(/^#/, ""));
  const initial = {};
  for (const [name, { begin }] of SETTINGS) {
    const value = read(name, given.get(name));
    initial[name] = value === undefined ? begin : value; // null is a value
  }
  const end = Math.min(LONGEST, Math.max(0, Math.round(Number(given.get("at")) * 100) / 100 || 0));
  const changes = [];
  for (const part of (given.get("then") ?? "").split(",")) {
    const [at, name, text] = part.split(":");
    const value = SETTINGS.get(name)?.isOfPage ? undefined : read(name, text);
    const isInOrder = Number(at) >= (changes.at(-1)?.at ?? 0) && Number(at) <= end;
    if (value !== undefined && isInOrder) changes.push({ at: Number(at), name, value });
  }
  return { initial, changes, end };
}

export function toLink({ initial, changes, end }) {
  const text = (value) => String(value ?? "none").replaceAll(" ", "+");
  const parts = Object.entries(initial).map(([name, value]) => `${name}=${text(value)}`);
  if (end) parts.push(`at=${end}`);
  if (changes.length) parts.push(`then=${changes.map(({ at, name, value }) => `${at}:${name}:${text(value)}`)}`);
  return `#${parts.join("&")}`;
}

/** The settings at the end of a run. */
export function present({ initial, changes }) {
  return { ...initial, ...Object.fromEntries(changes.map(({ name, value }) => [name, value])) };
}
