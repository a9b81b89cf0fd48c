// SPDX-License-Identifier: Apache-2.0
// Blocks and statements.
import { Identifier, S, W } from "../tokens.ts";
import { NAME, type Rule } from "./base.ts";
import { SortRules } from "./sorts.ts";

export abstract class StatementRules extends SortRules {
  readonly block: Rule = this.RULE("block", () => {
    this.CONSUME(S.LCurly);
    this.MANY(() => this.SUBRULE(this.statement));
    this.CONSUME(S.RCurly);
  });

  /** A block, or one statement in its place. */
  readonly body: Rule = this.RULE("body", () => {
    this.OR({
      DEF: [{ ALT: () => this.SUBRULE(this.block) }, { ALT: () => this.SUBRULE(this.statement) }],
      ERR_MSG: "`{` or a statement",
    });
  });

  readonly statement: Rule = this.RULE("statement", () => {
    this.OR({
      DEF: [
        { ALT: () => this.SUBRULE(this.labelStmt) }, { ALT: () => this.SUBRULE(this.letStmt) },
        { ALT: () => this.SUBRULE(this.ifStmt) }, { ALT: () => this.SUBRULE(this.whileStmt) },
        { ALT: () => this.SUBRULE(this.loopStmt) }, { ALT: () => this.SUBRULE(this.forStmt) },
        { ALT: () => this.SUBRULE(this.gotoStmt) }, { ALT: () => this.SUBRULE(this.breakStmt) },
        { ALT: () => this.SUBRULE(this.continueStmt) }, { ALT: () => this.SUBRULE(this.returnStmt) },
        { ALT: () => this.SUBRULE(this.eitherStmt) }, { ALT: () => this.SUBRULE(this.chooseStmt) },
        { ALT: () => this.SUBRULE(this.awaitStmt) },
        { GATE: () => this.ahead(2, S.LCurly), ALT: () => this.SUBRULE(this.atomicStmt) },
        { ALT: () => this.SUBRULE(this.assertStmt) },
        { GATE: () => this.startsRecheck(), ALT: () => this.SUBRULE(this.recheckStmt) },
        { GATE: () => this.ahead(2, W.Off) || this.ahead(2, W.On), ALT: () => this.SUBRULE(this.irqsStmt) },
        { ALT: () => this.SUBRULE(this.placeStmt) },
      ],
      IGNORE_AMBIGUITIES: true, ERR_MSG: "a statement",
    });
  });

  /** `recheck` begins a statement unless it is used as a name: `recheck = e;` `recheck.f = e;` `recheck(i);` */
  private startsRecheck(): boolean {
    if ([S.Equals, S.Dot, S.LSquare, S.Colon, S.Semicolon].some((sign) => this.ahead(2, sign))) return false;
    if (!this.ahead(2, S.LParen)) return true;
    let open = 0;
    for (let i = 2; ; i += 1) {
      if (this.ahead(i, S.LParen)) open += 1;
      else if (this.ahead(i, S.RParen)) open -= 1;
      else if (this.LA(i).tokenType.name === "EOF" || this.ahead(i, S.Semicolon)) return false;
      if (open === 0) return !this.ahead(i + 1, S.Semicolon);
    }
  }

  readonly labelStmt: Rule = this.RULE("labelStmt", () => {
    this.CONSUME(Identifier, NAME);
    this.CONSUME(S.Colon);
  });

  readonly letStmt: Rule = this.RULE("letStmt", () => {
    this.OR([{ ALT: () => this.CONSUME(W.Let) }, { ALT: () => this.CONSUME(W.Var) }]);
    this.CONSUME(Identifier, NAME);
    this.OPTION(() => { this.CONSUME(S.Colon); this.SUBRULE(this.sort); });
    this.CONSUME(S.Equals);
    this.SUBRULE(this.expression);
    this.CONSUME(S.Semicolon);
  });

  readonly ifStmt: Rule = this.RULE("ifStmt", () => {
    this.CONSUME(W.If);
    this.SUBRULE(this.condition);
    this.SUBRULE(this.body, { LABEL: "then" });
    this.OPTION(() => { this.CONSUME(W.Else); this.SUBRULE1(this.body, { LABEL: "otherwise" }); });
  });

  readonly condition: Rule = this.RULE("condition", () => {
    this.CONSUME(S.LParen);
    this.SUBRULE(this.expression);
    this.CONSUME(S.RParen);
  });

