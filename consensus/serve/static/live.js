"use strict";
(() => {
  const at = (id) => document.getElementById(id);

  function show(slide) {
    showSlide(slide);
    at("blank").hidden = slide !== null;
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
      line.append(link, ` published ${issue.issued.slice(0, 10)}${standing}`);
      return line;
    }));
  }

  const source = followProjector(show, () => { at("link").textContent = "live"; }, lost);
  source.addEventListener("error", () => { at("link").textContent = "not connected"; });
  show(null);
  const again = () => list().catch(() => { at("link").textContent = "not connected"; });
  again();
  setInterval(again, 30000);
})();
