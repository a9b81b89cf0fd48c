// SPDX-License-Identifier: Apache-2.0
// The PlusCal module for tla-checker, which does not read a disjunction that goes on at the start of a line: in
// the definitions of Next and of the processes it is put on one line.
export function joined(module: string): string {
  return module.replace(/^\w+(?:\(self\))? == [\w(][^\n]*(?:\n +\\\/ [^\n]*)+/gmu, (definition) => definition.replace(/\n +/gu, " "));
}
