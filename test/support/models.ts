// SPDX-License-Identifier: Apache-2.0
// Small models written by hand, each with its numbers derived in a comment. They are what the searches are
// held against when there is no second opinion, and examples of how to write the representation by hand.
import type { IrExpr, IrModel, IrProcess, IrProperty, IrStep, IrVar } from "../../src/ir/model.ts";
import { opDef, type OpName } from "../../src/ir/ops.ts";
import { BOOL, enumSort, intSort, type EnumSort, type IntSort, type RecordSort, type Sort, type Universe } from "../../src/ir/sorts.ts";

const NOBODY = ["nobody"];

export const int = (value: number): IrExpr => ({ kind: "lit", sort: intSort(value, value), value });
export const bool = (value: boolean): IrExpr => ({ kind: "lit", sort: BOOL, value: value ? 1 : 0 });
export const member = (sort: EnumSort, name: string): IrExpr => ({ kind: "lit", sort, value: sort.universe.members.indexOf(name) });
export const ref = (v: { readonly name: string; readonly sort: Sort }): IrExpr => ({ kind: "var", sort: v.sort, name: v.name });
export const local = (name: string, sort: Sort): IrExpr => ({ kind: "local", sort, name });

/** An operator application; its sort comes from the table. */
export function op(name: OpName, ...args: readonly IrExpr[]): IrExpr {
  const sort = opDef(name).result(args.map((arg) => arg.sort));
  if (typeof sort === "string") throw new Error(`${name}: ${sort}`);
  return { kind: "op", sort, op: name, args };
}

export const eq = (a: IrExpr, b: IrExpr): IrExpr => op("eq", a, b);

export function select(array: IrExpr, index: IrExpr): IrExpr {
  if (array.sort.kind !== "array") throw new Error("not an array");
  return { kind: "select", sort: array.sort.elem, array, index };
}

export function store(array: IrExpr, index: IrExpr, value: IrExpr): IrExpr {
  if (array.sort.kind !== "array") throw new Error("not an array");
  return { kind: "store", sort: array.sort, array, index, value };
}

export function field(record: IrExpr, name: string): IrExpr {
  const found = record.sort.kind === "record" ? record.sort.fields.find((f) => f.name === name) : undefined;
  if (!found) throw new Error(`no field ${name}`);
  return { kind: "field", sort: found.sort, record, field: name };
}

export const variable = (name: string, sort: Sort, role: IrVar["role"] = "shared"): IrVar => ({ name, sort, role, doc: "" });

export function property(name: string, kind: IrProperty["kind"], expr: IrExpr, trigger?: IrExpr): IrProperty {
  return { name, kind, origin: "invariant", expr, message: name, shows: [], doc: "", ...(trigger ? { trigger } : {}) };
}

export type StepParts = Partial<Pick<IrStep, "from" | "params" | "lets">> & Pick<IrStep, "name" | "process" | "guards" | "updates">;

export function step(parts: StepParts): IrStep {
  return { params: [], lets: [], text: { text: parts.name, calls: [], comments: [] }, ...parts };
}

export const set = (v: IrVar, value: IrExpr): IrStep["updates"][number] => ({ variable: v.name, value });

export type ModelParts = Pick<IrModel, "name" | "vars" | "steps"> & Partial<IrModel> & { readonly initially: readonly IrExpr[] };

/** A model; `initially` gives the one initial value of each variable, unless `init` is given. */
export function model({ initially, ...parts }: ModelParts): IrModel {
  return {
    doc: [], source: `${parts.name}.ptespec`, processes: [], properties: [], checkDeadlock: true,
    agents: { name: "Agents", members: NOBODY, symmetric: false, fixed: 1 },
    init: { params: [], guards: [], lets: [], values: parts.vars.map((v, i) => ({ variable: v.name, value: initially[i] as IrExpr })) },
    ...parts,
  };
}

const hardware: IrProcess = { name: "Hardware", kind: "hardware", agents: [], labels: [], title: "hardware", doc: "" };

function universe(name: string, members: readonly string[]): Universe {
  return { name, members, symmetric: false, fixed: 0 };
}

/**
 * c = 0..n, one step up while c < n. n + 1 states in a line, each reached once; the last one is a deadlock,
 * reported with a trace of n + 1 states. `never_full` (c < n) is violated by the same trace.
 */
export function counter(n: number): IrModel {
  const c = variable("c", intSort(0, n));
  return model({
    name: "Counter", vars: [c], initially: [int(0)], processes: [hardware],
    steps: [step({ name: "Up", process: "Hardware", guards: [op("lt", ref(c), int(n))], updates: [set(c, op("add", ref(c), int(1)))] })],
    properties: [
      property("never_full", "invariant", op("lt", ref(c), int(n))),
      property("in_range", "invariant", op("le", ref(c), int(n))),
      property("half", "reachable", eq(ref(c), int(n >> 1))),
      property("beyond", "reachable", op("gt", ref(c), int(n))),
    ],
  });
}

