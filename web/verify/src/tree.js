// The tree of RFC 6962 (register.md section 1.1).

import { equal, hash } from "./bytes.js";
import { must } from "./errors.js";

export const EMPTY_ROOT = hash();
export const MAX_PROOF = 63;
const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);

export const leafHash = (entry) => hash(LEAF, entry);
const nodeHash = (left, right) => hash(NODE, left, right);

/** Check that a leaf's hash is entry `index` of the tree of that size and root; both numbers are BigInts. */
export function verifyInclusion(leaf, index, size, path, root) {
  const areHashes = path.length <= MAX_PROOF && [leaf, root, ...path].every((one) => one.length === 32);
  const found = areHashes && index >= 0n && index < size ? climb(leaf, index, size, path) : null;
  must(found !== null && equal(found, root), "E_INCLUSION");
}

/** The root that a path leads to, or null if its length does not fit index and size. */
function climb(leaf, index, size, path) {
  let first = index, last = size - 1n, at = leaf;
  for (const sibling of path) {
    if (last === 0n) return null;
    if (first % 2n === 1n || first === last) {
      at = nodeHash(sibling, at);
      while (first > 0n && first % 2n === 0n) {
        first /= 2n;
        last /= 2n;
      }
    } else at = nodeHash(at, sibling);
    first /= 2n;
    last /= 2n;
  }
  return last === 0n ? at : null;
}
