// SPDX-License-Identifier: Apache-2.0
// How much could partial-order reduction, or fusing of local steps, gain at most? A program point is local when no step
// from it touches what steps of anybody else touch. Where an agent stands at one, only its steps are taken. That
// properties may see the difference, and that cycles may starve the others, is left out of account, so the
// real gain of any sound rule of this kind is smaller. Models up to 6,000 states; the reference interpreter searches.
// Usage: npx tsx scripts/partial-order-bound.ts
import { benchModel } from "../bench/models/index.ts";
import { initialStates, successors, type Successor } from "../src/check/reference.ts";
import type { State } from "../src/check/result.ts";
import { children } from "../src/ir/build.ts";
import type { IrExpr, IrModel, IrStep } from "../src/ir/model.ts";
import { exampleChecks } from "../test/support/examples.ts";

const LIMIT = 6000;

/** What a step touches: `variable element`, the element being an agent, `self`, or `*` for any. */
interface Footprint {
  readonly reads: Set<string>;
  readonly writes: Set<string>;
}

const selfOf = (step: IrStep): string | undefined => step.params.find(({ name }) => name.startsWith("self"))?.name;

function element(index: IrExpr, self: string | undefined): string {
  if (index.kind === "lit") return String(index.value);
  return index.kind === "local" && index.name === self ? "self" : "*";
}

function addReads(e: IrExpr, self: string | undefined, into: Set<string>): void {
  if (e.kind === "var") into.add(`${e.name} *`);
  else if (e.kind === "select" && e.array.kind === "var") {
    into.add(`${e.array.name} ${element(e.index, self)}`);
    addReads(e.index, self, into);
  } else for (const child of children(e)) addReads(child, self, into);
}

function footprint(step: IrStep): Footprint {
  const self = selfOf(step);
  const [reads, writes] = [new Set<string>(), new Set<string>()];
  for (const e of [...step.guards, ...step.lets.map(({ value }) => value)]) addReads(e, self, reads);
  for (const { variable, value } of step.updates) {
    let e = value;
    for (; e.kind === "store"; e = e.array) {
      writes.add(`${variable} ${element(e.index, self)}`);
      addReads(e.index, self, reads);
      addReads(e.value, self, reads);
    }
    if (e.kind === "var" && e.name === variable) continue;
    writes.add(`${variable} *`);
    addReads(e, self, reads);
  }
  return { reads, writes };
}

function touch(a: ReadonlySet<string>, agentA: number, b: ReadonlySet<string>, agentB: number): boolean {
  const places = (set: ReadonlySet<string>, agent: number): string[][] => [...set].map((text) => text.replace(" self", ` ${agent}`).split(" "));
  return places(a, agentA).some(([v, i]) => places(b, agentB).some(([w, j]) => v === w && (i === "*" || j === "*" || i === j)));
}

/** Program points, as `process point`, whose steps are independent of the steps of all others. */
function localPoints(model: IrModel): ReadonlySet<string> {
  const steps = model.steps.filter(({ name }) => name !== "Terminating").map((step) => ({
    step, print: footprint(step), agents: selfOf(step) === undefined ? [model.processes.find(({ name }) => name === step.process)?.agents[0] ?? -1] : model.processes.find(({ name }) => name === step.process)?.agents ?? [],
  }));
  const shared = new Set(steps.filter(({ step, print, agents }) => step.from === undefined || steps.some((other) => other.agents.some((b) => agents.some((a) => a !== b && (
    touch(print.writes, a, other.print.reads, b) || touch(print.writes, a, other.print.writes, b) || touch(print.reads, a, other.print.writes, b)))))).map(({ step }) => `${step.process} ${step.from}`));
  return new Set(steps.map(({ step }) => `${step.process} ${step.from}`).filter((point) => !shared.has(point)));
}

function count(model: IrModel, local: ReadonlySet<string>): number {
  const byName = new Map(model.steps.map((step) => [step.name, step]));
  const agent = ({ step: { step: name, params } }: Successor): string => {
    const step = byName.get(name);
    return `${step?.process} ${step === undefined || selfOf(step) === undefined ? "" : JSON.stringify(params[0])}`;
  };
  const seen = new Set<string>();
  const queue: State[] = [];
  const add = (state: State): void => {
    const text = JSON.stringify(state);
    if (!seen.has(text)) queue.push(state);
    seen.add(text);
  };
  for (const state of initialStates(model)) add(state);
  for (let i = 0; i < queue.length && queue.length <= LIMIT; i += 1) {
    const all = [...successors(model, queue[i] ?? [])];
    const first = all.find(({ step }) => local.has(`${byName.get(step.step)?.process} ${byName.get(step.step)?.from}`));
    for (const successor of first === undefined ? all : all.filter((one) => agent(one) === agent(first))) add(successor.state);
  }
  return queue.length;
}

const examples = exampleChecks().flatMap(({ model }) => (model === undefined ? [] : [model]));
const bench = [benchModel("split", { V: 2 }), benchModel("contpte"), benchModel("gupfast", { M: 1, R: 2, W: 1 }), benchModel("gupfast", { M: 1, R: 1, W: 2 })];
const gains: number[] = [];
let [whole, part, large] = [0, 0, 0];
for (const model of [...examples, ...bench]) {
  const all = count(model, new Set());
  if (all > LIMIT) {
    large += 1;
    continue;
  }
  const fewer = count(model, localPoints(model));
  whole += all;
  part += fewer;
  gains.push(all / fewer);
  if (bench.includes(model)) console.log(`${model.name}: ${all} states, ${fewer} with local steps first, ${(all / fewer).toFixed(2)} times fewer`);
}
console.log(`${gains.length} models (${large} larger ones left out): ${(whole / part).toFixed(2)} times fewer in all, ${(gains.reduce((a, b) => a + b, 0) / gains.length).toFixed(2)} on average, ${Math.max(...gains).toFixed(2)} at most`);
