// SPDX-License-Identifier: Apache-2.0
// The `expect` items of a check against what was found, one by one. A name may be a property or a group of
// properties (a contract: `relaxed_get` stands for `relaxed_get.atomic` and so on).
import { unreachable } from "../base/unreachable.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { IrProperty } from "../ir/model.ts";
import type { Expectation } from "../program/types.ts";
import { belongs, type Expected, type ExpectationReport, type Outcome, type PropertyReport } from "./check-report.ts";

/**
 * What is expected of one property. An expectation of its own name wins over one of its group; a property that
 * nobody names is expected to hold, or to be reached.
 */
export function expectedOf(name: string, kind: IrProperty["kind"], expectations: readonly Expectation[]): { readonly expected: Expected; readonly named: boolean } {
  const own = expectations.find((item) => item.names.includes(name) || (item.status === "deadlock" && name === "deadlock"));
  const item = own ?? expectations.find((other) => other.names.some((group) => belongs(name, group)));
  const usual = kind === "invariant" ? "holds" : "reached";
  if (item === undefined) return { expected: usual, named: false };
  switch (item.status) {
    case "hold":
      return { expected: usual, named: true };
    case "violated":
      return { expected: own === undefined ? "either" : kind === "invariant" ? "violated" : "unreached", named: true };
    case "deadlock":
      return { expected: "violated", named: true };
    case "reachable":
      return { expected: "reached", named: true };
    case "unreachable":
      return { expected: "unreached", named: true };
    case "error":
      return { expected: usual, named: false };
    default:
      return unreachable(item.status);
  }
}

/** Is this expectation met? `errors` are those of the spec, which `expect error CODE` asks for. */
export function judgeExpectation(item: Expectation, properties: readonly PropertyReport[], errors: readonly Diagnostic[]): ExpectationReport {
  const text = expectationText(item);
  if (item.status === "error") return { text, item, ...judgeError(item.names, errors) };
  if (errors.length > 0) return { text, item, outcome: "refuted", because: "the check was rejected before any search" };
  const names = item.status === "deadlock" ? ["deadlock"] : item.names;
  const each = names.map((name) => judgeName(name, item, properties));
  const worst = each.find((one) => one.outcome === "refuted") ?? each.find((one) => one.outcome === "open");
  return { text, item, outcome: worst?.outcome ?? "met", because: worst?.because ?? "" };
}

/** `a, b hold`, `reachable c`, `error PTE412`, `deadlock`. */
export function expectationText({ status, names }: Expectation): string {
  const list = names.join(", ");
  return status === "hold" || status === "violated" ? `${list} ${status}` : `${status} ${list}`.trim();
}

interface Judged { readonly outcome: Outcome; readonly because: string }

function judgeError(codes: readonly string[], errors: readonly Diagnostic[]): Judged {
  const missing = codes.find((code) => !errors.some((error) => error.code === code));
  if (missing !== undefined) return { outcome: "refuted", because: `${missing} was not reported` };
  const other = errors.find((error) => codes.length > 0 && !codes.includes(error.code));
  if (other !== undefined) return { outcome: "refuted", because: `${other.code} was reported too` };
  return errors.length === 0 ? { outcome: "refuted", because: "no error was reported" } : { outcome: "met", because: "" };
}

function judgeName(name: string, item: Expectation, properties: readonly PropertyReport[]): Judged {
  const members = properties.filter((property) => belongs(property.name, name));
  if (members.length === 0) return { outcome: "refuted", because: `this check has no property \`${name}\`` };
  const own = members.some((member) => member.name === name);
  if (item.status === "violated" && !own) {
    if (members.some((member) => member.status === "violated" || member.status === "unreached")) return { outcome: "met", because: "" };
    if (members.some((member) => member.status === "undecided")) return { outcome: "open", because: `\`${name}\` is not decided` };
    return { outcome: "refuted", because: `every part of \`${name}\` holds` };
  }
  for (const member of members) {
    const expected = expectedOf(member.name, member.kind, [item]).expected;
    if (member.status === expected || expected === "either") continue;
    if (member.status === "undecided") return { outcome: "open", because: `\`${member.name}\` is not decided` };
    return { outcome: "refuted", because: `\`${member.name}\` ${member.status === "holds" ? "holds" : `is ${member.status}`}` };
  }
  return { outcome: "met", because: "" };
}
