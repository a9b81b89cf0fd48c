// SPDX-License-Identifier: Apache-2.0
// The plan of orbits/plan.ts as JavaScript on packed states: a function that replaces each state of a buffer by
// the one that stands for its orbit. Keys are gathered from the words, ordered by a sorting network, and
// written back where they changed places. States are compared word by word.
import { required } from "../../base/unreachable.ts";
import type { IrModel } from "../../ir/model.ts";
import type { State } from "../../ir/trace.ts";
import { packLayout, SET_WORD, type Layout, type PackedLeaf } from "../layout.ts";
import type { LeafMove, NameSet } from "../orbits/leaves.ts";
import { orbitPlan, type OrbitPlan, type SortPlan } from "../orbits/plan.ts";
import { packState } from "../orbits/real-trace.ts";

/** Replaces the states in the first `used` words of the buffer. */
export type Canonical = (used: number) => void;

/** Bits of a key that share a number. */
const KEY_BITS = 30;

export function compileCanonical(plan: OrbitPlan, layout: Layout, out: Int32Array): Canonical {
  const make = new Function("out", canonicalText(plan, layout)) as (buffer: Int32Array) => Canonical;
  return make(out);
}

/** Gives each state a text that it shares with the states of its orbit only. */
export function orbitText(model: IrModel, symmetry: readonly NameSet[]): (state: State) => string {
  const layout = packLayout(model);
  const out = new Int32Array(layout.words);
  const canonical = compileCanonical(orbitPlan(model, symmetry), layout, out);
  return (state) => {
    out.set(packState(model, layout, state));
    canonical(layout.words);
    return out.join();
  };
}

/** The body of a function of `out` that gives the function. */
export function canonicalText(plan: OrbitPlan, layout: Layout): string {
  const { words } = layout;
  const leaves = layout.vars.flat();
  const each = (text: (i: number) => string, between = ""): string => Array.from({ length: words }, (_, i) => text(i)).join(between);
  const functions: string[] = [];
  const variants = plan.outer.map((moves, i) => {
    functions.push(moveFunction(`outer${i}`, moves, leaves, words));
    return `outer${i}(p);inner(moved,0);least(p);`;
  });
  plan.sorts.forEach((sort, i) => functions.push(...sortFunctions(sort, i, leaves, words)));
  return `"use strict";
const moved=new Int32Array(${words}),best=new Int32Array(${words});
function least(p){
  ${each((i) => `if(moved[${i}]!==best[${i}]){if(moved[${i}]<best[${i}]){${each((j) => `best[${j}]=moved[${j}];`)}}return;}`)}
}
${functions.join("\n")}
function inner(b,p){${plan.sorts.map((_, i) => `sort${i}(b,p);`).join("")}}
return (used)=>{
  for(let p=0;p<used;p+=${words}){
    ${variants.length === 0 ? "inner(out,p);" : `${each((i) => `best[${i}]=moved[${i}]=out[p+${i}];`)}inner(best,0);
    ${variants.join("\n    ")}
    ${each((i) => `out[p+${i}]=best[${i}];`)}`}
  }
};`;
}

const maskOf = (bits: number): number => 2 ** bits - 1;

/** Text that reads the bits of a leaf as they are packed. */
const raw = ({ word, shift, bits }: PackedLeaf): string => (bits === 0 ? "0" : `((w${word}>>>${shift})&${maskOf(bits)})`);

/** `moved` becomes the state at `p` of `out`, permuted. */
function moveFunction(name: string, moves: readonly LeafMove[], leaves: readonly PackedLeaf[], words: number, from = "out", into = "moved"): string {
  const parts: string[][] = Array.from({ length: words }, () => []);
  const kept: number[] = Array.from({ length: words }, () => -1);
  moves.forEach((move, i) => {
    const target = required(leaves[i], "a leaf");
    if (target.bits === 0 || (move.from === i && move.names === undefined && move.bits === undefined)) return;
    kept[target.word] = required(kept[target.word], "a word") & ~(maskOf(target.bits) << target.shift);
    required(parts[target.word], "a word").push(`(${movedText(move, leaves)}<<${target.shift})`);
  });
  const loads = Array.from({ length: words }, (_, i) => `w${i}=${from}[p+${i}]`).join();
  const stores = parts.map((list, i) => `${into}[${i}]=${[`(w${i}&${required(kept[i], "a word")})`, ...list].join("|")};`).join("\n");
  return `function ${name}(p){const ${loads};\n${stores}\n}`;
}