/**
 * Two agents take a lock, enter, and leave: idle -> (lock free) -> inside -> done, plus Terminating.
 * States (pc1, pc2): ii, Ii, iI, di, id, dI, Id, dd = 8 distinct; the lock is held exactly where an I is.
 * Edges: ii 2, Ii 1, iI 1, di 1, id 1, dI 1, Id 1, dd 1 (Terminating, to itself) = 9; generated = 1 + 9 = 10.
 * Depth: ii / Ii,iI / di,id / dI,Id / dd = 5. Without the lock's guard both can be inside: the shortest
 * trace to that has 3 states.
 */
export function mutex(options: { readonly broken?: boolean; readonly terminating?: boolean } = {}): IrModel {
  const agents: Universe = { name: "Agents", members: ["nobody", "p0", "p1"], symmetric: false, fixed: 1 };
  const self: EnumSort = { kind: "enum", universe: agents, lo: 1, hi: 2 };
  const points = enumSort(universe("Points", ["idle", "inside", "Done"]));
  const pc = variable("pc", { kind: "array", index: self, elem: points }, "pc");
  const lock = variable("lock", enumSort(agents));
  const me = local("self", self);
  const at = (agent: IrExpr, name: string): IrExpr => eq(select(ref(pc), agent), member(points, name));
  const go = (name: string): IrStep["updates"][number] => set(pc, store(ref(pc), me, member(points, name)));
  const process = "P";
  const params = [{ name: "self", sort: self }];
  const terminating = step({
    name: "Terminating", process, guards: [{ kind: "quant", sort: BOOL, quant: "forall", name: "a", over: self, body: at(local("a", self), "Done") }], updates: [],
  });
  const nobody = member(enumSort(agents), "nobody");
  return model({
    name: "Mutex", agents, vars: [pc, lock],
    initially: [{ kind: "array", sort: pc.sort as Extract<Sort, { kind: "array" }>, name: "a", body: member(points, "idle") }, nobody],
    processes: [{ name: process, kind: "writer", agents: [1, 2], labels: ["idle", "inside", "Done"], title: "p", doc: "" }],
    steps: [
      step({
        name: "Take", process, from: "idle", params, guards: [at(me, "idle"), ...(options.broken ? [] : [eq(ref(lock), nobody)])],
        updates: [go("inside"), set(lock, me)],
      }),
      step({ name: "Leave", process, from: "inside", params, guards: [at(me, "inside")], updates: [go("Done"), set(lock, nobody)] }),
      ...(options.terminating === false ? [] : [terminating]),
    ],
    properties: [property("exclusion", "invariant", op("not", op("and",
      at({ kind: "lit", sort: self, value: 1 }, "inside"), at({ kind: "lit", sort: self, value: 2 }, "inside"))))],
  });
}

/**
 * An entry of two halves, written low then high from 0 to 1, read high then low. Writer: w0 -> w1 -> Done,
 * reader: r0 -> r1 -> Done, with the halves it saw. (lo, hi) follows the writer's point; the reader's values
 * follow the writer's points at its two reads: at r1 h in {0,1}, h = 1 only after the writer is done.
 * Writer's points 0,1,2 x reader: r0 (3 states); r1 with h=0 at 0,1,2 and h=1 at 2 (4); done with
 * (h,l): (0,0) at 0,1,2; (0,1) at 1,2; (1,1) at 2 (6): 13 distinct. Torn is (0,1): shortest trace:
 * r0/w0 -> read high 0 -> write low -> read low 1 = 4 states. Edges: writer's in every state with point < 2:
 * r0 2, r1 2, done (0,0) 2, (0,1) 1 = 7; reader's in every state of r0 and r1 = 3 + 4 = 7; Terminating in
 * the done states at 2: 3. generated = 1 + 17 = 18. Depth: all four steps in line = 5.
 */
