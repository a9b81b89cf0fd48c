// SPDX-License-Identifier: Apache-2.0
// Which tokens to leave out after a syntax error: the smallest statement, item or clause around it, or else the
// declaration. Leaving such a unit out is always correct syntax, so one mistake gives one message.
import { tokenMatcher, type IToken } from "chevrotain";
import type { SourceFile } from "../base/source.ts";
import { required } from "../base/unreachable.ts";
import { Identifier, isReserved, roleOf, S, W } from "../../grammar/tokens.ts";
import { firstOnLine, type Outline } from "./outline.ts";

/** Indexes of tokens `[start, end)`. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

const WITH_BODY: readonly unknown[] = [W.Pte, W.Record, W.Contract, W.Accessor, W.Walker, W.Writer, W.On, W.Init, W.Check];

const BEFORE_BLOCK: readonly unknown[] = [S.RParen, W.Else, W.Loop, W.Either, W.Or, W.Atomic, W.Init];

/** The unit around the error at token `at`; `expected` is what the parser wanted there. */
export function unitAround(file: SourceFile, shape: Outline, chunk: Range, at: number, expected: string): Range {
  // What is missing at the end of a statement is noticed at the next one, which is innocent.
  const late = at > chunk.start && (at >= chunk.end || isLate(file, shape, at, expected));
  const place = late ? at - 1 : at;
  const openers = enclosing(shape, chunk, place);
  for (let i = openers.length - 1; i >= 0; i -= 1) {
    const open = required(openers[i], "bracket");
    if (!holdsUnits(shape, chunk, openers.slice(0, i), open)) continue;
    const inside = { start: open + 1, end: required(shape.partner[open], "partner") };
    const unit = units(file, shape, inside, required(shape.tokens[chunk.start], "token")).find((each) => place >= each.start && place < each.end);
    if (unit !== undefined) return late && at > unit.start && at < unit.end ? { start: unit.start, end: at } : unit;
  }
  return chunk;
}

function isLate(file: SourceFile, shape: Outline, at: number, expected: string): boolean {
  const found = required(shape.tokens[at], "token");
  if (expected === "`;`" && (firstOnLine(file, found) || found.tokenType === S.RCurly)) return true;
  return expected !== "a statement" && beginsStatement(file, shape, at);
}

/** A reserved word that begins a statement, on its own line, and not the body of an `if` above. */
function beginsStatement(file: SourceFile, shape: Outline, i: number): boolean {
  const token = required(shape.tokens[i], "token");
  const type = token.tokenType;
  if (!isReserved(type) || roleOf(type) !== "statement" || type === W.Else || type === W.Or || !firstOnLine(file, token)) return false;
  const before = shape.tokens[i - 1]?.tokenType;
  return before !== W.Else && before !== S.RParen;
}

/** The brackets of the chunk that contain a token, outermost first. */
function enclosing(shape: Outline, chunk: Range, at: number): readonly number[] {
  const found: number[] = [];
  for (let i = chunk.start; i < at; i += 1) {
    const partner = shape.partner[i] ?? -1;
    if (partner <= i) continue;
    if (partner > at) found.push(i);
    else i = partner;
  }
  return found;
}

/** Does this bracket hold statements or items (as opposed to fields of a record, members, arguments)? */
function holdsUnits(shape: Outline, chunk: Range, outer: readonly number[], open: number): boolean {
  const first = required(shape.tokens[chunk.start], "token").tokenType;
  if (shape.tokens[open]?.tokenType !== S.LCurly || !WITH_BODY.includes(first)) return false;
  const parent = outer.at(-1);
  if (parent === undefined) return true;
  if (first === W.Contract || first === W.Record || !holdsUnits(shape, chunk, outer.slice(0, -1), parent)) return false;
  return first === W.Pte ? startsWord(shape, open) : BEFORE_BLOCK.includes(shape.tokens[open - 1]?.tokenType);
}

function startsWord(shape: Outline, open: number): boolean {
  for (let i = open - 1; i >= 0 && ![S.Semicolon, S.LCurly, S.RCurly].includes(required(shape.tokens[i], "token").tokenType); i -= 1) {
    if (shape.tokens[i]?.tokenType === W.Word) return true;
  }
  return false;
}

/** Splits the inside of a block. */
function units(file: SourceFile, shape: Outline, inside: Range, declaration: IToken): readonly Range[] {
  const found: Range[] = [];
  let start = inside.start;
  const cut = (end: number): void => {
    if (end > start) found.push({ start, end });
    start = end;
  };
  const labels = declaration.tokenType !== W.Pte && declaration.tokenType !== W.Record;
  for (let i = inside.start; i < inside.end; i += 1) {
    const token = required(shape.tokens[i], "token");
    const next = shape.tokens[i + 1]?.tokenType;
    const partner = shape.partner[i] ?? -1;
    if (i > start && beginsStatement(file, shape, i)) cut(i);
    if (partner > i) {
      const block = token.tokenType === S.LCurly && endsUnit(shape, i);
      i = Math.min(partner, inside.end - 1);
      const after = shape.tokens[i + 1]?.tokenType;
      if (block && after !== W.Else && after !== W.Or && after !== S.Semicolon) cut(i + 1);
    } else if (token.tokenType === S.Semicolon && next !== W.Else) cut(i + 1);
    else if (labels && i === start + 1 && token.tokenType === S.Colon && tokenMatcher(required(shape.tokens[start], "token"), Identifier)) cut(i + 1);
  }
  cut(inside.end);
  return found;
}

/** A brace after which a statement or item is complete: not that of a record. */
function endsUnit(shape: Outline, open: number): boolean {
  const before = required(shape.tokens[open - 1], "token");
  if (before.tokenType === W.With) return false;
  if ([W.Loop, W.Atomic, W.Init, W.Either, W.Or, W.Else].includes(before.tokenType)) return true;
  return !tokenMatcher(before, Identifier) || startsWord(shape, open) || roleOf(before.tokenType) === "modifier";
}
