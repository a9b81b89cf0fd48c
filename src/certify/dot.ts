// SPDX-License-Identifier: Apache-2.0
// The state graph that TLC writes with `-dump dot,actionlabels FILE`. TLC writes one line for each successor that it
// generates, also for one that it has seen, so the edges are a multiset; a state's text stands where the state was
// first found; initial states are the filled ones. Current TLC names an edge `Step("g1")`, 1.7.4 just `Step`.

export interface DotEdge {
  /** Fingerprints: they identify states within one dump. */
  readonly from: string;
  readonly to: string;
  /** The operator, empty when TLC names none. */
  readonly action: string;
  /** Its arguments as TLC prints them, without brackets; absent when TLC printed none. */
  readonly args?: string;
}

export interface DotGraph {
  /** From fingerprint to the text of the state, `/\ x = 1` lines. */
  readonly states: ReadonlyMap<string, string>;
  readonly initial: readonly string[];
  readonly edges: readonly DotEdge[];
}

const NODE = /^(-?\d+) \[label="((?:[^"\\]|\\.)*)"(?:,tooltip="(?:[^"\\]|\\.)*")?(,style = filled)?/u;
const EDGE = /^(-?\d+) -> (-?\d+)(?: \[label="((?:[^"\\]|\\.)*)"[^\]]*\])?;$/u;
const SIGNATURE = /^(\w*)(?:\((.*)\))?$/u;

/** The graph, or which line of the dump was not understood (1-based), or that its end is missing. */
export function parseDot(text: string): DotGraph | { readonly problem: string } {
  const states = new Map<string, string>();
  const initial: string[] = [];
  const edges: DotEdge[] = [];
  const lines = text.split("\n");
  for (const [i, line] of lines.entries()) {
    // What begins with a number is a state or an edge; all else is about layout.
    if (!/^-?\d/u.test(line)) continue;
    const edge = EDGE.exec(line);
    if (edge !== null) {
      const [, from = "", to = "", label = ""] = edge;
      const [, action = "", args] = SIGNATURE.exec(unescape(label)) ?? [];
      edges.push({ from, to, action, ...(args === undefined || args === "" ? {} : { args }) });
      continue;
    }
    const node = NODE.exec(line);
    if (node === null) return { problem: `line ${i + 1} of TLC's graph is not understood` };
    const [, id = "", label = "", filled] = node;
    states.set(id, unescape(label));
    if (filled !== undefined) initial.push(id);
  }
  if (!text.startsWith("strict digraph") || !lines.some((line) => line.startsWith("{rank = same;")) || !/\n\}\n\}\s*$/u.test(text)) {
    return { problem: "the graph that TLC wrote is not whole" };
  }
  return { states, initial, edges };
}

function unescape(text: string): string {
  return text.replace(/\\(.)/gu, (_, letter: string) => (letter === "n" ? "\n" : letter));
}
