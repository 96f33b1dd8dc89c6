"use strict";
(() => {
  const SIZES = [54, 50, 46, 42, 38, 34];
  const at = (id) => document.getElementById(id);
  let page = 0, pages = 1;

  function turn(to) {
    page = Math.max(0, Math.min(to, pages - 1));
    const { clientWidth } = at("window");
    at("paper").style.transform = `translateX(${-page * 1.1 * clientWidth}px)`;
    at("page").textContent = pages > 1 ? `${page + 1} of ${pages}` : "";
  }

  // Sets the largest type in which all of it is seen, or pages of the smallest.
  function fit() {
    const room = at("window"), paper = at("paper");
    paper.className = "";
    for (const size of SIZES) {
      document.body.style.setProperty("--size", size);
      if (paper.scrollHeight <= room.clientHeight) break;
    }
    const isLong = paper.scrollHeight > room.clientHeight;
    if (isLong) paper.className = "pages";
    pages = isLong ? Math.ceil((paper.scrollWidth / room.clientWidth - 1) / 1.1 - 0.01) + 1 : 1;
    turn(page);
  }

  function show(slide) {
    const before = at("label").textContent;
    showSlide(slide);
    // Of a draft every line says where one item stands.
    at("text").className = slide?.totals && slide.lines.length > 8 ? "list" : "";
    at("screen").hidden = slide === null;
    at("legend").hidden = !slide?.parts.length;
    if (at("label").textContent !== before) page = 0;
    fit();
  }

  const KEYS = { ArrowRight: 1, ArrowDown: 1, PageDown: 1, " ": 1, ArrowLeft: -1, ArrowUp: -1, PageUp: -1 };
  const tick = () => { at("time").textContent = new Date().toTimeString().slice(0, 5); };
  const link = (isThere) => {
    document.body.dataset.link = isThere ? "live" : "lost";
    at("lost").hidden = isThere;
  };
  document.documentElement.classList.toggle("dark", new URLSearchParams(location.search).has("dark"));
  addEventListener("resize", fit);
  addEventListener("keydown", (event) => { turn(page + (KEYS[event.key] ?? 0)); });
  const source = followProjector(show, () => link(true), () => link(false));
  source.addEventListener("error", () => link(false));
  tick();
  setInterval(tick, 1000);
})();
