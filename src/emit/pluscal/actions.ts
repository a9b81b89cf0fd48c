// SPDX-License-Identifier: Apache-2.0
// The translation of a label into an action, character by character as the official translator writes it: it
// must find nothing to change. What it does was learned from its output and its source; the column rules
// below are its, not ours.
import { unreachable } from "../../base/unreachable.ts";
import type { Block } from "../tla/lines.ts";
import { Changed, unchangedLines } from "./changed.ts";
import type { CodeLabel, CodeProcess, CodeStatement, Part } from "./statement.ts";
import { subscripted } from "./subscript.ts";
import type { Writer } from "./writer.ts";

type Assign = Extract<CodeStatement, { kind: "assign" }>;
type With = Extract<CodeStatement, { kind: "with" }>;
type If = Extract<CodeStatement, { kind: "if" }>;
type Either = Extract<CodeStatement, { kind: "either" }>;

/** What the statements of a process are translated with. */
export interface Scope {
  readonly process: CodeProcess;
  /** All variables of the module, in order. */
  readonly vars: readonly string[];
  /** Is there a `pc`? */
  readonly points: boolean;
}

const spaces = (count: number): string => " ".repeat(count);

const agentOf = (process: CodeProcess): string => (process.several ? "self" : process.id);

export class Actions {
  readonly #out: Writer;
  readonly #scope: Scope;
  readonly #own: ReadonlySet<string>;
  readonly #self: string;

  constructor(out: Writer, scope: Scope) {
    this.#out = out;
    this.#scope = scope;
    this.#self = agentOf(scope.process);
    this.#own = new Set(scope.process.several ? scope.process.variables.map(({ name }) => name) : []);
  }

  /** `name == /\ ..` and an empty line; `next` is the label that follows in the text. */
  label(label: CodeLabel, name: string, next: string): void {
    const { vars, points, process } = this.#scope;
    const head = `${name}${process.several ? "(self)" : ""} == `;
    const changed = new Changed(vars);
    const start = this.#out.lines.length;
    let prefix = `${head}/\\ `;
    if (points) {
      this.#out.line(`${prefix}pc[${this.#self}] = "${label.name}"`);
      prefix = `${spaces(head.length)}/\\ `;
    }
    const body = points && !jumps(label.body) ? [...label.body, { kind: "goto" as const, label: label.loop ? label.name : next }] : label.body;
    this.#all(body, changed, prefix, spaces(head.length));
    const rest = unchangedLines(`${spaces(head.length)}/\\ `, changed.missing(), true);
    if (rest.length === 0 && body.length === 1 && !points) this.#unbullet(start, head.length);
    this.#out.line(...rest, "");
  }

