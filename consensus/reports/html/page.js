"use strict";
(() => {
  const controls = document.getElementById("controls");
  const items = [...document.querySelectorAll("[data-status]")];
  const folds = [...document.querySelectorAll("details:not(.as-table)")];
  const told = document.getElementById("told");
  const say = (words) => { if (told) told.textContent = words; };

  const words = new Map();
  const wordsOf = (item) => {
    if (!words.has(item)) words.set(item, item.textContent.toLowerCase());
    return words.get(item);
  };
  const namesOf = (item) => (item.dataset.names || "").toLowerCase().split("\n");

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
    for (const item of items) {
      item.hidden = !shown.has(item);
      const line = document.querySelector(`nav [data-for="${CSS.escape(item.id)}"]`);
      if (line) line.hidden = item.hidden;
    }
    for (const part of document.querySelectorAll("[data-part]")) {
      part.hidden = !part.querySelector("[data-status]:not([hidden])");
    }
    say(`${shown.size} of ${items.length} shown`);
  }

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
      if (place.closest("[data-status][hidden]")) {
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
    opened = folds.filter((fold) => !fold.open);
    for (const fold of opened) fold.open = true;
  });
  addEventListener("afterprint", () => { for (const fold of opened) fold.open = false; });
})();
