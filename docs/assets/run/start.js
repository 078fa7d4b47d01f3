/* On every page; loads only what the page needs. */
if (document.querySelector(".mq-cell")) {
  import("./cells.js").then(({ enliven }) => enliven([...document.querySelectorAll(".mq-cell")]));
}
const playground = document.querySelector(".mq-playground");
if (playground) import("../playground.js").then(({ enliven }) => enliven(playground));
const desk = document.querySelector(".mq-desk:has(script)");
if (desk) import("./exercise.js").then(({ solveHere }) => solveHere(desk));
const solutions = document.querySelector(".mq-solutions");
if (solutions) import("./solutions.js").then(({ lockSolutions }) => lockSolutions(solutions));
if (document.querySelector(".mq-mark, .mq-takeout")) import("./marks.js").then(({ showMarks }) => showMarks());

/* A table that is wider than the page scrolls sideways; then the keyboard must reach it. */
const scrollers = new ResizeObserver((seen) => {
  for (const { target } of seen) {
    if (target.scrollWidth > target.clientWidth) target.tabIndex = 0;
    else target.removeAttribute("tabindex");
  }
});
// Material wraps the tables once the page is there.
window.addEventListener("load", () => {
  for (const wrap of document.querySelectorAll(".md-typeset__scrollwrap")) scrollers.observe(wrap);
});
