// SPDX-License-Identifier: Apache-2.0
// The model in the shape of an algorithm: which processes there are, which labels they have, and which steps
// leave each label. Steps without a program point become loops of their own.
import { required } from "../../base/unreachable.ts";
import { local, substituteLocals } from "../../ir/build.ts";
import type { IrExpr, IrModel, IrProcess, IrStep, Universe } from "../../ir/model.ts";
import { enumSort, type EnumSort } from "../../ir/sorts.ts";
import type { TlaNames } from "../tla/names.ts";
import { unshadowModel } from "../tla/rename.ts";
import { findControlled, fromGuard, ownParam, PointRewriter, target, type Controlled } from "./points.ts";

/** The local that stands for the process's own agent. No name of a model is like it; it is printed as `self`. */
export const SELF = "self$";

export interface ShapedLabel {
  readonly name: string;
  /** What the model calls the program point; a loop's label is none. */
  readonly point?: string;
  readonly steps: readonly IrStep[];
}

export interface ShapedProcess {
  /** The process of the model; absent for a loop that only the algorithm has. */
  readonly process: IrProcess | undefined;
  /** The identifier. */
  readonly name: string;
  /** More than one agent, the sort of `self`. */
  readonly agents: EnumSort | undefined;
  /** The only agent, as a string. */
  readonly id: string;
  readonly loop: boolean;
  readonly labels: readonly ShapedLabel[];
}

export interface Shaped {
  /** The program points are updates of `pc` whose value is a label; guards on them are left out. */
  readonly model: IrModel;
  readonly processes: readonly ShapedProcess[];
  /** All labels; absent when there is no `pc`. */
  readonly points: EnumSort | undefined;
}

interface Names {
  readonly label: (process: string, point: string, wish: string) => string;
  readonly process: (name: string) => string;
  readonly loop: (name: string, steps: number) => string;
}

/** The process that rests when all agents are done, where the translation has no step for that. */
const TERMINATION = "termination";

const isTerminating = (step: IrStep): boolean => step.from === undefined && step.updates.length === 0 && step.params.length === 0;

/** Is this the step that the translation has anyway: everybody is at `Done`? */
function isStandard(step: IrStep, model: IrModel, found: readonly Controlled[]): boolean {
  const [guard] = step.guards;
  if (!isTerminating(step) || step.guards.length !== 1 || guard?.kind !== "quant" || guard.quant !== "forall") return false;
  const { over, body } = guard;
  if (over.kind !== "enum" || over.universe.name !== model.agents.name || over.hi - over.lo + 1 !== model.agents.members.length - 1) return false;
  if (body.kind !== "op" || body.op !== "eq") return false;
  const [place, label] = body.args;
  return place?.kind === "select" && place.array.kind === "var" && found.every(({ variable }) => place.array.kind === "var" && variable.name === place.array.name) &&
    place.index.kind === "local" && place.index.name === guard.name && label?.kind === "lit" && label.sort.kind === "enum" && label.sort.universe.members[label.value] === "Done";
}

/** Members of a universe, each at most once. */
const universe = (name: string, members: readonly string[]): Universe => ({ name, members: [...new Set(members)], symmetric: false, fixed: 0 });

/** The sort of a process's agents, when it has several. */
function severalAgents({ agents }: IrProcess, model: IrModel): EnumSort | undefined {
  const [lo] = agents;
  return lo === undefined || agents.length < 2 ? undefined : { kind: "enum", universe: model.agents, lo, hi: lo + agents.length - 1 };
}

/** Arranges the model; `names` hands out identifiers. */
export function shapeModel(model: IrModel, names: TlaNames): Shaped {
  const found = findControlled(model);
  const tools = identifiers(names);
  const shaped = (found && withLabels(model, found, tools)) ?? loops(model, tools);
  return shaped.processes.length > 0 ? shaped : { ...shaped, processes: [idle(tools)] };
}

/** An algorithm has at least one process, even where nothing ever happens. */
const idle = (tools: Names): ShapedProcess =>
  ({ process: undefined, name: tools.process("idle"), agents: undefined, id: "idle", loop: true, labels: [{ name: tools.loop("idle", 1), steps: [] }] });

function identifiers(names: TlaNames): Names {
  return {
    label: (process, point, wish) => names.of("step", `${process} ${point}`, wish),
    process: (name) => names.of("own", `process ${name}`, name),
    loop: (name, steps) => names.of("own", `loop ${name}`, name === TERMINATION ? "all_done" : steps === 1 ? `${name}_step` : `${name}_steps`),
  };
}

const capital = (name: string): string => name.split(/[^A-Za-z0-9]+/u).map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("");

