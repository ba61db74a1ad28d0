// Looks for the signed copy, and shows the page again when it is there. Without this script the page reloads by itself.
"use strict";
(() => {
  const waiting = document.querySelector("[data-wait]");
  if (!waiting) return;
  const look = async () => {
    try {
      const answer = await fetch(waiting.dataset.wait, { method: "HEAD", cache: "no-store" });
      if (answer.ok) {
        window.location.reload();
        return;
      }
    } catch {
      // the connection is gone for a moment: look again
    }
    window.setTimeout(look, waiting.dataset.seconds * 1000);
  };
  window.setTimeout(look, 1000);
})();
