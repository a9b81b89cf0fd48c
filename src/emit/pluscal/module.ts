// SPDX-License-Identifier: Apache-2.0
// The PlusCal module of a check: definitions on constants, the algorithm in a comment, its translation, and
// definitions on variables. The translation is what the official translator makes of the algorithm, so that it
// leaves the file as it is.
import { lineRef } from "../../base/source.ts";
import { bool } from "../../ir/build.ts";
import type { IrModel, IrVar } from "../../ir/model.ts";
import { OPS } from "../../ir/ops.ts";
import { mainCfg } from "../tla/cfg.ts";
import { lineComment } from "../tla/comments.ts";
import { createPrinter } from "../tla/expression.ts";
import { indent, prefix, suffix, WIDTH, type Block } from "../tla/lines.ts";
import { moduleHead, propertyParts, type EmitOptions } from "../tla/module.ts";
import { createNames, propertyName, type TlaNames } from "../tla/names.ts";
import { createSets } from "../tla/sets.ts";
import { stepComments } from "../tla/step.ts";
import { planStep } from "./body.ts";
import { crc32 } from "./crc32.ts";
import { planInit } from "./initial.ts";
import { Layout } from "./layout.ts";
import { findLocals, initialElement, withOwn } from "./locals.ts";
import { SELF, shapeModel, type Shaped, type ShapedLabel, type ShapedProcess } from "./shape.ts";
import type { CodeAlgorithm, CodeLabel, CodeProcess, Declaration, Planned, PlannedStatement } from "./statement.ts";
import { translation } from "./translation.ts";
import { FIELD_WORDS, harmless, MODULE_WORDS } from "./words.ts";

export interface EmittedPlusCal {
  /** The module's name; its file must be called `<moduleName>.tla`. */
  readonly moduleName: string;
  readonly module: string;
  readonly cfg: string;
  /** From the name of a step to the label that it leaves, which is the name of its action. */
  readonly labels: ReadonlyMap<string, string>;
  /** From `process point` of the model to the label; others are `Done`. Empty when there is no `pc`. */
  readonly points: ReadonlyMap<string, string>;
  /** From the identifier of an invariant's definition, as TLC reports it, to the name of the property. */
  readonly propertyNames: ReadonlyMap<string, string>;
  /** What the module calls the model's variables and fields; the program points are its own `pc`. */
  readonly names: TlaNames;
}

/** The same table, with the agent of a step under its PlusCal name. */
function plusCalNames(model: IrModel, withPc: boolean): TlaNames {
  const words = withPc ? MODULE_WORDS : [...MODULE_WORDS, "pc"];
  const names = createNames({ ...model, steps: [] }, { words, fields: FIELD_WORDS });
  return { ...names, of: (kind, name, wish) => (kind === "local" && name === SELF ? "self" : names.of(kind, name, wish)) };
}

/** The model in shape, under the names that go with it: `pc` is the translation's, if there is one. */
function prepare(source: IrModel): { readonly shaped: Shaped; readonly names: TlaNames } {
  const model = { ...source, name: `${source.name}_pcal` };
  // Program points are replaced by `pc`, whatever they were called.
  const others = { ...model, vars: model.vars.map((v) => (v.role === "pc" ? { ...v, name: "pc" } : v)) };
  const names = plusCalNames(others, true);
  const shaped = shapeModel(model, names);
  if (shaped.points !== undefined) return { shaped, names };
  const plain = plusCalNames(model, false);
  return { shaped: shapeModel(model, plain), names: plain };
}

function comments(lines: readonly string[], column: number): readonly string[] {
  return lines.flatMap((line) => lineComment(line, { column })).map(harmless);
}

class Writer {
  readonly #shaped: Shaped;
  readonly #names: TlaNames;
  readonly #layout: Layout;
  readonly #idOf: (process: ShapedProcess) => string;

  constructor(shaped: Shaped, names: TlaNames, layout: Layout, idOf: (process: ShapedProcess) => string) {
    this.#shaped = shaped;
    this.#names = names;
    this.#layout = layout;
    this.#idOf = idOf;
  }

