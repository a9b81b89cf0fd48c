// SPDX-License-Identifier: Apache-2.0
// Sorts, and the arithmetic in their bounds.
import { ConstOperator, Identifier, NumberLiteral, S, W } from "../tokens.ts";
import { NAME, type Rule } from "./base.ts";
import { CheckRules } from "./checks.ts";

export abstract class SortRules extends CheckRules {
  readonly sort: Rule = this.RULE("sort", () => {
    this.OR({
      DEF: [
        { ALT: () => this.CONSUME(W.Bool) },
        { GATE: () => this.ahead(2, W.Of), ALT: () => { this.CONSUME(W.Set); this.CONSUME(W.Of); this.SUBRULE(this.sort, { LABEL: "elem" }); } },
        {
          GATE: () => this.ahead(2, S.LSquare),
          ALT: () => { this.CONSUME(W.Array); this.SUBRULE(this.size); this.CONSUME1(W.Of); this.SUBRULE1(this.sort, { LABEL: "elem" }); },
        },
        { GATE: () => !this.ahead(2, S.DotDot) && !this.ahead(2, ConstOperator), ALT: () => this.SUBRULE(this.namedSort) },
        { ALT: () => this.SUBRULE(this.rangeSort) },
      ],
      IGNORE_AMBIGUITIES: true, ERR_MSG: "a sort (`bool`, `0..3`, a name, `set of ...` or `array[n] of ...`)",
    });
  });

  readonly namedSort: Rule = this.RULE("namedSort", () => {
    this.CONSUME(Identifier, NAME);
    this.OPTION(() => { this.CONSUME(S.Dot); this.CONSUME1(Identifier, { LABEL: "word" }); });
    this.OPTION1(() => this.CONSUME(S.Question));
  });

  readonly rangeSort: Rule = this.RULE("rangeSort", () => {
    this.SUBRULE(this.constant, { LABEL: "lo" });
    this.CONSUME(S.DotDot);
    this.SUBRULE1(this.constant, { LABEL: "hi" });
  });

  /** Arithmetic without braces, for places where `{` or `..` follows. */
  readonly constant: Rule = this.RULE("constant", () => {
    this.SUBRULE(this.constantPrimary);
    this.MANY(() => { this.CONSUME(ConstOperator); this.SUBRULE1(this.constantPrimary); });
  });

  readonly constantPrimary: Rule = this.RULE("constantPrimary", () => {
    this.MANY(() => this.CONSUME(S.Dash));
    this.OR({
      DEF: [
        { ALT: () => this.CONSUME(NumberLiteral) }, { ALT: () => this.CONSUME(W.True) }, { ALT: () => this.CONSUME(W.False) },
        { ALT: () => this.CONSUME(Identifier, NAME) },
        { ALT: () => { this.CONSUME(S.LParen); this.SUBRULE(this.expression); this.CONSUME(S.RParen); } },
      ],
      ERR_MSG: "a number or the name of a constant",
    });
  });
}
