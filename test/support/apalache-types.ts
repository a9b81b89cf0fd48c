// SPDX-License-Identifier: Apache-2.0
// Apalache's types, as far as the emitter writes them, and its annotations in the comments of a module. Written from
// the description of the syntax (ADR-002, type system 1.2), because Apalache itself is not at hand.

export type ApalacheType =
  | { readonly kind: "Bool" | "Int" | "Str" }
  | { readonly kind: "Set" | "Seq"; readonly elem: ApalacheType }
  | { readonly kind: "tuple"; readonly items: readonly ApalacheType[] }
  | { readonly kind: "record"; readonly fields: readonly (readonly [string, ApalacheType])[] }
  | { readonly kind: "function"; readonly from: ApalacheType; readonly to: ApalacheType }
  | { readonly kind: "operator"; readonly args: readonly ApalacheType[]; readonly result: ApalacheType }
  | { readonly kind: "alias" | "constant" | "variable"; readonly name: string };

const TOKEN = /\s*(?:([A-Za-z_]\w*)|(->|=>|<<|>>|[(){},:$=]))/uy;
/** Words that no field may be called. */
const WORDS = new Set(["Int", "Real", "Bool", "Str", "Set", "Seq", "Rec", "Variant"]);
const CAMEL = /^[a-z]+(?:[A-Z0-9][a-z0-9]*)*$/u;

export class NoType extends Error {}

/** @throws NoType */
export function parseType(text: string): ApalacheType {
  const reader = new Reader(text);
  const type = reader.type();
  reader.end();
  return type;
}

/** `name = type`. @throws NoType */
export function parseAlias(text: string): { readonly name: string; readonly type: ApalacheType } {
  const reader = new Reader(text);
  const name = reader.camel();
  reader.take("=");
  const type = reader.type();
  reader.end();
  return { name, type };
}

class Reader {
  readonly #tokens: readonly string[];
  #at = 0;

  constructor(text: string) {
    const tokens: string[] = [];
    const pattern = new RegExp(TOKEN);
    const source = text.trimEnd();
    while (pattern.lastIndex < source.length) {
      const match = pattern.exec(source);
      if (match === null) throw new NoType(`unexpected character in ${text}`);
      tokens.push(match[1] ?? match[2] ?? "");
    }
    this.#tokens = tokens;
  }

  /** `(A, B) => C`, `A -> B`, or one without arrows; both arrows lean to the right. */
  type(): ApalacheType {
    const start = this.#at;
    if (this.#skip("(")) {
      const args = this.#list(")", () => this.type());
      if (this.#skip("=>")) return { kind: "operator", args, result: this.type() };
      this.#at = start;
    }
    const from = this.#simple();
    return this.#skip("->") ? { kind: "function", from, to: this.type() } : from;
  }

  camel(): string {
    const name = this.#next();
    if (!CAMEL.test(name)) throw new NoType(`${name} is no alias in camelCase`);
    return name;
  }

  take(sign: string): void {
    if (!this.#skip(sign)) throw new NoType(`${sign} expected, not ${this.#peek()}`);
  }

  end(): void {
    if (this.#at < this.#tokens.length) throw new NoType(`${this.#peek()} after the end of the type`);
  }

  #simple(): ApalacheType {
    const word = this.#next();
    switch (word) {
      case "Bool":
      case "Int":
      case "Str":
        return { kind: word };
      case "Set":
      case "Seq": {
        this.take("(");
        const elem = this.type();
        this.take(")");
        return { kind: word, elem };
      }
      case "<<": {
        const items = this.#list(">>", () => this.type());
        if (items.length === 0) throw new NoType("a tuple without components");
        return { kind: "tuple", items };
      }
      case "{":
        return this.#record();
      case "(": {
        const inner = this.type();
        this.take(")");
        return inner;
      }
      case "$":
        return { kind: "alias", name: this.camel() };
      default:
        if (/^[a-z]$/u.test(word)) return { kind: "variable", name: word };
        if (/^[A-Z_][A-Z0-9_]*$/u.test(word)) return { kind: "constant", name: word };
        throw new NoType(`${word === "" ? "the end" : word} is no type`);
    }
  }

  #record(): ApalacheType {
    const fields = this.#list("}", () => {
      const name = this.#next();
      if (!/^[A-Za-z_]\w*$/u.test(name) || WORDS.has(name)) throw new NoType(`${name} is no field`);
      this.take(":");
      return [name, this.type()] as const;
    });
    if (new Set(fields.map(([name]) => name)).size < fields.length) throw new NoType("a field twice");
    return { kind: "record", fields };
  }

  #list<T>(close: string, item: () => T): readonly T[] {
    const items: T[] = [];
    if (this.#skip(close)) return items;
    do items.push(item()); while (this.#skip(","));
    this.take(close);
    return items;
  }

  #peek(): string {
    return this.#tokens[this.#at] ?? "";
  }

  #next(): string {
    const token = this.#peek();
    this.#at += 1;
    return token;
  }

  #skip(sign: string): boolean {
    const found = this.#peek() === sign;
    if (found) this.#at += 1;
    return found;
  }
}

/** What stands in a module: annotations in the order of the text, each with the name declared or defined after it. */
export interface Annotation {
  readonly kind: "type" | "typeAlias";
  readonly text: string;
  /** `x` of `x,` or `Op(a, b) ==`. */
  readonly owner: string;
  /** Parameters of the owner, when it has any. */
  readonly params: readonly string[];
}

export function annotationsOf(module: string): readonly Annotation[] {
  const found: Annotation[] = [];
  for (const match of module.matchAll(/@(type|typeAlias): ([^;]*);/gu)) {
    const after = module.slice((match.index ?? 0) + match[0].length).replace(/^ \*\)/u, "").replace(/^(?:\s*(?:\\\*[^\n]*|\(\*[\s\S]*?\*\)))*\s*/u, "");
    const [, owner = "", params = ""] = /^(\w+)(?:\(([^)]*)\))?/u.exec(after) ?? [];
    found.push({
      kind: match[1] === "type" ? "type" : "typeAlias", text: (match[2] ?? "").replace(/\n\s*(?:\\\*)?/gu, " "), owner,
      params: params === "" ? [] : params.split(",").map((name) => name.trim()),
    });
  }
  return found;
}
