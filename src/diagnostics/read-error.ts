// SPDX-License-Identifier: Apache-2.0
// The diagnostics of files that cannot be read, the same for a file named on the command line and for an
// import (then with the place of the import).
import type { Span } from "../base/source.ts";
import { unreachable } from "../base/unreachable.ts";
import { diag } from "./catalog.ts";
import type { Diagnostic } from "./diagnostic.ts";

/** Why a file could not be read. */
export type ReadError = "missing" | "directory" | "binary" | "too-large" | "special" | "unreadable";

/** Files larger than this are refused, in bytes. */
export const LARGEST_FILE = 4 * 1024 * 1024;

/** `span`: the import that asked for `path`, if any. `help` replaces the catalogue's. */
export function readErrorDiagnostic(path: string, error: ReadError, span?: Span, help?: string): Diagnostic {
  const extra = help === undefined ? {} : { help };
  switch (error) {
    case "missing":
      return diag("PTE001", { path }, span, extra);
    case "directory":
      return diag("PTE002", { path }, span, extra);
    case "binary":
      return diag("PTE003", { path }, span, extra);
    case "too-large":
      return diag("PTE004", { path, limit: `${LARGEST_FILE / (1024 * 1024)} MiB` }, span, extra);
    case "special":
      return diag("PTE005", { path }, span, { why: "it is a pipe, a device or a socket, and specs are read from files.", help: "save the text in a file whose name ends in `.ptespec`.", ...extra });
    case "unreadable":
      return diag("PTE005", { path }, span, extra);
    default:
      return unreachable(error);
  }
}
