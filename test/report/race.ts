// SPDX-License-Identifier: Apache-2.0
// A hand-made check for the reports: a walker reads an entry and rechecks it, a writer maps another folio
// there under the lock, hardware sets young once. Without the recheck the walker pins what is gone.
import { and, bool, defaultOf, eq, field, implies, int, lit, local, member, op, quant, record, select, setOf, store, varRef, withField } from "../../src/ir/build.ts";
import type { IrExpr, IrModel, IrStep } from "../../src/ir/model.ts";
import { BOOL, enumSort, intSort, type ArraySort, type EnumSort, type RecordSort, type Sort, type Universe } from "../../src/ir/sorts.ts";
import type { CheckScope, Expectation, LoweredCheck } from "../../src/program/types.ts";

export const file = { path: "examples/arm64/race.ptespec", text: "walker gup\nREAD first\nREAD again\npinned\ncheck race\n" };
export const span = (part: string) => ({ file, start: file.text.indexOf(part), end: file.text.indexOf(part) + part.length });

const universe = (name: string, members: readonly string[]): Universe => ({ name, members, symmetric: false, fixed: 0 });
const agents = universe("Agent", ["nobody", "gup_fast_1", "gup_fast_2", "remap"]);
const folio = enumSort(universe("folio", ["A", "B"]));
export const pte: RecordSort = {
  kind: "record", name: "pte",
  fields: [{ name: "valid", sort: BOOL }, { name: "young", sort: BOOL }, { name: "folio", sort: folio }],
};
const entry = (young: boolean, at: "A" | "B"): IrExpr => record(pte, [bool(true), bool(young), member(folio, at === "A" ? 0 : 1)]);

export interface RaceOptions { readonly recheck: boolean; readonly walkers: 1 | 2 }

