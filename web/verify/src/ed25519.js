// Ed25519 (RFC 8032): the browser's own where it has one and shows that it works, else the one in this page. Old
// browsers have none, and pages that came over http have no access to it.

import { ed25519 } from "@noble/curves/ed25519.js";
import { fromBinary } from "./bytes.js";

const NAME = { name: "Ed25519" };
// RFC 8032 section 7.1, test 2: a key, a message and its signature.
const KEY = fromBinary(atob("PUAXw+hDiVqStwqnTRt+vJyYLM8uxJaMwM1V8Sr0Zgw="));
const MESSAGE = Uint8Array.of(0x72);
const SIGNATURE = fromBinary(
  atob("kqAJqfDUyrhyDoILX2QlQKKye1QWUD+Ps3YiI+vbadoIWsHkPhWZbkWPNhPQ8R2MOHsurrQwKu6wDSkWErsMAA=="),
);

async function verifyByBrowser(key, message, signature) {
  try {
    const imported = await crypto.subtle.importKey("raw", key, NAME, false, ["verify"]);
    return await crypto.subtle.verify(NAME, imported, signature, message);
  } catch {
    return false;
  }
}

/** The same without asking the browser. */
export function verifyHere(key, message, signature) {
  try {
    return ed25519.verify(signature, message, key, { zip215: false });
  } catch {
    return false;
  }
}

let browserCan = null;

/** Whether the browser verifies a signature of which it is known that it is good, and refuses a changed one. */
export async function browserHasEd25519() {
  browserCan ??= Promise.all([
    verifyByBrowser(KEY, MESSAGE, SIGNATURE),
    verifyByBrowser(KEY, Uint8Array.of(0x73), SIGNATURE),
  ]).then(([good, bad]) => good && !bad);
  return browserCan;
}

/** Whether a signature (64 bytes) is that key's (32 bytes) over a message. */
export async function verifySignature(key, message, signature) {
  if (signature.length !== 64) return false;
  if (await browserHasEd25519()) return verifyByBrowser(key, message, signature);
  return verifyHere(key, message, signature);
}
