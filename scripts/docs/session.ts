// SPDX-License-Identifier: Apache-2.0
// Runs what the documentation shows: commands of the real command line, in this process, over the files of the
// repository and those that the document itself defines (```ptespec file=NAME). Nothing is written to disk.
import { search } from "../../src/check/search.ts";
import type { CliEnv, Files } from "../../src/cli/env.ts";
import { run } from "../../src/cli/run.ts";
import { TOOLCHAIN } from "../../src/cli/toolchain.ts";
import { nodeFiles } from "../../src/node/host.ts";
import { directSearches } from "../../src/node/searches.ts";
import { blocksOf, specOf, wordValue } from "./markdown.ts";

/** The files that a document defines, by name. */
export function filesOf(markdown: string): ReadonlyMap<string, string> {
  return new Map(blocksOf(markdown).flatMap((block): [string, string][] => {
    const name = block.language === "ptespec" ? wordValue(block, "file") : undefined;
    return name === undefined ? [] : [[name, specOf(block)]];
  }));
}

/** The repository's files with some in front of them; writing stays in memory. */
export function layered(front: ReadonlyMap<string, string>): Files {
  const disk = nodeFiles();
  const memory = new Map(front);
  return {
    ...disk,
    readFile: (path) => {
      const text = memory.get(path);
      return text === undefined ? disk.readFile(path) : { text };
    },
    kind: (path) => (memory.has(path) ? "file" : disk.kind(path)),
    write: (path, text) => {
      memory.set(path, text);
      return undefined;
    },
    create: (path, text) => {
      if (memory.has(path)) return { ok: false, exists: true, reason: "" };
      memory.set(path, text);
      return { ok: true };
    },
  };
}

export class Session {
  readonly #files: Files;
  #exit = 0;

  constructor(markdown: string) {
    this.#files = layered(filesOf(markdown));
  }

  /** What a command prints, standard output and error as they come. `| head -N` and `echo $?` are understood. */
  async command(line: string): Promise<string> {
    const [command = "", filter] = line.split(" | ");
    if (command === "echo $?") return `${this.#exit}\n`;
    const [program, ...args] = words(command);
    if (program !== "ptespec") throw new Error(`the documentation runs ptespec only, not \`${command}\``);
    let printed = "";
    const print = (text: string): void => {
      printed += text;
    };
    this.#exit = await run(args, this.#env(print));
    const head = /^head -(\d+)$/.exec(filter ?? "");
    if (filter !== undefined && head === null) throw new Error(`unknown filter \`${filter}\``);
    return head === null ? printed : printed.split("\n").slice(0, Number(head[1])).map((text) => `${text}\n`).join("");
  }

  /** The text of a transcript as it should be: every `$ command` with what it prints. */
  async transcript(text: string): Promise<string> {
    const lines = text.split("\n").filter((one) => one.startsWith("$ "));
    let result = "";
    for (const line of lines) result += `${line}\n${tidy(await this.command(line.slice(2)))}`;
    return result;
  }

  #env(print: (text: string) => void): CliEnv {
    const now = (): number => performance.now();
    return {
      terminal: { out: print, err: print, outIsTty: false, errIsTty: false, outColor: false, errColor: false, columns: 80 },
      files: this.#files, tools: TOOLCHAIN, searches: () => directSearches(search, now), onInterrupt: () => () => undefined,
      now, memoryBytes: 2 ** 30, stacks: false,
    };
  }
}

/** A transcript ends with its last line of text. */
const tidy = (text: string): string => (text.trim() === "" ? "" : `${text.trimEnd()}\n`);

/** Arguments, with double quotes. */
function words(command: string): readonly string[] {
  return [...command.matchAll(/"([^"]*)"|(\S+)/g)].map((match) => match[1] ?? match[2] ?? "");
}

/** Times differ from run to run, and line breaks and columns with them. */
export function withoutTimes(text: string): string {
  return text.replace(/\d+\.\d+ s\b/g, "T").replace(/"millis": [\d.]+/g, "T").replace(/\s+/g, " ").trim();
}
