// SPDX-License-Identifier: Apache-2.0
// The real stages of ptespec behind the interface that commands use. The only file of the command line that
// knows where each stage lives.
import { emitPlusCal } from "../emit/pluscal/module.ts";
import { emitTla } from "../emit/tla/module.ts";
import type { SourceFile } from "../base/source.ts";
import type { LabelledSpan } from "../diagnostics/diagnostic.ts";
import { dumpAst } from "../parse/dump.ts";
import { parse } from "../parse/parse.ts";
import { loadProgram, lowerChecks } from "../load/load.ts";
import type { Formatting, Toolchain } from "./env.ts";

/** The formatter loads Prettier; only the commands that format pay for it. It names no file, so its places are given the name here. */
async function format(file: SourceFile): Promise<Formatting> {
  const { formatSpec } = await import("../format/format.ts");
  const result = await formatSpec(file.text);
  if ("text" in result) return { text: result.text, diagnostics: [] };
  const here = (place: LabelledSpan): LabelledSpan => ({ ...place, span: { ...place.span, file } });
  return {
    text: undefined,
    diagnostics: result.diagnostics.map(({ primary, ...rest }) => ({ ...rest, ...(primary === undefined ? {} : { primary: here(primary) }), related: rest.related.map(here) })),
  };
}

export const TOOLCHAIN: Toolchain = { load: loadProgram, lower: lowerChecks, emit: emitTla, emitPlusCal, parse, dumpAst, format };
