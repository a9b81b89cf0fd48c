// SPDX-License-Identifier: Apache-2.0
// Expressions, weakest binding first; and places, which can be assigned or called.
import { BinaryOperator, Identifier, NumberLiteral, S, UnaryOperator, W } from "../tokens.ts";
import { NAME, type Rule } from "./base.ts";
import { StatementRules } from "./statements.ts";

export abstract class ExpressionRules extends StatementRules {
  readonly expression: Rule = this.RULE("expression", () => {
    this.SUBRULE(this.binary);
    this.OPTION(() => {
      this.CONSUME(S.Question);
      this.SUBRULE(this.expression, { LABEL: "then" });
      this.CONSUME(S.Colon);
      this.SUBRULE1(this.expression, { LABEL: "otherwise" });
    });
  });

  /** A flat list; precedence.ts says how it groups. */
  readonly binary: Rule = this.RULE("binary", () => {
    this.SUBRULE(this.unary);
    this.MANY(() => { this.CONSUME(BinaryOperator, { LABEL: "operator" }); this.SUBRULE1(this.unary); });
  });

  readonly unary: Rule = this.RULE("unary", () => {
    this.MANY(() => this.CONSUME(UnaryOperator, { LABEL: "operator" }));
    this.SUBRULE(this.postfix);
  });

  readonly postfix: Rule = this.RULE("postfix", () => {
    this.SUBRULE(this.primary);
    this.MANY(() => this.SUBRULE(this.suffix));
  });

  readonly suffix: Rule = this.RULE("suffix", () => {
    this.OR([
      { ALT: () => this.SUBRULE(this.access) },
      { ALT: () => { this.CONSUME(W.With); this.SUBRULE(this.fieldInits); } },
    ]);
  });

  /** `.name` or `[index]`. */
  readonly access: Rule = this.RULE("access", () => {
    this.OR([
      { ALT: () => { this.CONSUME(S.Dot); this.CONSUME(Identifier, { LABEL: "member" }); } },
      { ALT: () => { this.CONSUME(S.LSquare); this.SUBRULE(this.expression); this.CONSUME(S.RSquare); } },
    ]);
  });

  /** What can be assigned or called: no record, so that `{` may follow. */
  readonly place: Rule = this.RULE("place", () => {
    this.OR({
      DEF: [
        { GATE: () => this.ahead(2, S.LParen), ALT: () => this.SUBRULE(this.call) },
        { ALT: () => this.CONSUME(Identifier, NAME) },
      ],
      IGNORE_AMBIGUITIES: true, ERR_MSG: "a name",
    });
    this.MANY(() => this.SUBRULE(this.access));
  });

  readonly primary: Rule = this.RULE("primary", () => {
    this.OR({
      DEF: [
        { ALT: () => this.CONSUME(NumberLiteral) }, { ALT: () => this.CONSUME(W.True) }, { ALT: () => this.CONSUME(W.False) },
        { ALT: () => this.SUBRULE(this.paren) }, { ALT: () => this.SUBRULE(this.quantifier) }, { ALT: () => this.SUBRULE(this.once) },
        { GATE: () => this.ahead(2, W.Of), ALT: () => this.SUBRULE(this.valuesOf) },
        { GATE: () => this.ahead(2, S.LParen), ALT: () => this.SUBRULE(this.setLiteral) },
        { GATE: () => this.startsRecord(), ALT: () => this.SUBRULE(this.recordLiteral) },
        { GATE: () => this.ahead(2, S.LParen), ALT: () => this.SUBRULE(this.call) },
        { ALT: () => this.CONSUME(Identifier, NAME) },
        { ALT: () => this.CONSUME(W.Bool, NAME) },
      ],
      IGNORE_AMBIGUITIES: true, ERR_MSG: "an expression",
    });
  });

  /** `name {` or `name.word {`, with `}` or `field:` next: so `if (a {` is told from a record. */
  private startsRecord(): boolean {
    const word = this.ahead(2, S.Dot) && this.ahead(3, Identifier) ? 2 : 0;
    return this.ahead(2 + word, S.LCurly) && (this.ahead(3 + word, S.RCurly) || (this.ahead(3 + word, Identifier) && this.ahead(4 + word, S.Colon)));
  }

  readonly paren: Rule = this.RULE("paren", () => {
    this.CONSUME(S.LParen);
    this.SUBRULE(this.expression);
    this.CONSUME(S.RParen);
  });

  readonly quantifier: Rule = this.RULE("quantifier", () => {
    this.OR([{ ALT: () => this.CONSUME(W.Forall) }, { ALT: () => this.CONSUME(W.Exists) }]);
    this.CONSUME(Identifier, NAME);
    this.CONSUME(W.In);
    this.SUBRULE(this.binary, { LABEL: "over" });
    this.CONSUME(S.Colon);
    this.SUBRULE(this.expression);
  });

  readonly once: Rule = this.RULE("once", () => {
    this.CONSUME(W.Once);
    this.SUBRULE(this.expression);
    this.CONSUME(W.Since);
    this.CONSUME(Identifier, { LABEL: "since" });
  });

  readonly valuesOf: Rule = this.RULE("valuesOf", () => {
    this.CONSUME(W.Values);
    this.CONSUME(W.Of);
    this.SUBRULE(this.expression);
    this.CONSUME(W.Since);
    this.CONSUME(Identifier, { LABEL: "since" });
  });

  readonly setLiteral: Rule = this.RULE("setLiteral", () => {
    this.CONSUME(W.Set);
    this.SUBRULE(this.args);
  });

  readonly recordLiteral: Rule = this.RULE("recordLiteral", () => {
    this.CONSUME(Identifier, NAME);
    this.OPTION(() => { this.CONSUME(S.Dot); this.CONSUME1(Identifier, { LABEL: "word" }); });
    this.SUBRULE(this.fieldInits);
  });

  readonly fieldInits: Rule = this.RULE("fieldInits", () => {
    this.CONSUME(S.LCurly);
    this.OPTION(() => {
      this.SUBRULE(this.fieldInit);
      this.MANY({ GATE: () => !this.ahead(2, S.RCurly), DEF: () => { this.CONSUME(S.Comma); this.SUBRULE1(this.fieldInit); } });
      this.OPTION1(() => this.CONSUME1(S.Comma));
    });
    this.CONSUME(S.RCurly);
  });

  readonly fieldInit: Rule = this.RULE("fieldInit", () => {
    this.CONSUME(Identifier, NAME);
    this.CONSUME(S.Colon);
    this.SUBRULE(this.expression);
  });

  readonly call: Rule = this.RULE("call", () => {
    this.CONSUME(Identifier, NAME);
    this.SUBRULE(this.args);
  });

  readonly args: Rule = this.RULE("args", () => {
    this.CONSUME(S.LParen);
    this.MANY_SEP({ SEP: S.Comma, DEF: () => this.SUBRULE(this.expression) });
    this.CONSUME(S.RParen);
  });
}
