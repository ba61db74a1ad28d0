// What was found, as an answer in words. Whatever is shown may have been written by the register that is being checked,
// so no character of it may turn the direction of the text or hide any of it: `plain` replaces those.

import { hasContent } from "./record.js";
import { shownName } from "./policy.js";
import { dumps } from "./canonical.js";
import { text } from "./bytes.js";
import { WORDS } from "./words.js";

const MAX_LINE = 4096;
const MAX_FACTS = 100;
const LAST_SECOND = 253402300799n; // of the year 9999
const HIDDEN = /[\p{C}\u2028\u2029]/gu;

/** A text on one line, without control characters and of a bearable length. */
export function plain(words) {
  const line = words.slice(0, MAX_LINE + 1).replace(HIDDEN, "\uFFFD");
  return line.length <= MAX_LINE ? line : `${line.slice(0, MAX_LINE)} ...`;
}

/** A Unix time (a BigInt) in words, also one that is in no calendar. */
export function utc(seconds) {
  if (seconds > LAST_SECOND) return WORDS.unixTime(seconds);
  return `${new Date(Number(seconds) * 1000).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

/** The answer for a receipt that passed every check: title, sentence, and lists of sentences by their heading. */
export function answerVerified(report) {
  const { head, opening } = report;
  const checked = [
    signed(head),
    WORDS.inList(report.entry.day, plain(report.group.words)),
    WORDS.record,
    counted(report),
  ];
  if (head.quorumRequired) checked.splice(1, 0, WORDS.quorum);
  if (hasContent(opening)) checked.push(opening.content === null ? WORDS.contentSealed : WORDS.contentShown);
  const why = whyNotMine(report);
  if (why === null) checked.push(WORDS.mine);
  const limits = why === null ? [] : [WORDS.notMine(why)];
  limits.push(WORDS.notToday, ...(head.quorumRequired ? [] : [WORDS.noWitness]), WORDS.notTheTruth);
  return {
    verified: true,
    code: "",
    title: WORDS.titles.verified,
    sentence: plain(WORDS.verified(report)),
    sections: { checked, says: facts(opening.facts.data), meaning: [WORDS.keep], limits },
  };
}

/** The answer for one that did not: `code` is the register's, or empty for what nobody foresaw. */
export function answerRefused(code) {
  const next = { E_NONCE: WORDS.clash, E_NOTE_UNSIGNED: WORDS.otherKey, E_ORIGIN: WORDS.otherKey }[code];
  return {
    verified: false,
    code,
    title: WORDS.titles.refused,
    sentence: code ? WORDS.refused(code) : WORDS.unexpected,
    sections: { next: [next ?? WORDS.again] },
  };
}

function signed(head) {
  const keys = head.keys.map((key) => plain(`${key.name}+${key.keyId}`));
  const seen = [...head.seen].map(([name, times]) => WORDS.seen(plain(shownName(name)), times.map(utc)));
  return WORDS.signed(head, keys, seen);
}

function counted({ template, scheme }) {
  if (template === null) return WORDS.notCounted;
  const added = template.vector.map(([label, weight]) => WORDS.adds(weight, plain(scheme.counters.get(label))));
  return WORDS.counted(plain(template.words), added);
}

/** Why "yours alone" is not shown, or null where it is. A mark that the register drew binds the receipt to nobody. */
function whyNotMine(report) {
  if (report.opening.nonce === null) return WORDS.whyNotMine.nobody;
  if (report.opening.facts.data.nonce_by === "server") return WORDS.whyNotMine.server;
  return report.mineAlone ? null : WORDS.whyNotMine.notGiven;
}

function facts(data) {
  const names = Object.keys(data).sort();
  const lines = names.slice(0, MAX_FACTS).map((name) => plain(`${name}: ${spelt(data[name])}`));
  return names.length > MAX_FACTS ? [...lines, WORDS.more(names.length - MAX_FACTS)] : lines;
}

const spelt = (value) => (typeof value === "string" ? value : text(dumps(value)));
