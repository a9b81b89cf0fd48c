// SPDX-License-Identifier: Apache-2.0
// Guards the guards: a wrong text for any operator, a lost update, guard or UNCHANGED must show in the
// comparison with an independent reader of TLA+. The wrong tables go in by parameter.
import { describe, expect, it } from "vitest";
import { emitCfg } from "../../src/emit/tla/cfg.ts";
import { emitTla } from "../../src/emit/tla/module.ts";
import type { IrModel } from "../../src/ir/model.ts";
import { OP_NAMES } from "../../src/ir/ops.ts";
import { runTlaChecker } from "../support/tla-checker.ts";
import { trueClaims } from "./claims.ts";
import { gupModel } from "./models.ts";
import { wrongTable } from "./wrong.ts";

const RIGHT = "ok 4000";
const options = { generator: "test" };
const claims = trueClaims(1, 600, 3);
const model = gupModel();
const cfg = emitCfg({ invariants: ["TypeOK", "OkWasValid", "PtlIsHeld"], deadlock: false });

const run = (changed: IrModel, edit = (text: string): string => text): string => {
  const { verdict, distinct } = runTlaChecker(edit(emitTla(changed, options).module), cfg);
  return `${verdict} ${distinct}`;
};

describe("a wrong emission is noticed", () => {
  it("(the right one is not)", () => {
    expect(runTlaChecker(emitTla(claims, options).module, emitTla(claims, options).cfg).verdict).toBe("ok");
    expect(run(model)).toBe(RIGHT);
  });

  it.each(OP_NAMES)("when %s is printed as another operator", (op) => {
    const { module, cfg: all } = emitTla(claims, { ...options, ops: wrongTable(op) });
    expect(runTlaChecker(module, all).verdict).not.toBe("ok");
  });

  const updates = model.steps.flatMap((step) => step.updates.map((update) => [step.name, update.variable] as const));
  it.each(updates)("when %s loses its update of %s", (name, variable) => {
    const steps = model.steps.map((step) => (step.name === name ? { ...step, updates: step.updates.filter((u) => u.variable !== variable) } : step));
    expect(run({ ...model, steps })).not.toBe(RIGHT);
  });

  const guards = model.steps.flatMap((step) => step.guards.map((_, i) => [step.name, i] as const));
  // Its second guard never matters: an entry with young set can only get it set again.
  it.each(guards.filter(([name, i]) => name !== "Hw_access" || i === 0))("when %s loses guard %i", (name, index) => {
    const steps = model.steps.map((step) => (step.name === name ? { ...step, guards: step.guards.filter((_, i) => i !== index) } : step));
    expect(run({ ...model, steps })).not.toBe(RIGHT);
  });

  it.each(model.steps.map((step) => step.name))("when %s loses its UNCHANGED", (name) => {
    const edit = (text: string): string => {
      const lines = text.split("\n");
      const start = lines.findIndex((line) => line.startsWith(name) && line.endsWith("=="));
      const at = lines.findIndex((line, i) => i > start && line.includes("UNCHANGED"));
      return lines.filter((_, i) => i !== at).join("\n");
    };
    expect(run(model, edit)).not.toBe(RIGHT);
  });
});
