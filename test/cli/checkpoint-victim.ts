// SPDX-License-Identifier: Apache-2.0
// A process that searches 65,536 states and saves all the time, for tests that kill it. Started by itself (`node
// --import tsx test/cli/checkpoint-victim.ts DIR`) it searches; imported it starts and kills such processes.
import { spawn } from "node:child_process";
import { exploreJs } from "../../src/check/js/search.ts";
import { diskCheckpoint } from "../../src/node/checkpoint.ts";
import { randomOf } from "../../src/check/simulate/random.ts";
import { counters } from "../support/models.ts";

const SCRIPT = "test/cli/checkpoint-victim.ts";

interface Victim {
  /** Standard output; empty when it was killed. */
  readonly finished: Promise<string>;
  /** After the first checkpoint of this process. */
  readonly saved: Promise<void>;
  kill(): void;
}

export function startVictim(directory: string): Victim {
  const child = spawn(process.execPath, ["--import", "tsx", SCRIPT, directory], { stdio: ["ignore", "pipe", "pipe"] });
  let out = "";
  child.stdout.on("data", (part: Buffer) => { out += part.toString(); });
  const finished = new Promise<string>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => (signal === "SIGKILL" || code === 0 ? resolve(out) : reject(new Error(`the victim failed (${code})`))));
  });
  const saved = new Promise<void>((resolve) => {
    child.stderr.once("data", () => resolve());
    child.on("close", () => resolve());
  });
  return { finished, saved, kill: () => void child.kill("SIGKILL") };
}

/** Kills it so many times, each time at a random moment after it saved, then lets it finish. */
export async function kills(directory: string, count: number, seed: number): Promise<{ readonly killed: number; readonly result: string }> {
  const random = randomOf(seed, 0);
  for (let killed = 0; ; killed += 1) {
    const victim = startVictim(directory);
    if (killed === count) return { killed, result: await victim.finished };
    await victim.saved;
    await new Promise((resolve) => { setTimeout(resolve, random.below(60)); });
    victim.kill();
    const result = await victim.finished;
    if (result !== "") return { killed, result };
  }
}

if (process.argv[1]?.endsWith("checkpoint-victim.ts") === true) {
  const [, , directory = ""] = process.argv;
  const now = (): number => performance.now();
  const checkpoint = diskCheckpoint({ directory, interval: 5, version: "1" }, now, () => undefined);
  const { stepCounts, bytesPerState: _, ...result } = exploreJs(counters(4, 16), {
    now, checkpoint: { ...checkpoint, save: (...args) => {
      checkpoint.save(...args);
      process.stderr.write("saved\n");
    } },
  });
  process.stdout.write(JSON.stringify({ ...result, stepCounts: [...stepCounts] }));
}