/** `walkers` walkers of entry 1, the writer, and one hardware update of any valid entry. */
export function raceModel({ recheck, walkers }: RaceOptions): IrModel {
  const gup: EnumSort = { ...enumSort(agents), lo: 1, hi: walkers };
  const several = walkers > 1;
  const perWalker = (sort: Sort): Sort => (several ? { kind: "array", index: gup, elem: sort } : sort);
  const table: ArraySort = { kind: "array", index: intSort(0, 1), elem: pte };
  const gupPc = enumSort(universe("GupPc", ["first", "again", "pinned", "Done"]));
  const remapPc = enumSort(universe("RemapPc", ["take", "clear", "put", "release", "Done"]));
  const vars: IrModel["vars"] = [
    { name: "pt", sort: table, role: "shared", doc: "" },
    { name: "ptl", sort: enumSort(agents), role: "shared", doc: "" },
    { name: "budget", sort: intSort(0, 1), role: "env", doc: "" },
    { name: "pc_gup", sort: perWalker(gupPc), role: "pc", process: "Gup", doc: "" },
    { name: "pc_remap", sort: remapPc, role: "pc", process: "Remap", doc: "" },
    { name: "orig", sort: perWalker(pte), role: "local", process: "Gup", doc: "" },
  ];
  const ref = (name: string): IrExpr => varRef(name, vars.find((v) => v.name === name)?.sort ?? BOOL);
  const self = local("self", gup);
  const mine = (name: string): IrExpr => (several ? select(ref(name), self) : ref(name));
  const set = (name: string, value: IrExpr) => ({ variable: name, value: several ? store(ref(name), self, value) : value });
  const one = select(ref("pt"), int(1));
  const params = several ? [{ name: "self", sort: gup }] : [];

  const walk = (name: string, from: number, to: IrExpr, text: Partial<IrStep["text"]>, more: Partial<IrStep> = {}): IrStep => ({
    name: `Gup_${name}`, process: "Gup", from: name, params, lets: [],
    guards: [eq(mine("pc_gup"), member(gupPc, from))], updates: [set("pc_gup", to)],
    text: { text: name, calls: [], comments: [], ...text }, ...more,
  });
  const write = (name: string, at: number, text: string, update: IrStep["updates"]): IrStep => ({
    name: `Remap_${name}`, process: "Remap", from: name, params: [], lets: [],
    guards: [eq(ref("pc_remap"), member(remapPc, at)), ...(at === 0 ? [eq(ref("ptl"), member(enumSort(agents), 0))] : [])],
    updates: [{ variable: "pc_remap", value: member(remapPc, at + 1) }, ...update], text: { text, calls: [], comments: [] },
  });
  const k = local("k", intSort(0, 1));
  const at = (e: IrExpr): IrStep["updates"] => [{ variable: "pt", value: store(ref("pt"), int(1), e) }];
  const lock = (index: number): IrStep["updates"] => [{ variable: "ptl", value: lit(enumSort(agents), index) }];
  const same = eq(one, mine("orig"));
  const ite = (cond: IrExpr, a: IrExpr, b: IrExpr): IrExpr => ({ kind: "ite", sort: gupPc, cond, then: a, else: b });
  const steps: IrStep[] = [
    walk("first", 0, member(gupPc, 1), { text: "orig = READ_ONCE(pt[1])", calls: ["ptep_get_lockless()"], observes: one }, { updates: [set("pc_gup", member(gupPc, 1)), set("orig", one)], span: span("READ first") }),
    walk("again", 1, recheck ? ite(same, member(gupPc, 2), member(gupPc, 3)) : member(gupPc, 2), { text: "now = READ_ONCE(pt[1])", calls: ["ptep_get()"], observes: one }, { span: span("READ again") }),
    walk("pinned", 2, member(gupPc, 3), { text: "pin the folio of orig" }, { span: span("pinned") }),
    write("take", 0, "lock(ptl)", lock(3)), write("clear", 1, "xchg(pt[1], 0)", at(defaultOf(pte))),
    write("put", 2, "WRITE_ONCE(pt[1], page_b())", at(entry(false, "B"))), write("release", 3, "unlock(ptl)", lock(0)),
    {
      name: "Hw_access", process: "Hw", params: [{ name: "k", sort: intSort(0, 1) }], lets: [],
      guards: [op("gt", ref("budget"), int(0)), field(select(ref("pt"), k), "valid")],
      updates: [{ variable: "pt", value: store(ref("pt"), k, withField(select(ref("pt"), k), "young", bool(true))) }, { variable: "budget", value: int(0) }],
      text: { text: "", calls: [], comments: [] },
    },
  ];
  const done = and(quantOver(eq(mine("pc_gup"), member(gupPc, 3))), eq(ref("pc_remap"), member(remapPc, 4)));
  function quantOver(body: IrExpr): IrExpr { return several ? quant("forall", "self", gup, body) : body; }
  steps.push({ name: "Terminating", process: "", params: [], guards: [done], lets: [], updates: [], text: { text: "", calls: [], comments: [] } });
  const pinned = eq(mine("pc_gup"), member(gupPc, 2));
  const mapped = eq(field(one, "folio"), field(mine("orig"), "folio"));
  const agentList = Array.from({ length: walkers }, (_, i) => i + 1);
  return {
    name: "race", doc: [], source: file.path, agents, vars, steps, checkDeadlock: true,
    processes: [
      { name: "Gup", kind: "walker", agents: agentList, labels: ["first", "again", "pinned", "Done"], title: "gup_fast(1)", doc: "" },
      { name: "Remap", kind: "writer", agents: [3], labels: ["take", "clear", "put", "release", "Done"], title: "remap(1)", doc: "" },
      { name: "Hw", kind: "hardware", agents: [], labels: [], title: "hardware pt", doc: "" },
    ],
    init: {
      params: [], guards: [], lets: [],
      values: [
        { variable: "pt", value: { kind: "array", sort: table, name: "i", body: entry(false, "A") } },
        { variable: "ptl", value: lit(enumSort(agents), 0) }, { variable: "budget", value: int(1) },
        ...vars.slice(3).map((v) => ({ variable: v.name, value: defaultOf(v.sort) })),
      ],
    },
    properties: [
      {
        name: "pinned_is_mapped", kind: "invariant", origin: "label", expr: quantOver(implies(pinned, mapped)), trigger: quantOver(pinned), step: "Gup_pinned",
        message: "the walker pins a folio that the entry does not map", doc: "what is pinned is mapped at that instant", span: span("pinned"),
        shows: [{ name: "returned", value: mine("orig") }, { name: "entry held", value: setOf({ kind: "set", elem: pte }, [entry(false, "A"), entry(false, "B")]) }],
      },
      { name: "saw_b", kind: "reachable", origin: "invariant", expr: eq(field(one, "folio"), member(folio, 1)), message: "entry 1 maps folio B", shows: [], doc: "" },
    ],
  };
}

export const SCOPE: CheckScope = {
  agents: ["gup_fast(1)", "remap(1)", "hardware pt only access"], sizes: [{ name: "N", value: 2 }], budgets: ["up to 1 hardware updates"],
  memory: "sc", flush: "broadcast", assumptions: [{ name: "hw_any_entry", text: "hardware may record access in any entry of a block", source: "Arm ARM contiguous bit" }], waivers: [],
};

export const expectation = (status: Expectation["status"], ...names: string[]): Expectation => ({ status, names, span: span("check race") });

export function lowered(model: IrModel | undefined, more: Partial<LoweredCheck> = {}): LoweredCheck {
  return { name: "race", claims: ["S6"], model, diagnostics: [], scope: SCOPE, expectations: [], span: span("check race"), ...more };
}
