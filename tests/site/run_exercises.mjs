/* Checks answers in Pyodide without a browser, as the page of an exercise does, but one after the other in one
   interpreter, because a fresh one for each takes too long.

     node run_exercises.mjs SITE JOBS

   JOBS: a file with [{exercise, source, limit}, ...]. Prints a line of JSON as each begins, {begin: number}, and the
   records of mqlearn.grading.here as they come. */
import fs from "node:fs";
import path from "node:path";

const [site, jobs] = process.argv.slice(2);
const run = path.join(site, "assets/run");
const { loadPyodide } = await import(path.join(site, "assets/vendor/pyodide/pyodide.mjs"));
const { wheel } = JSON.parse(fs.readFileSync(path.join(run, "python.json")));

const python = await loadPyodide({ stdin: () => null });
const folder = python.runPython("import site; site.getsitepackages()[0]");
const archive = new Uint8Array(fs.readFileSync(path.join(run, wheel.split("?")[0])));
python.unpackArchive(archive, "wheel", { extractDir: folder });
const names = python.toPy({ __name__: "shell" });
python.runPython(fs.readFileSync(path.join(run, "shell.py"), "utf8"), { globals: names });
const say = (text) => fs.writeSync(1, text);
names.get("connect")((_, as, text) => say(as === "stdout" ? text : `${JSON.stringify({ noise: text })}\n`));

const call =
  "import json, sys\nfrom mqlearn.grading.here import check, cut_off\n" +
  'def tell(record, to=sys.stdout):\n    to.write(json.dumps(record) + "\\n")\n';
for (const [at, { exercise, source, limit, cut }] of JSON.parse(fs.readFileSync(jobs)).entries()) {
  say(`${JSON.stringify({ begin: at })}\n`);
  const name = JSON.stringify(exercise);
  const what = cut ? `cut_off(${name}, ${cut}, "silent", tell)` : `check(${name}, ${JSON.stringify(source)}, tell, limit=${limit})`;
  await names.get("run")(at, call + what, "<check>");
}
process.exit();
