// SPDX-License-Identifier: Apache-2.0
// Flattened values in generated code: a sort and one operand text per leaf; conversions between compatible
// sorts, which matter for sets only, whose bits are numbered by the element sort.
import { InternalError, required } from "../../base/unreachable.ts";
import { contains, scalarSize, type RecordSort, type ScalarSort, type Sort } from "../../ir/sorts.ts";
import { valuesOf } from "../../ir/values.ts";
import { choose, constant, fold, junction, numeral, type CodeWriter } from "./code.ts";
import { leafCount, leafRanges, SET_WORD, setSize } from "../layout.ts";

/** A value in generated code. `sort` contains whatever the leaves can be. */
export interface Flat {
  readonly sort: Sort;
  readonly leaves: readonly string[];
}

/** One scalar. */
export const scalar = (sort: Sort, leaf: string): Flat => ({ sort, leaves: [leaf] });

/** The only leaf of a scalar or of a one-word set. */
export function only(flat: Flat): string {
  if (flat.leaves.length !== 1) throw new InternalError(`${flat.sort.kind} has ${flat.leaves.length} leaves`);
  return required(flat.leaves[0], "a leaf");
}

/** A scalar constant; its sort has just this value. */
export function literal(sort: ScalarSort, value: number): Flat {
  return scalar(sort.kind === "bool" ? sort : { ...sort, lo: value, hi: value }, numeral(value));
}

/** `flat` with every leaf in a name. */
export const held = (code: CodeWriter, flat: Flat): Flat => ({ ...flat, leaves: flat.leaves.map((leaf) => code.hold(leaf)) });

/** Where the leaves of a field begin, and how many there are. */
export function fieldSlice(sort: RecordSort, name: string): { readonly from: number; readonly to: number; readonly index: number } {
  const index = sort.fields.findIndex((field) => field.name === name);
  if (index < 0) throw new InternalError(`no field ${name} in ${sort.name}`);
  const from = sort.fields.slice(0, index).reduce((sum, field) => sum + leafCount(field.sort), 0);
  return { index, from, to: from + leafCount(required(sort.fields[index], name).sort) };
}

/**
 * The same value laid out as `sort`. Values of `flat` that are not in `sort` lose set elements; `lost`, if
 * given, gets for each place where that may happen a 0/1 text that says whether it did.
 */
export function convert(code: CodeWriter, flat: Flat, sort: Sort, lost?: (test: string) => void): Flat {
  if (flat.sort === sort) return flat;
  return { sort, leaves: convertLeaves(code, flat.sort, sort, flat.leaves, lost) };
}

function convertLeaves(code: CodeWriter, from: Sort, to: Sort, leaves: readonly string[], lost?: (test: string) => void): readonly string[] {
  if (lost === undefined && contains(from, to) && contains(to, from)) return leaves;
  switch (from.kind) {
    case "bool":
      return leaves;
    case "int":
    case "enum":
      if (lost && !contains(to, from)) {
        const [leaf] = leaves.map((text) => code.hold(text));
        const [range] = leafRanges(to);
        if (leaf && range) lost(fold1([leaf], `(${leaf}<${numeral(range.lo)}||${leaf}>${numeral(range.hi)}?1:0)`));
        return leaf ? [leaf] : leaves;
      }
      return leaves;
    case "record": {
      if (to.kind !== "record") break;
      let at = 0;
      return from.fields.flatMap((field, i) => {
        const start = at;
        at += leafCount(field.sort);
        return convertLeaves(code, field.sort, required(to.fields[i], field.name).sort, leaves.slice(start, at), lost);
      });
    }
    case "array": {
      if (to.kind !== "array") break;
      const { elem } = to;
      const width = leafCount(from.elem);
      return Array.from({ length: scalarSize(from.index) }, (_, i) => {
        return convertLeaves(code, from.elem, elem, leaves.slice(i * width, (i + 1) * width), lost);
      }).flat();
    }
    case "set":
      if (to.kind !== "set") break;
      return renumber(code, from.elem, to.elem, leaves, lost);
    default:
      break;
  }
  throw new InternalError(`${from.kind} is not ${to.kind}`);
}

