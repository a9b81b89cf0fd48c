// SPDX-License-Identifier: Apache-2.0
// The intermediate representation: what a check denotes. A model is a finite transition system; the
// checker and the emitters read this file's types and nothing else of ptespec. A state of the model is a
// value for each variable; it is also, one to one, a state of the emitted TLA+ module.
import type { Span } from "../base/source.ts";
import type { OpName } from "./ops.ts";
import type { ArraySort, BoolSort, EnumSort, IntSort, RecordSort, ScalarSort, SetSort, Sort, Universe } from "./sorts.ts";

/** A constant: bool 0/1, the integer itself, or the index of an enum member. */
export interface IrLit { readonly kind: "lit"; readonly sort: ScalarSort; readonly value: number }
/** The value of a state variable before the step. */
export interface IrVarRef { readonly kind: "var"; readonly sort: Sort; readonly name: string }
/** A step parameter, a let-bound name, or a bound name of a quantifier or array. Never shadows another one. */
export interface IrLocal { readonly kind: "local"; readonly sort: Sort; readonly name: string }
export interface IrOp { readonly kind: "op"; readonly sort: Sort; readonly op: OpName; readonly args: readonly IrExpr[] }
/** `then` and `else` are evaluated only as needed; their sorts are compatible and contained in `sort`. */
export interface IrIte { readonly kind: "ite"; readonly sort: Sort; readonly cond: IrExpr; readonly then: IrExpr; readonly else: IrExpr }
/** Lazy: `value` has meaning only where `body` needs it. */
export interface IrLet { readonly kind: "let"; readonly sort: Sort; readonly name: string; readonly value: IrExpr; readonly body: IrExpr }
/** `values` in the order of `sort.fields`. */
export interface IrRecord { readonly kind: "record"; readonly sort: RecordSort; readonly values: readonly IrExpr[] }
export interface IrField { readonly kind: "field"; readonly sort: Sort; readonly record: IrExpr; readonly field: string }
/** `record` with one field replaced. */
export interface IrWith { readonly kind: "with"; readonly sort: RecordSort; readonly record: IrExpr; readonly field: string; readonly value: IrExpr }
export interface IrSelect { readonly kind: "select"; readonly sort: Sort; readonly array: IrExpr; readonly index: IrExpr }
/** `array` with one element replaced. */
export interface IrStore { readonly kind: "store"; readonly sort: ArraySort; readonly array: IrExpr; readonly index: IrExpr; readonly value: IrExpr }
/** The array whose element at `name` is `body`. */
export interface IrArray { readonly kind: "array"; readonly sort: ArraySort; readonly name: string; readonly body: IrExpr }
/** The set of the given elements; empty when there are none. */
export interface IrSet { readonly kind: "set"; readonly sort: SetSort; readonly elements: readonly IrExpr[] }
/** `name` ranges over all values of `over`. */
export interface IrQuant { readonly kind: "quant"; readonly sort: BoolSort; readonly quant: "forall" | "exists"; readonly name: string; readonly over: Sort; readonly body: IrExpr }

export type IrExpr =
  | IrLit | IrVarRef | IrLocal | IrOp | IrIte | IrLet | IrRecord | IrField | IrWith
  | IrSelect | IrStore | IrArray | IrSet | IrQuant;

/** `name` ranges over all values of `sort`; each value that satisfies the guards is one successor. */
export interface IrParam { readonly name: string; readonly sort: Sort }
export interface IrBinding { readonly name: string; readonly value: IrExpr }

/**
 * What a variable is for. shared: memory words, locks; env: state of the environment (interrupt flags,
 * budgets); pc: the program points; local: live locals of an agent; ghost: only properties read it.
 */
export type VarRole = "shared" | "env" | "pc" | "local" | "ghost";

export interface IrVar {
  /** A valid identifier of both .ptespec and TLA+, unique in the model. */
  readonly name: string;
  readonly sort: Sort;
  readonly role: VarRole;
  /** The process whose locals or ghosts these are; then the variable is an array over its agents when it has several. */
  readonly process?: string;
  readonly doc: string;
  readonly span?: Span;
}

/** A group of identical agents. Agents are members of `IrModel.agents`. */
export interface IrProcess {
  readonly name: string;
  readonly kind: "walker" | "writer" | "hardware";
  /** Indices in `model.agents`, consecutive; empty for hardware, which has no program point. */
  readonly agents: readonly number[];
  /** Names of its program points, in program order. `Done` comes last where it can be reached. */
  readonly labels: readonly string[];
  /** Words for a heading, e.g. `gup_fast(0)`. */
  readonly title: string;
  readonly doc: string;
  readonly span?: Span;
}

