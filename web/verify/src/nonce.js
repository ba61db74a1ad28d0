// The value that makes a receipt one person's own (register.md section 6 step 5).

import { decode64, hash, utf8 } from "./bytes.js";

// Unicode White_Space. A browser's trim() takes U+FEFF as well and leaves U+0085.
const SPACE = "[\\t\\n\\v\\f\\r \\x85\\xA0\\u1680\\u2000-\\u200A\\u2028\\u2029\\u202F\\u205F\\u3000]+";
const AROUND = new RegExp(`^${SPACE}|${SPACE}$`, "gu");
const strip = (words) => words.replace(AROUND, "");

/** The 16 bytes that a person's own words stand for, in whatever Unicode form they were typed. */
export function typedNonce(words) {
  return hash(utf8("evenhand.typed-nonce/v1\0"), utf8(strip(words.normalize("NFC")))).subarray(0, 16);
}

/** The 16 bytes that a mark means: those it spells in base64, as people are shown them, or else `typedNonce`. */
export const readNonce = (mark) => decode64(strip(mark), 16) ?? typedNonce(mark);