  /** A single statement needs no list. */
  #unbullet(start: number, column: number): void {
    this.#out.end();
    const { lines } = this.#out;
    for (let i = start; i < lines.length; i += 1) {
      const line = lines[i] ?? "";
      if (i === start) lines[i] = line.slice(0, column) + line.slice(column + 3);
      else if (line.length > 3) lines[i] = line.slice(3);
    }
  }

  /** A list of statements: the first one after `prefix`, the others as further conjuncts at `indent`. */
  #all(statements: readonly CodeStatement[], changed: Changed, prefix: string, indent: string): void {
    statements.forEach((statement, i) => {
      this.#one(statement, changed, i === 0 ? prefix : `${indent}/\\ `);
    });
  }

  #one(statement: CodeStatement, changed: Changed, prefix: string): void {
    switch (statement.kind) {
      case "await":
        this.#out.text(prefix);
        this.#out.block(this.#read(statement.condition, changed));
        this.#out.end();
        return;
      case "assign":
        this.#assign(statement, changed, prefix);
        return;
      case "with":
        this.#with(statement, changed, prefix);
        return;
      case "if":
        this.#if(statement, changed, prefix);
        return;
      case "either":
        this.#either(statement, changed, prefix);
        return;
      case "goto":
        this.#out.line(`${prefix}pc' = [pc EXCEPT ![${this.#self}] = "${statement.label}"]`);
        changed.assign("pc");
        return;
      case "skip":
        this.#out.line(`${prefix}TRUE`);
        return;
      default:
        unreachable(statement);
    }
  }

  /** An expression as it reads after the assignments made so far. */
  #read(block: Block, changed: Changed): Block {
    return subscripted(block, (name) => (changed.has(name) ? "'" : "") + (this.#own.has(name) ? "[self]" : ""));
  }

  #assign({ parts }: Assign, changed: Changed, prefix: string): void {
    const groups = new Map<string, Part<Block, Block>[]>();
    for (const part of parts) groups.set(part.variable, [...groups.get(part.variable) ?? [], part]);
    const names = [...groups.keys()].sort((a, b) => (a < b ? -1 : 1));
    this.#out.text(prefix);
    names.forEach((name, i) => {
      if (i > 0) this.#out.text(spaces(prefix.length));
      if (names.length > 1) this.#out.text("/\\ ");
      this.#target(name, groups.get(name) ?? [], changed);
      this.#out.end();
    });
    for (const name of names) changed.assign(name);
  }

  /** `x' = value` or `x' = [x EXCEPT !path = value, ..]`. */
  #target(name: string, parts: readonly Part<Block, Block>[], changed: Changed): void {
    const [first] = parts;
    const own = this.#own.has(name) ? "[self]" : "";
    if (first !== undefined && parts.length === 1 && own === "" && first.path === undefined) {
      const value = this.#read(first.value, changed);
      const [open, close] = needsBrackets(value) ? ["(", ")"] : ["", ""];
      this.#out.text(`${name}' = ${open}`);
      this.#out.block(value);
      this.#out.text(close);
      return;
    }
    this.#out.text(`${name}' = [${name} EXCEPT `);
    const column = this.#out.column;
    parts.forEach((part, i) => {
      if (i > 0) this.#out.text(spaces(column));
      this.#out.text(`!${own}`);
      if (part.path !== undefined) this.#out.block(this.#read(part.path, changed));
      this.#out.text(" = ");
      this.#out.block(this.#read(part.value, changed));
      this.#out.text(i === parts.length - 1 ? "]" : ",");
      if (i < parts.length - 1) this.#out.end();
    });
  }

  #with(statement: With, changed: Changed, prefix: string): void {
    this.#out.text(`${prefix}${statement.choice ? "\\E" : "LET"} ${statement.name} ${statement.choice ? "\\in" : "=="} `);
    this.#out.block(this.#read(statement.value, changed));
    this.#out.text(statement.choice ? ":" : " IN");
    this.#out.end();
    const indent = spaces(prefix.length + 2);
    this.#all(statement.body, changed, statement.body.length > 1 ? `${indent}/\\ ` : indent, indent);
  }

  #if(statement: If, changed: Changed, prefix: string): void {
    const [then, otherwise] = [changed.branch(), changed.branch()];
    this.#out.text(`${prefix}IF `);
    this.#out.block(this.#read(statement.condition, changed));
    this.#out.end();
    const indent = spaces(prefix.length + 3);
    const inner = `${indent}     `;
    this.#all(statement.then, then, `${indent}THEN /\\ `, inner);
    const place = this.#out.lines.length;
    if (statement.else.length === 0) this.#out.line(`${indent}ELSE /\\ TRUE`);
    else this.#all(statement.else, otherwise, `${indent}ELSE /\\ `, inner);
    this.#out.line(...unchangedLines(`${inner}/\\ `, otherwise.missing(then), true));
    this.#out.lines.splice(place, 0, ...unchangedLines(`${inner}/\\ `, then.missing(otherwise), true));
    changed.merge(then);
    changed.merge(otherwise);
  }

  #either({ branches }: Either, changed: Changed, prefix: string): void {
    const indent = spaces(prefix.length);
    const all = changed.branch();
    const ends = branches.map(({ body }, i) => {
      const own = changed.branch();
      this.#all(body, own, `${i === 0 ? prefix : indent}\\/ /\\ `, `${indent}   `);
      all.merge(own);
      return { own, place: this.#out.lines.length };
    });
    for (const { own, place } of ends.toReversed()) {
      this.#out.lines.splice(place, 0, ...unchangedLines(`${indent}   /\\ `, own.missing(all), false));
    }
    changed.merge(all);
  }
}

/** Does the body itself say where to go on? Then every path of it does. */
function jumps(body: readonly CodeStatement[]): boolean {
  const last = body.at(-1);
  switch (last?.kind) {
    case "goto":
      return true;
    case "with":
      return jumps(last.body);
    case "if":
      return jumps(last.then) || jumps(last.else);
    case "either":
      return last.branches.some((branch) => jumps(branch.body));
    default:
      return false;
  }
}

/** Where the translator puts a value in brackets. It looks at the first line only, once for each line. */
export function needsBrackets(block: Block): boolean {
  const [line = ""] = block;
  let depth = 0;
  for (let pass = 0; pass < block.length; pass += 1) {
    let inString = false;
    for (let i = 0; i < line.length; i += 1) {
      const [char, next] = [line.charAt(i), i + 1 < line.length ? line.charAt(i + 1) : " "];
      if (inString) {
        if (char === "\"") inString = false;
        else if (char === "\\") i += 1;
        continue;
      }
      if (char === "\"") {
        inString = true;
      } else if ("([{".includes(char) || (char === "<" && next === "<")) {
        depth += 1;
        if (char === "<") i += 1;
      } else if (")]}".includes(char) || (char === ">" && next === ">")) {
        if (depth === 0) return true;
        depth -= 1;
        if (char === ">") i += 1;
      } else if (depth === 0 && infix(char, next, line.charAt(i - 1))) {
        return true;
      }
    }
    if (inString) return true;
  }
  return false;
}

/** An operator that could bind less than the equals sign, as far as the translator can tell. */
function infix(char: string, next: string, before: string): boolean {
  if (char === "|") return next === "-" || before === "-";
  if (char === "\\") return next !== " " && next !== "o" && next !== "X";
  if (char === "/") return next === "\\";
  return "=#<>".includes(char);
}