/** What a reader should see of a step. */
export interface IrStepText {
  /** The access in kernel words, e.g. `orig = READ_ONCE(pt[0])`. */
  readonly text: string;
  /** The inlined calls that lead to the step, outermost first, e.g. `ptep_get_lockless()`. */
  readonly calls: readonly string[];
  /** What the access saw, to be shown with the step; read before the step. */
  readonly observes?: IrExpr;
  /** Values to show in place of names inside brackets of `text` (`pt[k]` -> `pt[1]`); read before the step. */
  readonly names?: readonly IrBinding[];
  /** Where the modelled code lives, e.g. `mm/gup.c gup_fast_pte_range()`. */
  readonly source?: string;
  /** Comment lines of the source that stand before the statement. */
  readonly comments: readonly string[];
}

/**
 * One atomic step. It is enabled for each assignment of its parameters for which every guard is true, and
 * then gives exactly one successor: `updates` are simultaneous, all read the state before the step, and
 * every other variable keeps its value.
 */
export interface IrStep {
  /** A TLA+ identifier, unique in the model, e.g. `GupFast_recheck_load`. */
  readonly name: string;
  readonly process: string;
  /** The program point it starts from; absent for hardware and for `Terminating`. */
  readonly from?: string;
  /** The agent first (parameter `self`) when the process has several agents, then choices. */
  readonly params: readonly IrParam[];
  /** Conjuncts over variables and parameters, the cheapest first (the program point). */
  readonly guards: readonly IrExpr[];
  /** In order; a later one may use an earlier one; not visible in the guards. */
  readonly lets: readonly IrBinding[];
  /** At most one per variable; `value` is the whole new value, within the variable's sort. */
  readonly updates: readonly { readonly variable: string; readonly value: IrExpr }[];
  readonly text: IrStepText;
  readonly span?: Span;
}

/** A value that must fit its place, or the step is not taken. */
export interface IrFit {
  /** The expression in the words of the spec; empty for what the access itself stores or gives. */
  readonly of: string;
  /** Has meaning where the claim is not kept. */
  readonly value: IrExpr;
  readonly wanted: Sort;
  readonly span: Span;
}

/** What an assertion says of one step, for reports: its property is "all are kept". */
export interface IrClaim {
  /** Absent for what is met at the very start. */
  readonly step?: string;
  /** Over the state and the parameters of the step. */
  readonly keeps: IrExpr;
  /** Named values to print where it is not kept. */
  readonly shows: readonly IrBinding[];
  /** The range that is left. */
  readonly fit?: IrFit;
}

export type PropertyOrigin = "invariant" | "assertion" | "range" | "contract" | "class" | "label" | "final";

/**
 * A state predicate. invariant: true in every reachable state. reachable: true in some reachable state.
 * Assertions are invariants too: "whenever step S can be taken, C holds of it"; `step` then names S, so that
 * a trace can show the step that the violating state leads to.
 */
export interface IrProperty {
  readonly name: string;
  readonly kind: "invariant" | "reachable";
  readonly origin: PropertyOrigin;
  readonly expr: IrExpr;
  /** True in the states where the property says something; never true means it held vacuously. */
  readonly trigger?: IrExpr;
  readonly step?: string;
  /** All steps the assertion belongs to; `step` is given when there is just one. */
  readonly steps?: readonly string[];
  /** What a violation (or a witness) means, one sentence for a person. */
  readonly message: string;
  /** Named values to print with a violation, evaluated in the violating state. Parameters of `step` may occur. */
  readonly shows: readonly IrBinding[];
  /** Of an assertion: its parts, in the order of the steps. */
  readonly claims?: readonly IrClaim[];
  readonly doc: string;
  readonly span?: Span;
}

/** The initial states: one for each assignment of `params` that satisfies `guards`. */
export interface IrInit {
  readonly params: readonly IrParam[];
  readonly guards: readonly IrExpr[];
  readonly lets: readonly IrBinding[];
  /** Exactly one per variable of the model, in order. Reads no variable. */
  readonly values: readonly { readonly variable: string; readonly value: IrExpr }[];
}

/** How people read a record: fields that are worth showing, some computed (`dirty` of an arm64 entry). */
export interface IrView {
  /** Name of the record sort. */
  readonly record: string;
  /** The local that stands for the record in the expressions. */
  readonly entry: string;
  readonly fields: readonly IrBinding[];
}

export interface IrModel {
  /** The check's name; also the name of the TLA+ module. */
  readonly name: string;
  readonly doc: readonly string[];
  /** Path of the spec as the user names it. */
  readonly source: string;
  /** All agents with a program point: the members of this universe. Member 0 is `nobody`. */
  readonly agents: Universe;
  readonly processes: readonly IrProcess[];
  /** In declaration order: this is the order of TLA+ variables and of traces. */
  readonly vars: readonly IrVar[];
  readonly init: IrInit;
  /** In declaration order; ties among shortest counterexamples are broken by it. */
  readonly steps: readonly IrStep[];
  readonly properties: readonly IrProperty[];
  /** For traces only; records without a view are shown as they are. */
  readonly views?: readonly IrView[];
  /** A state without any successor violates the built-in property `deadlock`. A step `Terminating` makes the state where all are done not one. */
  readonly checkDeadlock: boolean;
}

export type { ArraySort, BoolSort, EnumSort, IntSort, RecordSort, ScalarSort, SetSort, Sort, Universe };
