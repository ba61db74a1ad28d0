// Signed notes (register.md section 1.2) and the cosignatures of witnesses on them (1.4).

import { decode64, join, readU64, utf8 } from "./bytes.js";
import { verifySignature } from "./ed25519.js";
import { must } from "./errors.js";
import { COSIGNATURE, isKeyName, place } from "./keys.js";

const MAX_BYTES = 1024 * 1024;
const MAX_SIGNATURES = 64;
const MAX_TIME = 2n ** 63n - 1n;
const CONTROL = /[\x00-\x09\x0B-\x1F]/;
const LINE = /^\u2014 ([^ ]+) ([^ ]+)$/u;

/** The text and the signature lines of a note, nothing of it verified. Raises E_NOTE_FORMAT. */
export function parseNote(whole) {
  must(utf8(whole).length <= MAX_BYTES && !CONTROL.test(whole), "E_NOTE_FORMAT");
  const gap = whole.lastIndexOf("\n\n");
  must(gap >= 0 && whole.endsWith("\n") && gap + 2 < whole.length, "E_NOTE_FORMAT");
  const lines = whole.slice(gap + 2, -1).split("\n");
  must(lines.length <= MAX_SIGNATURES, "E_NOTE_FORMAT");
  return { text: whole.slice(0, gap + 1), signatures: lines.map(parseLine) };
}

function parseLine(line) {
  const parts = LINE.exec(line);
  must(parts !== null, "E_NOTE_FORMAT");
  const data = decode64(parts[2]);
  must(isKeyName(parts[1]) && data !== null && data.length > 4, "E_NOTE_FORMAT");
  return { place: place(parts[1], data.subarray(0, 4)), blob: data.subarray(4) };
}

/**
 * Which of some keys signed a note: a Map from each that did to the times of its lines (empty for a log's key).
 *
 * Every line of a known key must verify, repeats too. Raises E_NOTE_SIGNATURE, and E_NOTE_UNSIGNED where no key signed.
 */
export async function verifyNote(note, keys) {
  const known = new Map(keys.map((key) => [key.place, key]));
  const signed = new Map();
  for (const line of note.signatures) {
    const key = known.get(line.place);
    if (key === undefined) continue;
    const times = key.type === COSIGNATURE ? [await verifyCosignature(note.text, key, line.blob)] : [];
    if (key.type !== COSIGNATURE) {
      must(await verifySignature(key.publicKey, utf8(note.text), line.blob), "E_NOTE_SIGNATURE");
    }
    signed.set(key, [...(signed.get(key) ?? []), ...times]);
  }
  must(signed.size > 0, "E_NOTE_UNSIGNED");
  return signed;
}

/** The Unix time, a BigInt, at which a witness says that it saw the head. */
async function verifyCosignature(text, key, blob) {
  must(blob.length === 72, "E_NOTE_SIGNATURE");
  const time = readU64(blob);
  must(time > 0n && time <= MAX_TIME, "E_NOTE_SIGNATURE");
  const message = join(utf8(`cosignature/v1\ntime ${time}\n`), utf8(text));
  must(await verifySignature(key.publicKey, message, blob.subarray(8)), "E_NOTE_SIGNATURE");
  return time;
}
