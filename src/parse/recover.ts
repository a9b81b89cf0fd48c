// SPDX-License-Identifier: Apache-2.0
// Tokens -> CSTs of the declarations. A file without errors is parsed once. Otherwise each declaration is parsed
// alone; at an error it is reported, the statement or item around it is left out, and the rest is parsed again.
// So independent errors are all found, none causes another, and every CST is complete.
import type { IRecognitionException, IToken } from "chevrotain";
import type { SourceFile, Span } from "../base/source.ts";
import { required } from "../base/unreachable.ts";
import { diag } from "../diagnostics/catalog.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { DeclarationCstNode, FileCstNode } from "../../grammar/generated/cst.d.ts";
import { EXPECTATIONS } from "../../grammar/messages.ts";
import { SpecParser } from "../../grammar/parser.ts";
import { S } from "../../grammar/tokens.ts";
import { MAX_DEPTH, tooDeepAt } from "./depth.ts";
import { outline, type Outline } from "./outline.ts";
import { describe, type SyntaxError } from "./syntax-errors.ts";
import { unitAround, type Range } from "./units.ts";

/** At most so many syntax diagnostics are given for one file. */
export const MAX_ERRORS = 20;
/** After so many left-out units a declaration is dropped. */
const MAX_RETRIES = 25;
/** Tokens that may be parsed again in one file after errors. */
const RETRY_BUDGET = 500_000;

/** Declarations that could be read. */
export interface Recovered {
  readonly declarations: readonly DeclarationCstNode[];
  readonly diagnostics: readonly Diagnostic[];
}

let parser: SpecParser | undefined;

/** Parses tokens. Reports PTE101, PTE105, PTE114, PTE115. */
export function parseTokens(file: SourceFile, tokens: readonly IToken[], doubtful: readonly Span[]): Recovered {
  parser ??= new SpecParser({ validate: false, messages: EXPECTATIONS });
  const deep = tokens[tooDeepAt(tokens)];
  if (deep !== undefined) {
    const span = { file, start: deep.startOffset, end: deep.startOffset + deep.image.length };
    return { declarations: [], diagnostics: [diag("PTE105", { limit: MAX_DEPTH }, span)] };
  }
  parser.input = [...tokens];
  const cst = parser.file() as FileCstNode | undefined;
  if (cst !== undefined && parser.errors.length === 0) return { declarations: cst.children.declaration ?? [], diagnostics: [] };
  return new Recovery(file, outline(file, tokens), doubtful, parser).run();
}

/** One run over a file with errors. */
class Recovery {
  private readonly file: SourceFile;
  private readonly shape: Outline;
  private readonly doubtful: readonly Span[];
  private readonly parser: SpecParser;
  private readonly diagnostics: Diagnostic[];
  private readonly indexOf: ReadonlyMap<IToken, number>;
  /** Indexes of the tokens at which errors were found. */
  private readonly places: number[] = [];
  private budget = RETRY_BUDGET;

  constructor(file: SourceFile, shape: Outline, doubtful: readonly Span[], parser: SpecParser) {
    this.file = file;
    this.shape = shape;
    this.doubtful = doubtful;
    this.parser = parser;
    this.diagnostics = [];
    this.indexOf = new Map(shape.tokens.map((token, i) => [token, i]));
  }

  run(): Recovered {
    const { starts, tokens } = this.shape;
    const declarations = starts.flatMap((start, i) => this.chunk({ start, end: starts[i + 1] ?? tokens.length }) ?? []);
    const unclosed = this.shape.unclosed.filter(({ at }) => !this.explained(at)).map((each) => each.diagnostic);
    return { declarations, diagnostics: [...this.diagnostics, ...unclosed] };
  }

  private chunk(chunk: Range): DeclarationCstNode | undefined {
    let alive = this.shape.tokens.slice(chunk.start, chunk.end);
    for (let tries = 0; tries < MAX_RETRIES && alive.length > 0 && this.budget > 0; tries += 1) {
      this.budget -= alive.length;
      this.parser.input = alive;
      const cst = this.parser.declaration() as DeclarationCstNode | undefined;
      const error = this.parser.errors[0];
      if (error === undefined) return cst;
      const out = this.leaveOut(chunk, alive, error);
      if (out.start === chunk.start) return undefined;
      const rest = alive.filter((token) => !within(out, this.index(token)));
      if (rest.length === alive.length) return undefined;
      alive = rest;
    }
    return undefined;
  }

  /** Reports an error unless an earlier one explains it; gives what to leave out. */
  private leaveOut(chunk: Range, alive: readonly IToken[], error: IRecognitionException): Range {
    const place = alive.indexOf(error.token);
    const position = place === -1 ? alive.length : place;
    const problem: SyntaxError = { error, previous: alive[position - 1], found: this.foundAt(chunk, alive, position), next: alive[position + 1] };
    const at = place === -1 ? chunk.end : this.index(error.token);
    const leftover = error.name === "NotAllInputParsedException";
    const unit = leftover ? { start: at, end: chunk.end } : unitAround(this.file, this.shape, chunk, at, error.message);
    // An error right after what was left out may be its consequence, except where a new statement begins; and what is
    // left over after a declaration with errors, except at the start of a line.
    const afterGap = problem.previous !== undefined && this.index(problem.previous) !== at - 1;
    const consequence = leftover ? this.places.some((place) => place >= chunk.start) && !(problem.found?.startColumn === 1 && problem.found.tokenType !== S.RCurly) : afterGap && unit.start !== at;
    if (!consequence && !this.isDoubtful(problem)) this.diagnostics.push(describe(this.file, problem));
    this.places.push(at);
    return unit;
  }

  /** Was an error found at an unclosed brace, or where it should have been closed? */
  private explained(brace: number): boolean {
    const close = this.shape.partner[brace] ?? brace;
    return this.places.some((at) => at === brace || (at >= close - 1 && at <= close));
  }

  /** At the end of a declaration, what is found is the next one. */
  private foundAt(chunk: Range, alive: readonly IToken[], position: number): IToken | undefined {
    return alive[position] ?? this.shape.tokens[chunk.end];
  }

  /** A lexical mistake lies between or in the tokens around the error. */
  private isDoubtful({ previous, found }: SyntaxError): boolean {
    const start = previous?.startOffset ?? 0;
    const end = found === undefined ? this.file.text.length : found.startOffset + found.image.length;
    return this.doubtful.some((span) => span.start <= end && span.end >= start);
  }

  private index(token: IToken): number {
    return required(this.indexOf.get(token), "index of a token");
  }
}

const within = (range: Range, i: number): boolean => i >= range.start && i < range.end;
