"use strict";
(() => {
  const LEAST_COLUMNS = 80;
  const here = () => document.body.classList.contains("-first-byte");
  const focus = () => { if (here()) document.querySelector(".xterm-helper-textarea").focus(); };

  // Keys go to the screens without a click, as soon as these are there.
  addEventListener("focus", focus);
  addEventListener("DOMContentLoaded", () => {
    new MutationObserver(focus).observe(document.body, { attributeFilter: ["class"] });
  });

  // How many columns there is room for, the terminal tells the server alone.
  const send = WebSocket.prototype.send;
  WebSocket.prototype.send = function (told) {
    const [kind, size] = JSON.parse(told);
    if (kind === "resize") document.body.classList.toggle("-narrow", size.width < LEAST_COLUMNS);
    send.call(this, told);
  };
})();
