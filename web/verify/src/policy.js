// Whom a reader trusts, and when that is enough (register.md section 1.5).

import { binary, fromBinary, text, utf8 } from "./bytes.js";
import { RegisterError, must } from "./errors.js";
import { COSIGNATURE, PLAIN, parseKey } from "./keys.js";

const NOT_ALLOWED = /[^\t\n\x20-\x7E\x80-\xFF]/;
const NUMBER = /^[1-9][0-9]{0,8}$/;
const LOG = /^[ \t]*(?:#|log[ \t]|witness[ \t]|group[ \t]|quorum[ \t])/m;

/** The policy that trusts one register's key and asks for no witness. Raises E_NOTE_FORMAT. */
export function policyOfKey(vkey) {
  const key = parseKey(vkey);
  must(key.type === PLAIN, "E_NOTE_FORMAT");
  return { logs: [key], witnesses: new Map(), groups: new Map(), quorum: null };
}

/** What a person gave: a policy, or a key alone. A last line that was pasted without its end is ended. */
export function readTrust(given) {
  const spelt = given.replaceAll("\r\n", "\n").trim();
  return LOG.test(spelt) ? parsePolicy(utf8(`${spelt}\n`)) : policyOfKey(spelt);
}

/** The policy that bytes spell. Raises E_POLICY_FORMAT. */
export function parsePolicy(raw) {
  const octets = binary(raw); // names are opaque octets, so each byte stays a character of its own
  must(!NOT_ALLOWED.test(octets) && octets.endsWith("\n"), "E_POLICY_FORMAT");
  const reading = new Reading();
  for (const line of octets.slice(0, -1).split("\n")) {
    const words = line.split(/[ \t]+/).filter((word) => word !== "");
    if (words.length && !words[0].startsWith("#")) reading.take(words);
  }
  return reading.finish();
}

/** Whether the witnesses of these names are enough. */
export function isSatisfied(policy, names) {
  const satisfied = new Set(names);
  for (const [name, group] of policy.groups) { // a group is defined after its members
    if (group.members.filter((member) => satisfied.has(member)).length >= group.needed) satisfied.add(name);
  }
  return policy.quorum === null || satisfied.has(policy.quorum);
}

/** A name as people read it. */
export const shownName = (octets) => text(fromBinary(octets)) ?? octets;

class Reading {
  logs = [];
  witnesses = new Map();
  groups = new Map();
  quorums = [];
  members = new Set();
  publicKeys = new Set();

  take([first, ...words]) {
    if (first === "log" && (words.length === 1 || words.length === 2)) {
      this.logs.push(this.key(words[0], PLAIN));
    } else if (first === "witness" && (words.length === 2 || words.length === 3)) {
      this.define(words[0]);
      this.witnesses.set(words[0], this.key(words[1], COSIGNATURE));
    } else if (first === "group" && words.length >= 3) {
      this.define(words[0]);
      this.groups.set(words[0], this.group(words[1], words.slice(2)));
    } else if (first === "quorum" && words.length === 1) {
      must(words[0] === "none" || this.isKnown(words[0]), "E_POLICY_FORMAT");
      this.quorums.push(words[0]);
    } else throw new RegisterError("E_POLICY_FORMAT"); // a line that is not understood is never skipped
  }

  finish() {
    must(this.quorums.length === 1, "E_POLICY_FORMAT");
    const quorum = this.quorums[0] === "none" ? null : this.quorums[0];
    return { logs: this.logs, witnesses: this.witnesses, groups: this.groups, quorum };
  }

  key(octets, type) {
    const spelt = text(fromBinary(octets));
    let key = null;
    try {
      key = spelt === null ? null : parseKey(spelt);
    } catch {
      // a key that is none is a fault of the policy
    }
    must(key !== null && key.type === type, "E_POLICY_FORMAT");
    const bytes = binary(key.publicKey);
    must(!this.publicKeys.has(bytes), "E_POLICY_FORMAT");
    this.publicKeys.add(bytes);
    return key;
  }

  group(spelt, members) {
    for (const member of members) {
      must(this.isKnown(member) && !this.members.has(member), "E_POLICY_FORMAT");
      this.members.add(member);
    }
    if (spelt === "any") return { needed: 1, members };
    if (spelt === "all") return { needed: members.length, members };
    must(NUMBER.test(spelt) && Number(spelt) <= members.length, "E_POLICY_FORMAT");
    return { needed: Number(spelt), members };
  }

  define(name) {
    must(name !== "none" && !this.isKnown(name), "E_POLICY_FORMAT");
  }

  isKnown(name) {
    return this.witnesses.has(name) || this.groups.has(name);
  }
}
