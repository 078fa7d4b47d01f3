/* Runs lessons in Pyodide without a browser, with the same shell as the page's worker.

     node run_lessons.mjs SITE NOTEBOOK...

   Prints, for each notebook and each cell that a page can run: {ok, shown: [[kind, text], ...]}. */
import fs from "node:fs";
import path from "node:path";

const [site, ...notebooks] = process.argv.slice(2);
const run = path.join(site, "assets/run");
const { loadPyodide } = await import(path.join(site, "assets/vendor/pyodide/pyodide.mjs"));
const { wheel } = JSON.parse(fs.readFileSync(path.join(run, "python.json")));
const results = {};

for (const file of notebooks) {
  const python = await loadPyodide({ stdin: () => null });
  const folder = python.runPython("import site; site.getsitepackages()[0]");
  const archive = new Uint8Array(fs.readFileSync(path.join(run, wheel.split("?")[0])));
  python.unpackArchive(archive, "wheel", { extractDir: folder });
  const names = python.toPy({ __name__: "shell" });
  python.runPython(fs.readFileSync(path.join(run, "shell.py"), "utf8"), { globals: names });
  let shown = [];
  names.get("connect")((_, as, text) => shown.push([as, text]));

  const cells = JSON.parse(fs.readFileSync(file)).cells.filter((cell) => cell.cell_type === "code");
  results[file] = {};
  for (const [at, cell] of cells.entries()) {
    if (cell.metadata.tags?.includes("no-browser")) continue;
    shown = [];
    const code = [cell.source].flat().join("");
    const ok = await names.get("run")(at, code, `<cell ${cell.id}>`);
    results[file][cell.id] = { ok, shown };
  }
}
// A task that a lesson left over would keep this program alive.
process.stdout.write(JSON.stringify(results), () => process.exit());
