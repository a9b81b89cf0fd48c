// SPDX-License-Identifier: Apache-2.0
// The type annotations of emitted modules: each can be read by Apalache's syntax, every variable has exactly one, and it
// says what the sort of the variable is; so have operators with structured parameters. Apalache itself is not run.
import { describe, expect, test } from "vitest";
import { emitTla } from "../../src/emit/tla/module.ts";
import { createNames } from "../../src/emit/tla/names.ts";
import { operatorParams } from "../../src/emit/tla/step.ts";
import type { IrModel, Sort } from "../../src/ir/model.ts";
import { BOOL, intSort, type RecordSort } from "../../src/ir/sorts.ts";
import { annotationsOf, NoType, parseAlias, parseType, type ApalacheType } from "../support/apalache-types.ts";
import { EXAMPLES, loadExample } from "../support/examples.ts";
import { randomModel } from "../support/random-model.ts";
import { gupModel } from "./models.ts";
import { randomModel as otherModel, Rng } from "./random.ts";

type Aliases = ReadonlyMap<string, ApalacheType>;

/** Is this the type of the values of the sort? `field`: how the module calls fields. */
function fits(type: ApalacheType, sort: Sort, aliases: Aliases, field: (name: string) => string): boolean {
  if (type.kind === "alias") {
    const meant = aliases.get(type.name);
    return meant !== undefined && fits(meant, sort, aliases, field);
  }
  switch (sort.kind) {
    case "bool":
      return type.kind === "Bool";
    case "int":
      return type.kind === "Int";
    case "enum":
      return type.kind === "Str";
    case "set":
      return type.kind === "Set" && fits(type.elem, sort.elem, aliases, field);
    case "array":
      return type.kind === "function" && fits(type.from, sort.index, aliases, field) && fits(type.to, sort.elem, aliases, field);
    case "record":
      return type.kind === "record" && type.fields.length === sort.fields.length &&
        type.fields.every(([name, inner], i) => { const own = sort.fields[i]; return own !== undefined && name === field(own.name) && fits(inner, own.sort, aliases, field); });
    default:
      return false;
  }
}

const structured = ({ kind }: Sort): boolean => kind === "record" || kind === "set" || kind === "array";

/** What is wrong with the annotations of a model's module. */
function complaints(model: IrModel): readonly string[] {
  const { module } = emitTla(model, { generator: "test" });
  const names = createNames(model);
  const all = annotationsOf(module);
  const aliasList = all.filter(({ kind }) => kind === "typeAlias").map(({ text }) => parseAlias(text));
  const aliases: Aliases = new Map(aliasList.map(({ name, type }) => [name, type]));
  const found: string[] = aliases.size === aliasList.length ? [] : ["an alias twice"];
  const types = all.filter(({ kind }) => kind === "type").map((one) => ({ ...one, type: parseType(one.text) }));
  for (const { name, sort } of model.vars) {
    const own = types.filter(({ owner, params }) => owner === names.of("var", name) && params.length === 0);
    const [first] = own;
    if (own.length !== 1 || first === undefined || !fits(first.type, sort, aliases, names.field)) found.push(`variable ${name}: ${own.map(({ text }) => text).join(" and ") || "no type"}`);
  }
  for (const step of model.steps) {
    const params = operatorParams(step, model);
    const own = types.find(({ owner }) => owner === names.of("step", step.name));
    if (!params.some(({ sort }) => structured(sort))) continue;
    const right = own?.type.kind === "operator" && own.type.result.kind === "Bool" && own.type.args.length === params.length && own.params.length === params.length &&
      own.type.args.every((arg, i) => { const param = params[i]; return param !== undefined && fits(arg, param.sort, aliases, names.field); });
    if (right !== true) found.push(`operator ${step.name}: ${own?.text ?? "no type"}`);
  }
  // Apalache takes such strings for values of uninterpreted types.
  return [...found, ...[...module.matchAll(/"\w+_OF_[A-Z_]\w*"/gu)].map(([text]) => `the string ${text}`)];
}

describe("the syntax of types", () => {
  test.each(["Int", "Str -> Int", "Set($pte)", "Int -> Str -> Bool", "(Int -> Str) -> Bool", "(Int, $x86PaePte) => Bool", "() => Bool", "{ a: Int, b: Set(Str) }", "{}", "<<Int, Bool>>", "PID", "a", "Seq(a)"])("%s is one", (text) => {
    expect(() => parseType(text)).not.toThrow();
  });

  test.each(["", "int", "Set Int", "Set()", "$Pte", "$pte_low", "{ a: Int, a: Int }", "{ Set: Int }", "{ a Int }", "Int ->", "-> Int", "(Int, Int)", "Int Int", "<<>>", "Int;", "[a: Int"])("%s is none", (text) => {
    expect(() => parseType(text)).toThrow(NoType);
  });

  test("arrows lean to the right", () => {
    expect(parseType("Int -> Str -> Bool")).toEqual(parseType("Int -> (Str -> Bool)"));
    expect(parseType("Int -> Str -> Bool")).not.toEqual(parseType("(Int -> Str) -> Bool"));
  });

  test.each(["pte = Int", "x8664Pte = { a: Bool }", "p = Set(Int)"])("%s is an alias", (text) => {
    expect(() => parseAlias(text)).not.toThrow();
  });

  test.each(["Pte = Int", "pte_low = Int", "pte Int", "pte = "])("%s is no alias", (text) => {
    expect(() => parseAlias(text)).toThrow(NoType);
  });
});

describe("emitted annotations", () => {
  test.each(EXAMPLES.flatMap((path) => loadExample(path).checks.flatMap(({ name, model }) => (model === undefined ? [] : [{ title: `${path} ${name}`, model }]))))("of $title", ({ model }) => {
    expect(complaints(model)).toEqual([]);
  });

  test("of random models", () => {
    for (let seed = 1; seed <= 150; seed += 1) {
      expect(complaints(randomModel(seed)), `random-model ${seed}`).toEqual([]);
      expect(complaints(otherModel(new Rng(seed))), `random ${seed}`).toEqual([]);
    }
  });

  test("keep to camelCase whatever records are called, and to one meaning for each alias", () => {
    const record = (name: string, fields: RecordSort["fields"]): RecordSort => ({ kind: "record", name, fields });
    const sorts: readonly RecordSort[] = [
      record("PTE", [{ name: "a", sort: BOOL }]), record("pte", [{ name: "b", sort: intSort(0, 1) }]), record("p_t_e", [{ name: "c", sort: BOOL }]), record("Init", [{ name: "Set", sort: BOOL }]),
      record("2nd", [{ name: "Int", sort: BOOL }]), record("x86::pae", [{ name: "Str", sort: BOOL }]),
    ];
    const value = (sort: Sort): IrModel["init"]["values"][number]["value"] => (sort.kind === "record" ? { kind: "record", sort, values: sort.fields.map((field) => value(field.sort)) } : { kind: "lit", sort: sort.kind === "int" ? sort : BOOL, value: 0 });
    const model: IrModel = {
      ...gupModel(), properties: [], steps: [], vars: sorts.map((sort, i) => ({ name: `v${i}`, sort, role: "shared", doc: "" })),
      init: { params: [], guards: [], lets: [], values: sorts.map((sort, i) => ({ variable: `v${i}`, value: value(sort) })) },
    };
    expect(complaints(model)).toEqual([]);
  });
});