/** The model with labels, unless it says of its program points what cannot be said of `pc`. */
function withLabels(model: IrModel, found: readonly Controlled[], tools: Names): Shaped | undefined {
  const loose = model.steps.filter(({ from }) => from === undefined);
  const hardware = loose.some((step) => !isStandard(step, model, found));
  const standard = loose.some((step) => isStandard(step, model, found));
  const text = ({ points }: Controlled, point: number): string => required(points.universe.members[point], "label");
  const leaving = (one: Controlled, point: number): readonly IrStep[] => model.steps.filter((step) => step.process === one.process.name && step.from === text(one, point));
  // The translation lets everybody rest at Done for ever. Where the model does not, Done is a label like others.
  const rests = hardware || standard;
  const isDone = (one: Controlled, point: number): boolean => rests && point !== one.first && text(one, point) === "Done" && leaving(one, point).length === 0;
  const counts = new Map<string, number>();
  for (const one of found) for (const point of one.labels) counts.set(text(one, point), (counts.get(text(one, point)) ?? 0) + 1);
  const label = (process: string, point: number): string => {
    const one = required(found.find((each) => each.process.name === process), process);
    const name = text(one, point);
    if (isDone(one, point)) return "Done";
    return tools.label(process, name, counts.get(name) === 1 ? name : `${capital(process)}_${name}`);
  };
  const controlled = found.map((one): ShapedProcess => ({
    process: one.process, name: tools.process(one.process.name), agents: severalAgents(one.process, model),
    id: required(model.agents.members[one.process.agents[0] ?? 0], "agent"), loop: false,
    labels: one.labels.filter((point) => !isDone(one, point)).map((point) => ({ name: label(one.process.name, point), point: text(one, point), steps: leaving(one, point) })),
  }));
  const extra = loopProcesses(model, hardware ? loose : loose.filter((step) => !isStandard(step, model, found)), tools);
  const processes = [...controlled, ...extra];
  const ends = found.some((one) => one.labels.some((point) => isDone(one, point)));
  const points = enumSort(universe("Label", [...processes.flatMap(({ labels }) => labels.map(({ name }) => name)), ...(ends ? ["Done"] : [])]));
  const rewriter = new PointRewriter(found, model.agents, { label, points });
  const rewritten = rewriteModel(model, found, rewriter, points);
  if (!rewriter.fits) return undefined;
  const byName = new Map(rewritten.steps.map((step) => [step.name, step]));
  return {
    model: rewritten, points,
    processes: processes.map((one) => ({ ...one, labels: one.labels.map(({ steps, ...label }) => ({ ...label, steps: steps.map((step) => required(byName.get(step.name), step.name)) })) })),
  };
}

/** Each process without labels is a loop; so is a step of no process. */
function loopProcesses(model: IrModel, steps: readonly IrStep[], tools: Names): readonly ShapedProcess[] {
  const groups = new Map<string, IrStep[]>();
  for (const step of steps) {
    const labelled = steps.length < model.steps.length && model.steps.some((other) => other.process === step.process && other.from !== undefined);
    const own = model.processes.some(({ name }) => name === step.process) && !labelled && step.name !== "Terminating";
    const group = own ? step.process : step.name === "Terminating" ? TERMINATION : step.name;
    groups.set(group, [...groups.get(group) ?? [], step]);
  }
  const taken = new Set(model.agents.members);
  return [...groups].map(([group, own]) => {
    let id = group;
    while (taken.has(id)) id += "_";
    taken.add(id);
    return {
      process: model.processes.find(({ name }) => name === group), name: tools.process(group), agents: undefined, id, loop: true,
      labels: [{ name: tools.loop(group, own.length), steps: own }],
    };
  });
}

/** No labels at all: the steps as they are. */
function loops(model: IrModel, tools: Names): Shaped {
  const plain = unshadowModel(model);
  return { model: plain, points: undefined, processes: loopProcesses(plain, plain.steps, tools) };
}

/** Program points are `pc`, the agent is `self`, and the guard on the program point is left to the label. */
function rewriteModel(model: IrModel, found: readonly Controlled[], rewriter: PointRewriter, points: EnumSort): IrModel {
  const pcs = new Set(found.map(({ variable }) => variable.name));
  const go = (e: IrExpr): IrExpr => rewriter.rewrite(e);
  const step = (given: IrStep): IrStep => {
    const one = found.find(({ process }) => process.name === given.process && given.from !== undefined);
    const to = one && target(given, one.process, one.variable);
    const at = one && fromGuard(given, one.process, one.variable, one.points);
    const result: IrStep = {
      ...given, guards: given.guards.filter((_, i) => i !== at).map(go), lets: given.lets.map(({ name, value }) => ({ name, value: go(value) })),
      updates: [
        ...given.updates.filter(({ variable }) => !pcs.has(variable)).map(({ variable, value }) => ({ variable, value: go(value) })),
        ...(one === undefined || to === undefined || to === "stays" ? [] : [{ variable: "pc", value: rewriter.destination(to, one.process.name) }]),
      ],
    };
    const param = one && ownParam(given, one.process);
    return param === undefined ? result : rename(result, param);
  };
  const { init } = model;
  const first = model.vars.find(({ name }) => pcs.has(name));
  const pc = { name: "pc", role: "pc" as const, doc: "", sort: { kind: "array" as const, index: enumSort(model.agents), elem: points } };
  return unshadowModel({
    ...model, vars: model.vars.flatMap((variable) => (variable === first ? [pc] : pcs.has(variable.name) ? [] : [variable])),
    init: { ...init, guards: init.guards.map(go), lets: init.lets.map(({ name, value }) => ({ name, value: go(value) })), values: init.values.filter(({ variable }) => !pcs.has(variable)) },
    steps: model.steps.map(step), properties: model.properties.map((property) => ({ ...property, expr: go(property.expr) })),
  });
}

/** The step with its agent called `self`. */
function rename(step: IrStep, param: string): IrStep {
  const sort = required(step.params[0], "agent").sort;
  const agent = new Map([[param, local(SELF, sort)]]);
  const go = (e: IrExpr): IrExpr => substituteLocals(e, agent);
  return {
    ...step, params: step.params.map((p) => (p.name === param ? { ...p, name: SELF } : p)), guards: step.guards.map(go),
    lets: step.lets.map(({ name, value }) => ({ name, value: go(value) })), updates: step.updates.map(({ variable, value }) => ({ variable, value: go(value) })),
  };
}
