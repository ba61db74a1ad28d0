// What is counted, in words and weights, laid down in the log before it is used (register.md section 3).

import { must } from "./errors.js";
import { RESERVED } from "./entry.js";
import { Form, isObject } from "./form.js";

const FORM = new Form("E_SCHEME_FORMAT");
const MEMBERS = [
  "complement", "counters", "figures", "groups", "name", "origin", "previous", "threshold", "v", "verifier",
];

/** Counters (label to words) and groups (kind to words and templates) of a scheme. Raises E_SCHEME_FORMAT, E_ORIGIN. */
export function parseScheme(document, origin) {
  const parts = FORM.members(document, ...MEMBERS);
  FORM.must(parts.v === "evenhand.scheme/v1" && parts.verifier === 1);
  checkSuppression(parts.threshold, parts.complement);
  FORM.words(parts.name);
  FORM.text(parts.origin);
  FORM.dataOrNull(parts.previous, 32);
  const counters = readCounters(parts.counters);
  const groups = readGroups(parts.groups, counters);
  checkFigures(parts.figures, counters);
  must(parts.origin === origin, "E_ORIGIN");
  return { name: parts.name, counters, groups };
}

/** The group of the scheme that an entry belongs to. Raises E_KIND. */
export function groupOf(scheme, entry) {
  const group = scheme.groups.get(entry.kind);
  must(group !== undefined && (group.templates.length > 0) === (entry.tally !== null), "E_KIND");
  return group;
}

function checkSuppression(threshold, complement) {
  const t = FORM.number(threshold, 0, 64), u = FORM.number(complement, 0, 256);
  FORM.must(t !== 1 && (u === 0 || (t > 0 && t < u)));
}

function readCounters(value) {
  const counters = new Map();
  for (const item of FORM.items(value, 1, 256)) {
    const { label, words } = FORM.members(item, "label", "words");
    FORM.must(!counters.has(FORM.label(label)));
    counters.set(label, FORM.words(words));
  }
  return counters;
}

function readGroups(value, counters) {
  const groups = new Map(), labels = new Set();
  for (const item of FORM.items(value, 1, 64)) {
    const { kind, templates, words } = FORM.members(item, "kind", "templates", "words");
    FORM.must(!groups.has(FORM.kind(kind)) && !RESERVED.has(kind));
    groups.set(kind, { kind, words: FORM.words(words), templates: readTemplates(templates, counters, labels) });
  }
  return groups;
}

function readTemplates(value, counters, labels) {
  const vectors = new Set();
  return FORM.items(value, 0, 64).map((item) => {
    const template = readTemplate(item, counters, 1);
    const vector = JSON.stringify([...template.vector].sort());
    FORM.must(!labels.has(template.label) && !vectors.has(vector));
    labels.add(template.label);
    vectors.add(vector);
    return template;
  });
}

function checkFigures(value, counters) {
  const labels = new Set();
  for (const item of FORM.items(value, 0, 64)) {
    const figure = readTemplate(item, counters, -15);
    FORM.must(!labels.has(figure.label) && figure.vector.length > 0);
    labels.add(figure.label);
  }
}

/** A template or figure; its vector is a list of [counter, weight], with no weight of zero. */
function readTemplate(value, counters, low) {
  const { label, vector, words } = FORM.members(value, "label", "vector", "words");
  FORM.must(isObject(vector));
  const weights = Object.entries(vector);
  for (const [counter, weight] of weights) {
    FORM.must(counters.has(counter) && FORM.number(weight, low, 15) !== 0);
  }
  return { label: FORM.label(label), words: FORM.words(words), vector: weights };
}
