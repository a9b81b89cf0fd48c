// SPDX-License-Identifier: Apache-2.0
// The command line in a test tube: files in a map, a terminal that records, and stages that give hand-made
// checks. The text of a file only says what its checks are: `check NAME MODEL [expectation words]` per line.
import { posix } from "node:path";
import type { Decl } from "../../src/ast/nodes.ts";
import type { Span } from "../../src/base/source.ts";
import { explore } from "../../src/check/explore.ts";
import type { CliEnv, Files, Searches, TlcService, Toolchain } from "../../src/cli/env.ts";
import type { ExitCode } from "../../src/cli/exit-codes.ts";
import { run } from "../../src/cli/run.ts";
import { TOOLCHAIN } from "../../src/cli/toolchain.ts";
import { diag } from "../../src/diagnostics/catalog.ts";
import { readErrorDiagnostic } from "../../src/diagnostics/read-error.ts";
import { emitPlusCal } from "../../src/emit/pluscal/module.ts";
import { emitTla } from "../../src/emit/tla/module.ts";
import { nodeFiles } from "../../src/node/host.ts";
import { directSearches } from "../../src/node/searches.ts";
import type { LoweredCheck, Program, ReadError } from "../../src/program/types.ts";
import { lowered, raceModel } from "../report/race.ts";

const LIBRARY = nodeFiles();

/** A text, or why it cannot be read. */
export type Content = string | { readonly error: ReadError };

export function memoryFiles(initial: Readonly<Record<string, Content>>): Files & { readonly content: Map<string, Content> } {
  const content = new Map(Object.entries(initial));
  const below = (directory: string): string[] => [...content.keys()].filter((path) => directory === "." || path.startsWith(`${directory}/`)).sort();
  return {
    content,
    readFile(path) {
      const found = content.get(path);
      if (found === undefined) return { error: below(path).length > 0 ? "directory" : "missing" };
      return typeof found === "string" ? { text: found } : found;
    },
    resolve: (from, path) => posix.join(posix.dirname(from), path),
    std: () => undefined,
    stdNames: () => [],
    kind: (path) => (content.has(path) ? "file" : path === "." || below(path).length > 0 ? "directory" : "missing"),
    specsBelow: (directory) => (directory === "locked" ? undefined : below(directory).filter((path) => path.endsWith(".ptespec"))),
    filesIn: (directory) => below(directory).filter((path) => posix.dirname(path) === directory).map((path) => posix.basename(path)),
    write(path, text) {
      if (path.startsWith("readonly/")) return "permission denied";
      content.set(path, text);
      return undefined;
    },
    tryFolder: (path) => (path.startsWith("readonly") ? "permission denied" : undefined),
    create(path, text) {
      if (content.has(path)) return { ok: false, exists: true, reason: "" };
      if (path.startsWith("readonly/")) return { ok: false, exists: false, reason: "permission denied" };
      content.set(path, text);
      return { ok: true };
    },
  };
}

/** `check a torn`, `check b good expect violated pinned_is_mapped`, `check c rejected`, `param N`, `broken`, `bug`. */
export const TOOLS: Toolchain = {
  load(host, path) {
    const read = host.readFile(path);
    const file = { path, text: "text" in read ? read.text : "" };
    const program: Program = { root: file, files: [file], decls: [...lines(file)].flatMap(({ words, span }) => decl(words, span)) };
    if ("error" in read) return { value: program, diagnostics: [readErrorDiagnostic(path, read.error)] };
    if (file.text.includes("bug")) throw new Error("the stage fell over");
    const broken = lines(file).find(({ words }) => words[0] === "broken");
    return { value: program, diagnostics: broken === undefined ? [] : [diag("PTE101", { expected: "a declaration", found: "`broken`", after: "the start" }, broken.span)] };
  },
  lower(program, { only }) {
    return lines(program.root).filter(({ words }) => words[0] === "check" && (only?.includes(words[1] ?? "") ?? true)).map(({ words, span }) => check(words, span));
  },
  emit: (model, options) => emitTla(model, options),
  emitPlusCal: (model, options) => emitPlusCal(model, options),
  parse: (file) => ({ value: { kind: "File", decls: [], span: { file, start: 0, end: file.text.length } }, diagnostics: [] }),
  dumpAst: () => "File\n",
  format: (file) => Promise.resolve({ text: file.text.includes("broken") ? undefined : file.text.replace(/ +/g, " "), diagnostics: file.text.includes("broken") ? [diag("PTE101", { expected: "a declaration", found: "`broken`", after: "the start" }, undefined)] : [] }),
};

function lines(file: Program["root"]): readonly { readonly words: readonly string[]; readonly span: Span }[] {
  let start = 0;
  return file.text.split("\n").map((line) => {
    const span = { file, start, end: start + line.length };
    start += line.length + 1;
    return { words: line.split(/ +/).filter((word) => word !== ""), span };
  });
}

function decl([kind, text = ""]: readonly string[], span: Span): readonly Decl[] {
  const base = { span, comments: [], name: { text, span } };
  if (kind === "check") return [{ kind: "Check", ...base, claims: [], items: [] }];
  return kind === "param" ? [{ kind: "Param", ...base, value: { kind: "Number", value: 2, span } }] : [];
}

function check([, name = "", model = "", expect, status, ...names]: readonly string[], span: Span): LoweredCheck {
  const race = model === "rejected" ? undefined : { ...raceModel({ recheck: model === "good", walkers: 1 }), name };
  const good = race && model === "good" ? { ...race, properties: race.properties.slice(1) } : race;
  return lowered(good, {
    name, span, claims: [], diagnostics: good === undefined ? [diag("PTE101", { expected: "sense", found: "none", after: "it" }, span)] : [],
    expectations: expect === undefined ? [] : [{ status: status as LoweredCheck["expectations"][number]["status"], names, span }],
  });
}

export interface Ran { readonly code: ExitCode; readonly out: string; readonly err: string; readonly files: ReadonlyMap<string, Content> }

export interface TestOptions {
  readonly tty?: boolean;
  readonly searches?: () => Searches;
  readonly onInterrupt?: CliEnv["onInterrupt"];
  readonly tlc?: TlcService;
  /** The stages and the library of ptespec itself: the files are specs. */
  readonly real?: boolean;
}

/** Runs one command line. */
export async function cli(argv: string, files: Readonly<Record<string, Content>> = {}, options: TestOptions = {}): Promise<Ran> {
  let [out, err] = ["", ""];
  const memory = memoryFiles(files);
  const store = options.real === true ? { ...memory, std: LIBRARY.std, stdNames: LIBRARY.stdNames } : memory;
  const tty = options.tty ?? false;
  const env: CliEnv = {
    terminal: { out: (text) => { out += text; }, err: (text) => { err += text; }, outIsTty: tty, errIsTty: tty, outColor: tty, errColor: tty, columns: 80 },
    files: store, tools: options.real === true ? TOOLCHAIN : TOOLS, searches: options.searches ?? (() => directSearches(explore, () => 0)), onInterrupt: options.onInterrupt ?? (() => () => undefined),
    now: () => 0, memoryBytes: 2 ** 30, stacks: false, ...(options.tlc === undefined ? {} : { tlc: options.tlc }),
  };
  const code = await run(argv.split(" ").filter((word) => word !== ""), env);
  return { code, out, err, files: store.content };
}
