// SPDX-License-Identifier: Apache-2.0
// Values as TLC prints them, read back as values of a model's sorts.
import { describe, expect, it } from "vitest";
import { createNames } from "../../src/emit/tla/names.ts";
import { required } from "../../src/base/unreachable.ts";
import { initialStates } from "../../src/check/reference.ts";
import { BOOL, cardinality, enumSort, intSort, type RecordSort, type Sort, type Universe } from "../../src/ir/sorts.ts";
import { valuesOf, type Value } from "../../src/ir/values.ts";
import { modelStates } from "../../src/tlc/model-trace.ts";
import { toState, toValue, type ModuleNames } from "../../src/tlc/to-model.ts";
import { readMessages } from "../../src/tlc/messages.ts";
import { traceOf } from "../../src/tlc/trace.ts";
import { parseState, parseValue } from "../../src/tlc/values.ts";
import { gupModel } from "../emit/models.ts";
import { randomModel } from "../support/random-model.ts";
import { tlcText } from "../support/tlc-log.ts";

const model = gupModel();
const table = createNames(model);
const names: ModuleNames = { variable: (name) => table.of("var", name), field: table.field };
const odd: Universe = { name: "odd", members: ["a-b", "IF"], symmetric: false, fixed: 0 };
const folio: Universe = { name: "folio", members: ["none", "A", "B"], symmetric: true, fixed: 1 };
const flags: RecordSort = { kind: "record", name: "flags", fields: [{ name: "ok", sort: BOOL }, { name: "IN", sort: intSort(0, 3) }] };
const array = (index: "int" | "enum", elem: Sort, lo = 0): Sort => ({ kind: "array", index: index === "int" ? intSort(lo, lo + 1) : enumSort(odd), elem });

const read = (sort: Sort, text: string): Value | undefined => {
  const value = parseValue(text);
  return value && toValue(sort, value, names);
};

describe("values", () => {
  it.each<[string, Sort, Value | undefined]>([
    ["TRUE", BOOL, true],
    ["-2", intSort(-2, 2), -2],
    ["3", intSort(-2, 2), undefined],
    ["TRUE", intSort(0, 1), undefined],
    ["\"A\"", enumSort(folio), 1],
    ["A", enumSort(folio), 1],
    ["\"A\"", { kind: "enum", universe: folio, lo: 2, hi: 2 }, undefined],
    ["\"C\"", enumSort(folio), undefined],
    ["[IN_ |-> 3, ok |-> FALSE]", flags, [false, 3]],
    ["[ok |-> FALSE]", flags, undefined],
    ["[ok |-> FALSE, IN_ |-> 3, more |-> 1]", flags, undefined],
    ["{2, 1, 2}", { kind: "set", elem: intSort(0, 3) }, [1, 2]],
    ["0..2", { kind: "set", elem: intSort(0, 3) }, [0, 1, 2]],
    ["{}", { kind: "set", elem: intSort(0, 3) }, []],
    ["{[ok |-> TRUE, IN_ |-> 0], [ok |-> FALSE, IN_ |-> 1]}", { kind: "set", elem: flags }, [[false, 1], [true, 0]]],
    ["<<7, 8>>", array("int", intSort(0, 9), 1), [7, 8]],
    ["(0 :> 7 @@ 1 :> 8)", array("int", intSort(0, 9)), [7, 8]],
    ["( -1 :>\n      [ ok |-> TRUE,\n  IN_ |-> 2 ] @@\n 0 :> [ok |-> FALSE, IN_ |-> 0] )", array("int", flags, -1), [[true, 2], [false, 0]]],
    ["(\"IF\" :> 8 @@ \"a-b\" :> 7)", array("enum", intSort(0, 9)), [7, 8]],
    ["<<7>>", array("int", intSort(0, 9), 1), undefined],
    ["null", intSort(0, 1), undefined],
  ])("%s", (text, sort, value) => expect(read(sort, text)).toEqual(value));

  it.each(["", "<<1", "[a |->]", "(1 :> )", "{1,}", "1 2", "@", "\"a", `${"{".repeat(5000)}`, "0..99999999", "[a |-> 1] x"])("%j is none", (text) => expect(parseValue(text)).toBeUndefined());

  it("read back what is printed, for the sorts of random models", () => {
    let count = 0;
    for (let seed = 1; seed <= 60; seed += 1) {
      const random = randomModel(seed);
      const own = createNames(random);
      for (const { sort } of random.vars) {
        if (cardinality(sort) > 5000) continue;
        for (const value of valuesOf(sort)) {
          const parsed = required(parseValue(tlcText(sort, value, own.field)), tlcText(sort, value, own.field));
          expect(toValue(sort, parsed, { field: own.field })).toEqual(value);
          count += 1;
        }
      }
    }
    expect(count).toBeGreaterThan(2000);
  });
});

describe("states", () => {
  const [first] = [...initialStates(model)];
  const state = required(first, "an initial state");
  const lines = model.vars.map(({ name, sort }, i) => `/\\ ${names.variable(name)} = ${tlcText(sort, required(state[i], name), names.field)}`);

  it("come in any order of variables", () => {
    expect(toState(model, names, required(parseState(lines.toReversed().join("\n")), "a state"))).toEqual(state);
  });

  it("need all variables, unless the state before is known", () => {
    const some = required(parseState(lines.slice(1).join("\n")), "a state");
    expect(toState(model, names, some)).toEqual({ problem: `there is no value of ${model.vars[0]?.name ?? ""}` });
    expect(toState(model, names, some, state)).toEqual(state);
  });

  it("say which of a trace is none of the model's", () => {
    const message = (i: number, text: string): string => `@!@!@STARTMSG 2217:4 @!@!@\n${i}: <Step line 1, col 1 to line 1, col 2 of module M>\n${text}\n\n@!@!@ENDMSG 2217 @!@!@\n`;
    const trace = required(traceOf(readMessages(message(1, lines.join("\n")) + message(2, "/\\ x = <<")).messages), "a trace");
    expect(modelStates(model, names, trace)).toEqual({ problem: "state 2: its values cannot be read" });
  });

  it("of one variable have no bullet", () => {
    expect(parseState("table = <<>>")).toEqual([["table", { kind: "tuple", items: [] }]]);
  });
});
