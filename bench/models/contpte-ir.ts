// SPDX-License-Identifier: Apache-2.0
// contpte as a model written by hand, state by state and step by step that of peers/contpte.tla. The language
// cannot say it with interchangeable walkers: `raced` is a ghost of one walker that the writer's steps set, and
// ghosts of one walker are histories, which begin with the instant of the walker's own access (contpte.ptespec
// numbers its walkers instead, and has an array of ghosts).
import type { IrExpr, IrModel, IrProperty, IrStep, IrVar } from "../../src/ir/model.ts";
import { and, bool, eq, field, implies, int, ite, literal, local, member, not, op, or, quant, record, select, store, varRef } from "../../src/ir/build.ts";
import { BOOL, enumSort, intSort, type ArraySort, type EnumSort, type RecordSort, type Sort, type Universe } from "../../src/ir/sorts.ts";
import { defaultValue } from "../../src/ir/values.ts";

/** N entries, targets 1..P, walkers aim at entries 0..K-1, R walkers. BUG 1: the last entry is not gathered; 2: no check that the block is consistent. */
export interface ContpteSizes { readonly N: number; readonly P: number; readonly K: number; readonly R: number; readonly BUG: number }

const LABELS = ["W0", "W1", "W2", "W3", "R0", "R1", "R2", "R3", "R4", "R5"] as const;
type Label = (typeof LABELS)[number];
type Update = IrStep["updates"][number];

/** The model at these sizes; it has the distinct states of the hand-written ones. */
export function contpteModel(sizes: ContpteSizes): IrModel {
  const names = new Names(sizes);
  const zeros = (v: IrVar): IrExpr => literal(v.sort, defaultValue(v.sort));
  const first = (v: IrVar): IrExpr => (v === names.pt ? literal(v.sort, Array.from({ length: sizes.N }, () => [1, true, false, false])) : v === names.pc ? names.initialPc() : zeros(v));
  return {
    name: "contpte", doc: ["an arm64 contiguous block, a writer that folds and unfolds it, GUP-fast walkers that gather"], source: "bench/models/contpte-ir.ts",
    agents: names.agents, vars: names.vars, checkDeadlock: false,
    processes: [
      { name: "gup", kind: "walker", agents: Array.from({ length: sizes.R }, (_, i) => i + 1), labels: LABELS.filter((l) => l.startsWith("R")), title: "gup()", doc: "" },
      { name: "writer", kind: "writer", agents: [sizes.R + 1], labels: LABELS.filter((l) => l.startsWith("W")), title: "writer()", doc: "" },
      { name: "hardware", kind: "hardware", agents: [], labels: [], title: "hardware", doc: "" },
    ],
    init: { params: [], guards: [], lets: [], values: names.vars.map((v) => ({ variable: v.name, value: first(v) })) },
    steps: [...walkerSteps(names, sizes), ...writerSteps(names, sizes), ...hardwareSteps(names)],
    properties: properties(names),
  };
}

/** The variables, and expressions over them. */
class Names {
  readonly agents: Universe;
  readonly self: EnumSort;
  readonly entry: RecordSort;
  readonly index: Sort & { kind: "int" };
  readonly labels: EnumSort;
  readonly pt: IrVar;
  readonly pc: IrVar;
  readonly vars: readonly IrVar[];
  readonly #several: boolean;
  readonly #sorts: ReadonlyMap<string, Sort>;

