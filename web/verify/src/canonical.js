// Canonical JSON (register.md section 0): parse, render, and require the same bytes. That refuses every other spelling
// (spaces, a member twice, escapes nobody needed, 1.0, -0, halves of surrogate pairs) without a rule for each.

import { equal, text, utf8 } from "./bytes.js";
import { must } from "./errors.js";

export const MAX_BYTES = 16 * 1024 * 1024;
const MAX_DEPTH = 32;
const NAME = /^[ !#-\[\]-~]{1,128}$/;
const HALF_A_PAIR = /[\uD800-\uDFFF]/u;

/** The value that bytes spell canonically. Raises E_JSON. */
export function loads(raw) {
  must(raw.length <= MAX_BYTES, "E_JSON");
  const spelt = text(raw);
  must(spelt !== null, "E_JSON");
  let value;
  try {
    value = JSON.parse(spelt);
  } catch {
    must(false, "E_JSON");
  }
  must(equal(dumps(value), raw), "E_JSON");
  return value;
}

/** The one spelling of a value, as bytes. Raises E_JSON for what has none. */
export function dumps(value) {
  const parts = [];
  spell(value, MAX_DEPTH, parts);
  return utf8(parts.join(""));
}

// Pieces go into one list: joining strings at every level would take the square of the size for a hostile file.
function spell(value, depth, parts) {
  if (value === null || typeof value === "boolean") parts.push(String(value));
  else if (typeof value === "number") parts.push(spellNumber(value));
  else if (typeof value === "string") parts.push(spellText(value));
  else {
    must(depth > 0, "E_JSON");
    if (Array.isArray(value)) spellArray(value, depth - 1, parts);
    else spellObject(value, depth - 1, parts);
  }
}

function spellNumber(value) {
  must(Number.isSafeInteger(value) && !Object.is(value, -0), "E_JSON");
  return String(value);
}

function spellText(value) {
  must(!HALF_A_PAIR.test(value), "E_JSON");
  return JSON.stringify(value); // escapes exactly what canonical JSON escapes, once halves of pairs are out
}

function spellArray(value, depth, parts) {
  parts.push("[");
  value.forEach((item, at) => {
    if (at) parts.push(",");
    spell(item, depth, parts);
  });
  parts.push("]");
}

function spellObject(value, depth, parts) {
  parts.push("{");
  Object.keys(value).sort().forEach((name, at) => {
    must(NAME.test(name), "E_JSON");
    parts.push(at ? "," : "", JSON.stringify(name), ":");
    spell(value[name], depth, parts);
  });
  parts.push("}");
}
