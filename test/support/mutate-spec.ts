// SPDX-License-Identifier: Apache-2.0
// Mutations of specs, token by token, and what the front end makes of them. Seeded: a run can be repeated.
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { explore } from "../../src/check/explore.ts";
import { renderDiagnostics } from "../../src/diagnostics/frame.ts";
import { emitTla } from "../../src/emit/tla/module.ts";
import { loadProgram, lowerChecks } from "../../src/load/load.ts";
import type { SourceHost } from "../../src/program/types.ts";
import { illFormed } from "./well-formed.ts";

const TOKEN = /\s+|\/\/[^\n]*|"[^"\n]*"|[A-Za-z_]\w*|\d+|\.\.|=>|->|==|!=|<=|>=|&&|\|\||./gs;

export const tokensOf = (text: string): string[] => text.match(TOKEN) ?? [];

/** mulberry32 */
function random(seed: number): () => number {
  let a = seed * 2654435761;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

type Kind = "word" | "number" | "other";
const kindOf = (token: string): Kind => (/^[A-Za-z_]/.test(token) ? "word" : /^\d/.test(token) ? "number" : "other");

/**
 * One edit, seldom up to four. Most exchange a token for one of its own kind, so that many mutants still parse
 * and reach the later stages; the others drop, repeat or exchange tokens blindly.
 */
export function mutate(text: string, pool: readonly string[], seed: number): string {
  const next = random(seed);
  const tokens = tokensOf(text);
  const solid = tokens.map((t, i) => ({ t, i })).filter(({ t }) => t.trim() !== "" && !t.startsWith("//")).map(({ i }) => i);
  const pick = <T>(list: readonly T[]): T | undefined => list[Math.floor(next() * list.length)];
  const own = solid.map((i) => tokens[i] ?? "");
  for (let edits = next() < 0.7 ? 1 : 1 + Math.floor(next() * 4); edits > 0; edits -= 1) {
    const at = pick(solid) ?? 0;
    const token = tokens[at] ?? "";
    const choice = next();
    const other = pick(solid) ?? 0;
    if (choice < 0.7) tokens[at] = pick((next() < 0.8 ? own : pool).filter((t) => kindOf(t) === kindOf(token))) ?? "";
    else if (choice < 0.78) tokens[at] = "";
    else if (choice < 0.86) tokens[at] = `${token} ${token}`;
    else if (choice < 0.94) [tokens[at], tokens[other]] = [tokens[other] ?? "", token];
    else tokens[at] = pick(pool) ?? "";
  }
  return tokens.join("");
}

export interface FuzzOutcome { readonly accepted: boolean; readonly thrown?: string }

/** Front end, emission and 300 states of a search, over one mutant; whatever is thrown is returned. */
export function fuzzOne(file: string, text: string, pool: readonly string[], seed: number): FuzzOutcome {
  const mutant = mutate(text, pool, seed);
  try {
    const { value, diagnostics } = loadProgram(host(file, mutant), file);
    renderDiagnostics(diagnostics);
    if (diagnostics.some((d) => d.severity === "error")) return { accepted: false };
    let accepted = false;
    // Three of its checks are enough: a mutant seldom concerns more, and there are thousands of mutants.
    const names = value.decls.flatMap((d) => (d.kind === "Check" && d.span.file.path === file ? [d.name.text] : []));
    const only = [0, 1, 2].map((i) => names[(seed + i * 7) % Math.max(1, names.length)] ?? "");
    for (const check of lowerChecks(value, { only })) {
      renderDiagnostics(check.diagnostics);
      if (check.model === undefined) continue;
      accepted = true;
      const [wrong] = illFormed(check.model);
      if (wrong !== undefined) return { accepted, thrown: wrong };
      emitTla(check.model, { generator: "ptespec" });
      explore(check.model, { maxStates: 300 });
    }
    return { accepted };
  } catch (error) {
    return { accepted: false, thrown: error instanceof Error ? `${error.message}\n${error.stack?.split("\n").slice(1, 6).join("\n") ?? ""}` : String(error) };
  }
}

function host(file: string, text: string): SourceHost {
  const root = path.join(import.meta.dirname, "../..");
  return {
    readFile: (p) => (p === file ? { text } : existsSync(p) ? { text: readFileSync(p, "utf8") } : { error: "missing" }),
    resolve: (from, p) => path.join(path.dirname(from), p),
    std: (name) => {
      const found = path.join(root, `${name}.ptespec`);
      return existsSync(found) ? { path: `${name}.ptespec`, text: readFileSync(found, "utf8") } : undefined;
    },
    stdNames: () => ["std/arm64", "std/mm"],
  };
}
