// SPDX-License-Identifier: Apache-2.0
// Run by team.test.ts in a process of its own: the same searches by one thread and by several.
import type { CheckResult, ExploreOptions, Threads } from "../../src/check/result.ts";
import { explore } from "../../src/check/explore.ts";
import { CONTROL, placeOf } from "../../src/check/wasm/control.ts";
import { exploreWasm } from "../../src/check/wasm/explore-wasm.ts";
import { PACE, type Pace } from "../../src/check/wasm/sliding-store.ts";
import { exploreTeam } from "../../src/check/wasm/team.ts";
import type { IrModel } from "../../src/ir/model.ts";
import { nodeThreads } from "../../src/node/threads.ts";
import { counters, int, op, property, ref, select } from "../support/models.ts";

const five = counters(5, 13);
const watched = (expr: "far" | "near" | "holds"): IrModel => {
  const c = five.vars[0];
  if (c === undefined) throw new Error("no variable");
  const at = (i: number): ReturnType<typeof ref> => select(ref(c), int(i));
  return { ...five, properties: [
    expr === "holds" ? property("p", "invariant", op("le", at(1), int(13)), op("eq", at(2), int(7)))
      : property("p", "invariant", op("or", op("ne", at(0), int(expr === "far" ? 9 : 2)), op("ne", at(3), op("add", at(4), int(3))))),
    property("q", "reachable", op("and", op("eq", at(2), int(6)), op("eq", at(1), int(5)))),
  ] };
};

function answer(result: CheckResult | undefined): unknown {
  if (result === undefined) return undefined;
  const { bytesPerState: _bytes, ...rest } = result;
  return { ...rest, stepCounts: [...rest.stepCounts] };
}

