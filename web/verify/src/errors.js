// What goes wrong has a code of docs/reference/register.md; the sentence for a person is in words.js.

/** A check failed: the receipt is not verified. `code` is one of the register's `E_` codes. */
export class RegisterError extends Error {
  constructor(code) {
    super(code);
    this.code = code;
  }
}

/** Raise the error with this code unless `holds`. */
export function must(holds, code) {
  if (!holds) throw new RegisterError(code);
}