export function splitEntry(): IrModel {
  const agents: Universe = { name: "Agents", members: ["nobody", "reader", "writer"], symmetric: false, fixed: 1 };
  const points = enumSort(universe("Points", ["r0", "r1", "w0", "w1", "Done"]));
  const word: RecordSort = { kind: "record", name: "Entry", fields: [{ name: "low", sort: intSort(0, 1) }, { name: "high", sort: intSort(0, 1) }] };
  const entry = variable("entry", word);
  const saw = variable("saw", word, "local");
  const rpc = variable("rpc", points, "pc");
  const wpc = variable("wpc", points, "pc");
  const at = (v: IrVar, name: string): IrExpr => eq(ref(v), member(points, name));
  const put = (v: IrVar, name: string, value: IrExpr): IrStep["updates"][number] => set(v, { kind: "with", sort: word, record: ref(v), field: name, value });
  const zero: IrExpr = { kind: "record", sort: word, values: [int(0), int(0)] };
  const done = op("and", at(rpc, "Done"), at(wpc, "Done"));
  const torn = op("and", at(rpc, "Done"), op("ne", field(ref(saw), "low"), field(ref(saw), "high")));
  return model({
    name: "SplitEntry", agents, vars: [entry, saw, rpc, wpc], initially: [zero, zero, member(points, "r0"), member(points, "w0")],
    processes: [
      { name: "Reader", kind: "walker", agents: [1], labels: ["r0", "r1", "Done"], title: "reader", doc: "" },
      { name: "Writer", kind: "writer", agents: [2], labels: ["w0", "w1", "Done"], title: "writer", doc: "" },
    ],
    steps: [
      step({ name: "ReadHigh", process: "Reader", from: "r0", guards: [at(rpc, "r0")], updates: [put(saw, "high", field(ref(entry), "high")), set(rpc, member(points, "r1"))] }),
      step({ name: "ReadLow", process: "Reader", from: "r1", guards: [at(rpc, "r1")], updates: [put(saw, "low", field(ref(entry), "low")), set(rpc, member(points, "Done"))] }),
      step({ name: "WriteLow", process: "Writer", from: "w0", guards: [at(wpc, "w0")], updates: [put(entry, "low", int(1)), set(wpc, member(points, "w1"))] }),
      step({ name: "WriteHigh", process: "Writer", from: "w1", guards: [at(wpc, "w1")], updates: [put(entry, "high", int(1)), set(wpc, member(points, "Done"))] }),
      step({ name: "Terminating", process: "Writer", guards: [done], updates: [] }),
    ],
    properties: [
      property("not_torn", "invariant", op("not", torn), at(rpc, "Done")),
      property("high_is_last", "invariant", op("implies", eq(field(ref(entry), "high"), int(1)), eq(field(ref(entry), "low"), int(1)))),
      property("never_said", "invariant", bool(true), eq(field(ref(saw), "high"), int(2))),
    ],
  });
}

/**
 * A set over a record sort of 512 values (18 words), to which one chosen record whose parts agree with the
 * last one is added, at most twice; the choice ranges over all 512 records. With `adds` = 2 and records
 * (a, b, c) in 0..7 where only a = b = c is allowed: 8 records. States: {} ; 8 singletons ; C(8,2) = 28
 * pairs = 37 distinct. Edges: 8 from {}; from a singleton 8 (one to itself); from pairs none: 8 + 64;
 * generated = 73. Depth 3. Deadlock at the pairs, found first from a trace of 3 states.
 */
export function largeSet(): IrModel {
  const part = intSort(0, 7);
  const triple: RecordSort = { kind: "record", name: "Triple", fields: ["a", "b", "c"].map((name) => ({ name, sort: part })) };
  const seen = variable("seen", { kind: "set", elem: triple }, "ghost");
  const x = local("x", triple);
  const sort = seen.sort as Extract<Sort, { kind: "set" }>;
  const pick = (name: string): IrExpr => field(x, name);
  const two: IrExpr = {
    kind: "quant", sort: BOOL, quant: "exists", name: "p", over: part, body: {
      kind: "quant", sort: BOOL, quant: "exists", name: "q", over: part, body: op("and", op("lt", local("p", part), local("q", part)),
        op("subset", { kind: "set", sort, elements: [diagonal(triple, local("p", part)), diagonal(triple, local("q", part))] }, ref(seen))),
    },
  };
  return model({
    name: "LargeSet", vars: [seen], initially: [{ kind: "set", sort, elements: [] }], processes: [hardware],
    steps: [step({
      name: "Add", process: "Hardware", params: [{ name: "x", sort: triple }],
      guards: [eq(pick("a"), pick("b")), eq(pick("b"), pick("c")), op("not", two)],
      updates: [set(seen, op("union", ref(seen), { kind: "set", sort, elements: [x] }))],
    })],
    properties: [
      property("has_last", "reachable", op("member", diagonal(triple, int(7)), ref(seen))),
      property("only_diagonal", "invariant", {
        kind: "quant", sort: BOOL, quant: "forall", name: "y", over: triple, body: op("implies",
          op("member", local("y", triple), ref(seen)), eq(field(local("y", triple), "a"), field(local("y", triple), "c"))),
      }),
    ],
  });
}

const diagonal = (sort: RecordSort, value: IrExpr): IrExpr => ({ kind: "record", sort, values: sort.fields.map(() => value) });

/**
 * `n` counters modulo `m`, each stepping on its own: m^n states, n edges from each. For measuring. What is counted is `by`
 * at a time: a large one makes states wide.
 */
export function counters(n: number, m: number, by = 1): IrModel {
  const index: IntSort = intSort(0, n - 1);
  const c = variable("c", { kind: "array", index, elem: intSort(0, (m - 1) * by) });
  const at = select(ref(c), local("i", index));
  return model({
    name: "Counters", vars: [c], processes: [hardware],
    initially: [{ kind: "array", sort: c.sort as Extract<Sort, { kind: "array" }>, name: "k", body: int(0) }],
    steps: [step({
      name: "Turn", process: "Hardware", params: [{ name: "i", sort: index }], guards: [],
      updates: [set(c, store(ref(c), local("i", index), op("mod", op("add", at, int(by)), int(m * by))))],
    })],
  });
}
