// SPDX-License-Identifier: Apache-2.0
// `ptespec certify` as a function: with or without TLC, with an emitter that may be sabotaged, and what it wrote.
import { Ajv } from "ajv";
import { readFileSync } from "node:fs";
import type { Certificate } from "../../src/certify/certificate.ts";
import { explore } from "../../src/check/explore.ts";
import type { CliEnv, Toolchain } from "../../src/cli/env.ts";
import type { ExitCode } from "../../src/cli/exit-codes.ts";
import { run } from "../../src/cli/run.ts";
import { TOOLCHAIN } from "../../src/cli/toolchain.ts";
import { nodeFiles } from "../../src/node/host.ts";
import { directSearches } from "../../src/node/searches.ts";
import { findTlaChecker } from "../../src/node/tla-checker.ts";

export interface Certified { readonly code: ExitCode; readonly out: string; readonly err: string; readonly certificate: Certificate; readonly text: string }

export interface CertifyOptions {
  /** Of the text of every direct module. */
  readonly sabotage?: (module: string) => string;
  readonly sabotagePlusCal?: (module: string) => string;
  readonly tlc?: CliEnv["tlc"];
  readonly withoutChecker?: boolean;
  /** What a file holds that is read. */
  readonly files?: Readonly<Record<string, string>>;
}

const schema = new Ajv({ strict: false }).compile(JSON.parse(readFileSync("docs/certificate.schema.json", "utf8")) as object);

/** What is wrong with a certificate by its schema. */
export const schemaErrors = (certificate: unknown): unknown => (schema(certificate) ? [] : schema.errors);

export async function runCertify(argv: readonly string[], options: CertifyOptions = {}): Promise<Certified> {
  let [out, err, text] = ["", "", "null"];
  const files = nodeFiles();
  const { sabotage = (module: string) => module, sabotagePlusCal = (module: string) => module } = options;
  const tools: Toolchain = {
    ...TOOLCHAIN,
    emit: (model, how) => { const emitted = TOOLCHAIN.emit(model, how); return { ...emitted, module: sabotage(emitted.module) }; },
    emitPlusCal: (model, how) => { const emitted = TOOLCHAIN.emitPlusCal(model, how); return { ...emitted, module: sabotagePlusCal(emitted.module) }; },
  };
  const env: CliEnv = {
    terminal: { out: (more) => { out += more; }, err: (more) => { err += more; }, outIsTty: false, errIsTty: false, outColor: false, errColor: false, columns: 80 },
    files: {
      ...files,
      readFile: (path) => { const given = options.files?.[path]; return given === undefined ? files.readFile(path) : { text: given }; },
      write: (path, more) => { if (path === "certificate.json") text = more; return undefined; },
    },
    tools, searches: () => directSearches(explore, () => 0), ...(options.tlc === undefined ? {} : { tlc: options.tlc }),
    ...(options.withoutChecker === true ? {} : { checker: findTlaChecker }), onInterrupt: () => () => undefined, now: () => 0, memoryBytes: 2 ** 30, stacks: true,
  };
  const code = await run(["certify", ...argv, "--out", "certificate.json"], env);
  return { code, out, err, text, certificate: JSON.parse(text) as Certificate };
}
