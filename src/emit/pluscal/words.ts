// SPDX-License-Identifier: Apache-2.0
// Identifiers that a PlusCal module must not define besides those of any emitted module: the words of the
// algorithm language and what the translation defines.

/** Words of PlusCal, in either syntax. */
const PLUSCAL: readonly string[] = [
  "algorithm", "assert", "await", "begin", "call", "define", "do", "either", "else", "elsif", "end", "fair", "goto", "if",
  "macro", "or", "print", "procedure", "process", "return", "skip", "then", "variable", "variables", "when", "while", "with",
];

/** What a translation defines or declares, or would with other options. */
const TRANSLATION: readonly string[] = ["ProcSet", "Terminating", "Termination", "Done", "Error", "defaultInitValue", "stack", "self"];

/** For identifiers of definitions, variables, labels and bound names. */
export const MODULE_WORDS: readonly string[] = [...PLUSCAL, ...TRANSLATION];
/** For fields of records, which live in a name space of their own. */
export const FIELD_WORDS: readonly string[] = PLUSCAL;

/** A comment line that no tool can take for the beginning of an algorithm or of its translation. */
export function harmless(line: string): string {
  return line.replace(/--(?=algorithm|fair)/giu, "- -").replace(/(BEGIN|END)(?= TRANSLATION)/gu, "$1_").replace(/PlusCal(?= options)/giu, "PlusCal's");
}
