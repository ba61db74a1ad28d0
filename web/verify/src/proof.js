// The file that proves that an entry is in a log (register.md section 1.7).

import { decimal, decode64 } from "./bytes.js";
import { verifyCheckpoint } from "./checkpoint.js";
import { must } from "./errors.js";
import { MAX_PROOF, leafHash, verifyInclusion } from "./tree.js";

const HEADER = "c2sp.org/tlog-proof@v1";

/** Index (a BigInt), path and signed note of a proof, nothing of it verified. Raises E_PROOF_FORMAT. */
export function parseProof(whole) {
  const gap = whole.indexOf("\n\n");
  must(gap >= 0, "E_PROOF_FORMAT");
  const [header, ...lines] = whole.slice(0, gap).split("\n");
  must(header === HEADER, "E_PROOF_FORMAT");
  if (lines[0]?.startsWith("extra ")) must(decode64(lines.shift().slice("extra ".length))?.length > 0, "E_PROOF_FORMAT");
  must(lines[0]?.startsWith("index ") ?? false, "E_PROOF_FORMAT");
  const index = decimal(lines.shift().slice("index ".length));
  const path = lines.map((line) => decode64(line, 32));
  must(index !== null && path.length <= MAX_PROOF && !path.includes(null), "E_PROOF_FORMAT");
  return { index, path, checkpoint: whole.slice(gap + 2) };
}

/** Index and head under which an entry's bytes are proved to stand there. */
export async function verifyProof(whole, entry, policy) {
  const proof = parseProof(whole);
  const head = await verifyCheckpoint(proof.checkpoint, policy);
  verifyInclusion(leafHash(entry), proof.index, head.size, proof.path, head.root);
  return { index: proof.index, head };
}
