// SPDX-License-Identifier: Apache-2.0
// Which variables a branch of an action has assigned so far, and how the translator lists the others.

/** The column that the translator tries not to pass. */
export const WRAP = 78;

export class Changed {
  readonly #vars: readonly string[];
  readonly #set: Set<string>;

  constructor(vars: readonly string[], set: Iterable<string> = []) {
    this.#vars = vars;
    this.#set = new Set(set);
  }

  /** What is assigned here and what will be in one branch. */
  branch(): Changed {
    return new Changed(this.#vars, this.#set);
  }

  assign(variable: string): void {
    this.#set.add(variable);
  }

  has(variable: string): boolean {
    return this.#set.has(variable);
  }

  merge(other: Changed): void {
    for (const name of other.#set) this.#set.add(name);
  }

  /** Variables not assigned here, of all or of those assigned in another branch; in the module's order. */
  missing(other?: Changed): readonly string[] {
    return this.#vars.filter((name) => !this.#set.has(name) && (other === undefined || other.#set.has(name)));
  }
}

/** Names joined by commas on lines of at most `width` characters, as the translator breaks them (the comma and blank stay). */
function wrapped(names: readonly string[], width: number): readonly string[] {
  const lines: string[] = [];
  let line = "";
  names.forEach((name, i) => {
    if (i > 0) line += ", ";
    if (line.length + name.length > width) {
      if (line.length > 0) lines.push(line);
      line = name;
    } else {
      line += name;
    }
  });
  if (line.length > 0) lines.push(line);
  return lines;
}

/** The conjunct that says what keeps its value, after `prefix`; `wrap` off keeps it on one line. */
export function unchangedLines(prefix: string, names: readonly string[], wrap: boolean): readonly string[] {
  const [only = ""] = names;
  if (names.length === 0) return [];
  if (names.length === 1) return [only.length > 5 ? `${prefix}UNCHANGED ${only}` : `${prefix}${only}' = ${only}`];
  if (!wrap) return [`${prefix}UNCHANGED <<${names.join(", ")}>>`];
  const head = `${prefix}UNCHANGED << `;
  const lines = wrapped(names, WRAP - head.length);
  return lines.map((line, i) => (i === 0 ? head : " ".repeat(head.length)) + line + (i === lines.length - 1 ? " >>" : ""));
}
