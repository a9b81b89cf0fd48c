// SPDX-License-Identifier: Apache-2.0
// Layouts of page-table entries (`pte`) and their items.
import { Identifier, OrderOperation, S, StringLiteral, W } from "../tokens.ts";
import { DOC, NAME, type Rule } from "./base.ts";
import { DeclarationRules } from "./declarations.ts";

export abstract class LayoutRules extends DeclarationRules {
  readonly layoutDecl: Rule = this.RULE("layoutDecl", () => {
    this.CONSUME(W.Pte);
    this.CONSUME(Identifier, NAME);
    this.CONSUME(S.Colon);
    this.SUBRULE(this.constant, { LABEL: "width" });
    this.CONSUME(W.Bits);
    this.CONSUME(S.LCurly);
    this.MANY(() => this.SUBRULE(this.layoutItem));
    this.CONSUME(S.RCurly);
    this.OPTION(() => this.SUBRULE(this.sourceClause));
  });

  readonly layoutItem: Rule = this.RULE("layoutItem", () => {
    this.OR({
      DEF: [
        { ALT: () => this.SUBRULE(this.fieldItem) }, { ALT: () => this.SUBRULE(this.wordItem) },
        { ALT: () => this.SUBRULE(this.derivedItem) }, { ALT: () => this.SUBRULE(this.hwItem) },
        { ALT: () => this.SUBRULE(this.blockItem) }, { ALT: () => this.SUBRULE(this.orderItem) },
      ],
      ERR_MSG: "a field (`name : bit 0;`) or `word`, `derived`, `hw`, `block` or `order`",
    });
  });

  readonly fieldItem: Rule = this.RULE("fieldItem", () => {
    this.CONSUME(Identifier, NAME);
    this.CONSUME(S.Colon);
    this.OR({
      DEF: [
        { ALT: () => { this.CONSUME(W.Bit); this.SUBRULE(this.constant, { LABEL: "low" }); } },
        { ALT: () => this.SUBRULE(this.bitRange) },
      ],
      ERR_MSG: "`bit` or `bits`",
    });
    this.OPTION(() => { this.CONSUME(W.As); this.SUBRULE(this.sort); });
    this.OPTION1(() => this.CONSUME(StringLiteral, DOC));
    this.CONSUME(S.Semicolon);
  });

  readonly bitRange: Rule = this.RULE("bitRange", () => {
    this.CONSUME(W.Bits);
    this.SUBRULE(this.constant, { LABEL: "low" });
    this.CONSUME(S.DotDot);
    this.SUBRULE1(this.constant, { LABEL: "high" });
  });

  readonly wordItem: Rule = this.RULE("wordItem", () => {
    this.CONSUME(W.Word);
    this.CONSUME(Identifier, NAME);
    this.CONSUME(S.Colon);
    this.SUBRULE(this.bitRange);
    this.CONSUME(S.LCurly);
    this.MANY(() => this.SUBRULE(this.fieldItem));
    this.CONSUME(S.RCurly);
  });

  readonly derivedItem: Rule = this.RULE("derivedItem", () => {
    this.CONSUME(W.Derived);
    this.CONSUME(Identifier, NAME);
    this.CONSUME(S.Equals);
    this.SUBRULE(this.expression);
    this.OPTION(() => { this.CONSUME(W.Hides); this.SUBRULE(this.names); });
    this.CONSUME(S.Semicolon);
  });

  readonly hwItem: Rule = this.RULE("hwItem", () => {
    this.CONSUME(W.Hw);
    this.CONSUME(Identifier, NAME);
    this.CONSUME(W.When);
    this.SUBRULE(this.expression);
    this.OPTION(() => { this.CONSUME(W.Sets); this.SUBRULE(this.names, { LABEL: "sets" }); });
    this.OPTION1(() => { this.CONSUME(W.Clears); this.SUBRULE1(this.names, { LABEL: "clears" }); });
    this.CONSUME(S.Semicolon);
  });

  readonly blockItem: Rule = this.RULE("blockItem", () => {
    this.CONSUME(W.Block);
    this.SUBRULE(this.constant, { LABEL: "size" });
    this.CONSUME(W.When);
    this.SUBRULE(this.expression);
    this.CONSUME(W.Gathers);
    this.SUBRULE(this.names, { LABEL: "gathers" });
    this.OPTION(() => { this.CONSUME(W.By); this.SUBRULE1(this.names, { LABEL: "by" }); });
    this.CONSUME(S.Semicolon);
  });

  readonly orderItem: Rule = this.RULE("orderItem", () => {
    this.CONSUME(W.Order);
    this.CONSUME(OrderOperation, { LABEL: "operation" });
    this.OR({
      DEF: [
        { GATE: () => this.ahead(2, S.Semicolon), ALT: () => this.CONSUME(W.Any) },
        { ALT: () => this.SUBRULE(this.names) },
      ],
      IGNORE_AMBIGUITIES: true, ERR_MSG: "`any` or names of words",
    });
    this.CONSUME(S.Semicolon);
  });
}