/** The new bits of a leaf; corresponding leaves have the same range. */
function movedText({ from, names, bits }: LeafMove, leaves: readonly PackedLeaf[]): string {
  const source = required(leaves[from], "a leaf");
  const text = raw(source);
  if (names !== undefined) {
    const inside = [...names].filter(([a, b]) => a !== b && source.lo <= a && a <= source.hi);
    return inside.reduce((rest, [a, b]) => `(${text}===${a - source.lo}?${b - source.lo}:${rest})`, text);
  }
  if (bits === undefined) return text;
  const runs = new Map<string, number>();
  bits.forEach((bit, i) => {
    const key = `${Math.floor(bit / SET_WORD)} ${(bit % SET_WORD) - i}`;
    runs.set(key, (runs.get(key) ?? 0) | (1 << bit % SET_WORD));
  });
  const texts = [...runs].map(([key, mask]) => {
    const [word, shift] = key.split(" ").map(Number);
    const value = `(${raw(required(leaves[from + (word ?? 0)], "a set word"))}&${mask})`;
    return (shift ?? 0) > 0 ? `(${value}>>>${shift})` : (shift ?? 0) < 0 ? `(${value}<<${-(shift ?? 0)})` : value;
  });
  return `(${texts.join("|")})`;
}

/** Some bits of a state that belong to one member: where they are, and their place in its key. */
interface KeyPart {
  readonly text: string;
  readonly bits: number;
  /** Statements that put the key's bits back, given the text that reads them. */
  readonly back: (value: string) => string;
}

function sortFunctions(plan: SortPlan, number: number, leaves: readonly PackedLeaf[], words: number): readonly string[] {
  const keys = plan.members.map((_, i) => keyWords(keyParts(plan, i, leaves)));
  const width = required(keys[0], "a key").length;
  const name = (i: number, part: number): string => `k${i}_${part}`;
  const reads = keys.flatMap((key, i) => key.map((parts, j) => `${name(i, j)}=${parts.map(({ part, at }) => shifted(part.text, at)).join("|")}`));
  const swaps = network(plan.members.length).map(([a, b]) => {
    const greater = Array.from({ length: width }, (_, j) => j).reduceRight((rest, j) => {
      const [x, y] = [name(a, j), name(b, j)];
      return rest === "" ? `${x}>${y}` : `${x}>${y}||(${x}===${y}&&(${rest}))`;
    }, "");
    return `if(${greater}){${Array.from({ length: width }, (_, j) => `t=${name(a, j)};${name(a, j)}=${name(b, j)};${name(b, j)}=t;`).join("")}c=1;}`;
  });
  const backs = keys.flatMap((key, i) => key.flatMap((parts, j) => parts.map(({ part, at }) => part.back(`((${name(i, j)}>>>${at})&${maskOf(part.bits)})`))));
  const loads = Array.from({ length: words }, (_, i) => `w${i}=b[p+${i}]`).join();
  const used = width === 0 ? [] : [`let ${reads.join(",\n")},t=0,c=0;`, ...swaps, "if(c===0)return;", ...backs,
    ...Array.from({ length: words }, (_, i) => `b[p+${i}]=w${i};`)];
  const slow = plan.permutations.map((moves, i) => moveFunction(`perm${number}_${i}`, moves, leaves, words, "start", "tried"));
  if (slow.length === 0) return [`function sort${number}(b,p){let ${loads};\n${used.join("\n")}\n}`];
  const all = Array.from({ length: words }, (_, i) => i);
  return [
    `const start${number}=new Int32Array(${words});`, ...slow.map((text) => text.replaceAll("start[", `start${number}[`).replaceAll("tried[", `tried${number}[`)),
    `const tried${number}=new Int32Array(${words});`,
    `function every${number}(b,p){${all.map((i) => `start${number}[${i}]=b[p+${i}];`).join("")}
${plan.permutations.map((_, i) => `perm${number}_${i}(0);smaller${number}(b,p);`).join("\n")}}`,
    `function smaller${number}(b,p){const s=tried${number};
${all.map((i) => `if(s[${i}]!==b[p+${i}]){if(s[${i}]<b[p+${i}]){${all.map((j) => `b[p+${j}]=s[${j}];`).join("")}}return;}`).join("\n")}}`,
    `function sort${number}(b,p){let ${loads};\nif(!(${plainText(plan, leaves)})){every${number}(b,p);return;}\n${used.join("\n")}\n}`,
  ];
}

