// SPDX-License-Identifier: Apache-2.0
// Small models written by hand for the emitter's tests. Each is meant to be read beside its golden text.
import { and, bool, eq, field, implies, int, local, member, not, op, or, quant, record, select, setOf, store, varRef, withField } from "../../src/ir/build.ts";
import type { IrExpr, IrModel, IrStep, RecordSort } from "../../src/ir/model.ts";
import { BOOL, enumSort, intSort, type ArraySort, type EnumSort, type SetSort, type Sort, type Universe } from "../../src/ir/sorts.ts";
import type { SourceFile } from "../../src/base/source.ts";

const universe = (name: string, members: readonly string[]): Universe => ({ name, members, symmetric: false, fixed: 0 });
export const range = (u: Universe, lo: number, hi: number): EnumSort => ({ kind: "enum", universe: u, lo, hi });
const array = (index: ArraySort["index"], elem: Sort): ArraySort => ({ kind: "array", index, elem });

const file: SourceFile = { path: "gup.ptespec", text: "a\nb\nc\nd\ne\nf\ng\n" };
const at = (line: number) => ({ file, start: 2 * (line - 1), end: 2 * line - 1 });

/**
 * Two GUP-fast walkers pin the page an entry maps, a writer unmaps it under the lock, hardware sets young.
 * A walker may end with a page that is not mapped any more: PinnedIsMapped does not hold.
 */
