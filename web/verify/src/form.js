// A document has exactly the members and types that its section of register.md gives it, or its `..._FORMAT` code.

import { decode64, utf8 } from "./bytes.js";
import { must } from "./errors.js";

const KIND = /^[a-z][a-z0-9-]{0,31}$/;
const LABEL = /^[a-z0-9][a-z0-9._/-]{0,63}$/;
const MAX_WORDS = 4096;

export const isKind = (value) => typeof value === "string" && KIND.test(value);
export const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

/** Takes values out of a document; `code` is what is raised for what is not as written. */
export class Form {
  constructor(code) {
    this.code = code;
  }

  must(holds) {
    must(holds, this.code);
  }

  members(value, ...names) {
    this.must(isObject(value));
    const found = Object.keys(value);
    this.must(found.length === names.length && names.every((name) => Object.hasOwn(value, name)));
    return value;
  }

  items(value, atLeast, atMost) {
    this.must(Array.isArray(value) && value.length >= atLeast && value.length <= atMost);
    return value;
  }

  number(value, low, high) {
    this.must(typeof value === "number" && Number.isInteger(value) && value >= low && value <= high);
    return value;
  }

  text(value) {
    this.must(typeof value === "string");
    return value;
  }

  words(value) {
    this.must(typeof value === "string" && value !== "" && utf8(value).length <= MAX_WORDS);
    return value;
  }

  label(value) {
    this.must(typeof value === "string" && LABEL.test(value));
    return value;
  }

  kind(value) {
    this.must(isKind(value));
    return value;
  }

  data(value, length) {
    const found = typeof value === "string" ? decode64(value, length) : null;
    this.must(found !== null);
    return found;
  }

  dataOrNull(value, length) {
    return value === null ? null : this.data(value, length);
  }
}
