"use strict";
const SLIDE_MARKS = { "put in": "ins", "taken out": "del", "not agreed": "mark", "sign": "b" };

// Shows words with their marks as paragraphs of an element.
function showParts(element, parts) {
  element.replaceChildren(document.createElement("p"));
  for (const { text, mark } of parts) {
    text.split("\n").forEach((words, number) => {
      if (number) element.append(document.createElement("p"));
      const tag = SLIDE_MARKS[mark];
      const piece = tag ? document.createElement(tag) : document.createTextNode(words);
      if (tag) piece.textContent = words;
      if (words) element.lastChild.append(piece);
    });
  }
  for (const paragraph of element.children) paragraph.dir = "auto";
  if (!parts.length) element.replaceChildren();
}

// Shows a slide, or nothing, in the elements for its title, text, options and the rest.
function showSlide(slide) {
  const at = (id) => document.getElementById(id);
  const { title, source, label, sign, status, seen, beside, options, said } = slide ?? {};
  at("title").textContent = title ?? "";
  at("source").textContent = source ?? "";
  at("label").textContent = label ?? "";
  at("status").textContent = [sign, status].filter(Boolean).join(" ");
  at("head").hidden = !(label || status);
  showParts(at("text"), seen ?? []);
  showParts(at("beside"), beside ?? []);
  at("options").replaceChildren(...(options ?? []).map(({ letter, parts }) => {
    const line = document.createElement("li");
    const name = document.createElement("b");
    const words = document.createElement("div");
    name.textContent = letter;
    showParts(words, parts);
    line.append(name, words);
    return line;
  }));
  at("totals").textContent = said ?? "";
}

// Follows the projector: tells what is shown, when something was heard, and when the link is lost.
function followProjector(show, heard, lost) {
  const SILENT_MS = 10000;
  let silence = setTimeout(lost, SILENT_MS);
  const beat = () => {
    clearTimeout(silence);
    silence = setTimeout(lost, SILENT_MS);
    heard();
  };
  const source = new EventSource("/live");
  source.addEventListener("message", (event) => { beat(); show(JSON.parse(event.data)); });
  source.addEventListener("beat", beat);
  return source;
}
