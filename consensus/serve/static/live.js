"use strict";
(() => {
  const at = (id) => document.getElementById(id);
  const SILENT_MS = 10000;
  let silence = 0;

  function show(slide) {
    const is_blank = slide === null;
    at("title").textContent = is_blank ? "" : slide.title;
    at("label").textContent = is_blank ? "" : slide.label;
    at("status").textContent = is_blank ? "" : slide.status;
    at("head").hidden = is_blank || !(slide.label || slide.status);
    at("text").replaceChildren(...(is_blank ? [] : slide.lines).map((line) => {
      const paragraph = document.createElement("p");
      paragraph.dir = "auto";
      paragraph.textContent = line;
      return paragraph;
    }));
    const totals = is_blank ? null : slide.totals;
    at("totals").textContent = totals ? `${totals.agreed} agreed, ${totals.open} open` : "";
    at("blank").hidden = !is_blank;
  }

  function heard() {
    clearTimeout(silence);
    at("link").textContent = "live";
    silence = setTimeout(lost, SILENT_MS);
  }

  // What was taken down meanwhile must not stand here for ever.
  function lost() {
    at("link").textContent = "not connected";
    show(null);
  }

  async function list() {
    const answer = await fetch("/issued", { credentials: "same-origin" });
    // The session ended: the page is where a token is asked for.
    if (answer.status === 401) location.reload();
    if (!answer.ok) return;
    const { title, issues } = await answer.json();
    at("group").textContent = title;
    document.title = title;
    at("none-issued").hidden = issues.length > 0;
    at("issued").replaceChildren(...issues.map((issue) => {
      const line = document.createElement("li");
      const link = document.createElement("a");
      link.href = `/issued/${encodeURIComponent(issue.draft)}/${encodeURIComponent(issue.name)}`;
      link.textContent = `${issue.title}, ${issue.name}`;
      const standing = issue.standing ? `, ${issue.standing}` : "";
      line.append(link, ` issued ${issue.issued.slice(0, 10)}${standing}`);
      return line;
    }));
  }

  const source = new EventSource("/live");
  source.addEventListener("message", (event) => { heard(); show(JSON.parse(event.data)); });
  source.addEventListener("beat", heard);
  source.addEventListener("error", () => { at("link").textContent = "not connected"; });
  silence = setTimeout(lost, SILENT_MS);
  show(null);
  const again = () => list().catch(() => { at("link").textContent = "not connected"; });
  again();
  setInterval(again, 30000);
})();
