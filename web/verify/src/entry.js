// An entry: seven public lines (register.md section 2.1).

import { decode64, utf8 } from "./bytes.js";
import { must } from "./errors.js";
import { isKind } from "./form.js";

export const RESERVED = new Set(["scheme", "statement", "pool", "draw", "key", "notice"]);
const CODE = "E_ENTRY_FORMAT";
const MAX_BYTES = 65535;
const NAMES = ["kind", "day", "record", "scheme", "tally", "proof"];
const DAY = /^([0-9]{4})-(?:W([0-9]{2})|([0-9]{2})-([0-9]{2}))$/;

/** What the lines of an entry say; bytes are bytes, a dash is null. Raises E_ENTRY_FORMAT. */
export function parseEntry(whole) {
  must(utf8(whole).length <= MAX_BYTES, CODE);
  const lines = whole.split("\n");
  must(lines.length === 8 && lines.shift() === "evenhand.entry/v1" && lines.pop() === "", CODE);
  const [kind, day, record, scheme, tally, proof] = lines.map((line, at) => value(line, NAMES[at]));
  must(isKind(kind) && isDay(day), CODE);
  const entry = { kind, day, record: data(record), scheme: orNull(scheme), tally: orNull(tally), proof: orNull(proof) };
  checkParts(entry);
  return { ...entry, raw: utf8(whole) };
}

function value(line, name) {
  must(line.startsWith(`${name} `), CODE);
  return line.slice(name.length + 1);
}

function data(spelt) {
  const found = decode64(spelt);
  must(found !== null, CODE);
  return found;
}

const orNull = (spelt) => (spelt === "-" ? null : data(spelt));

function checkParts({ kind, record, scheme, tally, proof }) {
  must(record.length === 32 && (scheme === null || scheme.length === 32), CODE);
  must((scheme === null) === (RESERVED.has(kind) && kind !== "statement"), CODE);
  must((tally === null) === (proof === null), CODE);
  if (tally === null) return;
  must(!RESERVED.has(kind) && tally.length === 32, CODE);
  must(proof.length % 64 === 0 && proof.length >= 64 && proof.length <= 64 * 64, CODE);
}

/** Whether a text is a date or an ISO week that exists, in the years 1970-2999. */
export function isDay(spelt) {
  const parts = DAY.exec(spelt);
  if (parts === null) return false;
  const year = Number(parts[1]), week = Number(parts[2]), month = Number(parts[3]), day = Number(parts[4]);
  if (year < 1970 || year > 2999) return false;
  if (parts[2] !== undefined) return week >= 1 && week <= weeksOf(year);
  return month >= 1 && month <= 12 && day >= 1 && day <= new Date(Date.UTC(year, month, 0)).getUTCDate();
}

/** 53 where the year begins or ends on a Thursday (ISO 8601). */
function weeksOf(year) {
  const weekday = (month, day) => new Date(Date.UTC(year, month, day)).getUTCDay();
  return weekday(0, 1) === 4 || weekday(11, 31) === 4 ? 53 : 52;
}
