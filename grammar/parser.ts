// SPDX-License-Identifier: Apache-2.0
// The parser: how the rules, which are in rules/, are run. It builds a lossless CST without actions; src/parse makes
// the AST from it and src/format prints it. Recovery from errors is not done here: src/parse/recover.ts leaves out
// broken statements and declarations and parses again.
import type { IParserErrorMessageProvider, Rule as GrammarRule } from "chevrotain";
import { choiceAt, type Choice } from "./lookahead.ts";
import { ExpressionRules } from "./rules/expressions.ts";
import { ALL_TOKENS, CATEGORIES } from "./tokens.ts";

/** Options of the parser: `validate` lets Chevrotain check the grammar itself (slow; the tests do it). */
export interface ParserOptions {
  readonly validate: boolean;
  readonly messages?: IParserErrorMessageProvider;
}

/** The parser. Make one and reuse it: it learns where to look ahead. */
export class SpecParser extends ExpressionRules {
  private readonly choices = new Map<number, Choice>();
  private analysed = false;
  /** Chevrotain's; rules are accepted before, input after. */
  declare protected selfAnalysisDone: boolean;

  constructor(options: ParserOptions) {
    super([...ALL_TOKENS, ...CATEGORIES], {
      recoveryEnabled: false, nodeLocationTracking: "onlyOffset", maxLookahead: 2, skipValidations: !options.validate,
      ...(options.messages === undefined ? {} : { errorMessageProvider: options.messages }),
    });
    this.selfAnalysisDone = true;
    if (options.validate) this.analyse();
  }

  /** Chevrotain's view of the rules. Only errors ask for it, and it takes long: it is made when first asked for. */
  override getGAstProductions(): Record<string, GrammarRule> {
    this.analyse();
    return super.getGAstProductions();
  }

  private analyse(): void {
    if (this.analysed) return;
    this.analysed = true;
    this.performSelfAnalysis();
  }

  /** Where Chevrotain's engine asks for a decision, by the number of the place. Instead of its own, see lookahead.ts. */
  protected getLaFuncFromCache(place: number): Choice {
    const known = this.choices.get(place);
    if (known !== undefined) return known;
    const choice = choiceAt(place, (distance) => this.LA(distance));
    this.choices.set(place, choice);
    return choice;
  }
}
