// Every sentence of the answers, in one table. Words of the organisation's own come from the logged scheme, stand in
// quotation marks, and are given in as `plain` text. Numbers are BigInts.

const entries = (count) => (count === 1n ? "1 entry" : `${count} entries`);
const listed = (parts) => (parts.length > 1 ? `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}` : parts.join());

const REFUSED = {
  E_JSON: "This is not a receipt as the register writes it: not one character may be added, changed or left out.",
  E_RECEIPT_FORMAT: "This file does not have the parts of a receipt.",
  E_ENTRY_FORMAT: "An entry in this file is not the seven lines that it should be.",
  E_PROOF_FORMAT: "The proof in this file, that the entry is in the list, is not written as it should be.",
  E_NOTE_FORMAT: "The signed head in this file is not written as it should be.",
  E_CHECKPOINT_FORMAT: "The head of the list in this file is not written as it should be.",
  E_ORIGIN: "This receipt belongs to another register than the key that you gave.",
  E_NOTE_SIGNATURE: "A signature does not fit what it stands under: one of the two was altered.",
  E_NOTE_UNSIGNED: "The key that you gave did not sign this: it is the wrong key, or somebody else made this receipt.",
  E_QUORUM: "Fewer outside witnesses than your policy asks for have signed this head.",
  E_INCLUSION: "The proof does not lead from this entry to the signed head.",
  E_RECEIPT_HEADS: "The entry and its rules for counting are proved under two different heads.",
  E_SCHEME_UNKNOWN: "The file does not carry the rules for counting that were logged before this entry.",
  E_OPENING_FORMAT: "The record in this file is not written as it should be.",
  E_OPENING: "The record shown is not the one that the entry commits to: it was altered or exchanged.",
  E_SCHEME_FORMAT: "The rules for counting in this file are not written as they should be.",
  E_NONCE: "This receipt belongs to another complaint than yours: its mark is not the one that it should be.",
  E_KIND: "The entry is of a kind that the rules for counting do not have, or is counted where it must not be.",
  E_TALLY_OPENING: "The entry was counted as something else than the receipt says.",
  E_SCALAR: "A number in the proof is not spelt in its one proper way.",
  E_POINT: "A sealed count spells no element of the group.",
  E_ENTRY_PROOF: "What the entry counts as is not proved to be one of the things that it may count as.",
  E_POLICY_FORMAT: "This policy has a line that is not understood. Nothing of it was used.",
};

export const WORDS = {
  verified: (report) =>
    `This step is registered, as entry ${report.index} (counted from 0) of ${report.head.size} in ${report.head.origin}.`,
  refused: (code) => REFUSED[code] ?? "A check failed.",
  unexpected: "This page met something that it does not understand. Take it as not verified.",
  titles: { verified: "Verified", refused: "Not verified" },
  headings: {
    checked: "What was checked",
    says: "What the record says",
    meaning: "What it means",
    limits: "What it does not show",
    next: "What to do now",
  },

  // What was checked
  signed: (head, keys, seen) =>
    `The head with ${entries(head.size)} is signed with the key that you gave: ${listed(keys)}.` +
    (seen.length ? ` Outside witnesses have seen it: ${listed(seen)}.` : ""),
  seen: (name, times) => `${name} (${times.join(", ")})`,
  inList: (day, kind) => `The entry is in the list under that head, dated ${day}, under “${kind}”.`,
  record: "The record in this receipt is the one that the entry commits to, word for word.",
  notCounted: "Entries of this kind are logged and not counted by proof, and this one is not counted.",
  counted: (words, added) =>
    `It is counted as “${words}”, ${added.length ? `adding ${listed(added)}` : "adding nothing to any total"}, ` +
    "and it cannot be counted as anything else.",
  adds: (weight, counter) => `${weight} to “${counter}”`,
  contentShown: "The sealed part of the record is shown too, and it is the one that the entry commits to.",
  contentSealed: "The record has a sealed part. It is not in this receipt, and only its fingerprint was checked.",
  mine: "The mark that you gave is in the record: this receipt is yours alone.",
  quorum: "As many outside witnesses have signed as your policy asks for.",

  // What it means
  keep: "The entry cannot be removed or changed any more without contradicting this file: keep it.",

  // What it does not show
  notMine: (why) => `Whether this receipt is yours alone was not checked: ${why}.`,
  whyNotMine: {
    nobody: "the record is bound to nobody in particular",
    server: "the register drew the mark itself, so this check is not possible. Two people could have been given this receipt",
    notGiven: "you gave no mark of your own",
  },
  notToday: "It does not show that the list published today still agrees with this receipt.",
  noWitness:
    "No outside witness was required: whoever holds the register’s key could show other people another list. " +
    "A policy that names witnesses would rule that out.",
  notTheTruth: "It shows what was registered, not that a category is true or a decision right.",

  // What to do after a refusal
  again:
    "Have you changed the file, or pasted only a part of it? Then take it again as it was given to you. If not, keep it: " +
    "it may be evidence. Show it to somebody who is independent of the organisation.",
  clash:
    "Type your mark exactly as you did before you sent your complaint. If it is right and the answer stays, the receipt of " +
    "somebody else’s complaint was handed to you, and yours may not be registered. Keep this file, and show it to somebody " +
    "who is independent of the organisation.",
  otherKey: "Compare the key with the one that the register printed on paper, or ask somebody who wrote it down.",

  // Faults of the form
  noReceipt: "Choose the file of your receipt, or paste what is in it.",
  twoReceipts: "You chose a file and pasted text as well. Leave one of the two empty.",
  noKey: "Paste the register’s key, or a policy that names it.",
  badKey: "This is no key of a register. It is one line: a name, eight letters and digits, and the key, with plus signs between.",
  problem: "There is a problem",
  busy: "Checking …",
  more: (count) => `and ${count} more lines`,
  unixTime: (seconds) => `Unix time ${seconds}`,
};
