// The form and the answer. Words from a file are only ever set as text, never as HTML.

import { answerRefused } from "./answer.js";
import { utf8 } from "./bytes.js";
import { MAX_BYTES } from "./canonical.js";
import { check } from "./check.js";
import { readTrust } from "./policy.js";
import { WORDS } from "./words.js";

const part = (name) => document.getElementById(name);
const fields = { file: part("file"), pasted: part("pasted"), key: part("key"), mark: part("mark") };

function make(tag, words, ...children) {
  const element = document.createElement(tag);
  element.textContent = words;
  element.append(...children);
  return element;
}

/** Show at each field what is wrong with it, and all of it in a summary; tells whether anything is. */
function showFaults(faults) {
  const summary = part("faults");
  summary.replaceChildren();
  for (const [name, field] of Object.entries(fields)) {
    part(`${name}-fault`).textContent = faults[name] ?? "";
    field.toggleAttribute("aria-invalid", name in faults);
  }
  const links = Object.entries(faults).map(([name, sentence]) => {
    const link = make("a", sentence);
    link.href = `#${name}`;
    return make("li", "", link);
  });
  summary.hidden = links.length === 0;
  if (!links.length) return false;
  summary.append(make("h2", WORDS.problem), make("ul", "", ...links));
  summary.focus();
  return true;
}

/** The policy, or null with a sentence for the field. */
function trust(faults) {
  if (fields.key.value.trim() === "") {
    faults.key = WORDS.noKey;
    return null;
  }
  try {
    return readTrust(fields.key.value);
  } catch (error) {
    faults.key = error.code === "E_POLICY_FORMAT" ? WORDS.refused(error.code) : WORDS.badKey;
    return null;
  }
}

function whichReceipt(faults) {
  const file = fields.file.files[0] ?? null, pasted = fields.pasted.value.trim();
  if (file === null && pasted === "") faults.file = WORDS.noReceipt;
  if (file !== null && pasted !== "") faults.pasted = WORDS.twoReceipts;
  return { file, pasted };
}

async function answer({ file, pasted }, policy) {
  if (file !== null && file.size > MAX_BYTES + 1) return answerRefused("E_JSON"); // too large to be read at all
  const raw = file === null ? utf8(pasted) : new Uint8Array(await file.arrayBuffer());
  return check(raw, policy, fields.mark.value);
}

function show({ verified, title, sentence, code, sections }) {
  const heading = make("h2", title);
  heading.tabIndex = -1;
  const verdict = make("p", `${sentence} `, ...(code ? [make("code", code)] : []));
  const box = make("div", "", heading, verdict);
  box.className = verified ? "notice good" : "notice bad";
  const lists = Object.entries(sections).filter(([, lines]) => lines.length).flatMap(([name, lines]) => [
    make("h3", WORDS.headings[name]),
    make("ul", "", ...lines.map((line) => make("li", line))),
  ]);
  part("answer").replaceChildren(box, ...lists);
  heading.focus();
}

async function submit(event) {
  event.preventDefault();
  const faults = {}, given = whichReceipt(faults), policy = trust(faults);
  part("answer").replaceChildren();
  if (showFaults(faults)) return;
  part("status").textContent = WORDS.busy;
  await new Promise((drawn) => setTimeout(drawn)); // so that the sentence is on the screen while the numbers are worked out
  try {
    show(await answer(given, policy));
  } catch {
    show(answerRefused("")); // a file that was taken away while it was read
  }
  part("status").textContent = "";
}

function drop(event) {
  event.preventDefault();
  if (event.dataTransfer?.files.length) fields.file.files = event.dataTransfer.files;
}

part("form").addEventListener("submit", submit);
part("form").addEventListener("reset", () => {
  part("answer").replaceChildren();
  showFaults({});
});
addEventListener("dragover", (event) => event.preventDefault());
addEventListener("drop", drop);
part("form").hidden = false;
part("served").hidden = location.protocol === "file:";
