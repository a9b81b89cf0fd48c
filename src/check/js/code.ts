// SPDX-License-Identifier: Apache-2.0
// Writing JavaScript: lines, fresh names, and operand texts. An operand text is a number or an expression
// in parentheses or a name, so texts may be put next to each other without thinking of precedence.
import type { WordOp } from "../../ir/words.ts";
import { folded, neutral, type Captured, type Code } from "../compile/code.ts";

/** A list of statements being written. */
export class CodeWriter implements Code<string> {
  readonly limit = 2 ** 53 - 1;
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

  /** What `write` emits. */
  lines(write: () => void): readonly string[] {
    const outer = this.#lines;
    const lines: string[] = [];
    this.#lines = lines;
    try {
      write();
      return lines;
    } finally {
      this.#lines = outer;
    }
  }

  known(text: string): number | undefined {
    return /^(\d+|\(-\d+\))$/.test(text) ? Number(text.replace(/[()]/g, "")) : undefined;
  }

  same(a: string, b: string): boolean {
    return a === b;
  }

  hold(text: string): string {
    if (isAtom(text)) return text;
    const name = this.fresh();
    this.emit(`const ${name}=${text};`);
    return name;
  }

  choice(cond: string, yes: string, no: string): string {
    return `(${cond}?${yes}:${no})`;
  }

  variable(initial?: string): string {
    const name = this.fresh();
    this.emit(initial === undefined ? `let ${name};` : `let ${name}=${initial};`);
    return name;
  }

  assign(variable: string, value: string): void {
    this.emit(`${variable}=${value};`);
  }

  when(cond: string, then: () => void, otherwise?: () => void): void {
    const known = this.known(cond);
    if (known !== undefined) return known === 0 ? otherwise?.() : then();
    this.emit(`if(${cond}){`, ...this.lines(then), ...(otherwise ? ["}else{", ...this.lines(otherwise)] : []), "}");
  }

  each(lo: number, hi: number, body: (counter: string) => void): void {
    const name = this.fresh();
    this.emit(`for(let ${name}=${lo};${name}<=${hi};${name}++){`);
    body(name);
    this.emit("}");
  }

  block(body: (leave: () => void) => void): void {
    const label = `L${this.fresh()}`;
    this.emit(`${label}:{`);
    body(() => this.emit(`break ${label};`));
    this.emit("}");
  }

  capture<R>(write: () => R): Captured<R> {
    const done: { result: R }[] = [];
    const lines = this.lines(() => done.push({ result: write() }));
    const [{ result }] = done as [{ result: R }];
    return { result, empty: lines.length === 0, place: () => this.emit(...lines) };
  }

  number(value: number): string {
    return numeral(value);
  }

  #infix(op: WordOp, a: string, b: string, write: (a: string, b: string) => string): string {
    const value = folded(this, op, a, b);
    return value === undefined ? neutral(this, op, a, b) ?? write(a, b) : numeral(value);
  }

  readonly add = (a: string, b: string): string => this.#infix("add", a, b, (x, y) => `(${x}+${y})`);
  readonly sub = (a: string, b: string): string => this.#infix("sub", a, b, (x, y) => `(${x}-${y})`);
  readonly mul = (a: string, b: string): string => this.#infix("mul", a, b, (x, y) => `(${x}*${y})`);
  readonly floorDiv = (a: string, b: string): string => this.#infix("floorDiv", a, b, (x, y) => `Math.floor(${x}/${y})`);
  readonly floorMod = (a: string, b: string): string => this.#infix("floorMod", a, b, (x, y) => {
    const [left, right] = [this.hold(x), this.hold(y)];
    return `(${left}-${right}*Math.floor(${left}/${right}))`;
  });
  readonly and = (a: string, b: string): string => this.#infix("and", a, b, (x, y) => `(${x}&${y})`);
  readonly or = (a: string, b: string): string => this.#infix("or", a, b, (x, y) => `(${x}|${y})`);
  readonly xor = (a: string, b: string): string => this.#infix("xor", a, b, (x, y) => `(${x}^${y})`);
  readonly andNot = (a: string, b: string): string => this.#infix("andNot", a, b, (x, y) => `(${x}&~${y})`);
  readonly shl = (a: string, b: string): string => this.#infix("shl", a, b, (x, y) => `(${x}<<${y})`);
  readonly shr = (a: string, b: string): string => this.#infix("shr", a, b, (x, y) => `(${x}>>>${y})`);
  readonly eq = (a: string, b: string): string => this.#infix("eq", a, b, (x, y) => `(${x}===${y}?1:0)`);
  readonly ne = (a: string, b: string): string => this.#infix("ne", a, b, (x, y) => `(${x}!==${y}?1:0)`);
  readonly lt = (a: string, b: string): string => this.#infix("lt", a, b, (x, y) => `(${x}<${y}?1:0)`);
  readonly le = (a: string, b: string): string => this.#infix("le", a, b, (x, y) => `(${x}<=${y}?1:0)`);
  readonly gt = (a: string, b: string): string => this.#infix("gt", a, b, (x, y) => `(${x}>${y}?1:0)`);
  readonly ge = (a: string, b: string): string => this.#infix("ge", a, b, (x, y) => `(${x}>=${y}?1:0)`);
}

/** A number as an operand. */
export const numeral = (value: number): string => (value < 0 ? `(${value})` : String(value + 0));

const isAtom = (text: string): boolean => /^(\w+|\(-\d+\))$/.test(text);
