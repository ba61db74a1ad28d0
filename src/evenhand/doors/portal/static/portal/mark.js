// The complainant's own mark: 16 bytes drawn on this device before anything is sent (register.md section 6, clash attack).
// A page that is loaded again shows the mark that was drawn first, because somebody may have written it down.
// Without this script the mark is typed, or drawn by the server, and the receipt says which.
"use strict";
(() => {
  const form = document.querySelector("[data-mark-form]");
  if (!form || !window.crypto?.getRandomValues) return;
  const field = form.elements.mark_drawn;
  const token = form.elements.token.value;

  const draw = () => btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(16))));
  const recall = () => {
    try {
      const kept = JSON.parse(sessionStorage.getItem("mark"));
      return kept?.token === token ? kept.mark : "";
    } catch {
      return "";
    }
  };
  const remember = (mark) => {
    try {
      sessionStorage.setItem("mark", JSON.stringify({ token, mark }));
    } catch {
      // a browser that keeps nothing draws again when the page is loaded again
    }
  };

  field.value = field.value || recall() || draw();
  remember(field.value);
  document.querySelector("[data-mark-value]").textContent = field.value;
  document.querySelector("[data-mark]").hidden = false;
})();
