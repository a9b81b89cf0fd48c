// SPDX-License-Identifier: Apache-2.0
// The control flow of one agent: a graph of small nodes, built while accessors are inlined. `begin` nodes are
// the only places where a step can start; steps.ts turns the graph into atomic steps.
import type { Span } from "../base/source.ts";
import { required } from "../base/unreachable.ts";
import type { IrBinding, IrExpr, IrFit } from "../ir/model.ts";
import type { Sort } from "../ir/sorts.ts";
import type { Monitor } from "./monitor.ts";

export type NodeId = number;

/** Ends the text of a step in which the compiler does not read a plain load again; said only where that is all of it. */
export const KEPT = " is not read again";

/** What a reader sees of the step that begins here. */
export interface Site {
  readonly text: string;
  readonly calls: readonly string[];
  readonly comments: readonly string[];
  readonly names: readonly IrBinding[];
  readonly observes?: IrExpr;
  readonly source?: string;
  readonly span: Span;
}

/** An obligation met on the way: an `assert`, a property at a label, a contract clause, a range. */
export interface Obligation {
  readonly name: string;
  readonly kind: "invariant" | "reachable";
  readonly origin: "assertion" | "label" | "contract" | "range" | "class";
  readonly message: string;
  readonly doc: string;
  readonly shows: readonly IrBinding[];
  readonly fit?: IrFit;
  readonly span: Span;
}


interface Base { next: NodeId }
/**
 * access: at most one per step. choice: a step may begin here, and goes on into the access that follows.
 * A section (interrupts off, rcu_read_lock()) is a choice that takes its name from that access, unless that may wait: others
 * see that it is entered.
 */
export interface BeginNode extends Base { readonly kind: "begin"; readonly weight: "access" | "choice"; label: string; readonly site: Site; readonly section: boolean }
/** `variable` is a local or a shared variable by its IR name; `value` reads the values at this point. */
export interface AssignNode extends Base { readonly kind: "assign"; readonly variable: string; readonly value: IrExpr; readonly shared: boolean; readonly atomic: boolean }
export interface BranchNode extends Base { readonly kind: "branch"; readonly cond: IrExpr; other: NodeId }
/** The step waits for `cond`; with `range`, a value does not fit otherwise, which is reported. */
export interface GuardNode extends Base { readonly kind: "guard"; readonly cond: IrExpr; readonly range?: boolean }
export interface ChooseNode extends Base { readonly kind: "choose"; readonly variable: string; readonly base: string; readonly sort: Sort; readonly where: IrExpr }
export interface EitherNode extends Base { readonly kind: "either"; readonly options: NodeId[] }
export interface AssertNode extends Base { readonly kind: "assert"; readonly cond: IrExpr; readonly obligation: Obligation }
/** The history starts with the next access; `idle` until then. */
export interface MarkNode extends Base { readonly kind: "mark"; readonly monitor: Monitor }
/** End of an `atomic` block: histories see its effect here. */
export interface SettleNode extends Base { readonly kind: "settle" }
/** What walker classes speak of: a `recheck` that succeeded, `return done`, a store, a lock taken or released. */
export interface NoteNode extends Base { readonly kind: "note"; readonly note: "rechecked" | "done" | "store" | "lock" | "unlock"; readonly lock?: string; /** What a recheck compares. */ readonly cond?: IrExpr; readonly path: string; readonly span: Span }
export interface EndNode extends Base { readonly kind: "end" }
export type FlowNode =
  | BeginNode | AssignNode | BranchNode | GuardNode | ChooseNode | EitherNode | AssertNode | MarkNode | SettleNode | NoteNode | EndNode;

/** An edge that still leads nowhere. */
export interface Dangling { readonly from: NodeId; readonly slot: "next" | "other" | number }

type NewNode = FlowNode extends infer T ? (T extends FlowNode ? Omit<T, "next"> : never) : never;

export class Flow {
  readonly nodes: FlowNode[] = [];
  /** Edges into whatever comes next; empty when the point cannot be reached. */
  open: Dangling[] = [];
  entry: NodeId = -1;
  #atEntry = true;

  get reachable(): boolean {
    return this.#atEntry || this.open.length > 0;
  }

  /** Adds a node after the open edges; then only its `next` is open. */
  emit(node: NewNode): NodeId {
    const id = this.nodes.length;
    this.nodes.push({ ...node, next: -1 } as FlowNode);
    this.connect(id);
    this.open = [{ from: id, slot: "next" }];
    return id;
  }

  /** Leads the open edges to an existing node. */
  connect(target: NodeId): void {
    if (this.#atEntry) {
      this.entry = target;
      this.#atEntry = false;
    }
    for (const edge of this.open) this.patch(edge, target);
    this.open = [];
  }

  patch(edge: Dangling, target: NodeId): void {
    const node = required(this.nodes[edge.from], "flow node");
    if (edge.slot === "next") node.next = target;
    else if (edge.slot === "other") { if (node.kind === "branch") node.other = target; }
    else if (node.kind === "either") node.options[edge.slot] = target;
  }

  /** Takes the open edges away, e.g. for a jump. */
  take(): Dangling[] {
    if (this.#atEntry) this.emit({ kind: "settle" });
    const edges = this.open;
    this.open = [];
    return edges;
  }

  node(id: NodeId): FlowNode {
    return required(this.nodes[id], "flow node");
  }
}

/** Where control can go from a node. */
export function targets(node: FlowNode): readonly NodeId[] {
  switch (node.kind) {
    case "branch": return [node.next, node.other];
    case "either": return node.options;
    case "end": return [];
    default: return [node.next];
  }
}

/** Is a section entered before a wait: by a step of its own, since one waits inside it? */
export function enteredAlone(flow: Flow, id: NodeId): boolean {
  const node = flow.node(id);
  return node.kind === "begin" && node.section && waits(flow, node.next, false, new Set());
}

/** May the access that follows wait? `begun`: the node is behind its beginning. */
function waits(flow: Flow, id: NodeId, begun: boolean, seen: Set<NodeId>): boolean {
  if (id < 0 || seen.has(id)) return false;
  seen.add(id);
  const node = flow.node(id);
  if (node.kind === "guard" && node.range !== true && !isTrue(node.cond)) return true;
  if (node.kind === "choose" && !isTrue(node.where)) return true;
  if (node.kind === "begin" && begun) return false;
  return targets(node).some((next) => waits(flow, next, begun || (node.kind === "begin" && node.weight === "access"), seen));
}

const isTrue = (cond: IrExpr): boolean => cond.kind === "lit" && cond.value === 1;
