// SPDX-License-Identifier: Apache-2.0
// The translation of an algorithm: what stands between BEGIN and END TRANSLATION, as the official translator
// writes it.
import { Actions, needsBrackets } from "./actions.ts";
import { WRAP } from "./changed.ts";
import type { CodeAlgorithm, CodeProcess, CodeStatement, Declaration } from "./statement.ts";
import type { Block } from "../tla/lines.ts";
import { Writer } from "./writer.ts";

const spaces = (count: number): string => " ".repeat(count);

/** The lines of the translation. */
export function translation(algorithm: CodeAlgorithm): readonly string[] {
  const out = new Writer();
  const { processes } = algorithm;
  const points = !processes.every(staysPut);
  const vars = [...(points ? ["pc"] : []), ...algorithm.variables.map(({ name }) => name), ...processes.flatMap(({ variables }) => variables.map(({ name }) => name))];
  declared(out, vars);
  out.text("ProcSet == ");
  out.text(processes.map(({ several, id }) => (several ? `(${id})` : `{${id}}`)).join(" \\cup "));
  out.line("");
  init(out, algorithm, points);
  for (const process of processes) actions(out, process, vars, points);
  next(out, processes);
  out.line("Spec == Init /\\ [][Next]_vars", "");
  if (ends(processes)) out.line("Termination == <>(\\A self \\in ProcSet: pc[self] = \"Done\")", "");
  return out.lines;
}

/** One label, a loop without end: it needs no program point. */
const staysPut = ({ labels }: CodeProcess): boolean => labels.length === 1 && labels.every(({ loop }) => loop);

/** Does the translator think that the algorithm may end? */
function ends(processes: readonly CodeProcess[]): boolean {
  return !processes.some(staysPut) || processes.some(({ labels }) => labels.some(({ body }) => leaves(body)));
}

const leaves = (body: readonly CodeStatement[]): boolean => body.some((statement) => {
  switch (statement.kind) {
    case "goto":
      return statement.label === "Done";
    case "with":
      return leaves(statement.body);
    case "if":
      return leaves(statement.then) || leaves(statement.else);
    case "either":
      return statement.branches.some((branch) => leaves(branch.body));
    default:
      return false;
  }
});

function declared(out: Writer, vars: readonly string[]): void {
  const head = vars.length > 1 ? "VARIABLES " : "VARIABLE ";
  list(out, head, vars, spaces(head.length));
  out.line("");
  list(out, "vars == << ", vars, spaces(11));
  if (out.column + 4 > WRAP) {
    out.end();
    out.text(spaces(7));
  }
  out.text(" >>");
  out.line("");
}

/** Names after `head`, on as many lines as they need. */
function list(out: Writer, head: string, names: readonly string[], indent: string): void {
  out.text(head);
  names.forEach((name, i) => {
    if (i > 0) out.text(", ");
    if (out.column + name.length + 1 > WRAP) {
      out.end();
      out.text(indent);
    }
    out.text(name);
  });
}

function init(out: Writer, { variables, processes }: CodeAlgorithm, points: boolean): void {
  let indent = "Init == ";
  const line = (text: string): void => {
    out.line(indent + text);
    indent = spaces(8);
  };
  if (variables.length > 0) line("(* Global variables *)");
  for (const { name, choice, value } of variables) {
    const [open, close] = needsBrackets(value) ? ["(", ")"] : ["", ""];
    declaration(out, `${indent}/\\ ${name} ${choice ? "\\in" : "="} ${open}`, value, close);
  }
  for (const process of processes) {
    if (process.variables.length === 0) continue;
    line(`(* Process ${process.name} *)`);
    for (const one of process.variables) local(out, indent, process, one);
  }
  if (points) programPoints(out, indent, processes);
  out.line("");
}

function declaration(out: Writer, head: string, value: Block, close: string): void {
  out.text(head);
  out.block(value);
  out.text(close);
  out.end();
}

function local(out: Writer, indent: string, { several, id }: CodeProcess, { name, choice, value }: Declaration<Block>): void {
  const head = `${indent}/\\ ${name} ${choice ? "\\in" : "="} `;
  if (!several) declaration(out, head, value, "");
  else declaration(out, `${head}[${choice ? `${id} -> ` : `self \\in ${id} |-> `}`, value, "]");
}

function programPoints(out: Writer, indent: string, processes: readonly CodeProcess[]): void {
  const head = `${indent}/\\ pc = [self \\in ProcSet |-> `;
  if (processes.length === 1) {
    out.line(...processes.map(({ labels }) => `${head}"${labels[0]?.name ?? ""}"]`));
    return;
  }
  processes.forEach(({ several, id, labels }, i) => {
    const start = i === 0 ? `${head}CASE ` : `${spaces(head.length + 2)}[] `;
    out.line(`${start}self ${several ? "\\in" : "="} ${id} -> "${labels[0]?.name ?? ""}"${i === processes.length - 1 ? "]" : ""}`);
  });
}

function actions(out: Writer, process: CodeProcess, vars: readonly string[], points: boolean): void {
  const writer = new Actions(out, { process, vars, points });
  const argument = process.several ? "(self)" : "";
  process.labels.forEach((label, i) => {
    writer.label(label, points ? label.name : process.name, process.labels[i + 1]?.name ?? "Done");
  });
  if (!points) return;
  const head = `${process.name}${argument} == `;
  out.text(head);
  process.labels.forEach(({ name }, i) => {
    if (i > 0 && out.column + 7 + name.length + argument.length > WRAP) out.end();
    if (i > 0) out.text(`${out.column === 0 ? spaces(head.length + 2) : ""} \\/ `);
    out.text(name + argument);
  });
  out.line("");
}

function next(out: Writer, processes: readonly CodeProcess[]): void {
  const stutters = ends(processes);
  if (stutters) {
    out.line("(* Allow infinite stuttering to prevent deadlock on termination. *)");
    out.line("Terminating == /\\ \\A self \\in ProcSet: pc[self] = \"Done\"", `${spaces(15)}/\\ UNCHANGED vars`, "");
  }
  let prefix = "Next == ";
  const disjunct = (text: string): void => {
    out.line(prefix + text);
    prefix = `${spaces(10)} \\/ `;
  };
  let row = "";
  for (const { name } of processes.filter(({ several }) => !several)) {
    if (name.length + 4 + row.length > WRAP - 11 && row !== "") {
      disjunct(row);
      row = "";
    }
    row += (row === "" ? "" : " \\/ ") + name;
  }
  if (row !== "") disjunct(row);
  for (const { name, id, several } of processes) if (several) disjunct(`(\\E self \\in ${id}: ${name}(self))`);
  if (stutters) disjunct("Terminating");
  out.line("");
}
