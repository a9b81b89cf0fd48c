// SPDX-License-Identifier: Apache-2.0
// The text of the algorithm. Every expression is laid out here, once: the translation repeats these lines at
// other columns, so their first line always starts leftmost.
import type { IrExpr, IrParam } from "../../ir/model.ts";
import { endsInElse, COMPARISONS, LOGICAL } from "../tla/shape.ts";
import { forks } from "../tla/action.ts";
import type { Printer } from "../tla/expression.ts";
import { fits, indent, prefix, suffix, WIDTH, type Block } from "../tla/lines.ts";
import type { TlaNames } from "../tla/names.ts";
import type { Sets } from "../tla/sets.ts";
import type { PathItem } from "../tla/update.ts";
import type { Branch, CodeStatement, Part, Planned, PlannedStatement } from "./statement.ts";

export interface LayoutContext {
  readonly names: TlaNames;
  readonly sets: Sets;
  readonly printer: Printer;
}

/** Lines of the algorithm relative to the column they are made for, and the same statements with laid-out expressions. */
export interface Laid {
  readonly lines: Block;
  readonly code: readonly CodeStatement[];
}

/** A comma outside of all brackets would end the expression for the translator. */
function bracketed(block: Block): Block {
  let depth = 0;
  let open = false;
  for (const [token] of block.join("\n").matchAll(/"(?:[^"\\]|\\.)*"|<<|>>|[^\s]/gu)) {
    if ("([{<<".includes(token)) depth += token === "<" ? 0 : 1;
    else if (")]}>>".includes(token)) depth -= token === ">" ? 0 : 1;
    else if (token === "," && depth === 0) open = true;
  }
  return open ? suffix(prefix("(", block), ")") : block;
}

export class Layout {
  readonly #context: LayoutContext;

  constructor(context: LayoutContext) {
    this.#context = context;
  }

  /** A value or a set that starts at `column`, with room for `tail` characters after it. */
  text(planned: Planned, column: number, tail: number): Block {
    const { printer, sets, names } = this.#context;
    switch (planned.kind) {
      case "expr":
        return bracketed(printer.block(planned.expr, column, tail));
      case "set":
        return sets.block(planned.sort, column, tail);
      case "filter":
        return this.#comprehension(`{${names.of("local", planned.name)} \\in ${sets.flat(planned.sort)} :`, planned.condition, column, tail);
      case "image":
        return this.#image(planned.expr, planned.params, planned.condition, column, tail);
    }
  }