/** Moves the bits of a set to the numbering of another element sort. */
function renumber(code: CodeWriter, from: Sort, to: Sort, leaves: readonly string[], lost?: (test: string) => void): readonly string[] {
  if (contains(from, to) && contains(to, from)) return leaves;
  const words = leaves.map((leaf) => code.hold(leaf));
  const places = new Map([...valuesOf(to)].map((value, i) => [JSON.stringify(value), i]));
  const result: string[][] = Array.from({ length: Math.ceil(setSize(to) / SET_WORD) }, () => []);
  const dropped: string[] = [];
  [...valuesOf(from)].forEach((value, i) => {
    const bit = bitText(words, i);
    const place = places.get(JSON.stringify(value));
    if (place === undefined) dropped.push(bit);
    else result[Math.floor(place / SET_WORD)]?.push(fold1([bit], `(${bit}<<${place % SET_WORD})`));
  });
  if (lost && dropped.length > 0) lost(junction("|", dropped));
  return result.map((bits) => disjoin(bits));
}

const bitText = (words: readonly string[], i: number): string => {
  const word = required(words[Math.floor(i / SET_WORD)], "a set word");
  return fold1([word], `((${word}>>>${i % SET_WORD})&1)`);
};

/** Bitwise or of number texts. */
export function disjoin(texts: readonly string[]): string {
  const known = texts.reduce((sum, text) => sum | (constant(text) ?? 0), 0);
  const rest = texts.filter((text) => constant(text) === undefined);
  if (known !== 0 || rest.length === 0) rest.push(String(known));
  return rest.length === 1 ? rest.join() : `(${rest.join("|")})`;
}

/** `text`, folded when all of its operands are numbers. */
export function fold1(operands: readonly string[], text: string): string {
  return operands.every((operand) => constant(operand) !== undefined) ? fold(text) : text;
}

/** The number of an element in its set's sort, and a 0/1 text that says whether it is in the sort at all. */
export function elementNumber(code: CodeWriter, element: Flat, elem: Sort): { readonly index: string; readonly inside: string } {
  const possible = leafRanges(element.sort);
  const tests: string[] = [];
  let index = "0";
  leafRanges(elem).forEach((range, i) => {
    const leaf = code.hold(required(element.leaves[i], "a leaf"));
    const size = range.hi - range.lo + 1;
    const known = possible[i];
    if (known === undefined || known.lo < range.lo || known.hi > range.hi) {
      tests.push(fold1([leaf], `(${leaf}>=${numeral(range.lo)}&&${leaf}<=${numeral(range.hi)}?1:0)`));
    }
    const digit = range.lo === 0 ? leaf : fold1([leaf], `(${leaf}-${numeral(range.lo)})`);
    if (index === "0") index = digit;
    else if (digit === "0") index = fold1([index], `(${index}*${size})`);
    else index = fold1([index, digit], `(${index}*${size}+${digit})`);
  });
  return { index, inside: junction("&", tests) };
}

/** The word of a set that holds the bit `index`, and the bit's place in it. */
export function locate(code: CodeWriter, set: Flat, index: string): { readonly word: string; readonly bit: string } {
  if (set.leaves.length === 1) return { word: only(set), bit: index };
  const number = code.hold(index);
  const where = code.hold(fold1([number], `(${number}/${SET_WORD}|0)`));
  const known = constant(where);
  const word = known === undefined ? choose(where, 0, set.leaves) : (set.leaves[known] ?? "0");
  return { word, bit: fold1([number], `(${number}%${SET_WORD})`) };
}

/** Loops over all values of a sort, in order. Braces opened: `depth`. */
export function loops(code: CodeWriter, sort: Sort): { readonly heads: readonly string[]; readonly flat: Flat } {
  const heads: string[] = [];
  const walk = (inner: Sort): readonly string[] => {
    switch (inner.kind) {
      case "record":
        return inner.fields.flatMap((field) => walk(field.sort));
      case "array":
        return Array.from({ length: scalarSize(inner.index) }, () => walk(inner.elem)).flat();
      default: {
        const leaves = leafRanges(inner).map((range) => ({ range, name: code.fresh() }));
        // Sets are enumerated by their bit vector: the last word varies slowest.
        for (const { range, name } of [...leaves].reverse()) {
          heads.push(`for(let ${name}=${range.lo};${name}<=${range.hi};${name}++){`);
        }
        return leaves.map(({ name }) => name);
      }
    }
  };
  return { flat: { sort, leaves: walk(sort) }, heads };
}
