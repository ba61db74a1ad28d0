// Quick exit: hides the page at once and replaces it in the history, on a click or when Esc is pressed three times.
// Without this script the link still leads away; the way back to the page then stays in the history.
"use strict";
(() => {
  const link = document.querySelector("[data-quick-exit]");
  if (!link) return;
  const within = 5000; // milliseconds for the three presses
  let presses = [];

  const leave = () => {
    document.documentElement.hidden = true;
    document.title = " ";
    window.location.replace(link.href);
  };

  link.addEventListener("click", (event) => {
    event.preventDefault();
    leave();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") {
      presses = [];
      return;
    }
    if (event.repeat) return;
    presses = presses.filter((at) => event.timeStamp - at < within).concat(event.timeStamp);
    if (presses.length >= 3) leave();
  });
  window.addEventListener("pageshow", () => {
    document.documentElement.hidden = false;
  });
  document.querySelector("[data-quick-exit-key]").hidden = false;
})();
