// SPDX-License-Identifier: Apache-2.0
// The grammar itself: Chevrotain accepts it, what is generated from it is committed, and the random specs of the
// other tests reach every part of every rule.
import { readFileSync } from "node:fs";
import { NonTerminal, Terminal, type CstNode, type IProduction } from "chevrotain";
import { describe, expect, it } from "vitest";
import type { Choice } from "../../grammar/lookahead.ts";
import { EXPECTATIONS } from "../../grammar/messages.ts";
import { SpecParser } from "../../grammar/parser.ts";
import { ALL_TOKENS, Identifier, isReserved } from "../../grammar/tokens.ts";
import { grammarFiles } from "../../scripts/generate-grammar.ts";
import { dumpAst } from "../../src/parse/dump.ts";
import { lex } from "../../src/parse/lex.ts";
import { parse, readCst } from "../../src/parse/parse.ts";
import { layOut, randomTokens, seeded } from "../support/random-spec.ts";

/** `rule.part` for each part (token or rule, by its label) of each rule. */
function partsOfRules(): readonly string[] {
  const found = new Set<string>();
  const visit = (rule: string, part: IProduction): void => {
    if (part instanceof NonTerminal) found.add(`${rule}.${part.label ?? part.nonTerminalName}`);
    else if (part instanceof Terminal) found.add(`${rule}.${part.label ?? part.terminalType.name}`);
    else if ("definition" in part) (part.definition as readonly IProduction[]).forEach((inner) => visit(rule, inner));
  };
  for (const rule of Object.values(new SpecParser({ validate: false }).getGAstProductions())) rule.definition.forEach((part) => visit(rule.name, part));
  return [...found];
}

function reached(node: CstNode, found: Map<string, number>): void {
  for (const [key, list] of Object.entries(node.children)) {
    found.set(`${node.name}.${key}`, (found.get(`${node.name}.${key}`) ?? 0) + list.length);
    for (const each of list) if ("children" in each) reached(each, found);
  }
}

describe("grammar", () => {
  it("is accepted by Chevrotain's own checks", () => {
    expect(() => new SpecParser({ validate: true })).not.toThrow();
  });

  it.each([...grammarFiles()])("generated/%s is up to date (npm run generate:grammar)", (name, text) => {
    expect(readFileSync(new URL(`../../grammar/generated/${name}`, import.meta.url), "utf8")).toBe(text);
  });

  it("reserves only words that begin statements and expressions", () => {
    const words = ALL_TOKENS.filter(isReserved).map((type) => type.PATTERN);
    expect(words.toSorted()).toEqual(["assert", "await", "bool", "break", "choose", "continue", "either", "else", "exists", "false", "for",
      "forall", "goto", "if", "in", "let", "loop", "once", "or", "return", "true", "var", "while"]);
  });

  it.each(ALL_TOKENS.filter((type) => type.CATEGORIES?.includes(Identifier)).map((type) => type.LABEL?.slice(1, -1) ?? ""))("`%s` can be a name everywhere", (word) => {
    const text = `domain ${word} { ${word}, b }\nconst ${word} = ${word} + ${word}.${word}[${word}] == ${word};
record ${word} { ${word}: ${word === "set" || word === "array" ? "b" : word}; }
accessor ${word}(${word}: bool) {\n${word}:\n  let ${word} = ${word};\n  ${word} = ${word}(${word});\n  ${word}(${word});\n  goto ${word};\n  return ${word} && ${word};\n}
pte p : 64 bits { ${word} : bit 0; hw ${word} when ${word} sets ${word}; order load ${word}, ${word}; }
check ${word} { run ${word}(${word}) with ${word} = ${word}; expect ${word}.${word} hold; }\n`;
    expect(parse({ path: "", text }).diagnostics.map((each) => `${each.message} @ ${text.slice(each.primary?.span.start, (each.primary?.span.start ?? 0) + 20)}`)).toEqual([]);
  });
});

/** Decides by what Chevrotain computes from the rules, not by generated/lookahead.ts. */
class ComputingParser extends SpecParser {
  protected override getLaFuncFromCache(place: number): Choice {
    const { lookAheadFuncsCache } = this as unknown as { readonly lookAheadFuncsCache: ReadonlyMap<number, Choice> };
    const choice = lookAheadFuncsCache.get(place);
    if (choice === undefined) throw new Error(`no place ${place}`);
    return (alternatives) => choice.call(this, alternatives);
  }
}

describe("decisions of the parser", () => {
  it("are Chevrotain's, right or wrong as the tokens may be", () => {
    const messages = EXPECTATIONS;
    const [ours, theirs] = [new SpecParser({ validate: false, messages }), new ComputingParser({ validate: true, messages })];
    let wrong = 0;
    for (let seed = 0; seed < 300; seed += 1) {
      const random = seeded(seed);
      const tokens = [...lex({ path: "", text: layOut(randomTokens(random, 3), random, 0) }).tokens];
      for (const left of [-1, ...[1, 2, 3, 4].map(() => Math.floor(random() * tokens.length))]) {
        const [a, b] = [ours, theirs].map((parser) => {
          parser.input = tokens.filter((_, i) => i !== left);
          const cst = JSON.stringify(parser.file(), (key, value: unknown) => (key === "tokenType" ? undefined : value));
          return [cst, ...parser.errors.map((error) => `${error.name}: ${error.message} at ${error.token.startOffset}`)];
        });
        expect(a).toEqual(b);
        wrong += (a?.length ?? 0) - 1;
      }
    }
    expect(wrong).toBeGreaterThan(500);
  });
});

describe("random specs", () => {
  it("are valid and reach every part of every rule", () => {
    const found = new Map<string, number>();
    for (let seed = 0; seed < 400; seed += 1) {
      const random = seeded(seed);
      const { value, diagnostics } = readCst({ path: "", text: layOut(randomTokens(random, 4), random, 0) });
      expect(diagnostics.map((each) => `seed ${seed}: ${each.message}`)).toEqual([]);
      for (const node of value.declarations) reached(node, found);
    }
    const parts = partsOfRules().filter((part) => part !== "file.declaration");
    expect(parts.length).toBeGreaterThan(300);
    expect(parts.filter((part) => (found.get(part) ?? 0) < 3)).toEqual([]);
  });

  it("have the same AST however they are laid out", () => {
    for (let seed = 0; seed < 100; seed += 1) {
      const tokens = randomTokens(seeded(seed), 3);
      const [a, b] = [seeded(1), seeded(2)].map((random) => dumpAst(parse({ path: "", text: layOut(tokens, random, 0) }).value));
      expect(a).toBe(b);
    }
  });
});
