// SPDX-License-Identifier: Apache-2.0
// What a protocol works on: tables, shared and ghost variables, locks; and functions, with the parameters that other
// declarations have too.
import { Identifier, S, StringLiteral, W } from "../tokens.ts";
import { NAME, type Rule } from "./base.ts";
import { LayoutRules } from "./layout.ts";

export abstract class StateRules extends LayoutRules {
  readonly stateDecl: Rule = this.RULE("stateDecl", () => {
    this.OR([{ ALT: () => this.CONSUME(W.Table) }, { ALT: () => this.CONSUME(W.Shared) }, { ALT: () => this.CONSUME(W.Ghost) }]);
    this.CONSUME(Identifier, NAME);
    this.OPTION(() => this.SUBRULE(this.size));
    this.CONSUME(S.Colon);
    this.SUBRULE(this.sort);
    this.OPTION1(() => { this.CONSUME(S.Equals); this.SUBRULE(this.expression); });
    this.CONSUME(S.Semicolon);
  });

  readonly lockDecl: Rule = this.RULE("lockDecl", () => {
    this.CONSUME(W.Lock);
    this.CONSUME(Identifier, NAME);
    this.OPTION(() => this.SUBRULE(this.size));
    this.CONSUME(S.Semicolon);
  });

  readonly size: Rule = this.RULE("size", () => {
    this.CONSUME(S.LSquare);
    this.SUBRULE(this.expression);
    this.CONSUME(S.RSquare);
  });

  readonly fnDecl: Rule = this.RULE("fnDecl", () => {
    this.OR([{ ALT: () => this.CONSUME(W.Fn) }, { ALT: () => this.CONSUME(W.View) }]);
    this.CONSUME(Identifier, NAME);
    this.SUBRULE(this.params);
    this.SUBRULE(this.resultSort);
    this.CONSUME(S.Equals);
    this.SUBRULE(this.expression);
    this.CONSUME(S.Semicolon);
  });

  readonly params: Rule = this.RULE("params", () => {
    this.CONSUME(S.LParen);
    this.MANY_SEP({ SEP: S.Comma, DEF: () => this.SUBRULE(this.param) });
    this.CONSUME(S.RParen);
  });

  readonly param: Rule = this.RULE("param", () => {
    this.CONSUME(Identifier, NAME);
    this.CONSUME(S.Colon);
    this.SUBRULE(this.sort);
  });

  readonly resultSort: Rule = this.RULE("resultSort", () => {
    this.CONSUME(S.Arrow);
    this.SUBRULE(this.sort);
  });

  readonly sourceClause: Rule = this.RULE("sourceClause", () => {
    this.CONSUME(W.Source);
    this.CONSUME(StringLiteral, { LABEL: "text" });
  });
}
