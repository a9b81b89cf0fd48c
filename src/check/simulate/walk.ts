// SPDX-License-Identifier: Apache-2.0
// One random walk at a time through the state graph, by the generated program: from a state to one of its
// successors, each as likely as the others. The walk keeps the states it came by, in packed form.
import { required } from "../../base/unreachable.ts";
import type { IrModel } from "../../ir/model.ts";
import { opDef } from "../../ir/ops.ts";
import { packLayout, unpackState, type Layout } from "../layout.ts";
import { compileProgram, type Program } from "../js/program.ts";
import type { State } from "../result.ts";
import type { Random } from "./random.ts";

const BUFFER_STATES = 1 << 8;

export class Walker {
  readonly layout: Layout;
  /** Successors of each step, seen on the way. */
  readonly counts: Float64Array;
  /** For each property not negative once a state of a walk has decided it. */
  readonly found: Int32Array;
  readonly triggered: Uint8Array;
  /** The state the walk is in. */
  readonly state: Int32Array;
  /** Successors and initial states generated. */
  generated = 0;
  /** States of the present walk. */
  length = 0;
  readonly #model: IrModel;
  readonly #program: Program;
  readonly #look: Int32Array;
  readonly #out: Int32Array;
  readonly #chosen: Int32Array;
  #path: Int32Array;
  #random: Random | undefined;
  /** Successors of the present state so far; `#chosen` is one of them. */
  #choices = 0;
  /** The initial states, once they are known to be few. */
  #initial: Int32Array | undefined;

  constructor(model: IrModel) {
    this.#model = model;
    this.layout = packLayout(model);
    const { words } = this.layout;
    this.counts = new Float64Array(model.steps.length);
    this.found = new Int32Array(model.properties.length + 1).fill(-1);
    this.triggered = new Uint8Array(model.properties.length);
    this.state = new Int32Array(words);
    this.#look = new Int32Array(words);
    this.#chosen = new Int32Array(words);
    this.#out = new Int32Array(words * BUFFER_STATES);
    this.#path = new Int32Array(words << 8);
    this.#program = compileProgram(model, this.layout, opDef, {
      cur: this.state, look: this.#look, out: this.#out, counts: this.counts, found: this.found, triggered: this.triggered,
      flush: (used) => this.#choose(used),
    });
  }

  /** Begins a walk. False when there is no initial state. */
  begin(random: Random): boolean {
    this.#random = random;
    this.#choices = 0;
    this.length = 0;
    this.#start();
    if (this.#choices === 0) return false;
    this.#enter();
    return true;
  }

  /** Takes a step. `stuck`: there is none; `still`: the only ones lead back to the same state. */
  step(): "moved" | "still" | "stuck" {
    this.#choices = 0;
    this.#choose(this.#program.expand());
    if (this.#choices === 0) return "stuck";
    if (!this.#atRest()) this.#enter();
    else if (this.#choices === 1) return "still";
    return "moved";
  }

  /** The states of the present walk. */
  path(): readonly State[] {
    const { words } = this.layout;
    return Array.from({ length: this.length }, (_, i) => unpackState(this.#model, this.layout, this.#path, i * words));
  }

  /** With one initial state, or a buffer full of them, they are computed once. */
  #start(): void {
    if (this.#initial !== undefined) {
      this.#out.set(this.#initial);
      this.#choose(this.#initial.length);
      return;
    }
    const used = this.#program.init();
    if (this.#choices === 0) this.#initial = this.#out.slice(0, used);
    this.#choose(used);
  }

  /** One of all successors that come by, each as likely: the new ones replace the choice as often as is their share. */
  #choose(used: number): void {
    const { words } = this.layout;
    const states = used / words;
    if (states === 0) return;
    this.#choices += states;
    this.generated += states;
    const at = required(this.#random, "a walk").below(this.#choices);
    if (at >= states) return;
    for (let i = 0; i < words; i += 1) this.#chosen[i] = this.#out[at * words + i] ?? 0;
  }

  #atRest(): boolean {
    return this.#chosen.every((word, i) => word === this.state[i]);
  }

  #enter(): void {
    const { words } = this.layout;
    const at = this.length * words;
    if (at === this.#path.length) {
      const longer = new Int32Array(2 * at);
      longer.set(this.#path);
      this.#path = longer;
    }
    this.state.set(this.#chosen);
    this.#look.set(this.#chosen);
    this.#path.set(this.#chosen, at);
    this.length += 1;
    this.#program.inspect(this.length);
  }
}
