/* What this browser keeps of a learner. For each exercise: the entry that progress.json has on a machine
   (mqlearn/course/progress.py), and with it

     answer   what was typed, the whole file; not there while it is the starter
     report   what the last check said, as text
     edited   the answer has changed since

   Without storage, as in some private windows, all of it lasts as long as the page. */
const PREFIX = "mqlearn:exercise:";
const memory = new Map();

/** Whether what is kept is still there tomorrow. */
export const lasts = (() => {
  try {
    localStorage.setItem(`${PREFIX}?`, "?");
    localStorage.removeItem(`${PREFIX}?`);
    return true;
  } catch {
    return false;
  }
})();

/** The entry of an exercise; empty when there is none, or none that can be read. */
export function entryOf(name) {
  try {
    const entry = JSON.parse((lasts ? localStorage.getItem(PREFIX + name) : memory.get(name)) ?? "{}");
    return entry && typeof entry === "object" ? entry : {};
  } catch {
    return {};
  }
}

/** Changes an entry; a value of undefined takes it out. Returns whether it is kept: a store may be full. */
export function change(name, values) {
  const text = JSON.stringify({ ...entryOf(name), ...values });
  try {
    if (lasts) localStorage.setItem(PREFIX + name, text);
    else memory.set(name, text);
    return true;
  } catch {
    return false;
  }
}

/** Remembers what a check said, as Progress.note_check does. */
export function note(name, { verdict, check, report }) {
  const now = new Date().toISOString().replace(/\.\d+Z$/, "+00:00");
  const { attempts = 0, first_checked_at = now, passed_at } = entryOf(name);
  const isTry = verdict !== "NOT STARTED";
  return change(name, {
    verdict,
    report,
    first_checked_at,
    edited: undefined,
    attempts: attempts + isTry,
    check: isTry && verdict !== "PASSED" ? check : undefined,
    passed_at: passed_at ?? (verdict === "PASSED" ? now : undefined),
  });
}

/** All entries by name. */
export function all() {
  const names = lasts ? Object.keys(localStorage).filter((key) => key.startsWith(PREFIX)) : [...memory.keys()];
  return Object.fromEntries(
    names
      .map((key) => key.replace(PREFIX, ""))
      .sort()
      .map((name) => [name, entryOf(name)]),
  );
}

/** All of it as one file, for `mqlearn import`. */
export function exported() {
  const exercises = {};
  for (const [name, { report, edited, ...entry }] of Object.entries(all())) {
    // A verdict on another answer than the one that is in the file would say too much.
    if (edited) ["verdict", "check"].forEach((key) => delete entry[key]);
    if (Object.keys(entry).length) exercises[name] = entry;
  }
  return JSON.stringify({ mqlearn: "answers from the browser", version: 1, exercises }, null, 2) + "\n";
}
