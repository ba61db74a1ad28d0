// What an entry commits to, and showing it (register.md sections 2.2 to 2.4).

import { equal, hash, utf8 } from "./bytes.js";
import { dumps } from "./canonical.js";
import { RESERVED } from "./entry.js";
import { must } from "./errors.js";
import { Form, isObject } from "./form.js";

const FORM = new Form("E_OPENING_FORMAT");
const NO_CONTENT = new Uint8Array(32);
const tagged = (tag, ...parts) => hash(utf8(`${tag}\0`), ...parts);

/** A well-formed opening, of which nothing is verified. Raises E_OPENING_FORMAT. */
export function parseOpening(value) {
  const parts = FORM.members(value, "content", "content_hash", "content_salt", "facts", "facts_salt", "v");
  FORM.must(parts.v === "evenhand.opening/v1");
  const opening = {
    facts: checkFacts(parts.facts),
    nonce: FORM.dataOrNull(parts.facts.nonce, 16),
    factsSalt: FORM.data(parts.facts_salt, 32),
    contentHash: FORM.data(parts.content_hash, 32),
    content: FORM.dataOrNull(parts.content),
    contentSalt: FORM.dataOrNull(parts.content_salt, 32),
  };
  FORM.must((opening.content === null) === (opening.contentSalt === null));
  FORM.must(opening.content === null || hasContent(opening));
  return opening;
}

/** Whether the record has a sealed part, shown or not. */
export const hasContent = (opening) => !equal(opening.contentHash, NO_CONTENT);

/** Check that this is what an entry commits to. Raises E_OPENING. */
export function verifyOpening(opening, entry) {
  const { facts, content, contentSalt, contentHash } = opening;
  const shown = content === null ? contentHash : tagged("evenhand.content/v1", contentSalt, content);
  must(equal(shown, contentHash), "E_OPENING");
  const factsHash = tagged("evenhand.facts/v1", opening.factsSalt, dumps(facts));
  must(equal(tagged("evenhand.record/v1", factsHash, contentHash), entry.record), "E_OPENING");
  must(facts.kind === entry.kind && (facts.template === null) === (entry.tally === null), "E_OPENING");
  must(!RESERVED.has(entry.kind) || (opening.nonce === null && !hasContent(opening)), "E_OPENING");
}

function checkFacts(value) {
  const parts = FORM.members(value, "data", "kind", "nonce", "template", "v");
  FORM.must(parts.v === "evenhand.facts/v1" && isObject(parts.data));
  FORM.kind(parts.kind);
  if (parts.template !== null) FORM.label(parts.template);
  return parts;
}
