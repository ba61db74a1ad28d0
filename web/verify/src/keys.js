// Keys as people hold them: <name>+<8 hex of key id>+b64(type || key) (register.md section 1.2).

import { decode64, hash, hex, join, utf8 } from "./bytes.js";
import { must } from "./errors.js";

export const PLAIN = 0x01;
export const COSIGNATURE = 0x04;
const KEY_SIZE = 32;
const NOT_IN_NAMES = new RegExp(
  "[\\x00-\\x20+\\x85\\xA0\\u1680\\u2000-\\u200A\\u2028\\u2029\\u202F\\u205F\\u3000\\uD800-\\uDFFF]", "u",
);

/** Whether a name may stand on a signature line. */
export const isKeyName = (name) => name !== "" && !NOT_IN_NAMES.test(name);

/** How a key is found: by name and key id together. A name has no plus sign. */
export const place = (name, keyId) => `${name}+${hex(keyId)}`;

/** The key that a vkey spells. Raises E_NOTE_FORMAT. */
export function parseKey(vkey) {
  const [name, keyId, ...rest] = vkey.split("+");
  const data = decode64(rest.join("+"), 1 + KEY_SIZE);
  must(isKeyName(name) && data !== null && [PLAIN, COSIGNATURE].includes(data[0]), "E_NOTE_FORMAT");
  must(hex(hash(join(utf8(name), utf8("\n"), data)).subarray(0, 4)) === keyId, "E_NOTE_FORMAT");
  return { name, keyId, type: data[0], publicKey: data.subarray(1), place: `${name}+${keyId}` };
}