  readonly whileStmt: Rule = this.RULE("whileStmt", () => {
    this.CONSUME(W.While);
    this.SUBRULE(this.condition);
    this.SUBRULE(this.body);
  });

  readonly loopStmt: Rule = this.RULE("loopStmt", () => {
    this.CONSUME(W.Loop);
    this.SUBRULE(this.block);
  });

  readonly forStmt: Rule = this.RULE("forStmt", () => {
    this.CONSUME(W.For);
    this.CONSUME(S.LParen);
    this.CONSUME(Identifier, NAME);
    this.CONSUME(W.In);
    this.SUBRULE(this.expression);
    this.CONSUME(S.RParen);
    this.SUBRULE(this.body);
  });

  readonly gotoStmt: Rule = this.RULE("gotoStmt", () => {
    this.CONSUME(W.Goto);
    this.CONSUME(Identifier, NAME);
    this.CONSUME(S.Semicolon);
  });

  readonly breakStmt: Rule = this.RULE("breakStmt", () => {
    this.CONSUME(W.Break);
    this.CONSUME(S.Semicolon);
  });

  readonly continueStmt: Rule = this.RULE("continueStmt", () => {
    this.CONSUME(W.Continue);
    this.CONSUME(S.Semicolon);
  });

  readonly returnStmt: Rule = this.RULE("returnStmt", () => {
    this.CONSUME(W.Return);
    this.OPTION(() => {
      this.OR({
        DEF: [
          { GATE: () => this.ahead(2, S.Semicolon), ALT: () => this.CONSUME(W.Done) },
          { ALT: () => this.SUBRULE(this.expression) },
        ],
        IGNORE_AMBIGUITIES: true, ERR_MSG: "an expression",
      });
    });
    this.CONSUME(S.Semicolon);
  });

  readonly eitherStmt: Rule = this.RULE("eitherStmt", () => {
    this.CONSUME(W.Either);
    this.SUBRULE(this.block);
    this.AT_LEAST_ONE({ DEF: () => { this.CONSUME(W.Or); this.SUBRULE1(this.block); }, ERR_MSG: "`or`" });
  });

  readonly chooseStmt: Rule = this.RULE("chooseStmt", () => {
    this.CONSUME(W.Choose);
    this.CONSUME(Identifier, NAME);
    this.CONSUME(W.In);
    this.SUBRULE(this.expression, { LABEL: "over" });
    this.OPTION(() => { this.CONSUME(W.Where); this.SUBRULE1(this.expression, { LABEL: "where" }); });
    this.CONSUME(S.Semicolon);
  });

  readonly awaitStmt: Rule = this.RULE("awaitStmt", () => {
    this.CONSUME(W.Await);
    this.SUBRULE(this.expression);
    this.CONSUME(S.Semicolon);
  });

  readonly atomicStmt: Rule = this.RULE("atomicStmt", () => {
    this.CONSUME(W.Atomic);
    this.SUBRULE(this.block);
  });

  readonly assertStmt: Rule = this.RULE("assertStmt", () => {
    this.CONSUME(W.Assert);
    this.OPTION({ GATE: () => this.ahead(2, S.Colon), DEF: () => { this.CONSUME(Identifier, NAME); this.CONSUME(S.Colon); } });
    this.SUBRULE(this.expression);
    this.CONSUME(S.Semicolon);
  });

  readonly recheckStmt: Rule = this.RULE("recheckStmt", () => {
    this.CONSUME(W.Recheck);
    this.SUBRULE(this.expression);
    this.CONSUME(W.Else);
    this.SUBRULE(this.block);
  });

  readonly irqsStmt: Rule = this.RULE("irqsStmt", () => {
    this.CONSUME(W.Irqs);
    this.OR([{ ALT: () => this.CONSUME(W.Off) }, { ALT: () => this.CONSUME(W.On) }]);
    this.CONSUME(S.Semicolon);
  });

  /** An assignment or a call. */
  readonly placeStmt: Rule = this.RULE("placeStmt", () => {
    this.OPTION({ GATE: () => this.ahead(2, Identifier), DEF: () => this.CONSUME(W.Ghost) });
    this.SUBRULE(this.place);
    this.OPTION1(() => { this.CONSUME(S.Equals); this.SUBRULE(this.expression); });
    this.CONSUME(S.Semicolon);
  });
}
