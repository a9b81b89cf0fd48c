// SPDX-License-Identifier: Apache-2.0
// PTE1xx: characters, tokens and syntax.
import { row } from "../row.ts";

export const SYNTAX = {
  PTE101: row<{ found: string; expected: string }>({
    slug: "syntax-error", severity: "error",
    message: ({ found, expected }) => `expected ${expected}, found ${found}`,
    why: "the text does not follow the grammar here.",
    help: "see docs/reference for the syntax of this construct.",
    example: "param N 2;\n",
  }),
} as const;
