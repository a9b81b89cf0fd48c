// SPDX-License-Identifier: Apache-2.0
// What the agents of one check share while they are lowered: names in use, environment variables (interrupt
// flags, pending IPIs, budgets), the flush scheme, and the properties that are wanted at labels.
import type { FlushItem, LabelPropertyDecl } from "../ast/nodes.ts";
import { BOOL, type ArraySort, type EnumSort, type Sort } from "../ir/sorts.ts";
import type { VarRole } from "../ir/model.ts";
import type { Scope } from "./scope.ts";

export interface WorldVar {
  readonly name: string;
  readonly sort: Sort;
  readonly role: VarRole;
  readonly doc: string;
}

/** Which sections agents of this check enter, found by looking at their code beforehand. */
export interface Sections {
  readonly irqs: boolean;
  readonly rcu: boolean;
}

export class World {
  readonly scope: Scope;
  readonly flush: FlushItem["scheme"] | undefined;
  readonly sections: Sections;
  readonly labelProperties: readonly LabelPropertyDecl[];
  /** Sort of agents without `nobody`. */
  readonly agents: EnumSort;
  readonly #vars = new Map<string, WorldVar>();
  readonly #names = new Set<string>();
  readonly #bound = new Map<string, number>();
  /** The wish behind each fresh name. */
  readonly #bases = new Map<string, string>();

  constructor(scope: Scope, flush: FlushItem["scheme"] | undefined, sections: Sections, labelProperties: readonly LabelPropertyDecl[]) {
    this.scope = scope;
    this.flush = flush;
    this.sections = sections;
    this.labelProperties = labelProperties;
    const { universe } = scope.agents;
    this.agents = { kind: "enum", universe, lo: 1, hi: universe.members.length - 1 };
  }

  get vars(): readonly WorldVar[] {
    return [...this.#vars.values()];
  }

  /** Registers an environment variable once. */
  variable(name: string, sort: Sort, doc: string): WorldVar {
    const known = this.#vars.get(name);
    if (known !== undefined) return known;
    const made: WorldVar = { name: this.unique(name), sort, role: "env", doc };
    this.#vars.set(name, made);
    return made;
  }

  /** `irqs_off` or `in_rcu`: one flag per agent. */
  flag(section: keyof Sections): WorldVar {
    return section === "irqs"
      ? this.variable("irqs_off", this.perAgent(BOOL), "irqs_off[a]: agent a runs with interrupts disabled")
      : this.variable("in_rcu", this.perAgent(BOOL), "in_rcu[a]: agent a is inside rcu_read_lock()");
  }

  /** For each waiting agent, the agents it still waits for. */
  pending(section: keyof Sections): WorldVar {
    return section === "irqs"
      ? this.variable("ipi_pending", this.perAgent(this.perAgent(BOOL)), "ipi_pending[w][a]: w waits until a has run its IPI handler")
      : this.variable("gp_pending", this.perAgent(this.perAgent(BOOL)), "gp_pending[w][a]: w's grace period waits for a's read section");
  }

  perAgent(elem: Sort): ArraySort {
    return { kind: "array", index: this.agents, elem };
  }

  /** A name for a variable, step or property that nothing else has. */
  unique(base: string): string {
    let name = base;
    for (let i = 2; this.#names.has(name); i += 1) name = `${base}_${i}`;
    this.#names.add(name);
    return name;
  }

  /** A bound name, never used twice in the model. */
  readonly fresh = (base: string): string => {
    for (;;) {
      const count = (this.#bound.get(base) ?? 0) + 1;
      this.#bound.set(base, count);
      const name = count === 1 ? base : `${base}_${count}`;
      if (!this.#names.has(name) && this.scope.find(name) === undefined && this.scope.member(name) === undefined) {
        this.#names.add(name);
        this.#bases.set(name, base);
        return name;
      }
    }
  };

  /** Short names for the lets of one step: the source's own, numbered only where they would collide. */
  prettyLets(names: readonly string[], taken: ReadonlySet<string>): Map<string, string> {
    const used = new Set(taken);
    return new Map(names.map((name) => {
      const base = this.#bases.get(name) ?? name;
      let short = base;
      for (let i = 2; used.has(short) || (this.#names.has(short) && this.#bases.get(short) === undefined); i += 1) short = `${base}_${i}`;
      used.add(short);
      return [name, short] as const;
    }));
  }
}