  constructor({ N, P, K, R }: ContpteSizes) {
    const walkers = R === 1 ? ["gup"] : Array.from({ length: R }, (_, i) => `gup_${i + 1}`);
    this.agents = { name: "Agent", members: ["nobody", ...walkers, "writer"], symmetric: false, fixed: 1 };
    this.self = { kind: "enum", universe: this.agents, lo: 1, hi: R };
    this.index = intSort(0, N - 1);
    const target = intSort(0, P);
    this.entry = { kind: "record", name: "Entry", fields: [{ name: "target", sort: target }, { name: "cont", sort: BOOL }, { name: "young", sort: BOOL }, { name: "dirty", sort: BOOL }] };
    this.labels = enumSort({ name: "Label", members: LABELS, symmetric: false, fixed: 0 });
    this.#several = R > 1;
    this.pt = { name: "pt", sort: { kind: "array", index: this.index, elem: this.entry }, role: "shared", doc: "" };
    this.pc = { name: "pc", sort: { kind: "array", index: { ...this.self, hi: R + 1 }, elem: this.labels }, role: "pc", doc: "" };
    const own = (name: string, sort: Sort, role: "local" | "ghost" = "local"): IrVar =>
      ({ name, role, process: "gup", doc: "", sort: this.#several ? { kind: "array", index: this.self, elem: sort } : sort });
    const writer = (name: string, sort: Sort): IrVar => ({ name, sort, role: "local", process: "writer", doc: "" });
    this.vars = [
      this.pt, this.pc, writer("wi", this.index), writer("wt", target), writer("wc", BOOL), writer("wa", BOOL), writer("wd", BOOL),
      own("rk", intSort(0, K - 1)), own("ri", this.index), own("rt", target), own("rc", BOOL), own("ra", BOOL), own("rd", BOOL),
      own("ga", BOOL, "ghost"), own("gd", BOOL, "ghost"), own("raced", BOOL, "ghost"), own("mix", BOOL, "ghost"),
    ];
    this.#sorts = new Map(this.vars.map((v) => [v.name, v.sort]));
  }

  get me(): IrExpr { return local("self", this.self); }
  get params(): IrStep["params"] { return this.#several ? [{ name: "self", sort: this.self }] : []; }
  get writer(): IrExpr { return member(this.agentSort, this.self.hi + 1); }
  get agentSort(): EnumSort { return { ...this.self, hi: this.self.hi + 1 }; }

  ref(name: string): IrExpr { return varRef(name, this.#sort(name)); }
  /** The walker's own variable, of `agent` or of the one that steps. */
  mine(name: string, agent: IrExpr = this.me): IrExpr { return this.#several ? select(this.ref(name), agent) : this.ref(name); }
  setMine(name: string, value: IrExpr): Update { return { variable: name, value: this.#several ? store(this.ref(name), this.me, value) : value }; }
  set(name: string, value: IrExpr): Update { return { variable: name, value }; }
  resetMine(name: string): Update {
    const sort = this.#sort(name);
    const elem = this.#several && sort.kind === "array" ? sort.elem : sort;
    return this.setMine(name, literal(elem, defaultValue(elem)));
  }
  /** The agent that steps: a walker. */
  walker(): IrExpr { return this.#several ? this.me : member(this.agentSort, 1); }
  label(l: Label): IrExpr { return member(this.labels, LABELS.indexOf(l)); }
  at(agent: IrExpr, l: Label): IrExpr { return eq(select(this.ref("pc"), agent), this.label(l)); }
  go(agent: IrExpr, to: IrExpr): Update { return { variable: "pc", value: store(this.ref("pc"), agent, to) }; }
  /** A field of an entry. */
  of(i: IrExpr, name: string): IrExpr { return field(select(this.ref("pt"), i), name); }
  entryOf(...values: readonly IrExpr[]): IrExpr { return record(this.entry, values); }
  initialPc(): IrExpr {
    const r0 = LABELS.indexOf("R0");
    return literal(this.#sort("pc"), [...Array.from({ length: this.self.hi }, () => r0), LABELS.indexOf("W0")]);
  }
  /** For every walker `a`. */
  all(body: (agent: IrExpr, mine: (name: string) => IrExpr) => IrExpr): IrExpr {
    const agent = this.#several ? local("a", this.self) : this.walker();
    const inner = body(agent, (name) => this.mine(name, agent));
    return this.#several ? quant("forall", "a", this.self, inner) : inner;
  }
  /** A store to the block: every walker that is gathering has been raced. */
  race(): Update {
    const raced = (agent: IrExpr): IrExpr => or(this.mine("raced", agent), this.at(agent, "R2"));
    if (!this.#several) return this.set("raced", raced(this.walker()));
    return this.set("raced", { kind: "array", name: "b", sort: this.#sort("raced") as ArraySort, body: raced(local("b", this.self)) });
  }
  #sort(name: string): Sort {
    const sort = this.#sorts.get(name);
    if (sort === undefined) throw new Error(`no variable ${name}`);
    return sort;
  }
}

type Parts = Pick<IrStep, "name" | "process" | "guards" | "updates"> & { readonly params?: IrStep["params"]; readonly from?: Label };
const step = ({ params = [], ...parts }: Parts): IrStep => ({ ...parts, params, lets: [], text: { text: parts.name, calls: [], comments: [] } });

function hardwareSteps(n: Names): IrStep[] {
  const i = local("i", n.index);
  const params = [{ name: "i", sort: n.index }];
  const valid = op("ne", n.of(i, "target"), int(0));
  const put = (dirty: IrExpr): Update => n.set("pt", store(n.ref("pt"), i, n.entryOf(n.of(i, "target"), n.of(i, "cont"), bool(true), dirty)));
  return [
    step({ name: "H_access", process: "hardware", params, guards: [valid, not(n.of(i, "young"))], updates: [put(n.of(i, "dirty"))] }),
    step({ name: "H_dirty", process: "hardware", params, guards: [valid, not(n.of(i, "dirty"))], updates: [put(bool(true))] }),
  ];
}

function writerSteps(n: Names, { N, P }: ContpteSizes): IrStep[] {
  const [wi, wt, wc, wa, wd] = ["wi", "wt", "wc", "wa", "wd"].map((name) => n.ref(name)) as [IrExpr, IrExpr, IrExpr, IrExpr, IrExpr];
  const target = intSort(0, P);
  const mapped = op("ne", n.of(int(0), "target"), int(0));
  const to = (l: Label): Update => n.go(n.writer, n.label(l));
  const last = eq(wi, int(N - 1));
  const next = n.set("wi", ite(last, int(0), op("add", wi, int(1))));
  const at = (from: Label, name: string, guards: readonly IrExpr[], updates: readonly Update[], params: IrStep["params"] = []): IrStep =>
    step({ name, process: "writer", from, params, guards: [n.at(n.writer, from), ...guards], updates });
  const installing = op("ne", wt, int(0));
  const none = n.entryOf(int(0), bool(false), bool(false), bool(false));
  const unlessLast = (name: string, value: IrExpr, zero: IrExpr): Update => n.set(name, ite(last, zero, value));
  return [
    at("W0", "W0_zap", [mapped], [to("W1")]),
    at("W0", "W0_convert", [mapped], [n.set("wt", n.of(int(0), "target")), n.set("wc", not(n.of(int(0), "cont"))), to("W1")]),
    at("W0", "W0_map", [not(mapped), op("ne", local("p", target), int(0))], [n.set("wt", local("p", target)), n.set("wc", local("cc", BOOL)), to("W3")],
      [{ name: "p", sort: target }, { name: "cc", sort: BOOL }]),
    at("W1", "W1_clear", [], [
      n.set("wa", or(wa, and(installing, n.of(wi, "young")))), n.set("wd", or(wd, and(installing, n.of(wi, "dirty")))),
      n.set("pt", store(n.ref("pt"), wi, none)), n.race(), next, n.go(n.writer, ite(last, n.label("W2"), n.label("W1"))),
    ]),
    at("W2", "W2_tlbi", [], [n.go(n.writer, ite(installing, n.label("W3"), n.label("W0")))]),
    at("W3", "W3_set", [], [
      n.set("pt", store(n.ref("pt"), wi, n.entryOf(wt, wc, wa, wd))), n.race(), next,
      unlessLast("wt", wt, int(0)), unlessLast("wc", wc, bool(false)), unlessLast("wa", wa, bool(false)), unlessLast("wd", wd, bool(false)),
      n.go(n.writer, ite(last, n.label("W0"), n.label("W3"))),
    ]),
  ];
}

const OWN = ["rk", "ri", "rt", "rc", "ra", "rd", "ga", "gd", "raced", "mix"] as const;

function walkerSteps(n: Names, { N, K, BUG }: ContpteSizes): IrStep[] {
  const me = n.walker();
  const [rk, ri, rt, rc] = ["rk", "ri", "rt", "rc"].map((name) => n.mine(name)) as [IrExpr, IrExpr, IrExpr, IrExpr];
  const at = (from: Label, name: string, updates: readonly Update[], more: IrStep["params"] = [], guards: readonly IrExpr[] = []): IrStep =>
    step({ name, process: "gup", from, params: [...n.params, ...more], guards: [n.at(me, from), ...guards], updates });
  const to = (where: IrExpr | Label): Update => n.go(me, typeof where === "string" ? n.label(where) : where);
  /** Each update where the condition holds, else the variable's default. */
  const orReset = (cond: IrExpr, updates: readonly Update[]): Update[] => OWN.flatMap((name) => {
    const given = updates.find((u) => u.variable === name)?.value ?? n.ref(name);
    const value = ite(cond, given, n.resetMine(name).value);
    return [{ variable: name, value }];
  });
  const anyEntry = (name: string): IrExpr => quant("exists", "j", n.index, n.of(local("j", n.index), name));
  const valid = op("ne", n.of(rk, "target"), int(0));
  const cont = n.of(rk, "cont");
  const busy = not(n.at(n.writer, "W0"));
  const choice = intSort(0, K - 1);
  const torn = BUG === 2 ? bool(false) : or(op("ne", n.of(ri, "target"), rt), not(n.of(ri, "cont")));
  const end = or(eq(ri, int(N - 1)), BUG === 1 ? eq(ri, int(N - 2)) : bool(false));
  const keep = not(torn);
  return [
    at("R0", "R0_start", [n.setMine("rk", local("k", choice)), to("R1")], [{ name: "k", sort: choice }]),
    at("R1", "R1_target", [
      ...orReset(valid, [
        n.setMine("rt", n.of(rk, "target")), n.setMine("rc", cont), n.setMine("ra", n.of(rk, "young")), n.setMine("rd", n.of(rk, "dirty")),
        n.setMine("raced", and(cont, busy)), n.setMine("ga", and(cont, anyEntry("young"))), n.setMine("gd", and(cont, anyEntry("dirty"))),
      ]),
      to(ite(valid, ite(cont, n.label("R2"), n.label("R3")), n.label("R0"))),
    ]),
    at("R2", "R2_gather", [
      n.setMine("mix", or(n.mine("mix"), and(keep, op("ne", n.of(ri, "target"), rt)))),
      n.setMine("ri", ite(and(keep, not(end)), op("add", ri, int(1)), int(0))),
      n.setMine("ra", and(keep, or(n.mine("ra"), n.of(ri, "young")))), n.setMine("rd", and(keep, or(n.mine("rd"), n.of(ri, "dirty")))),
      n.setMine("rt", ite(keep, rt, int(0))), ...["rc", "ga", "gd", "raced"].map((name) => n.setMine(name, and(keep, n.mine(name)))),
      to(ite(torn, n.label("R1"), ite(end, n.label("R3"), n.label("R2")))),
    ]),
    at("R3", "R3_pin", [...["ga", "gd", "raced"].map((name) => n.resetMine(name)), to("R4")]),
    at("R4", "R4_recheck", recheck(n, and(eq(n.of(rk, "target"), rt), eq(n.of(rk, "cont"), rc)), orReset, to)),
    at("R5", "R5_done", [...OWN.map((name) => n.resetMine(name)), to("R0")]),
  ];
}

function recheck(n: Names, same: IrExpr, orReset: (cond: IrExpr, updates: readonly Update[]) => Update[], to: (where: IrExpr) => Update): Update[] {
  return [...orReset(same, []), to(ite(same, n.label("R5"), n.label("R0")))];
}

function properties(n: Names): IrProperty[] {
  const property = (name: string, message: string, expr: IrExpr): IrProperty => ({ name, kind: "invariant", origin: "invariant", expr, message, shows: [], doc: "" });
  return [
    property("complete", "without a race access and dirty are complete", n.all((agent, mine) =>
      implies(and(n.at(agent, "R3"), not(mine("raced"))), and(implies(mine("ga"), mine("ra")), implies(mine("gd"), mine("rd")))))),
    property("no_mix", "no bits of another mapping", n.all((_agent, mine) => not(mine("mix")))),
  ];
}