  /** The algorithm as text and for the translation. */
  algorithm(): { readonly lines: Block; readonly code: CodeAlgorithm } {
    const { model, processes } = this.#shaped;
    const locals = findLocals(this.#shaped);
    const own = new Set([...locals.values()].flat());
    const globals = planInit(model, model.vars.filter((variable) => variable.name !== "pc" || this.#shaped.points === undefined).filter((variable) => !own.has(variable)));
    const declared = this.#declarations(globals, 4);
    const laid = processes.map((process) => this.#process(process, locals.get(process.name) ?? []));
    return {
      lines: [
        `--algorithm ${this.#names.module} {`, ...(declared.lines.length === 0 ? [] : ["  variables", ...indent(4, declared.lines)]),
        ...laid.flatMap(({ lines }) => ["", ...indent(2, lines)]), "}",
      ],
      code: { name: this.#names.module, variables: declared.code, processes: laid.map(({ code }) => code) },
    };
  }

  #declarations(all: readonly { readonly variable: IrVar; readonly choice: boolean; readonly value: Planned }[], column: number): { readonly lines: Block; readonly code: readonly Declaration<Block>[] } {
    const laid = all.map(({ variable, choice, value }, i) => {
      const name = this.#names.of("var", variable.name);
      const { lines, code } = this.#layout.value(`${name} ${choice ? "\\in" : "="}`, value, column, 1);
      const end = i === all.length - 1 ? ";" : ",";
      return { lines: [...(variable.doc === "" ? [] : comments([variable.doc], column)), ...suffix(lines, end)], code: { name, choice, value: code, comments: [] } };
    });
    return { lines: laid.flatMap(({ lines }) => lines), code: laid.map(({ code }) => code) };
  }

  #process(process: ShapedProcess, locals: readonly IrVar[]): { readonly lines: Block; readonly code: CodeProcess } {
    const several = process.agents !== undefined;
    const id = this.#idOf(process);
    const declared = this.#declarations(locals.flatMap((variable) => {
      const expr = initialElement(variable, this.#shaped.model, several);
      return expr === undefined ? [] : [{ variable, choice: false, value: { kind: "expr" as const, expr } }];
    }), 6);
    const own = new Set(several ? locals.map(({ name }) => name) : []);
    const labels = process.labels.map((label, i) => this.#label(process, label, process.labels[i + 1]?.name ?? "Done", own));
    const from = process.process;
    const words = from === undefined ? [] : [`${from.title}${from.span === undefined ? "" : `  (${lineRef(from.span)})`}`, ...(from.doc === "" ? [] : from.doc.split("\n"))];
    return {
      lines: [
        ...comments(words, 2), `process (${process.name} ${several ? "\\in" : "="} ${id})`,
        ...(declared.lines.length === 0 ? [] : ["  variables", ...indent(4, declared.lines)]),
        "{", ...indent(2, labels.flatMap(({ lines }, i) => (i === 0 ? lines : ["", ...lines]))), "}",
      ],
      code: { name: process.name, several, id, comments: [], variables: declared.code, labels: labels.map(({ code }) => code) },
    };
  }

  /** `name:` and what happens there; a loop stays there. */
  #label(process: ShapedProcess, { name, steps }: ShapedLabel, next: string, own: ReadonlySet<string>): { readonly lines: Block; readonly code: CodeLabel } {
    const context = { names: this.#names, points: process.loop ? undefined : this.#shaped.points, label: name };
    const column = process.loop ? 8 : 6;
    const bodies = steps.map((step) => ({ comments: stepComments(step, column + 2).map(harmless), body: planStep(withOwn(step, own), context) }));
    const [first] = bodies;
    const all: readonly PlannedStatement[] = first === undefined ? [{ kind: "await", condition: { kind: "expr", expr: bool(false) } }]
      : bodies.length === 1 ? first.body : [{ kind: "either", branches: bodies }];
    const falls = targets(all).every((label) => label === next);
    const { lines, code } = this.#layout.statements(falls ? withoutJumps(all) : all, column);
    const about = bodies.length === 1 ? steps.flatMap((step) => stepComments(step, 4)).map(harmless) : [];
    return {
      lines: [...about, `${name}:`, ...(process.loop ? indent(2, ["while (TRUE) {", ...indent(2, lines), "};"]) : indent(2, lines))],
      code: { name, comments: [], loop: process.loop, body: code },
    };
  }
}

/** The labels that statements jump to. */
function targets(all: readonly PlannedStatement[]): readonly string[] {
  return all.flatMap((one): readonly string[] => {
    switch (one.kind) {
      case "goto":
        return [one.label];
      case "with":
        return targets(one.body);
      case "if":
        return [...targets(one.then), ...targets(one.else)];
      case "either":
        return one.branches.flatMap(({ body }) => targets(body));
      default:
        return [];
    }
  });
}

/** The same statements, going on at the next label; an empty branch does nothing. */
function withoutJumps(all: readonly PlannedStatement[]): readonly PlannedStatement[] {
  const left = all.flatMap((one): readonly PlannedStatement[] => {
    switch (one.kind) {
      case "goto":
        return [];
      case "with":
        return [{ ...one, body: withoutJumps(one.body) }];
      case "if":
        return [{ ...one, then: withoutJumps(one.then), else: one.else.length === 0 ? [] : withoutJumps(one.else) }];
      case "either":
        return [{ ...one, branches: one.branches.map((branch) => ({ ...branch, body: withoutJumps(branch.body) })) }];
      default:
        return [one];
    }
  });
  return left.length === 0 ? [{ kind: "skip" }] : left;
}

/** The PlusCal module and its configuration file. */
export function emitPlusCal(source: IrModel, options: EmitOptions): EmittedPlusCal {
  const { shaped, names } = prepare(source);
  const { model, points } = shaped;
  const sets = createSets(model, names);
  const printer = createPrinter(names, sets, options.ops ?? OPS);
  const layout = new Layout({ names, sets, printer });
  const idOf = ({ agents, id }: ShapedProcess): string => (agents === undefined ? `"${id}"` : sets.flat(agents));
  const { lines, code } = new Writer(shaped, names, layout, idOf).algorithm();
  const translated = translation(code);
  // Printed before the definitions above them are asked for.
  const typeOk = ["\\* Every variable has a value of its sort.", "TypeOK ==", ...model.vars.flatMap((variable) => {
    const head = `    /\\ ${names.of("var", variable.name)} \\in `;
    const set = variable.name === "pc" && points !== undefined ? [`[ProcSet -> ${sets.flat(points)}]`] : sets.block(variable.sort, head.length, 0);
    return prefix(head, set);
  })];
  const properties = model.properties.flatMap((property) => propertyParts(property, { names, printer })).map((part) => part.lines.map(harmless));
  const checksum = crc32(translated.join("")).toString(16);
  const parts: readonly Block[] = [
    ...(sets.usesIntegers() ? [["EXTENDS Integers"]] : []), ...sets.definitions(),
    ["(*", ...lines, "*)", `\\* BEGIN TRANSLATION (chksum(pcal) \\in STRING /\\ chksum(tla) = "${checksum}")`, ...translated, "\\* END TRANSLATION"],
    ["-".repeat(WIDTH), ...typeOk], ...properties,
  ];
  const text = [...moduleHead(model, names, options).map(harmless), ...parts.flatMap((part, i) => (i === 0 ? part : ["", ...part])), "=".repeat(WIDTH)];
  return {
    moduleName: names.module, module: `${text.join("\n")}\n`, cfg: mainCfg(model, options.generator, names),
    labels: new Map(shaped.processes.flatMap(({ labels }) => labels.flatMap(({ name, steps }) => steps.map((step) => [step.name, name] as const)))),
    propertyNames: new Map(model.properties.map((p) => [p.kind === "invariant" ? propertyName(names, p) : names.of("never", p.name), p.name])),
    points: new Map(shaped.processes.flatMap(({ process, labels }) => labels.flatMap(({ name, point }) => (process === undefined || point === undefined ? [] : [[`${process.name} ${point}`, name] as const])))),
    names,
  };
}
