// SPDX-License-Identifier: Apache-2.0
// From a path of representatives back to a run of the model. A search that keeps one state per orbit finds
// states that need not be reachable themselves: only something in their orbit is. The real run starts in a real
// initial state and goes, orbit by orbit, the same way; automorphisms guarantee that there is a next state.
import { InternalError, required, unreachable } from "../../base/unreachable.ts";
import type { IrModel } from "../../ir/model.ts";
import { scalarSize, type Sort } from "../../ir/sorts.ts";
import type { State, Trace, TraceStep } from "../../ir/trace.ts";
import { sameValue, valuesOf, type Value } from "../../ir/values.ts";
import { leafCount, OCCUPIED, SET_WORD, type Layout } from "../layout.ts";
import { initialStates, successors } from "../reference.ts";

/**
 * A run of the model through the orbits of `path`; `orbit` gives equal texts for states of one orbit.
 * @throws InternalError when there is none: then the permutations are no automorphisms.
 */
export function realTrace(model: IrModel, path: readonly State[], orbit: (state: State) => string): Trace {
  const [first, ...rest] = path.map(orbit);
  const start = first === undefined ? undefined : [...initialStates(model)].find((state) => orbit(state) === first);
  if (start === undefined) throw new InternalError("no initial state is in the orbit that a trace starts in");
  const states: State[] = [start];
  const steps: TraceStep[] = [];
  for (const wanted of rest) {
    const next = [...successors(model, required(states.at(-1), "a state"))].find(({ state }) => orbit(state) === wanted);
    if (next === undefined) throw new InternalError(`no step leads from state ${states.length - 1} of the trace to the next orbit`);
    states.push(next.state);
    steps.push(next.step);
  }
  return { states, steps };
}

/** The words of a state; `unpackState` the other way round. */
export function packState(model: IrModel, layout: Layout, state: State): Int32Array {
  const words = new Int32Array(layout.words);
  words[0] = OCCUPIED;
  model.vars.forEach(({ name, sort }, i) => {
    leavesOf(sort, required(state[i], name)).forEach((value, j) => {
      const { word, shift, lo } = required(layout.vars[i]?.[j], name);
      words[word] = required(words[word], "a word") | ((value - lo) << shift);
    });
  });
  return words;
}

/** A value as its leaves. */
export function leavesOf(sort: Sort, value: Value): readonly number[] {
  switch (sort.kind) {
    case "bool":
    case "int":
    case "enum":
      return [Number(value)];
    case "record":
      return sort.fields.flatMap((field, i) => leavesOf(field.sort, part(value, i)));
    case "array":
      return Array.from({ length: scalarSize(sort.index) }, (_, i) => leavesOf(sort.elem, part(value, i))).flat();
    case "set": {
      const words = Array.from({ length: leafCount(sort) }, () => 0);
      const items = typeof value === "object" ? value : [];
      [...valuesOf(sort.elem)].forEach((element, i) => {
        const word = Math.floor(i / SET_WORD);
        if (items.some((item) => sameValue(item, element))) words[word] = required(words[word], "a word") | (1 << (i % SET_WORD));
      });
      return words;
    }
    default:
      return unreachable(sort);
  }
}

function part(value: Value, index: number): Value {
  return required(typeof value === "object" ? value[index] : undefined, "a part");
}
