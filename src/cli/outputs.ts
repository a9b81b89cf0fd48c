// SPDX-License-Identifier: Apache-2.0
// Standard output and standard error of the process. What is printed is whole, or the exit code says that it is not.
// A reader that went away (`ptespec ... | head`) is no error: the rest is not printed, and the exit code is the verdict's.
import { diag } from "../diagnostics/catalog.ts";
import { renderDiagnostic } from "../diagnostics/frame.ts";
import { reasonOf } from "../node/folders.ts";
import { outputTo } from "../node/output.ts";
import type { Terminal } from "./env.ts";
import { EXIT } from "./exit-codes.ts";

export function processOutputs(): Pick<Terminal, "out" | "err"> {
  const err = outputTo(process.stderr, () => process.exit(EXIT.errors));
  const out = outputTo(process.stdout, (error) => {
    err(renderDiagnostic(diag("PTE010", { path: "standard output", reason: reasonOf(error) }, undefined, {
      why: "the system refused to take all there is to say.", help: "check the free space where the output goes.",
    })));
    process.exit(EXIT.errors);
  });
  return { out, err };
}
