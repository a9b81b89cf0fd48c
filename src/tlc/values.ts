// SPDX-License-Identifier: Apache-2.0
// Values of TLA+ as TLC prints them: `TRUE`, `3`, `"a"`, `{..}`, `<<..>>`, `[a |-> ..]`, `(k :> v @@ ..)`, `1..3`,
// model values. Nothing throws: text that is no value gives nothing.

export type TlaValue =
  | { readonly kind: "bool"; readonly value: boolean }
  | { readonly kind: "int"; readonly value: number }
  | { readonly kind: "string"; readonly value: string }
  /** A model value, or `null` where TLC has none yet. */
  | { readonly kind: "model"; readonly name: string }
  | { readonly kind: "set" | "tuple"; readonly items: readonly TlaValue[] }
  | { readonly kind: "record"; readonly fields: readonly (readonly [string, TlaValue])[] }
  | { readonly kind: "function"; readonly entries: readonly (readonly [TlaValue, TlaValue])[] };

/** Variables with their values, in TLC's order. */
export type TlaState = readonly (readonly [string, TlaValue])[];

const TOKEN = /\s*(?:(-?\d+)|"((?:[^"\\]|\\.)*)"|([A-Za-z_]\w*)|(\/\\|<<|>>|\|->|:>|@@|\.\.|[[\](){},=]))/uy;
/** Deeper nesting than any value has; keeps garbage from exhausting the stack. */
const DEEPEST = 200;
/** Elements of an interval that are written out. */
const LONGEST = 100_000;

type Token = { readonly kind: "int" | "string" | "word" | "sign" | "end"; readonly text: string };
const END: Token = { kind: "end", text: "" };

/** Thrown and caught in this file only. */
class NoValue extends Error {}

/** One value; nothing when the text is something else. */
export function parseValue(text: string): TlaValue | undefined {
  return attempt(() => {
    const reader = new Reader(text);
    const value = reader.value(0);
    return reader.done() ? value : undefined;
  });
}

/** `/\ x = 1` lines, or a single `x = 1`; nothing when the text is something else. */
export function parseState(text: string): TlaState | undefined {
  return attempt(() => {
    const reader = new Reader(text);
    const state: (readonly [string, TlaValue])[] = [];
    do {
      reader.skip("/\\");
      const name = reader.word();
      reader.take("=");
      state.push([name, reader.value(0)]);
    } while (!reader.done());
    return state;
  });
}

function attempt<T>(parse: () => T): T | undefined {
  try {
    return parse();
  } catch (error) {
    if (error instanceof NoValue) return undefined;
    throw error;
  }
}

class Reader {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(text: string) {
    this.#tokens = tokens(text);
  }

  done(): boolean {
    return this.#at >= this.#tokens.length;
  }

  skip(sign: string): boolean {
    const found = this.#peek().kind === "sign" && this.#peek().text === sign;
    if (found) this.#at += 1;
    return found;
  }

  take(sign: string): void {
    if (!this.skip(sign)) throw new NoValue();
  }

  word(): string {
    const token = this.#next();
    if (token.kind !== "word") throw new NoValue();
    return token.text;
  }

  value(depth: number): TlaValue {
    if (depth > DEEPEST) throw new NoValue();
    const token = this.#next();
    switch (token.kind) {
      case "int":
        return this.skip("..") ? this.#interval(Number(token.text)) : { kind: "int", value: Number(token.text) };
      case "string":
        return { kind: "string", value: token.text };
      case "word":
        return token.text === "TRUE" || token.text === "FALSE" ? { kind: "bool", value: token.text === "TRUE" } : { kind: "model", name: token.text };
      case "sign":
        return this.#compound(token.text, depth + 1);
      default:
        throw new NoValue();
    }
  }

  #compound(sign: string, depth: number): TlaValue {
    switch (sign) {
      case "{":
        return { kind: "set", items: this.#list("}", () => this.value(depth)) };
      case "<<":
        return { kind: "tuple", items: this.#list(">>", () => this.value(depth)) };
      case "[":
        return { kind: "record", fields: this.#list("]", () => [this.word(), this.#after("|->", depth)] as const) };
      case "(":
        return { kind: "function", entries: this.#list(")", () => [this.value(depth), this.#after(":>", depth)] as const, "@@") };
      default:
        throw new NoValue();
    }
  }

  #after(sign: string, depth: number): TlaValue {
    this.take(sign);
    return this.value(depth);
  }

  #list<T>(close: string, item: () => T, separator = ","): readonly T[] {
    const items: T[] = [];
    if (this.skip(close)) return items;
    do items.push(item()); while (this.skip(separator));
    this.take(close);
    return items;
  }

  #interval(from: number): TlaValue {
    const { kind, text } = this.#next();
    const length = Number(text) - from + 1;
    if (kind !== "int" || length > LONGEST) throw new NoValue();
    return { kind: "set", items: Array.from({ length: Math.max(0, length) }, (_, i) => ({ kind: "int", value: from + i })) };
  }

  #peek(): Token {
    return this.#tokens[this.#at] ?? END;
  }

  #next(): Token {
    const token = this.#peek();
    this.#at += 1;
    return token;
  }
}

function tokens(text: string): readonly Token[] {
  const source = text.trimEnd();
  const found: Token[] = [];
  const pattern = new RegExp(TOKEN);
  while (pattern.lastIndex < source.length) {
    const match = pattern.exec(source);
    if (match === null) throw new NoValue();
    const [, int, string, word, sign = ""] = match;
    if (int !== undefined) found.push({ kind: "int", text: int });
    else if (string !== undefined) found.push({ kind: "string", text: unescape(string) });
    else if (word !== undefined) found.push({ kind: "word", text: word });
    else found.push({ kind: "sign", text: sign });
  }
  return found;
}

function unescape(text: string): string {
  return text.replace(/\\(.)/gsu, (_, letter: string) => new Map([["n", "\n"], ["t", "\t"], ["r", "\r"], ["f", "\f"]]).get(letter) ?? letter);
}
