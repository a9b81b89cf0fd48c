// SPDX-License-Identifier: Apache-2.0
// Which locals still matter at each node of a flow, and which histories may be waiting for their first access
// there. A local that does not matter is reset, so that states which differ only in it are one (measured with
// TLC on such models: three times fewer states).
import { varsOf } from "../ir/build.ts";
import { targets, type Flow, type FlowNode, type NodeId } from "./flow.ts";
import type { LocalVar } from "./builder.ts";
import type { Monitor } from "./monitor.ts";

export interface Liveness {
  /** Names of the locals that are live before a node. */
  readonly liveIn: readonly ReadonlySet<string>[];
  /** Histories that may start at a `begin` node with weight access. */
  readonly starting: readonly ReadonlySet<Monitor>[];
}

export function analyzeLiveness(flow: Flow, locals: ReadonlyMap<string, LocalVar>): Liveness {
  const starting = pendingStarts(flow);
  return { starting, liveIn: liveLocals(flow, locals, starting) };
}

/** Forward: a mark reaches every next access. */
function pendingStarts(flow: Flow): Set<Monitor>[] {
  const pending = flow.nodes.map(() => new Set<Monitor>());
  const work = flow.nodes.map((_, i) => i);
  for (let id = work.shift(); id !== undefined; id = work.shift()) {
    const node = flow.node(id);
    const into = pending[id] ?? new Set<Monitor>();
    const out = node.kind === "begin" && node.weight === "access" ? [] : node.kind === "mark" ? [...into, node.monitor] : [...into];
    for (const next of targets(node)) {
      const there = pending[next];
      if (there === undefined) continue;
      const before = there.size;
      for (const m of out) there.add(m);
      if (there.size !== before) work.push(next);
    }
  }
  return pending;
}

/** Backward, to a fixed point. */
function liveLocals(flow: Flow, locals: ReadonlyMap<string, LocalVar>, starting: readonly ReadonlySet<Monitor>[]): Set<string>[] {
  const live = flow.nodes.map(() => new Set<string>());
  let changed = true;
  while (changed) {
    changed = false;
    for (let id = flow.nodes.length - 1; id >= 0; id -= 1) {
      const node = flow.node(id);
      const out = new Set<string>();
      for (const next of targets(node)) for (const name of live[next] ?? []) out.add(name);
      const now = liveBefore(node, out, locals, starting[id] ?? new Set());
      const known = live[id];
      if (known === undefined || now.size === known.size) continue;
      live[id] = now;
      changed = true;
    }
  }
  return live;
}

function liveBefore(node: FlowNode, out: Set<string>, locals: ReadonlyMap<string, LocalVar>, starts: ReadonlySet<Monitor>): Set<string> {
  const use = (names: Iterable<string>): void => {
    for (const name of names) if (locals.has(name)) out.add(name);
  };
  switch (node.kind) {
    case "assign":
      out.delete(node.variable);
      use(varsOf(node.value));
      break;
    case "choose":
      use(varsOf(node.where));
      out.delete(node.variable);
      break;
    case "branch":
    case "guard":
    case "assert":
      use(varsOf(node.cond));
      break;
    case "begin":
      for (const m of starts) {
        out.add(m.variable);
        for (const body of m.bodies) use(varsOf(body));
      }
      break;
    default:
      break;
  }
  // While a history is alive, what it speaks of is alive.
  for (const name of [...out]) for (const body of locals.get(name)?.monitor?.bodies ?? []) use(varsOf(body));
  return out;
}

/** Nodes that can be reached from the entry. */
export function reachableNodes(flow: Flow): Set<NodeId> {
  const seen = new Set<NodeId>();
  const work = flow.entry < 0 ? [] : [flow.entry];
  for (let id = work.pop(); id !== undefined; id = work.pop()) {
    if (id < 0 || seen.has(id)) continue;
    seen.add(id);
    work.push(...targets(flow.node(id)));
  }
  return seen;
}
