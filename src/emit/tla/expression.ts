// SPDX-License-Identifier: Apache-2.0
// Expressions of the model as TLA+. Each expression has a flat form, used where it fits, and a broken form:
// junctions become bulleted lists, everything else breaks after an operator or inside its brackets. Operators
// of different kinds are always parenthesised, and no line starts with an infix operator: both are legal
// TLA+ otherwise, but not for every tool that should read the module.
import { defaultOf, sameExpr } from "../../ir/build.ts";
import { required, unreachable } from "../../base/unreachable.ts";
import type { IrArray, IrBinding, IrExpr, IrIte, IrLet, IrOp, IrQuant, IrRecord } from "../../ir/model.ts";
import type { OpDef, OpName } from "../../ir/ops.ts";
import { append, fill, fits, indent, lastColumn, prefix, suffix, type Block } from "./lines.ts";
import type { TlaNames } from "./names.ts";
import { intText, memberText, type Sets } from "./sets.ts";
import { aboveZero, argumentsOf, COMPARISONS, endsInElse, isAtom, isPath, JUNCTIONS, letChain, LOGICAL, NUMERIC } from "./shape.ts";
import { asExcept, AT, type Except, type PathUpdate } from "./update.ts";

export interface Printer {
  /** An expression as an item of a bulleted list of `/\` that starts at `column`, bullet included. */
  readonly conjunct: (e: IrExpr, column: number) => Block;
  /** `x' = value` from `column` on, `head` being `x' =`, which binds like any other `=`. */
  readonly assigned: (head: string, value: IrExpr, column: number) => Block;
  /** `LET a == .. b == .. IN`, from `column` on. */
  readonly bindings: (bindings: readonly IrBinding[], column: number) => Block;
  /** The expression on one line. */
  readonly flat: (e: IrExpr) => string;
  /** The expression in brackets, from `column` on. */
  readonly bracketed: (e: IrExpr, column: number, tail: number) => Block;
  /** The expression from `column` on, leaving room for `tail` characters after its last line. */
  readonly block: (e: IrExpr, column: number, tail: number) => Block;
}

