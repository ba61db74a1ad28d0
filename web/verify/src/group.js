// The group that tallies live in: ristretto255 (RFC 9496; register.md sections 3 and 4).

import { ristretto255, ristretto255_hasher } from "@noble/curves/ed25519.js";
import { sha512 } from "@noble/hashes/sha2.js";
import { join, lp, utf8 } from "./bytes.js";
import { must } from "./errors.js";

export const ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;
const Point = ristretto255.Point;
export const IDENTITY = Point.ZERO;

/** The point that 32 bytes spell in their one proper way, the identity among them. Raises E_POINT. */
export function readPoint(raw) {
  must(raw.length === 32 && raw[31] < 128, "E_POINT");
  try {
    return Point.fromBytes(raw);
  } catch {
    return must(false, "E_POINT");
  }
}

/** The point of a tally, which must not be the identity. Raises E_POINT. */
export function readCommitment(raw) {
  must(raw.some((byte) => byte !== 0), "E_POINT");
  return readPoint(raw);
}

/** The number that 32 bytes spell, little-endian and below the order. Raises E_SCALAR. */
export function readScalar(raw) {
  const number = raw.length === 32 ? littleEndian(raw) : ORDER;
  must(number < ORDER, "E_SCALAR");
  return number;
}

// Nothing here is a secret of somebody else's: what is multiplied stands in the receipt, or is public.
export const multiply = (scalar, point) => point.multiplyUnsafe(scalar);
export const multiplyBase = (scalar) => multiply(scalar, Point.BASE);

export const fromHash = (wide) => ristretto255_hasher.deriveToCurve(wide);

/** Hs(tag, parts) of section 4. */
export function hashToScalar(tag, ...parts) {
  return littleEndian(sha512(join(lp(utf8(tag)), ...parts.map(lp)))) % ORDER;
}

/** The generator of the counter with this label. */
export const generator = (label) => fromHash(sha512(utf8(`evenhand.counter/v1\0${label}`)));

/** The point that a template adds to a tally; its vector is a list of [counter, weight]. */
export function pointOf(vector) {
  return vector.reduce((sum, [label, weight]) => sum.add(multiply(BigInt(weight), generator(label))), IDENTITY);
}

function littleEndian(bytes) {
  return bytes.reduceRight((number, byte) => number * 256n + BigInt(byte), 0n);
}