/** The initial state is not the one that is 0 where it is packed. */
const countingDown: IrModel = { ...five, init: { ...five.init, values: five.init.values.map((each) => ({ ...each, value: { kind: "array", sort: each.value.sort as never, name: "k", body: int(12) } })) } };
/** Small from the start, and nothing is kept that is expanded. */
const forgetful: Pace = { ...PACE, room: 1 << 9, whole: 0 };
const cases: [string, IrModel, ExploreOptions, Pace?][] = [
  ["exhausted", watched("holds"), {}],
  // 371,293 states of 20 bits: a table that is grown again and again. Numbers, since states take two words.
  ["in little memory", watched("holds"), { maxBytes: 7_000_000 }],
  ["forgetful", watched("holds"), {}, forgetful],
  ["growing by little", watched("holds"), {}, { ...forgetful, factor: 1.2, large: 0, load: 0.7 }],
  ["beginning elsewhere", countingDown, {}, forgetful],
  ["violated far away, and forgotten", watched("far"), {}, forgetful],
  ["a table that is too full", watched("holds"), {}, { ...forgetful, load: 1 }],
  ["too full, and violated", watched("far"), {}, { ...forgetful, load: 1 }],
  ["numbers, in little memory", counters(5, 12, 1_000_003), { maxBytes: 12_000_000 }],
  ["numbers", counters(5, 12, 1_000_003), {}],
  ["violated far away", watched("far"), {}],
  ["decided", watched("far"), { stopWhenDecided: ["p", "q"] }],
  ["any", watched("near"), { stopWhenAny: ["q"] }],
  ["states", watched("holds"), { maxStates: 100_000 }],
  ["depth", watched("holds"), { maxDepth: 20 }],
];
const unequal: string[] = [];
/** Cases that were given to one thread as a whole, not for traces only. */
const given = new Set<string>();
let helped = 0;
/** The others are waited for, so that they have something to do, however short the search is. */
const team = (count: number): Threads => {
  const { start } = nodeThreads(count, new URL("member.cjs", import.meta.url));
  return { count, start: (tasks) => {
    const end = start(tasks);
    const control = new Int32Array(tasks[0]?.control ?? new SharedArrayBuffer(64));
    while (Atomics.load(control, CONTROL.joined) < tasks.length) Atomics.wait(control, CONTROL.joined, Atomics.load(control, CONTROL.joined), 10);
    return () => {
      if (tasks.some(({ number }) => Atomics.load(control, placeOf(number, "expanded")) > 0)) helped += 1;
      end();
    };
  } };
};
for (const [name, model, options, pace] of cases) {
  const alone = JSON.stringify(answer(exploreWasm(model, options)));
  for (const count of [1, 2, 3]) {
    const found = exploreTeam(model, options, team(count), (other) => {
      if (JSON.stringify(other.stopWhenDecided) === JSON.stringify(options.stopWhenDecided)) given.add(name);
      const result = exploreWasm(model, other);
      if (result === undefined) throw new Error("no answer");
      return result;
    }, pace);
    if (JSON.stringify(answer(found)) !== alone) unequal.push(`${name}, ${count} threads: ${JSON.stringify(answer(found))} instead of ${alone}`.slice(0, 2000));
  }
}
const small = exploreTeam(five, { maxBytes: 2 << 20 }, team(2), () => {
  throw new Error("nothing to find");
});
// A thread that cannot begin, though it has come.
const lame = { count: 2, start: (tasks: Parameters<Threads["start"]>[0]) => team(2).start(tasks.map((task) => ({ ...task, code: new SharedArrayBuffer(16) }))) };
let mistake = "none";
try {
  exploreTeam(five, {}, lame, () => { throw new Error("nothing to find"); });
} catch (error) {
  mistake = String(error);
}
/** What the trace of a search says. */
const lengths = (result: CheckResult | undefined): unknown => result?.properties.map(({ name, status, trace }) => [name, status, trace?.states.length]);
// One thread cannot say how what was found comes about: the team can.
const far = watched("far");
const untold = [{}, { onProgress: ({ distinct }: { distinct: number }) => distinct < 300_000 }].map((options) => lengths(exploreTeam(far, options, team(2), (other) => {
  const result = exploreWasm(far, { ...other, maxStates: 1000 });
  if (result === undefined) throw new Error("no answer");
  return { ...result, properties: result.properties.map(({ name, status, vacuous }) => ({ name, status, vacuous })) };
})));
const told = lengths(exploreWasm(far));
// By the door that others use: what is asked for is not what was found.
const always = property("always", "invariant", op("le", select(ref(five.vars[0] as never), int(0)), int(12)));
const million = (properties: IrModel["properties"]): IrModel => ({ ...counters(6, 12), properties });
const announced: string[] = [];
const bounded = explore(million([always]), { engine: "wasm", threads: team(2), maxStates: 2_500_000, stopWhenDecided: ["always"], onFound: (found) => announced.push(...found.map(({ name, status }) => `${name} ${status}`)) });
const door = { announced, stop: bounded.stop, properties: bounded.properties.map(({ name, status }) => `${name} ${status}`) };
// A mistake in the initial states.
const outside: IrModel = { ...five, init: { ...five.init, values: five.init.values.map((each) => ({ ...each, value: { kind: "array", sort: each.value.sort as never, name: "k", body: int(99) } })) } };
let init = "none";
try {
  exploreTeam(outside, {}, team(2), (other) => exploreWasm(outside, other) as CheckResult);
} catch (error) {
  init = String(error);
}
// A thread that comes, and then does nothing.
const dead: Threads = { count: 2, start: (tasks) => {
  for (const { control } of tasks) Atomics.add(new Int32Array(control), CONTROL.joined, 1);
  return () => undefined;
} };
const began = performance.now();
const stopped = exploreTeam(five, { maxMillis: 100, now: () => performance.now() }, dead, () => { throw new Error("nothing to find"); })?.stop;
const left = performance.now() - began;
process.stdout.write(JSON.stringify({ unequal, door, given: [...given], helped, mistake, untold, told, init, stopped, left, memory: small?.stop, distinct: small?.distinct }));
