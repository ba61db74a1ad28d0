// A browser shows and makes passkeys to a script alone. Where this one does not run, the code is typed, and nothing else is missing.
// The form says what to do (data-passkey: "get" or "create"), whom to ask for the options, and every sentence in the page's language.
"use strict";
(() => {
  const form = document.querySelector("form[data-passkey]");
  if (!form || !window.PublicKeyCredential || !navigator.credentials || !window.isSecureContext) return;
  const said = form.querySelector("[data-passkey-said]");
  const answer = form.elements[form.dataset.passkeyField];

  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (one) => one.charCodeAt(0));
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer)))
      .replace(/\+/g, "-")
      .replace(/\//g, "_")
      .replace(/=+$/, "");

  const options = async () => {
    const response = await fetch(form.dataset.passkeyOptions, { method: "POST", body: new FormData(form), redirect: "error" });
    if (!response.ok) throw new Error(`The options came with ${response.status}.`);
    const asked = await response.json();
    asked.challenge = bytes(asked.challenge);
    if (asked.user) asked.user.id = bytes(asked.user.id);
    if (asked.excludeCredentials) for (const one of asked.excludeCredentials) one.id = bytes(one.id);
    return asked;
  };
  const inWords = (credential) => {
    const { response } = credential;
    const told = { clientDataJSON: text(response.clientDataJSON) };
    if (response.attestationObject) {
      told.attestationObject = text(response.attestationObject);
    } else {
      told.authenticatorData = text(response.authenticatorData);
      told.signature = text(response.signature);
      if (response.userHandle) told.userHandle = text(response.userHandle);
    }
    return JSON.stringify({ id: credential.id, rawId: text(credential.rawId), type: credential.type, response: told });
  };
  const ask = async (button) => {
    button.disabled = true;
    said.textContent = form.dataset.passkeyAsking;
    try {
      const credential = await navigator.credentials[form.dataset.passkey]({ publicKey: await options() });
      answer.value = inWords(credential);
      form.submit();
    } catch {
      said.textContent = form.dataset.passkeyFailed;
      button.disabled = false;
    }
  };

  if (form.dataset.passkey === "get") {
    const part = form.querySelector("[data-passkey-part]");
    const button = part.querySelector("button");
    part.hidden = false;
    button.addEventListener("click", () => {
      const empty = ["login", "password"].map((name) => form.elements[name]).find((field) => !field.value);
      if (empty) {
        said.textContent = form.dataset.passkeyMissing;
        empty.focus();
        return;
      }
      ask(button);
    });
  } else {
    form.querySelector("[data-passkey-without]").hidden = true;
    form.addEventListener("submit", (event) => {
      if (answer.value) return;
      event.preventDefault();
      ask(form.querySelector("button"));
    });
  }
})();
