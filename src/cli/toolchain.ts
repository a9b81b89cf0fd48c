// SPDX-License-Identifier: Apache-2.0
// The real stages of ptespec behind the interface that commands use. The only file of the command line that
// knows where each stage lives.
import { emitTla } from "../emit/tla/module.ts";
import { InternalError } from "../base/unreachable.ts";
import { dumpAst } from "../parse/dump.ts";
import { parse } from "../parse/parse.ts";
import { loadProgram, lowerChecks } from "../program/load.ts";
import type { Toolchain } from "./env.ts";

const missing = (stage: string) => (): never => {
  throw new InternalError(`${stage} is not part of this build`);
};

export const TOOLCHAIN: Toolchain = {
  load: loadProgram,
  lower: lowerChecks,
  emit: emitTla,
  parse,
  dumpAst,
  format: missing("formatting"),
};