export function createPrinter(names: TlaNames, sets: Sets, ops: Readonly<Record<OpName, OpDef>>): Printer {
  const cache = new WeakMap<IrExpr, string>();

  const flat = (e: IrExpr): string => {
    const old = cache.get(e);
    if (old !== undefined) return old;
    const text = print(e);
    cache.set(e, text);
    return text;
  };

  const local = (name: string): string => (name === AT ? AT : names.of("local", name));

  /** May `child` stand bare beside the operator of `parent`? Only where precedence and a reader's eye agree. */
  const bare = (child: IrExpr, parent: OpName): boolean => {
    if (isAtom(child)) return true;
    if (child.kind !== "op" || JUNCTIONS.has(child.op) || child.op === "implies") return false;
    if (child.op === "not") return LOGICAL.has(parent);
    return (LOGICAL.has(parent) || COMPARISONS.has(parent)) && ops[child.op].precedence[0] > ops[parent].precedence[1];
  };

  const wrapped = (e: IrExpr): string => `(${flat(e)})`;
  const operand = (child: IrExpr, parent: OpName): string => (bare(child, parent) ? flat(child) : wrapped(child));
  const base = (e: IrExpr): string => (isPath(e) ? flat(e) : wrapped(e));

  const path = (update: PathUpdate): string =>
    update.path.map((item) => (item.kind === "index" ? `[${flat(item.index)}]` : `.${names.field(item.field)}`)).join("");

  const exceptFlat = ({ base: target, updates }: Except): string =>
    `[${base(target)} EXCEPT ${updates.map((u) => `!${path(u)} = ${flat(u.value)}`).join(", ")}]`;

  const print = (e: IrExpr): string => {
    switch (e.kind) {
      case "lit":
        if (e.sort.kind === "bool") return e.value === 0 ? "FALSE" : "TRUE";
        if (e.sort.kind === "enum") return memberText(e.sort, e.value);
        if (e.value < 0) sets.needIntegers();
        return intText(e.value);
      case "var":
        return names.of("var", e.name);
      case "local":
        return local(e.name);
      case "op":
        return opFlat(e);
      case "ite":
        return `IF ${flat(e.cond)} THEN ${flat(e.then)} ELSE ${flat(e.else)}`;
      case "let": {
        const { bindings, body } = letChain(e);
        return `LET ${bindings.map((b) => `${local(b.name)} == ${flat(b.value)}`).join(" ")} IN ${flat(body)}`;
      }
      case "record":
        return defaultName(e) ?? `[${e.values.map((value, i) => `${fieldAt(e.sort.fields, i)} |-> ${flat(value)}`).join(", ")}]`;
      case "field":
        return `${base(e.record)}.${names.field(e.field)}`;
      case "select":
        return `${base(e.array)}[${flat(e.index)}]`;
      case "with":
      case "store":
        return exceptFlat(asExcept(e));
      case "array":
        return `[${local(e.name)} \\in ${sets.flat(e.sort.index)} |-> ${flat(e.body)}]`;
      case "set":
        return `{${e.elements.map(flat).join(", ")}}`;
      case "quant": {
        const { head, body } = quantHead(e);
        return `${head} : ${flat(body)}`;
      }
      default:
        return unreachable(e);
    }
  };

  /** The value of dead variables and empty entries has a name: it is everywhere and says nothing. */
  const defaultName = (e: IrRecord): string | undefined => {
    if (!sameExpr(e, defaultOf(e.sort))) return undefined;
    const values = e.values.map(flat);
    const wish = `Default${names.of("record", e.sort.name)}`;
    return sets.constant(wish, values.join(" "), (column) => recordBlock(e, column, 0));
  };

  const recordBlock = (e: IrRecord, column: number, tail: number): Block =>
    fill("[", e.values.map((value, i) => {
      const head = `${fieldAt(e.sort.fields, i)} |-> `;
      return prefix(head, block(value, column + 1 + head.length, 1));
    }), "]", column, tail);

  const fieldAt = (fields: readonly { readonly name: string }[], i: number): string =>
    names.field(required(fields[i], `field ${i}`).name);

  const opFlat = (given: IrOp): string => {
    const e = aboveZero(given);
    const { tla, arity } = ops[e.op];
    if (NUMERIC.has(e.op)) sets.needIntegers();
    const args = argumentsOf(e).map((arg) => operand(arg, e.op));
    return arity === 1 ? `${tla}${args.join("")}` : args.join(` ${tla} `);
  };

  /** Nested quantifiers of one kind share a line. */
  const quantHead = (e: IrQuant): { head: string; body: IrExpr } => {
    const bounds: string[] = [];
    let inner: IrExpr = e;
    while (inner.kind === "quant" && inner.quant === e.quant) {
      bounds.push(`${local(inner.name)} \\in ${sets.flat(inner.over)}`);
      inner = inner.body;
    }
    return { head: `${e.quant === "forall" ? "\\A" : "\\E"} ${bounds.join(", ")}`, body: inner };
  };

  const block = (e: IrExpr, column: number, tail: number): Block => {
    const text = flat(e);
    if (fits(text, column, tail)) return [text];
    switch (e.kind) {
      case "lit":
      case "var":
      case "local":
        return [text];
      case "field":
        return suffix(baseBlock(e.record, column, tail + e.field.length + 1), `.${names.field(e.field)}`);
      case "op":
        return opBlock(e, column, tail);
      case "ite":
        return iteBlock(e, column, tail);
      case "let":
        return letBlock(e, column, tail);
      case "record":
        return recordBlock(e, column, tail);
      case "select": {
        const array = baseBlock(e.array, column, 20);
        const start = lastColumn(array, column) + 1;
        return suffix(append(suffix(array, "["), block(e.index, start, tail + 1), start - column), "]");
      }
      case "with":
      case "store":
        return exceptBlock(asExcept(e), column, tail);
      case "array":
        return arrayBlock(e, column, tail);
      case "set":
        return fill("{", e.elements.map((item) => block(item, column + 1, 1)), "}", column, tail);
      case "quant": {
        const { head, body } = quantHead(e);
        return [`${head} :`, ...indent(4, block(body, column + 4, tail))];
      }
      default:
        return unreachable(e);
    }
  };

  /** How many brackets are open around what is being printed. */
  let open = 0;
  const parenthesised = (e: IrExpr, column: number, tail: number): Block => {
    open += 1;
    const result = suffix(prefix("(", block(e, column + 1, tail + 1)), ")");
    open -= 1;
    return result;
  };

  /** What `.f`, `[i]` or EXCEPT follow. */
  const baseBlock = (e: IrExpr, column: number, tail: number): Block =>
    isPath(e) ? block(e, column, tail) : parenthesised(e, column, tail);

  const operandBlock = (e: IrExpr, parent: OpName, column: number, tail: number): Block =>
    bare(e, parent) ? block(e, column, tail) : parenthesised(e, column, tail);

  /** A bulleted list. Every item but the last may use the whole line; what follows the list follows the last one. */
  const junction = (e: IrOp, column: number, tail: number): Block => {
    const { tla } = ops[e.op];
    const args = argumentsOf(e);
    return args.flatMap((arg, i) => prefix(`${tla} `, junctItem(arg, column + tla.length + 1, i === args.length - 1 ? tail : 0)));
  };

  const opBlock = (given: IrOp, column: number, tail: number): Block => {
    const e = aboveZero(given);
    const { tla, arity } = ops[e.op];
    const args = argumentsOf(e);
    if (arity === 1) {
      return args.flatMap((arg) => prefix(tla, operandBlock(arg, e.op, column + tla.length, tail)));
    }
    if (JUNCTIONS.has(e.op)) return junction(e, column, tail);
    return args.slice(1).reduce<Block>((left, arg, i) => {
      const end = i === args.length - 2 ? tail : tla.length + 1;
      const right = operand(arg, e.op);
      const beside = e.op !== "implies" || left.length === 1;
      if (beside && fits(` ${tla} ${right}`, lastColumn(left, column), end)) return suffix(left, ` ${tla} ${right}`);
      // What => leads to ends with its brackets or its line; a list needs none of its own there.
      const list = e.op === "implies" && arg.kind === "op" && JUNCTIONS.has(arg.op);
      const below = list ? junction(arg, column + 4, end) : operandBlock(arg, e.op, column + 4, end);
      return [...suffix(left, ` ${tla}`), ...indent(4, below)];
    }, args.slice(0, 1).flatMap((arg) => operandBlock(arg, e.op, column, tla.length + 1)));
  };

  /**
   * An item of a junction list. Columns tell a list within a list apart; on one line brackets must, and within
   * brackets tla-checker needs them too: it reads `(/\ \/ a \/ b /\ c)` as `a \/ (b /\ c)` whatever the columns.
   */
  const junctItem = (e: IrExpr, column: number, tail: number): Block => {
    if (endsInElse(e)) return parenthesised(e, column, tail);
    if (e.kind !== "op" || !LOGICAL.has(e.op)) return block(e, column, tail);
    if (open === 0 && e.op !== "implies" && !fits(wrapped(e), column, tail)) return block(e, column, tail);
    return parenthesised(e, column, tail);
  };

  const iteBlock = (e: IrIte, column: number, tail: number): Block => {
    const lines: string[] = [];
    let current: IrExpr = e;
    let word = "IF";
    while (current.kind === "ite") {
      const head = `${word} ${flat(current.cond)} THEN ${flat(current.then)}`;
      if (fits(head, column, 0)) {
        lines.push(head);
      } else {
        lines.push(...prefix(`${word} `, block(current.cond, column + word.length + 1, 0)));
        lines.push(...prefix("THEN ", block(current.then, column + 5, 0)));
      }
      current = current.else;
      word = "ELSE IF";
    }
    return [...lines, ...prefix("ELSE ", block(current, column + 5, tail))];
  };

  const letBlock = (e: IrLet, column: number, tail: number): Block => {
    const { bindings, body } = letChain(e);
    return [...bindingLines(bindings, column), ...block(body, column, tail)];
  };

  const bindingLines = (bindings: readonly IrBinding[], column: number): Block => {
    const blocks = bindings.map((b, i) => {
      const start = `${local(b.name)} == `;
      const word = i === 0 ? "LET " : "    ";
      return prefix(word, prefix(start, block(b.value, column + 4 + start.length, i === bindings.length - 1 ? 3 : 0)));
    });
    const short = (blocks.at(-1)?.length ?? 0) < 2;
    return short ? suffix(blocks.flat(), " IN") : [...blocks.flat(), "IN"];
  };

  const arrayBlock = (e: IrArray, column: number, tail: number): Block => {
    const head = `[${local(e.name)} \\in ${sets.flat(e.sort.index)} |->`;
    return suffix([head, ...indent(4, block(e.body, column + 4, tail + 1))], "]");
  };

  const pathBlock = ({ path: steps }: PathUpdate, column: number): Block =>
    steps.reduce<Block>((done, item) => {
      if (item.kind === "field") return suffix(done, `.${names.field(item.field)}`);
      const start = lastColumn(done, column) + 1;
      return suffix(append(suffix(done, "["), block(item.index, start, 8), start - column), "]");
    }, ["!"]);

  /** `!path = value`; `end` characters follow. */
  const exceptItem = (u: PathUpdate, column: number, end: number): Block => {
    const start = suffix(pathBlock(u, column), " =");
    const value = flat(u.value);
    if (fits(` ${value}`, lastColumn(start, column), end)) return suffix(start, ` ${value}`);
    return [...start, ...indent(4, block(u.value, column + 4, end))];
  };

  const exceptBlock = ({ base: target, updates }: Except, column: number, tail: number): Block => {
    const head = prefix("[", suffix(baseBlock(target, column + 1, 7), " EXCEPT"));
    const [only, ...more] = updates;
    const beside = only && `${head.join("")} !${path(only)} =`;
    if (only !== undefined && beside !== undefined && more.length === 0 && head.length === 1 && fits(beside, column, 8)) {
      return suffix([beside, ...indent(4, block(only.value, column + 4, tail + 1))], "]");
    }
    const items = updates.flatMap((u, i) => {
      const last = i === updates.length - 1;
      const lines = exceptItem(u, column + 4, last ? tail + 1 : 1);
      return last ? lines : suffix(lines, ",");
    });
    return suffix([...head, ...indent(4, items)], "]");
  };

  const conjunct = (e: IrExpr, column: number): Block => prefix("/\\ ", junctItem(e, column + 3, 0));

  const assigned = (head: string, e: IrExpr, column: number): Block => {
    const bracketed = e.kind === "op" && e.op !== "not" && !bare(e, "eq");
    const text = bracketed ? wrapped(e) : flat(e);
    const start = column + head.length + 1;
    if (fits(text, start, 0)) return [`${head} ${text}`];
    if (e.kind === "record" || e.kind === "set") return prefix(`${head} `, block(e, start, 0));
    if (e.kind === "store" || e.kind === "with" || e.kind === "array") {
      // The bracket opens beside the name; its lines hang under the name, not under the bracket.
      const [first = "", ...rest] = e.kind === "array" ? arrayBlock(e, column, 0) : exceptBlock(asExcept(e), column, 0);
      if (fits(` ${first}`, column + head.length, 0)) return [`${head} ${first}`, ...rest];
    }
    return [head, ...indent(4, bracketed ? parenthesised(e, column + 4, 0) : block(e, column + 4, 0))];
  };

  return { flat, block, conjunct, assigned, bindings: bindingLines, bracketed: parenthesised };
}