  #comprehension(head: string, condition: IrExpr, column: number, tail: number): Block {
    const { printer } = this.#context;
    const line = `${head} ${printer.flat(condition)}}`;
    return fits(line, column, tail) ? [line] : suffix([head, ...indent(4, printer.block(condition, column + 4, tail + 1))], "}");
  }

  #image(value: IrExpr, params: readonly IrParam[], condition: IrExpr | undefined, column: number, tail: number): Block {
    const { printer, sets, names } = this.#context;
    const bounds = params.map(({ name, sort }) => `${names.of("local", name)} \\in ${sets.flat(sort)}`).join(", ");
    if (condition === undefined) return suffix(prefix("{", printer.block(value, column + 1, tail + 2)), params.length === 0 ? "}" : ` : ${bounds}}`);
    const choice = [
      ...prefix("IF ", printer.block(condition, column + 10, 0)),
      ...suffix(prefix("THEN {", printer.block(value, column + 13, 1)), "}"),
      "ELSE {}",
    ];
    return params.length === 0 ? choice : suffix(prefix("UNION {", choice), ` : ${bounds}}`);
  }

  /** Statements that start at `column`. */
  statements(all: readonly PlannedStatement[], column: number): Laid {
    const laid = all.map((statement) => this.#statement(statement, column));
    return { lines: laid.flatMap(({ lines }) => lines), code: laid.map(({ code }) => code) };
  }

  #statement(statement: PlannedStatement, column: number): { readonly lines: Block; readonly code: CodeStatement } {
    switch (statement.kind) {
      case "await": {
        const condition = this.#guard(statement.condition, column + 6, 1);
        return { lines: suffix(prefix("await ", condition), ";"), code: { kind: "await", condition } };
      }
      case "assign":
        return this.#assign(statement.parts, column);
      case "with":
        return this.#with(statement, column);
      case "if":
        return this.#if(statement, column);
      case "either": {
        const branches = statement.branches.map((branch) => this.#branch(branch, column + 2));
        const lines = branches.flatMap(({ lines: inner }, i) => [i === 0 ? "either {" : "} or {", ...indent(2, inner)]);
        return { lines: [...lines, "};"], code: { kind: "either", branches: branches.map(({ code }) => ({ comments: [], body: code })) } };
      }
      case "goto":
        return { lines: [`goto ${statement.label};`], code: statement };
      case "skip":
        return { lines: ["skip;"], code: statement };
    }
  }

  #branch({ comments, body }: Branch<Planned, readonly PathItem[]>, column: number): Laid {
    const laid = this.statements(body, column);
    return { lines: [...comments, ...laid.lines], code: laid.code };
  }

  /** What could be true in several ways is one truth value all the same; and some tools read on after an ELSE. */
  #guard(planned: Planned, column: number, tail: number): Block {
    const { printer } = this.#context;
    if (planned.kind !== "expr") return this.text(planned, column, tail);
    const { expr } = planned;
    if (forks(expr)) return suffix(printer.bracketed(expr, column, tail + 7), " = TRUE");
    if (endsInElse(expr) || (expr.kind === "op" && expr.op === "implies")) return printer.bracketed(expr, column, tail);
    return this.text(planned, column, tail);
  }

  #assign(parts: readonly Part<Planned, readonly PathItem[]>[], column: number): { readonly lines: Block; readonly code: CodeStatement } {
    const laid = parts.map(({ variable, path, value }, i) => {
      const left = path === undefined ? "" : this.#path(path);
      const start = i === 0 ? 0 : 3;
      const { lines, code } = this.value(`${variable}${left} :=`, value, column + start, i === parts.length - 1 ? 1 : 3);
      return { lines: i === 0 ? lines : prefix("|| ", lines), code: { variable, path: path === undefined ? undefined : [left], value: code } };
    });
    return { lines: suffix(laid.flatMap(({ lines }) => lines), ";"), code: { kind: "assign", parts: laid.map(({ code }) => code) } };
  }

  #path(path: readonly PathItem[]): string {
    const { printer, names } = this.#context;
    return path.map((item) => (item.kind === "index" ? `[${printer.flat(item.index)}]` : `.${names.field(item.field)}`)).join("");
  }

  /** A value; conditions stand in brackets beside `=` and `:=`. */
  #bracketed(planned: Planned, column: number, tail: number): Block {
    const { printer } = this.#context;
    const logical = planned.kind === "expr" && planned.expr.kind === "op" && (LOGICAL.has(planned.expr.op) || COMPARISONS.has(planned.expr.op));
    return logical ? printer.bracketed(planned.expr, column, tail) : this.text(planned, column, tail);
  }

  /** `head value`, the value below the head where it does not fit beside it. */
  value(head: string, planned: Planned, column: number, tail: number): { readonly lines: Block; readonly code: Block } {
    const beside = this.#bracketed(planned, column + head.length + 1, tail);
    const hangs = planned.kind === "expr" && (planned.expr.kind === "record" || planned.expr.kind === "set") && column + head.length < WIDTH / 2;
    if (beside.length === 1 ? fits(beside[0] ?? "", column + head.length + 1, tail) : hangs) return { lines: prefix(`${head} `, beside), code: beside };
    const below = this.#bracketed(planned, column + 4, tail);
    return { lines: [head, ...indent(4, below)], code: below };
  }

  /** Nested ones share a head. */
  #with(statement: Extract<PlannedStatement, { kind: "with" }>, column: number): { readonly lines: Block; readonly code: CodeStatement } {
    const chain = [statement];
    for (let [inner, more] = [statement.body[0], statement.body.length]; inner?.kind === "with" && more === 1; [inner, more] = [inner.body[0], inner.body.length]) chain.push(inner);
    const heads = chain.map(({ name, choice, value }, i) => {
      const start = `${name} ${choice ? "\\in" : "="} `;
      const code = this.#bracketed(value, column + 6 + start.length, i === chain.length - 1 ? 3 : 1);
      return { lines: prefix(start, code), code };
    });
    const body = this.statements(chain.at(-1)?.body ?? [], column + 2);
    const lines = heads.flatMap(({ lines: head }, i) => {
      const opened = i === 0 ? prefix("with (", head) : indent(6, head);
      return suffix(opened, i === heads.length - 1 ? ") {" : ",");
    });
    const code = chain.reduceRight<readonly CodeStatement[]>((inner, { name, choice }, i) => [{ kind: "with", name, choice, value: heads[i]?.code ?? [], body: inner }], body.code);
    return { lines: [...lines, ...indent(2, body.lines), "};"], code: code[0] ?? { kind: "skip" } };
  }

  /** A chain of conditions is one `if .. else if .. else`. */
  #if(statement: Extract<PlannedStatement, { kind: "if" }>, column: number, word = "if ("): { readonly lines: Block; readonly code: CodeStatement } {
    const condition = this.text(statement.condition, column + word.length, 3);
    const then = this.statements(statement.then, column + 2);
    const head = [...suffix(prefix(word, condition), ") {"), ...indent(2, then.lines)];
    const [only] = statement.else;
    if (only === undefined) return { lines: [...head, "};"], code: { kind: "if", condition, then: then.code, else: [] } };
    if (only.kind === "if" && statement.else.length === 1) {
      const chained = this.#if(only, column, "} else if (");
      return { lines: [...head, ...chained.lines], code: { kind: "if", condition, then: then.code, else: [chained.code] } };
    }
    const otherwise = this.statements(statement.else, column + 2);
    return { lines: [...head, "} else {", ...indent(2, otherwise.lines), "};"], code: { kind: "if", condition, then: then.code, else: otherwise.code } };
  }
}
