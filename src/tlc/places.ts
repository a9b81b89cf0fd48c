// SPDX-License-Identifier: Apache-2.0
// Places in TLA+ modules as SANY and TLC write them, and the errors of SANY, which are prose.

export interface TlcPlace {
  readonly module: string;
  /** 1-based, as in an editor. */
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

export interface TlcParseError {
  readonly code: 0;
  readonly text: string;
  readonly places: readonly TlcPlace[];
}

const RANGE = /line (\d+), col(?:umn)? (\d+) to line (\d+), col(?:umn)? (\d+) (?:of module|in) (\w+)/gu;

/** Every `line 4, col 15 to line 4, col 19 of module M` of a text, and TLC's `Line 4, column 15 to ... in M`. */
export function placesIn(text: string): readonly TlcPlace[] {
  return [...text.replaceAll("Line ", "line ").matchAll(RANGE)].map(([, line, column, endLine, endColumn, module]) => ({
    module: module ?? "", line: Number(line), column: Number(column), endLine: Number(endLine), endColumn: Number(endColumn),
  }));
}

/** The errors in SANY's text, without repetitions; `code` is 0 since SANY has none. */
export function parseErrors(text: string): readonly TlcParseError[] {
  const found = [...semantic(text), ...syntactic(text), ...missing(text)];
  return found.filter((one, i) => found.findIndex((other) => other.text === one.text && other.places[0]?.line === one.places[0]?.line) === i);
}

const error = (text: string, places: readonly TlcPlace[]): TlcParseError => ({ code: 0, text: text.trim(), places });

/** A place on a line of its own, then what is wrong there, up to the next place or two blank lines. */
function semantic(text: string): readonly TlcParseError[] {
  const lines = text.split("\n");
  const at = (i: number): readonly TlcPlace[] => (/^\s*line \d/iu.test(lines[i] ?? "") ? placesIn(lines[i] ?? "") : []);
  return lines.flatMap((_, i) => {
    const places = at(i);
    if (places.length === 0) return [];
    let end = i + 1;
    while (end < lines.length && at(end).length === 0 && !(lines[end] === "" && lines[end + 1] === "")) end += 1;
    const said = lines.slice(i + 1, end).join("\n").trim();
    return said === "" ? [] : [error(said, places)];
  });
}

function syntactic(text: string): readonly TlcParseError[] {
  const module = /parsing TLA\+ spec in file (\w+)|In module (\w+)|Could not parse module (\w+)/u.exec(text)?.slice(1).find((name) => name !== undefined) ?? "";
  const expected = /Was expecting "?(.*?)"?\n/u.exec(text)?.[1];
  const encountered = [...text.matchAll(/Encountered (.*?) at line (\d+), column (\d+)(?: and token (.*?))?\s*$/gmu)].map(([, what, line, column, token]) =>
    error(`${expected === undefined ? "" : `expected ${expected}, `}found ${token ?? what ?? ""}`, [point(module, line, column)]));
  const lexical = [...text.matchAll(/Lexical error at line (\d+), column (\d+)\.?(.*)$/gmu)].map(([, line, column, rest]) =>
    error(`lexical error${rest === undefined ? "" : `:${rest}`}`, [point(module, line, column)]));
  return [...encountered, ...lexical];
}

function point(module: string, line = "0", column = "0"): TlcPlace {
  return { module, line: Number(line), column: Number(column), endLine: Number(line), endColumn: Number(column) };
}

function missing(text: string): readonly TlcParseError[] {
  return [...text.matchAll(/^Cannot find source file for module .*$/gmu)].map(([line]) => error(line, []));
}
