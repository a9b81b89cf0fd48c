// SPDX-License-Identifier: Apache-2.0
// `npm run bench`: every checker on every case, one after the other in turns, so that a slow minute of the machine hits
// all of them; medians, and the counts must be equal. README.md says how to read what it prints.
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { cpus, loadavg, release, totalmem, type } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { CASES, TINY, type Case } from "./cases.ts";
import type { InsertLimit } from "./insert-limit.ts";
import { Meter, type Time } from "./measure.ts";
import { readOptions, USAGE, type Options } from "./options.ts";
import { plotSvg } from "./plot.ts";
import { Processors } from "./processors.ts";
import { reportText } from "./report.ts";
import type { CaseResult, Measured, Results, Run } from "./results.ts";
import { measureStartup } from "./startup.ts";
import { bundleOurs, ENGINES, ours } from "./tools/ours.ts";
import { rumur } from "./tools/rumur.ts";
import { spin } from "./tools/spin.ts";
import { tlaChecker } from "./tools/tla-checker.ts";
import { tlc } from "./tools/tlc.ts";
import type { Answer, Prepared, Tool } from "./tools/tool.ts";
import { needed } from "./workers.ts";

/** Looks at the insert limit for each case, at most; each takes some seconds. */
const LOOKS = 5;
const ROOT = join(import.meta.dirname, "..");
const say = (text: string): void => { process.stderr.write(`${text}\n`); };

interface Entry { readonly tool: Tool; readonly prepared: Prepared; readonly prepare: Time; readonly folder: string; readonly runs: Run[]; answer?: Answer }

const cpuOf = (run: Run | undefined): number => (run === undefined ? 0 : run.user + run.sys);

/** Runs the tools in turns, each in its own folder. A tool that fails or counts wrongly is left out and named. */
async function measureCase(test: Case, tools: readonly Tool[], meter: Meter, options: Options, processors?: Processors): Promise<CaseResult> {
  const failed: { tool: string; why: string }[] = [];
  const entries: Entry[] = [];
  const inserts: InsertLimit[] = [];
  const asked = ({ id }: Tool): boolean => test === TINY || (test.distinct >= (options.least[id] ?? 0) && test.distinct <= (options.limits[id] ?? Infinity));
  for (const tool of tools.filter(asked)) {
    try {
      entries.push(await prepareTool(tool, test, meter));
    } catch (error) {
      failed.push({ tool: tool.id, why: `not prepared: ${String(error)}` });
    }
  }
  for (let round = 0; round < options.runs; round += 1) {
    // The order turns, so that nobody always runs after the same one; behind whom the insert limit is looked at, too.
    const turn = turned(entries, round).filter(({ tool, runs }) => failed.every((one) => one.tool !== tool.id) && cpuOf(runs[0]) <= options.once);
    const looking = options.insertLimit && test !== TINY && round % Math.ceil(options.runs / LOOKS) === 0;
    const behind = looking ? turned(turn, inserts.length)[0] : undefined;
    for (const entry of turn) {
      try {
        await runOnce(entry, test, meter, processors);
      } catch (error) {
        failed.push({ tool: entry.tool.id, why: String(error).trim().replaceAll(/\s*\n\s*/gu, " / ") });
      }
      if (entry === behind) inserts.push(await insertLimitOf(options.insertGib));
    }
  }
  for (const { folder } of entries) rmSync(folder, { recursive: true, force: true });
  const measured = entries.filter(({ tool, runs }) => runs.length > 0 && !failed.some((f) => f.tool === tool.id)).map(summary);
  const generated = [...new Set(measured.flatMap((m) => (m.generated === undefined || m.distinct !== test.distinct ? [] : [m.generated])))];
  if (generated.length > 1) failed.push({ tool: "transitions", why: `the tools disagree: ${measured.map((m) => `${m.tool} ${m.generated ?? "-"}`).join(", ")}` });
  return { name: test.name, model: test.model, sizes: test.sizes, distinct: test.distinct, ...(generated[0] === undefined ? {} : { generated: generated[0] }), measured, ...(inserts.length > 0 ? { inserts } : {}), failed };
}

/** Begins with the element of that number, counted round and round. */
function turned<T>(list: readonly T[], by: number): readonly T[] {
  const at = by % Math.max(1, list.length);
  return [...list.slice(at), ...list.slice(0, at)];
}

async function prepareTool(tool: Tool, test: Case, meter: Meter): Promise<Entry> {
  const folder = join(meter.folder, `${tool.id}-${test.name.replaceAll(/[^\w]+/gu, "_")}`);
  mkdirSync(folder, { recursive: true });
  const prepare = { wall: 0, user: 0, sys: 0 };
  const prepared = await tool.prepare(test, folder, async (command) => {
    const ran = await meter.run(command, folder);
    prepare.wall += ran.usage.wall;
    prepare.user += ran.usage.user;
    prepare.sys += ran.usage.sys;
    return ran;
  });
  return { tool, prepared, prepare, folder, runs: [] };
}

