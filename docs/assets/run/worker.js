/* Python, in a worker of its own, so that the page never hangs. One worker is one interpreter.

   The page sends  {run, code, name}            run this code as the cell of that name; one at a time
   It gets         {kind: "loading", bytes}     so much of Python has arrived
                   {kind: "ready"}              or {kind: "failed", text}
                   {kind: "out", run, as, text} a piece of output; `as` is one of the kinds of shell.py
                   {kind: "done", run, ok}      the run has ended; ok: without an error
                   {kind: "broken", run, text}  Python itself has failed, and this worker is of no use any more
*/
import { loadPyodide } from "../vendor/pyodide/pyodide.mjs";

const here = new URL(".", import.meta.url);

async function start() {
  countBytes();
  const vendored = new URL("../vendor/pyodide/", here).href;
  const loading = loadPyodide({
    indexURL: vendored,
    packageBaseUrl: vendored, // never another host
    stdin: () => null, // input() finds nothing to read
  });
  const { wheel, bytes } = await (await get("python.json", { cache: "no-cache" })).json();
  expected = bytes;
  const [python, mqlearn, shell] = await Promise.all([
    loading,
    get(wheel).then((answer) => answer.arrayBuffer()),
    get("shell.py").then((answer) => answer.text()),
  ]);
  const folder = python.runPython("import site; site.getsitepackages()[0]");
  python.unpackArchive(mqlearn, "wheel", { extractDir: folder });
  const names = python.toPy({ __name__: "shell" });
  python.runPython(shell, { globals: names, filename: "shell.py" });
  names.get("connect")((run, as, text) => postMessage({ kind: "out", run, as, text }));
  return names.get("run");
}

async function get(path, options) {
  const answer = await fetch(new URL(path, here), options);
  if (!answer.ok) throw new Error(`${path} is not on this site (${answer.status})`);
  return answer;
}

/* Pyodide loads its parts with fetch; a copy of each answer is read to see how far it has come. */
let arrived = 0;
let expected = Infinity;
function countBytes() {
  const real = self.fetch;
  self.fetch = async (...request) => {
    const answer = await real(...request);
    if (answer.ok) count(answer.clone().body.getReader());
    return answer;
  };
  const count = async (reader) => {
    for (let part; !(part = await reader.read()).done; ) {
      arrived += part.value.length;
      postMessage({ kind: "loading", part: Math.min(1, arrived / expected) });
    }
  };
}

let run;
try {
  run = await start();
  postMessage({ kind: "ready" });
} catch (error) {
  postMessage({ kind: "failed", text: String(error.message || error) });
}

// os._exit() ends Python, and no call ever returns.
addEventListener("unhandledrejection", ({ reason }) => {
  if (reason?.name === "ExitStatus") postMessage({ kind: "broken", text: reason.message });
});

onmessage = async ({ data }) => {
  try {
    const ok = await run(data.run, data.code, data.name);
    postMessage({ kind: "done", run: data.run, ok });
  } catch (error) {
    postMessage({ kind: "broken", run: data.run, text: String(error.message || error) });
  }
};
