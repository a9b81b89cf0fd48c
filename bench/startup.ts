// SPDX-License-Identifier: Apache-2.0
// From typing the command to the verdict of the smallest example, next to Node doing nothing.
import { join } from "node:path";
import { median, type Command, type Meter } from "./measure.ts";

const ROOT = join(import.meta.dirname, "..");
const RUNS = 15;

/** Seconds of wall and CPU time, medians. */
export interface Startup {
  readonly node: { readonly wall: number; readonly cpu: number };
  readonly check: { readonly wall: number; readonly cpu: number };
}

/** Alternating runs of the built command line. @throws when the example is not decided as expected. */
export async function measureStartup(meter: Meter): Promise<Startup> {
  const check: Command = [process.execPath, join(ROOT, "dist/cli.mjs"), "check", "examples/generic/reread.ptespec", "--check", "read_once"];
  const node: Command = [process.execPath, "-e", "0"];
  const taken = { node: [] as { wall: number; cpu: number }[], check: [] as { wall: number; cpu: number }[] };
  for (let i = 0; i <= RUNS; i += 1) {
    for (const [name, command] of [["node", node], ["check", check]] as const) {
      const { usage, exitCode, output } = await meter.run(command, ROOT);
      if (exitCode !== 0) throw new Error(`${command.join(" ")}: ${output}`);
      // The first run fills the machine's file cache.
      if (i > 0) taken[name].push({ wall: usage.wall, cpu: usage.user + usage.sys });
    }
  }
  const middle = (list: readonly { wall: number; cpu: number }[]) => ({ wall: median(list.map((x) => x.wall)), cpu: median(list.map((x) => x.cpu)) });
  return { node: middle(taken.node), check: middle(taken.check) };
}
