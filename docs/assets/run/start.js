/* On every page; loads only what the page needs. */
if (document.querySelector(".mq-cell")) {
  import("./cells.js").then(({ enliven }) => enliven([...document.querySelectorAll(".mq-cell")]));
}