/** `processors` are looked at before and after, where one worker and two are held against each other. @throws when the tool fails or does not count the states it must. */
async function runOnce(entry: Entry, test: Case, meter: Meter, processors?: Processors): Promise<void> {
  const looking = processors && needed(entry.tool.id) ? processors : undefined;
  const before = looking?.await(needed(entry.tool.id) ?? 1);
  const ran = await meter.run(entry.prepared.command, entry.folder);
  const glimpses = looking && before ? { processors: [before, looking.glimpse()] } : {};
  const answer = entry.prepared.read(ran);
  if (entry.tool.reduced === true ? answer.distinct > test.distinct : answer.distinct !== test.distinct) throw new Error(`counts ${answer.distinct} distinct states, not ${test.distinct}`);
  if (entry.answer?.generated !== undefined && entry.answer.generated !== answer.generated) throw new Error("counts other transitions than in its last run");
  entry.answer = answer;
  entry.runs.push({ ...ran.usage, ...(answer.search === undefined ? {} : { search: answer.search }), ...(answer.compile === undefined ? {} : { compile: answer.compile }), ...glimpses });
  say(`  ${entry.tool.id} ${(answer.search ?? ran.usage).user.toFixed(2)} s user`);
}

const summary = ({ tool, answer, prepare, runs }: Entry): Measured => ({
  tool: tool.id, distinct: answer?.distinct ?? 0, prepare, runs,
  ...(answer?.generated === undefined ? {} : { generated: answer.generated }), ...(answer?.bytesPerState === undefined ? {} : { bytesPerState: answer.bytesPerState }),
});

async function main(options: Options): Promise<number> {
  const meter = new Meter(options.limit);
  try {
    return await measureAll(meter, options);
  } finally {
    meter.clear();
  }
}

async function measureAll(meter: Meter, options: Options): Promise<number> {
  await meter.build();
  if (options.build) await execa(process.execPath, ["scripts/build.mjs"], { cwd: ROOT });
  const program = await bundleOurs(meter.folder);
  const wanted = [...ENGINES.map((engine) => ours(engine, program)), spin, rumur, tlc, tlaChecker(join(import.meta.dirname, "run-tla-checker.mjs"))]
    .filter(({ id }) => options.tools.some((name) => id.startsWith(name)));
  const probed = await Promise.all(wanted.map(async (tool) => ({ tool, found: await tool.probe() })));
  const tools = probed.flatMap(({ tool, found }) => ("version" in found ? [{ tool, version: found.version }] : []));
  const absent = probed.flatMap(({ tool, found }) => ("missing" in found ? [{ id: tool.id, why: found.missing }] : []));
  for (const { id, why } of absent) say(`not measured: ${id}: ${why}`);
  const present = tools.map(({ tool }) => tool);
  say(TINY.name);
  const tiny = await measureCase(TINY, present, meter, options);
  const cases: CaseResult[] = [];
  const processors = present.filter(({ id }) => needed(id)).length === 2 ? new Processors() : undefined;
  processors?.warm();
  for (const test of options.sizes.flatMap((size) => CASES[size] ?? []).filter(({ model }) => options.models.includes(model))) {
    say(test.name);
    cases.push(await measureCase(test, present, meter, options, processors));
  }
  await processors?.close();
  const startup = options.startup ? await measureStartup(meter) : undefined;
  const results: Results = {
    date: new Date().toISOString(),
    machine: { cpu: cpus()[0]?.model ?? "unknown CPU", cores: cpus().length, memory: totalmem(), system: `${type()} ${release().split("-")[0] ?? ""}`, load: loadavg()[0] ?? 0 },
    tools: tools.map(({ tool, version }) => ({ id: tool.id, title: tool.title, version })), absent, tiny, cases,
    ...(startup === undefined ? {} : { startup }),
  };
  return write(results, options.out);
}

/** In a process of its own: a table of gigabytes should not stay. */
async function insertLimitOf(gib: number): Promise<InsertLimit> {
  const { stdout } = await execa(process.execPath, ["--import", "tsx", "bench/insert-limit.ts", String(gib)], { cwd: ROOT });
  return JSON.parse(stdout) as InsertLimit;
}

/** 1 when a tool failed or counted otherwise than the others. */
function write(results: Results, out: string): number {
  const text = reportText(results);
  mkdirSync(join(import.meta.dirname, "results"), { recursive: true });
  const at = (ending: string): string => join(import.meta.dirname, `results/${out}.${ending}`);
  writeFileSync(at("json"), `${JSON.stringify(results, undefined, 1)}\n`);
  writeFileSync(at("txt"), text);
  writeFileSync(at("svg"), plotSvg(results));
  console.log(text);
  return [results.tiny, ...results.cases].some(({ failed }) => failed.length > 0) ? 1 : 0;
}

try {
  const options = readOptions(process.argv.slice(2));
  if (options === "help") console.log(USAGE);
  else process.exitCode = await main(options);
} catch (error) {
  say(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
  process.exitCode = 2;
}
