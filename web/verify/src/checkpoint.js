// The head of a register, and whether its signatures satisfy a policy (register.md sections 1.3 and 1.5).

import { decimal, decode64, equal } from "./bytes.js";
import { must } from "./errors.js";
import { parseNote, verifyNote } from "./note.js";
import { isSatisfied } from "./policy.js";
import { EMPTY_ROOT } from "./tree.js";

/** Origin, size (a BigInt) and root in the text of a note. Raises E_CHECKPOINT_FORMAT. */
export function parseCheckpoint(text) {
  const lines = text.split("\n");
  must(lines.pop() === "" && lines.length >= 3 && !lines.includes(""), "E_CHECKPOINT_FORMAT");
  const [origin, spelt, root64] = lines;
  const size = decimal(spelt), root = decode64(root64, 32);
  must(size !== null && root !== null, "E_CHECKPOINT_FORMAT");
  return { origin, size, root };
}

/**
 * The head in a note: origin, size, root, the log's keys that signed it, and for each witness that did its times.
 *
 * Raises E_NOTE_FORMAT, E_CHECKPOINT_FORMAT, E_ORIGIN, E_NOTE_SIGNATURE, E_NOTE_UNSIGNED and E_QUORUM, in this order.
 */
export async function verifyCheckpoint(raw, policy) {
  const note = parseNote(raw);
  const head = parseCheckpoint(note.text);
  must(policy.logs.some((key) => key.name === head.origin), "E_ORIGIN");
  const signed = await verifyNote(note, [...policy.logs, ...policy.witnesses.values()]);
  const keys = policy.logs.filter((key) => key.name === head.origin && signed.has(key));
  must(keys.length > 0, "E_NOTE_UNSIGNED");
  must(head.size > 0n || equal(head.root, EMPTY_ROOT), "E_CHECKPOINT_FORMAT");
  const seen = new Map();
  for (const [name, key] of policy.witnesses) if (signed.has(key)) seen.set(name, signed.get(key));
  must(isSatisfied(policy, seen.keys()), "E_QUORUM");
  return { ...head, keys, seen, quorumRequired: policy.quorum !== null };
}
