// A receipt, checked in the order of register.md section 6. The first check that fails is the answer.

import { equal } from "./bytes.js";
import { loads } from "./canonical.js";
import { parseEntry } from "./entry.js";
import { must } from "./errors.js";
import { Form } from "./form.js";
import { pointOf } from "./group.js";
import { verifyProof } from "./proof.js";
import { parseOpening, verifyOpening } from "./record.js";
import { groupOf, parseScheme } from "./scheme.js";
import { verifyEntryProof, verifyTallyOpening } from "./tally.js";

const FORM = new Form("E_RECEIPT_FORMAT");
const MEMBERS = ["entry", "nonce", "opening", "proof", "scheme", "tally", "v", "words"];
const LF = 0x0a;

/** What a receipt (bytes) proves under a policy; `nonce` is the person's own 16 bytes, or null. */
export async function verifyReceipt(raw, policy, nonce = null) {
  const receipt = parseReceipt(raw);
  const entry = parseEntry(receipt.entry), schemeEntry = parseEntry(receipt.scheme.entry);
  const { index, head } = await verifyProof(receipt.proof, entry.raw, policy);
  const cited = await verifyProof(receipt.scheme.proof, schemeEntry.raw, policy);
  must(sameHead(head, cited.head), "E_RECEIPT_HEADS");
  checkCited(entry, index, schemeEntry, cited.index);
  const schemeOpening = parseOpening(receipt.scheme.opening);
  verifyOpening(schemeOpening, schemeEntry);
  const scheme = parseScheme(schemeOpening.facts.data, head.origin);
  const opening = parseOpening(receipt.opening);
  verifyOpening(opening, entry);
  checkNonce(receipt.nonce, opening.nonce, nonce);
  const group = groupOf(scheme, entry);
  const template = verifyCount(receipt.tally, entry, opening, head.origin, group);
  return { entry, index, head, scheme, group, opening, template, mineAlone: nonce !== null };
}

function parseReceipt(raw) {
  const parts = FORM.members(loads(raw.at(-1) === LF ? raw.subarray(0, -1) : raw), ...MEMBERS);
  FORM.must(parts.v === "evenhand.receipt/v1");
  FORM.words(parts.words); // the operator's own words: they prove nothing, and are shown to nobody
  FORM.members(parts.scheme, "entry", "opening", "proof");
  for (const text of [parts.entry, parts.proof, parts.scheme.entry, parts.scheme.proof]) FORM.text(text);
  return { ...parts, nonce: FORM.dataOrNull(parts.nonce, 16), tally: parseCount(parts.tally) };
}

function parseCount(value) {
  if (value === null) return null;
  const { r, template } = FORM.members(value, "r", "template");
  return { r: FORM.data(r, 32), template: FORM.label(template) };
}

const sameHead = (a, b) => a.origin === b.origin && a.size === b.size && equal(a.root, b.root);

function checkCited(entry, index, schemeEntry, schemeIndex) {
  const isScheme = schemeEntry.kind === "scheme" && entry.scheme !== null;
  must(isScheme && equal(schemeEntry.record, entry.scheme) && schemeIndex < index, "E_SCHEME_UNKNOWN");
}

function checkNonce(said, recorded, own) {
  must((said === null) === (recorded === null) && (said === null || equal(said, recorded)), "E_NONCE");
  must(own === null || (recorded !== null && equal(own, recorded)), "E_NONCE");
}

/** The template that the entry is proved to count as, or null where it is not counted (step 7). */
function verifyCount(count, entry, opening, origin, group) {
  if (entry.tally === null) {
    must(count === null, "E_TALLY_OPENING");
    return null;
  }
  const at = count === null ? -1 : group.templates.findIndex((one) => one.label === count.template);
  must(at >= 0 && count.template === opening.facts.template, "E_TALLY_OPENING");
  const points = group.templates.map((template) => pointOf(template.vector));
  verifyTallyOpening(entry.tally, count.r, points[at]);
  const place = { origin, scheme: entry.scheme, record: entry.record, kind: entry.kind };
  verifyEntryProof(place, points, entry.tally, entry.proof);
  return group.templates[at];
}
