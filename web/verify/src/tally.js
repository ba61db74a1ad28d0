// An entry's tally: what it opens to, and the proof that it is one lawful thing (register.md section 4).

import { join, u32, utf8 } from "./bytes.js";
import { must } from "./errors.js";
import { ORDER, hashToScalar, multiply, multiplyBase, readCommitment, readScalar } from "./group.js";

/** Check that a tally is r·B + W for the point W. Raises E_SCALAR, E_POINT, E_TALLY_OPENING. */
export function verifyTallyOpening(tally, r, point) {
  const blind = readScalar(r);
  must(readCommitment(tally).equals(multiplyBase(blind).add(point)), "E_TALLY_OPENING");
}

/**
 * Check the proof that a tally is one of the points of its group, without asking which.
 *
 * `place` says where it belongs, and nowhere else: the log's origin, scheme id, record and kind.
 * Raises E_POINT, E_SCALAR, E_ENTRY_PROOF.
 */
export function verifyEntryProof(place, points, tally, proof) {
  const commitment = readCommitment(tally), count = points.length;
  must(proof.length === 64 * count, "E_ENTRY_PROOF");
  const scalars = Array.from({ length: 2 * count }, (_, at) => readScalar(proof.subarray(32 * at, 32 * at + 32)));
  const announcements = points.map((point, at) => {
    const c = scalars[at], z = scalars[count + at];
    return multiplyBase(z).subtract(multiply(c, commitment.subtract(point))).toBytes();
  });
  const challenge = hashToScalar(
    "evenhand.entry-proof/v1",
    ...[utf8(place.origin), place.scheme, place.record, utf8(place.kind), u32(count)],
    ...[join(...points.map((point) => point.toBytes())), tally, join(...announcements)],
  );
  const spent = scalars.slice(0, count).reduce((sum, c) => sum + c, 0n) % ORDER;
  must(spent === challenge, "E_ENTRY_PROOF");
}
