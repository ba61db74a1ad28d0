// The small spellings of register.md section 0. Each value has exactly one spelling: anything else is null here, and
// whoever asked raises the code of its own section.

import { sha256 } from "@noble/hashes/sha2.js";

const MAX_DECIMAL = 2n ** 63n - 1n;
const AT_ONCE = 32768; // how many arguments a function call takes without running out of stack

/** The UTF-8 bytes of a text. */
export const utf8 = (text) => new TextEncoder().encode(text);

/** The text that bytes spell in UTF-8, a byte order mark kept; null for what is not UTF-8. */
export function text(bytes) {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** Each byte as one character, and back: what `btoa` and `atob` speak. */
export function binary(bytes) {
  let found = "";
  for (let at = 0; at < bytes.length; at += AT_ONCE) found += String.fromCharCode(...bytes.subarray(at, at + AT_ONCE));
  return found;
}
export function fromBinary(text) {
  const found = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at += 1) found[at] = text.charCodeAt(at);
  return found;
}

export const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
export const encode64 = (bytes) => btoa(binary(bytes));

/** The bytes that a base64 text spells, or null: not its one proper spelling, or not `length` bytes. */
export function decode64(spelt, length) {
  let found;
  try {
    found = atob(spelt);
  } catch {
    return null;
  }
  // atob forgives white space and missing padding, so the text is made again and compared
  if (btoa(found) !== spelt || (length !== undefined && found.length !== length)) return null;
  return fromBinary(found);
}

/** The number 0..2^63-1 that a text spells in plain digits, as a BigInt, or null. */
export function decimal(spelt) {
  if (!/^(?:0|[1-9][0-9]{0,18})$/.test(spelt)) return null;
  const number = BigInt(spelt);
  return number <= MAX_DECIMAL ? number : null;
}

export function join(...parts) {
  const found = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    found.set(part, at);
    at += part.length;
  }
  return found;
}

export const equal = (a, b) => a.length === b.length && a.every((byte, at) => byte === b[at]);

/** SHA-256 of some parts, one after the other. */
export const hash = (...parts) => sha256(join(...parts));

/** A number in four or eight bytes, big-endian. */
export function u32(number) {
  const found = new Uint8Array(4);
  new DataView(found.buffer).setUint32(0, number);
  return found;
}
export const readU64 = (bytes) => new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0);

/** A part behind its length, so that no two lists of parts spell the same. */
export const lp = (part) => join(u32(part.length), part);
