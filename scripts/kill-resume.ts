// SPDX-License-Identifier: Apache-2.0
// Kills `ptespec check` with SIGKILL at random moments, resumes it each time, and compares what it says at the end with
// what an undisturbed run says. Needs the bundle (`npm run build`).
//   tsx scripts/kill-resume.ts [--kills N] [--seed S] [-- FILE OPTIONS...]
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { execa } from "execa";
import { randomOf } from "../src/check/simulate/random.ts";

const { values, positionals } = parseArgs({ options: { kills: { type: "string", default: "10" }, seed: { type: "string", default: "1" } }, allowPositionals: true });
const spec = positionals.length > 0 ? positionals : ["examples/arm64/contpte.ptespec", "--check", "any_lockless_invents_nothing"];
const random = randomOf(Number(values.seed), 0);
const directory = mkdtempSync(join(tmpdir(), "ptespec-kill-"));
// The numbers of the model, so that there is something to compare.
const argv = ["dist/cli.mjs", "check", ...spec, "--no-reductions", "--json", "--traces"];
const saving = [...argv, "--checkpoint", directory, "--checkpoint-interval", "20ms"];

/** The report without what differs from run to run. */
const facts = (json: string): string => JSON.stringify(JSON.parse(json), (key, value: unknown) => (key === "millis" || key === "engine" ? undefined : value), 1);

/** States of the checkpoint that is there; 0 when there is none. */
function savedStates(): number {
  const path = readdirSync(directory, { recursive: true }).map(String).find((one) => one.endsWith("checkpoint.json"));
  if (path === undefined) return 0;
  const { header } = JSON.parse(readFileSync(join(directory, path), "utf8")) as { header: string };
  return (JSON.parse(header) as { counters: { states: number } }).counters.states;
}

const started = performance.now();
const clean = facts((await execa("node", argv, { reject: false })).stdout);
const whole = performance.now() - started;
if ((JSON.parse(clean) as { checks: readonly unknown[] }).checks.length !== 1) throw new Error(`not one check: ${spec.join(" ")}`);
let [killed, resumed] = [0, 0];
const saved: number[] = [];
while (killed < Number(values.kills)) {
  const child = execa("node", saving, { reject: false });
  const timer = setTimeout(() => child.kill("SIGKILL"), random.below(Math.ceil(whole)));
  const { stdout, stderr, signal } = await child;
  clearTimeout(timer);
  if (stderr.includes("resumed with")) resumed += 1;
  if (signal === "SIGKILL") killed += 1;
  // Done before the blow fell: begin again.
  else if (facts(stdout) !== clean) throw new Error(`a run that was not killed says something else:\n${stdout}`);
  saved.push(savedStates());
}
const end = await execa("node", saving, { reject: false });
if (end.stderr.includes("resumed with")) resumed += 1;
const last = facts(end.stdout);
rmSync(directory, { recursive: true, force: true });
const [one] = (JSON.parse(end.stdout) as { checks: readonly { distinct: number; generated: number; depth: number; verdict: string }[] }).checks;
console.log(`killed ${killed} times, with ${saved.join(", ")} states saved; seen to resume ${resumed} times: ${one?.verdict}, ${one?.distinct} distinct, ${one?.generated} generated, depth ${one?.depth}: ${last === clean ? "as undisturbed" : "DIFFERENT"}`);
if (last !== clean || resumed === 0) process.exitCode = 1;
