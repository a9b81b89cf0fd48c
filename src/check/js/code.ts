// SPDX-License-Identifier: Apache-2.0
// Writing JavaScript: lines, fresh names, and operand texts. An operand text is a number or an expression
// in parentheses or a name, so texts may be put next to each other without thinking of precedence.
import { InternalError } from "../../base/unreachable.ts";

/** A list of statements being written. */
export class CodeWriter {
  #lines: string[] = [];
  #names = 0;

  /** A name used nowhere else in the program. */
  fresh(): string {
    this.#names += 1;
    return `t${this.#names}`;
  }

  emit(...lines: readonly string[]): void {
    this.#lines.push(...lines);
  }

  /** A name or number that has the value of `text` now; may be repeated freely. */
  hold(text: string): string {
    if (isAtom(text)) return text;
    const name = this.fresh();
    this.emit(`const ${name}=${text};`);
    return name;
  }

  /** Runs `write` and takes away the lines it emits. */
  capture<T>(write: () => T): { readonly lines: readonly string[]; readonly result: T } {
    const outer = this.#lines;
    const lines: string[] = [];
    this.#lines = lines;
    try {
      return { result: write(), lines };
    } finally {
      this.#lines = outer;
    }
  }
}

/** A number as an operand. */
export const numeral = (value: number): string => (value < 0 ? `(${value})` : String(value));

/** The number that an operand is, when it is one. */
export function constant(text: string): number | undefined {
  return /^(\d+|\(-\d+\))$/.test(text) ? Number(text.replace(/[()]/g, "")) : undefined;
}

const isAtom = (text: string): boolean => /^(\w+|\(-\d+\))$/.test(text);

const folded = new Map<string, string>();

/** `text`, whose operands are all numbers, as a number where it has an integer value. */
export function fold(text: string): string {
  const known = folded.get(text);
  if (known !== undefined) return known;
  if (!/^[\d\s()+\-*/%&|^~<>=!?:.a-zA-Z]*$/.test(text)) throw new InternalError(`cannot fold ${text}`);
  const value: unknown = Number(new Function(`return ${text}`)());
  const result = typeof value === "number" && Number.isSafeInteger(value) ? numeral(value + 0) : text;
  if (folded.size > 10_000) folded.clear();
  folded.set(text, result);
  return result;
}

/** Conjunction (`&`) or disjunction (`|`) of 0/1 texts; with no texts 1 or 0. */
export function junction(op: "&" | "|", texts: readonly string[]): string {
  const neutral = op === "&" ? "1" : "0";
  const decisive = op === "&" ? "0" : "1";
  const rest = texts.filter((text) => text !== neutral);
  if (rest.includes(decisive)) return decisive;
  if (rest.length === 0) return neutral;
  return rest.length === 1 && rest[0] !== undefined ? rest[0] : `(${rest.join(op)})`;
}

/** The text among `texts` at position `index - lo`, by halving. `index` is an atom, and within range or the answer does not matter. */
export function choose(index: string, lo: number, texts: readonly string[]): string {
  const [first] = texts;
  if (first === undefined) throw new InternalError("choice among nothing");
  if (texts.every((text) => text === first)) return first;
  const half = texts.length >> 1;
  return `(${index}<${numeral(lo + half)}?${choose(index, lo, texts.slice(0, half))}:${choose(index, lo + half, texts.slice(half))})`;
}
