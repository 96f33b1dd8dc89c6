"use strict";
(() => {
  const controls = document.getElementById("controls");
  const items = [...document.querySelectorAll("[data-status]")];
  const folds = [...document.querySelectorAll("details:not(.as-table)")];
  const chapters = [...document.querySelectorAll("details.chapter")];
  const told = document.getElementById("told");
  const say = (words) => { if (told) told.textContent = words; };

  const words = new Map();
  const wordsOf = (item) => {
    if (!words.has(item)) words.set(item, item.textContent.toLowerCase());
    return words.get(item);
  };
  const names = new Map(items.map((item) => [item, (item.dataset.names || "").toLowerCase().split("\n")]));
  const namesOf = (item) => names.get(item);
  // Indexes, made once: a look through the document for each item took 9 s and more at 6,000 items, at every key.
  const lines = new Map();
  for (const line of document.querySelectorAll("nav [data-for]")) {
    if (!lines.has(line.dataset.for)) lines.set(line.dataset.for, line);
  }
  const parts = [...document.querySelectorAll("[data-part]")];
  const partOf = new Map([...items, ...parts].map((each) => [each, each.parentElement.closest("[data-part]")]));
  const hide = (element, hidden) => { if (element.hidden !== hidden) element.hidden = hidden; };

  function found(typed, statuses) {
    let left = items.filter((item) => !statuses.size || statuses.has(item.dataset.status));
    const whole = typed.trim().toLowerCase();
    const wholly = left.filter((item) => whole && namesOf(item).includes(whole));
    if (wholly.length) return wholly;
    for (const word of whole.split(/\s+/).filter(Boolean)) {
      const named = left.filter((item) => namesOf(item).includes(word));
      left = named.length ? named : left.filter((item) => wordsOf(item).includes(word));
    }
    return left;
  }

  function filter(typed, statuses) {
    const shown = new Set(found(typed, statuses));
    const filled = new Set();
    for (const item of items) {
      hide(item, !shown.has(item));
      const line = lines.get(item.id);
      if (line) hide(line, item.hidden);
      for (let part = partOf.get(item); !item.hidden && part && !filled.has(part); part = partOf.get(part)) filled.add(part);
    }
    for (const part of parts) hide(part, !filled.has(part));
    if (chapters.length) unfold(shown, typed.trim() || statuses.size);
    say(`${shown.size} of ${items.length} shown`);
  }

  // What is found is unfolded as far as a screen or two: laying out thousands of items takes seconds.
  const MOST_UNFOLDED = 20;
  const noted = new Map(chapters.map((chapter) => [chapter, chapter.querySelector(".found")]));
  let before = null;
  function unfold(shown, isFiltered) {
    if (!isFiltered && !before) return;
    before ||= new Set(chapters.filter((chapter) => chapter.open));
    const counts = new Map();
    for (const item of shown) counts.set(partOf.get(item), (counts.get(partOf.get(item)) || 0) + 1);
    let left = MOST_UNFOLDED;
    for (const chapter of chapters) {
      const count = counts.get(chapter) || 0;
      const line = lines.get(chapter.id);
      if (line) hide(line, chapter.hidden);
      noted.get(chapter).textContent = isFiltered ? `${count} found` : "";
      const open = isFiltered ? count > 0 && left > 0 : before.has(chapter);
      if (chapter.open !== open) chapter.open = open;
      left -= count;
    }
    if (!isFiltered) before = null;
  }

  // Words are looked up before the first key, while nothing else is to be done.
  const later = window.requestIdleCallback || ((work) => setTimeout(work, 50));
  const prepare = (from) => {
    for (const item of items.slice(from, from + 300)) wordsOf(item);
    if (from + 300 < items.length) later(() => prepare(from + 300));
  };
  if (controls && document.body.classList.contains("long")) later(() => prepare(0));

  if (controls && items.length) {
    const typed = document.getElementById("filter");
    const boxes = [...controls.querySelectorAll("input[type=checkbox]")];
    const chosen = () => new Set(boxes.filter((box) => box.checked).map((box) => box.value));
    const isFilter = () => location.hash.startsWith("#filter=");

    const keep = () => {
      const given = new URLSearchParams({ filter: typed.value });
      if (chosen().size) given.set("status", [...chosen()].join(","));
      const wanted = typed.value || chosen().size ? `#${given}` : "#";
      if (wanted !== "#" || isFilter()) history.replaceState(null, "", wanted);
    };
    const apply = () => { filter(typed.value, chosen()); keep(); };
    const read = () => {
      const hash = location.hash;
      if (isFilter()) {
        const given = new URLSearchParams(hash.slice(1));
        const statuses = new Set((given.get("status") || "").split(","));
        typed.value = given.get("filter") || "";
        for (const box of boxes) box.checked = statuses.has(box.value);
        filter(typed.value, chosen());
        return;
      }
      const place = hash.length > 1 && document.getElementById(decodeURIComponent(hash.slice(1)));
      if (!place) return;
      if (place.closest("[data-status][hidden], [data-part][hidden]")) {
        typed.value = "";
        for (const box of boxes) box.checked = false;
        filter("", new Set());
      }
      for (let fold = place.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
      place.scrollIntoView();
    };

    controls.hidden = false;
    if (!folds.length) {
      for (const button of controls.querySelectorAll("[data-act=expand], [data-act=collapse]")) button.hidden = true;
    }
    controls.addEventListener("input", apply);
    controls.addEventListener("click", (event) => {
      const act = event.target.dataset && event.target.dataset.act;
      if (!act) return;
      if (act === "clear") {
        typed.value = "";
        for (const box of boxes) box.checked = false;
        apply();
        typed.focus();
      } else {
        for (const fold of folds) fold.open = act === "expand";
        say(act === "expand" ? "everything is expanded" : "everything is collapsed");
      }
    });
    addEventListener("hashchange", read);
    read();
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest && event.target.closest("a.self");
    if (!link || !navigator.clipboard) return;
    navigator.clipboard.writeText(link.href).then(
      () => say("the link is copied"),
      () => say("the link could not be copied; it is in the address bar"),
    );
  });

  let opened = [];
  addEventListener("beforeprint", () => {
    // A closed chapter is one line on paper: all of them are hundreds of pages.
    opened = folds.filter((fold) => !fold.open && !noted.has(fold));
    for (const fold of opened) fold.open = true;
  });
  addEventListener("afterprint", () => { for (const fold of opened) fold.open = false; });
})();
