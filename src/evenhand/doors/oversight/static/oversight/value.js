// An overseer's random value, drawn on their own device: 16 bytes, in hexadecimal. Without this script the value is typed.
"use strict";
(() => {
  const field = document.querySelector("[data-value]");
  const offer = document.querySelector("[data-draw]");
  if (!field || !offer || !window.crypto?.getRandomValues) return;
  const hexadecimal = (byte) => byte.toString(16).padStart(2, "0");

  offer.querySelector("button").addEventListener("click", () => {
    field.value = Array.from(crypto.getRandomValues(new Uint8Array(16)), hexadecimal).join("");
    field.focus();
  });
  offer.hidden = false;
})();
