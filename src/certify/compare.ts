// SPDX-License-Identifier: Apache-2.0
// A model's state graph against the one that TLC wrote of its module: the same states as values, the same initial
// ones, and as many edges of each name between each two states. What differs is said in a few lines.
import type { DotGraph } from "./dot.ts";
import type { StateGraph } from "./graph.ts";
import type { Lens } from "./lens.ts";

export interface GraphComparison {
  readonly states: number;
  readonly initial: number;
  readonly edges: number;
  /** Empty when the graphs are the same. At most a few of each kind are described. */
  readonly differences: readonly string[];
}

/** Differences of one kind that are described one by one. */
const MOST = 3;

export function compareGraphs(ours: StateGraph, theirs: DotGraph, lens: Lens): GraphComparison {
  const args = theirs.edges.some((edge) => edge.args !== undefined);
  const complaints = new Complaints();
  const index = new Map(ours.states.map((state, i) => [lens.state(state), i]));
  if (index.size !== ours.states.length) complaints.add("states", "two states of the model are one of the module");
  const number = new Map<string, number>();
  for (const [id, text] of theirs.states) {
    const seen = lens.printed(text);
    const at = typeof seen === "string" ? index.get(seen) : undefined;
    if (at !== undefined) number.set(id, at);
    else complaints.add("states of TLC", typeof seen === "string" ? `only TLC has the state ${oneLine(text)}` : `${seen.problem}: ${oneLine(text)}`);
  }
  const reached = new Set(number.values());
  if (reached.size !== number.size) complaints.add("states", "two states of the module are one of the model");
  ours.states.forEach((state, i) => {
    if (!reached.has(i)) complaints.add("states of the model", `TLC has no state ${lens.state(state)}`);
  });
  const first = new Set(theirs.initial.map((id) => number.get(id)));
  if (first.size !== ours.initial || [...first].some((i) => i === undefined || i >= ours.initial)) {
    complaints.add("initial", `${ours.initial} initial states by definition, ${first.size} in TLC, or others`);
  }
  compareEdges(ours, theirs, { lens, args, number, complaints });
  return { states: ours.states.length, initial: ours.initial, edges: ours.edges.length, differences: complaints.texts() };
}

interface EdgeContext { readonly lens: Lens; readonly args: boolean; readonly number: ReadonlyMap<string, number>; readonly complaints: Complaints }

function compareEdges(ours: StateGraph, theirs: DotGraph, { lens, args, number, complaints }: EdgeContext): void {
  const counts = new Map<string, { ours: number; theirs: number }>();
  const count = (key: string, side: "ours" | "theirs"): void => {
    const both = counts.get(key) ?? { ours: 0, theirs: 0 };
    both[side] += 1;
    counts.set(key, both);
  };
  for (const { from, to, step } of ours.edges) count(`${from} -> ${to} ${lens.step(step, args)}`, "ours");
  for (const edge of theirs.edges) {
    const label = lens.edge(edge, args);
    const [from, to] = [number.get(edge.from), number.get(edge.to)];
    if (typeof label !== "string") complaints.add("edges of TLC", label.problem);
    // Edges of states that only TLC has go with those.
    else if (from !== undefined && to !== undefined) count(`${from} -> ${to} ${label}`, "theirs");
  }
  for (const [key, both] of counts) {
    if (both.ours === both.theirs) continue;
    const [, from = "", to = "", label = ""] = /^(\d+) -> (\d+) (.*)$/u.exec(key) ?? [];
    complaints.add("edges", `${label}: ${both.ours} by definition, ${both.theirs} in TLC, from state ${stateText(ours, lens, from)} to ${from === to ? "itself" : stateText(ours, lens, to)}`);
  }
}

const stateText = (graph: StateGraph, lens: Lens, index: string): string => shorten(lens.state(graph.states[Number(index)] ?? []));
const oneLine = (text: string): string => shorten(text.replace(/\s+/gu, " "));
const shorten = (text: string): string => (text.length > 400 ? `${text.slice(0, 400)}...` : text);

class Complaints {
  readonly #kinds = new Map<string, string[]>();

  add(kind: string, text: string): void {
    const all = this.#kinds.get(kind) ?? [];
    this.#kinds.set(kind, all);
    all.push(text);
  }

  texts(): readonly string[] {
    return [...this.#kinds.values()].flatMap((all) => (all.length <= MOST ? all : [...all.slice(0, MOST), `... and ${all.length - MOST} more like these`]));
  }
}
