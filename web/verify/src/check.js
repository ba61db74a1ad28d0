// One check from what a person gave to the answer in words.

import { answerRefused, answerVerified } from "./answer.js";
import { RegisterError } from "./errors.js";
import { readNonce } from "./nonce.js";
import { verifyReceipt } from "./receipt.js";

/** The answer for a receipt (bytes) under a policy; `mark` is what the person typed, empty for none. */
export async function check(raw, policy, mark) {
  try {
    return answerVerified(await verifyReceipt(raw, policy, mark.trim() === "" ? null : readNonce(mark)));
  } catch (error) {
    // Whatever happens that nobody foresaw, such as too little memory, means "not verified"
    return answerRefused(error instanceof RegisterError ? error.code : "");
  }
}
