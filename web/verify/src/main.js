// The page, and its parts by name for whoever wants to try them from the browser's console, as our tests do.

import * as answer from "./answer.js";
import * as bytes from "./bytes.js";
import * as canonical from "./canonical.js";
import * as check from "./check.js";
import * as checkpoint from "./checkpoint.js";
import * as ed25519 from "./ed25519.js";
import * as entry from "./entry.js";
import * as group from "./group.js";
import * as keys from "./keys.js";
import * as nonce from "./nonce.js";
import * as note from "./note.js";
import * as policy from "./policy.js";
import * as proof from "./proof.js";
import * as receipt from "./receipt.js";
import * as record from "./record.js";
import * as scheme from "./scheme.js";
import * as tally from "./tally.js";
import * as tree from "./tree.js";
import "./page.js";

globalThis.evenhand = Object.freeze({
  answer, bytes, canonical, check, checkpoint, ed25519, entry, group, keys, nonce, note, policy, proof, receipt, record,
  scheme, tally, tree,
});