const shifted = (text: string, at: number): string => (at === 0 ? text : `(${text}<<${at})`);

/** Is sorting exact in this state? */
function plainText({ plain, members }: SortPlan, leaves: readonly PackedLeaf[]): string {
  const tests = [
    ...plain.groups.flatMap(([first, ...rest]) => rest.map((leaf) => `${raw(required(leaves[first ?? leaf], "a leaf"))}===${raw(required(leaves[leaf], "a leaf"))}`)),
    ...plain.holders.flatMap((leaf) => {
      const packed = required(leaves[leaf], "a leaf");
      return members.map((member) => `${raw(packed)}!==${member - packed.lo}`);
    }),
    ...plain.words.map(({ leaf, bits }) => `(${raw(required(leaves[leaf], "a leaf"))}&${bits})===0`),
  ];
  return tests.length === 0 ? "true" : tests.join("&&");
}

/** What makes up the key of member number `i`; corresponding parts of all members come in the same order. */
function keyParts(plan: SortPlan, i: number, leaves: readonly PackedLeaf[]): readonly KeyPart[] {
  const parts: KeyPart[] = [];
  for (const leaf of required(plan.blocks[i], "a block")) {
    const packed = required(leaves[leaf], "a leaf");
    const { word, shift, bits } = packed;
    if (bits > 0) parts.push(...halves(packed).map((half) => ({ text: raw(half), bits: half.bits, back: (value: string) => put(word, half.shift, half.bits, value) })));
    if (shift + bits > 32) throw new RangeError("a leaf crosses words");
  }
  const member = required(plan.members[i], "a member");
  for (const leaf of plan.values) {
    const packed = required(leaves[leaf], "a leaf");
    const name = member - packed.lo;
    parts.push({ text: `(${raw(packed)}===${name}?1:0)`, bits: 1, back: (value) => `if(${value}!==0)${put(packed.word, packed.shift, packed.bits, String(name))}` });
  }
  for (const { leaf, bits } of plan.sets) {
    const packed = required(leaves[leaf], "a leaf");
    const shift = packed.shift + required(bits[i], "a bit");
    parts.push({ text: `((w${packed.word}>>>${shift})&1)`, bits: 1, back: (value) => put(packed.word, shift, 1, value) });
  }
  return parts;
}

/** A leaf wider than a key's number, as two. */
function halves(packed: PackedLeaf): readonly PackedLeaf[] {
  if (packed.bits <= KEY_BITS) return [packed];
  return [{ ...packed, bits: 16 }, { ...packed, shift: packed.shift + 16, bits: packed.bits - 16 }];
}

const put = (word: number, shift: number, bits: number, value: string): string => `w${word}=(w${word}&${~(maskOf(bits) << shift)})|(${value}<<${shift});`;

/** The parts, put side by side into as few numbers as they need. */
function keyWords(parts: readonly KeyPart[]): readonly (readonly { readonly part: KeyPart; readonly at: number }[])[] {
  const result: { part: KeyPart; at: number }[][] = [];
  let room = 0;
  for (const part of parts) {
    if (room < part.bits) {
      result.push([]);
      room = KEY_BITS;
    }
    required(result.at(-1), "a number").push({ part, at: KEY_BITS - room });
    room -= part.bits;
  }
  return result;
}

/** Comparisons that sort `n` keys, by insertion. */
function network(n: number): readonly (readonly [number, number])[] {
  const pairs: [number, number][] = [];
  for (let end = 1; end < n; end += 1) for (let i = end; i > 0; i -= 1) pairs.push([i - 1, i]);
  return pairs;
}