export function gupModel(): IrModel {
  const agents = universe("Agent", ["nobody", "gup1", "gup2", "writer", "fault"]);
  const gup = range(agents, 1, 2);
  const page = universe("Page", ["none", "A", "B"]);
  const pages = enumSort(page);
  const pte: RecordSort = {
    kind: "record", name: "pte",
    fields: [{ name: "valid", sort: BOOL }, { name: "young", sort: BOOL }, { name: "page", sort: pages }],
  };
  const labels = ["load", "pin", "recheck", "ok", "Done"];
  const points = universe("GupPoint", labels);
  const wpoints = universe("WriterPoint", ["lock", "clear", "unlock", "Done"]);
  const table = array(intSort(0, 1), pte);
  const pcSort = array(gup, enumSort(points));
  const origSort = array(gup, pte);
  const refs = array(range(page, 1, 2), intSort(0, 2));
  const holders: SetSort = { kind: "set", elem: gup };
  const v = {
    pt: varRef("pt", table), ptl: varRef("ptl", enumSort(agents)), ref: varRef("ref", refs), pc: varRef("pc", pcSort),
    at: varRef("at", array(gup, intSort(0, 1))), orig: varRef("orig", origSort), holders: varRef("holders", holders),
    wpc: varRef("wpc", enumSort(wpoints)), infault: varRef("infault", BOOL), faults: varRef("faults", intSort(0, 2)),
  };
  const self = local("self", gup);
  const point = (name: string): IrExpr => member(enumSort(points), labels.indexOf(name));
  const wpoint = (name: string): IrExpr => member(enumSort(wpoints), wpoints.members.indexOf(name));
  const go = (name: string) => ({ variable: "pc", value: store(v.pc, self, point(name)) });
  const wgo = (name: string) => ({ variable: "wpc", value: wpoint(name) });
  const none = record(pte, [bool(false), bool(false), member(pages, 0)]);
  const text = (words: string): IrStep["text"] => ({ text: words, calls: [], comments: [] });
  const own = select(v.orig, self);
  const entry = select(v.pt, select(v.at, self));
  const found = local("found", pte);
  const steps: IrStep[] = [
    {
      name: "Gup_load", process: "gup_fast", from: "load", params: [{ name: "self", sort: gup }, { name: "i", sort: intSort(0, 1) }],
      guards: [eq(select(v.pc, self), point("load"))],
      lets: [{ name: "found", value: select(v.pt, local("i", intSort(0, 1))) }],
      updates: [
        { variable: "at", value: store(v.at, self, local("i", intSort(0, 1))) },
        { variable: "orig", value: store(v.orig, self, found) },
        {
          variable: "pc",
          value: store(v.pc, self, { kind: "ite", sort: enumSort(points), cond: field(found, "valid"), then: point("pin"), else: point("Done") }),
        },
      ],
      text: { text: "orig = ptep_get_lockless(ptep)", calls: ["ptep_get_lockless()"], comments: ["The entry may change at any time."], source: "mm/gup.c gup_fast_pte_range()" },
      span: at(2),
    },
    {
      name: "Gup_pin", process: "gup_fast", from: "pin", params: [{ name: "self", sort: gup }],
      guards: [eq(select(v.pc, self), point("pin"))], lets: [],
      updates: [
        { variable: "ref", value: store(v.ref, field(own, "page"), op("add", select(v.ref, field(own, "page")), int(1))) },
        { variable: "holders", value: op("union", v.holders, setOf(holders, [self])) },
        go("recheck"),
      ],
      text: text("try_grab_folio()"), span: at(3),
    },
    {
      name: "Gup_recheck", process: "gup_fast", from: "recheck", params: [{ name: "self", sort: gup }],
      guards: [eq(select(v.pc, self), point("recheck"))], lets: [{ name: "same", value: and(eq(field(entry, "valid"), field(own, "valid")), eq(field(entry, "page"), field(own, "page"))) }],
      updates: [{
        variable: "pc",
        value: store(v.pc, self, { kind: "ite", sort: enumSort(points), cond: local("same", BOOL), then: point("ok"), else: point("Done") }),
      }],
      text: text("pte_same(orig, *ptep)"), span: at(4),
    },
    {
      name: "Writer_lock", process: "unmap", from: "lock", params: [],
      guards: [eq(v.wpc, wpoint("lock")), eq(v.ptl, member(enumSort(agents), 0))], lets: [],
      updates: [{ variable: "ptl", value: member(enumSort(agents), 3) }, wgo("clear")],
      text: text("spin_lock(ptl)"), span: at(5),
    },
    {
      name: "Writer_clear", process: "unmap", from: "clear", params: [],
      guards: [eq(v.wpc, wpoint("clear"))], lets: [],
      updates: [
        { variable: "pt", value: store(v.pt, int(0), withField(withField(select(v.pt, int(0)), "valid", bool(false)), "page", member(pages, 0))) },
        wgo("unlock"),
      ],
      text: text("pt[0] = ptep_get_and_clear()"), span: at(6),
    },
    {
      name: "Writer_unlock", process: "unmap", from: "unlock", params: [], guards: [eq(v.wpc, wpoint("unlock"))], lets: [],
      updates: [{ variable: "ptl", value: member(enumSort(agents), 0) }, wgo("Done")],
      text: text("spin_unlock(ptl)"), span: at(7),
    },
    {
      name: "Fault_lock", process: "handle_fault", params: [], lets: [],
      guards: [eq(v.ptl, member(enumSort(agents), 0)), op("gt", v.faults, int(0))],
      updates: [
        { variable: "ptl", value: member(enumSort(agents), 4) }, { variable: "infault", value: bool(true) },
        { variable: "faults", value: op("sub", v.faults, int(1)) },
      ],
      text: text("spin_lock(ptl)"),
    },
    {
      name: "Fault_unlock", process: "handle_fault", params: [], guards: [v.infault], lets: [],
      updates: [{ variable: "ptl", value: member(enumSort(agents), 0) }, { variable: "infault", value: bool(false) }],
      text: text("spin_unlock(ptl)"),
    },
    {
      name: "Hw_access", process: "mmu", params: [{ name: "i", sort: intSort(0, 1) }],
      guards: [
        field(select(v.pt, local("i", intSort(0, 1))), "valid"),
        or(not(field(select(v.pt, local("i", intSort(0, 1))), "young")), op("member", member(gup, 1), v.holders)),
      ],
      lets: [],
      updates: [{ variable: "pt", value: store(v.pt, local("i", intSort(0, 1)), withField(select(v.pt, local("i", intSort(0, 1))), "young", bool(true))) }],
      text: text("hardware sets young"),
    },
  ];
  const g = local("g", gup);
  return {
    name: "gup_race", doc: ["GUP-fast pins a page \u2014 is it still mapped?", "Bounds: 2 walkers, 1 unmap."], source: "gup.ptespec",
    agents,
    processes: [
      { name: "gup_fast", kind: "walker", agents: [1, 2], labels, title: "gup_fast(i)", doc: "Never takes the PTL.", span: at(1) },
      { name: "unmap", kind: "writer", agents: [3], labels: wpoints.members, title: "unmap(0)", doc: "" },
      { name: "handle_fault", kind: "writer", agents: [4], labels: [], title: "handle_fault(0)", doc: "Takes and releases the PTL." },
      { name: "mmu", kind: "hardware", agents: [], labels: [], title: "hardware", doc: "Sets young in any valid entry." },
    ],
    vars: [
      { name: "pt", sort: table, role: "shared", doc: "the table" },
      { name: "ptl", sort: enumSort(agents), role: "shared", doc: "holder of the page-table lock" },
      { name: "ref", sort: refs, role: "shared", doc: "references to a page, taken by walkers; the mapping's own reference is not counted" },
      { name: "pc", sort: pcSort, role: "pc", process: "gup_fast", doc: "" },
      { name: "at", sort: array(gup, intSort(0, 1)), role: "local", process: "gup_fast", doc: "index of the entry" },
      { name: "orig", sort: origSort, role: "local", process: "gup_fast", doc: "what was read" },
      { name: "holders", sort: holders, role: "ghost", doc: "who holds a reference" },
      { name: "wpc", sort: enumSort(wpoints), role: "pc", process: "unmap", doc: "" },
      { name: "infault", sort: BOOL, role: "local", process: "handle_fault", doc: "" },
      { name: "faults", sort: intSort(0, 2), role: "env", doc: "page faults to come" },
    ],
    init: {
      params: [{ name: "p", sort: range(page, 1, 2) }, { name: "start", sort: intSort(1, 2) }],
      guards: [],
      lets: [{ name: "mapped", value: record(pte, [bool(true), bool(false), local("p", range(page, 1, 2))]) }],
      values: [
        { variable: "pt", value: { kind: "array", sort: table, name: "k", body: { kind: "ite", sort: pte, cond: eq(local("k", intSort(0, 1)), int(0)), then: local("mapped", pte), else: none } } },
        { variable: "ptl", value: member(enumSort(agents), 0) },
        { variable: "ref", value: { kind: "array", sort: refs, name: "q", body: int(0) } },
        { variable: "pc", value: { kind: "array", sort: pcSort, name: "a", body: point("load") } },
        { variable: "at", value: { kind: "array", sort: array(gup, intSort(0, 1)), name: "a", body: int(0) } },
        { variable: "orig", value: { kind: "array", sort: origSort, name: "a", body: none } },
        { variable: "holders", value: setOf(holders, []) },
        { variable: "wpc", value: wpoint("lock") },
        { variable: "infault", value: bool(false) },
        { variable: "faults", value: local("start", intSort(1, 2)) },
      ],
    },
    steps,
    properties: [
      {
        name: "OkWasValid", kind: "invariant", origin: "invariant", message: "", shows: [], span: at(1),
        doc: "A walker succeeds only with an entry that was valid when it read it.\nIt then holds a reference.",
        expr: quant("forall", "g", gup, implies(
          eq(select(v.pc, g), point("ok")),
          and(field(select(v.orig, g), "valid"), op("member", g, v.holders), op("gt", select(v.ref, field(select(v.orig, g), "page")), int(0))),
        )),
      },
      {
        name: "PtlIsHeld", kind: "invariant", origin: "invariant", doc: "The table is changed under the PTL, and so are faults handled.", message: "", shows: [],
        expr: and(eq(v.infault, eq(v.ptl, member(enumSort(agents), 4))), eq(eq(v.ptl, member(enumSort(agents), 3)), or(eq(v.wpc, wpoint("clear")), eq(v.wpc, wpoint("unlock"))))),
      },
      {
        name: "PinnedIsMapped", kind: "invariant", origin: "assertion", doc: "", message: "The pinned page is still mapped.", shows: [],
        expr: quant("forall", "g", gup, implies(
          eq(select(v.pc, g), point("ok")), eq(field(select(v.pt, select(v.at, g)), "page"), field(select(v.orig, g), "page")),
        )),
      },
      {
        name: "both_ok", kind: "reachable", origin: "label", doc: "", message: "Both walkers succeed.", shows: [],
        expr: quant("forall", "g", gup, eq(select(v.pc, g), point("ok"))),
      },
    ],
    checkDeadlock: false,
  };
}
