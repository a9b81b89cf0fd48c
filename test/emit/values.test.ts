// SPDX-License-Identifier: Apache-2.0
// Values in replay modules, in the notations that TLC itself prints.
import { describe, expect, it } from "vitest";
import { createNames } from "../../src/emit/tla/names.ts";
import { createSets } from "../../src/emit/tla/sets.ts";
import { valueBlock } from "../../src/emit/tla/values.ts";
import { BOOL, enumSort, intSort, type RecordSort, type Sort, type Universe } from "../../src/ir/sorts.ts";
import type { Value } from "../../src/ir/values.ts";
import { gupModel, range } from "./models.ts";

const model = gupModel();
const names = createNames(model);
const folio: Universe = { name: "folio", members: ["none", "A", "B"], symmetric: true, fixed: 1 };
const odd: Universe = { name: "odd", members: ["a-b", "IF"], symmetric: false, fixed: 0 };
const flags: RecordSort = { kind: "record", name: "flags", fields: [{ name: "ok", sort: BOOL }, { name: "IN", sort: intSort(0, 3) }] };

describe("values", () => {
  it.each<[string, Sort, Value]>([
    ["TRUE", BOOL, true],
    ["(-2)", intSort(-2, 2), -2],
    ["\"A\"", enumSort(folio), 1],
    ["[ok |-> FALSE, IN_ |-> 3]", flags, [false, 3]],
    ["{1, 2}", { kind: "set", elem: intSort(0, 3) }, [1, 2]],
    ["[gup1 |-> 0, gup2 |-> 1]", { kind: "array", index: range(model.agents, 1, 2), elem: intSort(0, 1) }, [0, 1]],
    ["<<7, 8>>", { kind: "array", index: intSort(1, 2), elem: intSort(0, 9) }, [7, 8]],
    ["[k \\in 0..1 |-> <<7, 8>>[k + 1]]", { kind: "array", index: intSort(0, 1), elem: intSort(0, 9) }, [7, 8]],
    ["[k \\in 2..3 |-> <<7, 8>>[k - 1]]", { kind: "array", index: intSort(2, 3), elem: intSort(0, 9) }, [7, 8]],
    ["[k \\in (-1)..1 |-> 7]", { kind: "array", index: intSort(-1, 1), elem: intSort(0, 9) }, [7, 7, 7]],
  ])("%s", (text, sort, value) => expect(valueBlock(sort, value, names, 0, 0)).toEqual([text]));

  it("do without record notation where a member is no field name", () => {
    expect(valueBlock({ kind: "array", index: enumSort(odd), elem: intSort(0, 9) }, [7, 8], names, 0, 0)).toEqual([
      "[k \\in {\"a-b\", \"IF\"} |->", "    IF k = \"a-b\" THEN 7", "    ELSE 8]",
    ]);
  });
});

describe("named sets", () => {
  it("tell a universe from the one with its optional value", () => {
    const sets = createSets(model, createNames(model));
    expect(sets.flat(enumSort(folio))).toBe("FolioOrNone");
    expect(sets.flat(range(folio, 1, 2))).toBe("Folio");
    expect(sets.flat(range(folio, 2, 2))).toBe("{\"B\"}");
    expect(sets.flat({ kind: "set", elem: range(folio, 1, 2) })).toBe("SUBSET Folio");
    expect(sets.definitions()).toEqual([["FolioOrNone == {\"none\", \"A\", \"B\"}"], ["Folio == {\"A\", \"B\"}"]]);
  });

  it("give records of one name but other ranges a name each", () => {
    const sets = createSets(model, createNames(model));
    const narrow: RecordSort = { ...flags, fields: [{ name: "ok", sort: BOOL }, { name: "IN", sort: intSort(0, 1) }] };
    expect([sets.flat(flags), sets.flat(narrow), sets.flat(flags)]).toEqual(["Flags", "Flags1", "Flags"]);
    expect([sets.type(flags), sets.type(narrow)]).toEqual(["$flags", "$flags"]);
  });
});
