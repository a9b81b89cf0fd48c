// SPDX-License-Identifier: Apache-2.0
// Who does something: accessors, contracts, walkers, writers, hooks of the hardware.
import { GradeWord, Identifier, S, W } from "../tokens.ts";
import { NAME, type Rule } from "./base.ts";
import { StateRules } from "./state.ts";

export abstract class ProcessRules extends StateRules {
  readonly accessorDecl: Rule = this.RULE("accessorDecl", () => {
    this.CONSUME(W.Accessor);
    this.CONSUME(Identifier, NAME);
    this.SUBRULE(this.params);
    this.OPTION(() => this.SUBRULE(this.resultSort));
    this.OPTION1(() => this.SUBRULE(this.sourceClause));
    this.SUBRULE(this.block);
  });

  readonly contractDecl: Rule = this.RULE("contractDecl", () => {
    this.CONSUME(W.Contract);
    this.CONSUME(Identifier, NAME);
    this.SUBRULE(this.params);
    this.SUBRULE(this.resultSort);
    this.CONSUME(W.Of);
    this.SUBRULE(this.place);
    this.CONSUME(S.LCurly);
    this.MANY(() => this.SUBRULE(this.contractClause));
    this.CONSUME(S.RCurly);
  });

  readonly contractClause: Rule = this.RULE("contractClause", () => {
    this.CONSUME(GradeWord, { LABEL: "grade" });
    this.CONSUME(S.LCurly);
    this.SUBRULE(this.fieldList);
    this.CONSUME(S.RCurly);
  });

  readonly fieldList: Rule = this.RULE("fieldList", () => {
    this.OR({
      DEF: [
        {
          GATE: () => this.ahead(2, S.RCurly) || this.ahead(2, W.Except),
          ALT: () => {
            this.CONSUME(W.All);
            this.OPTION(() => { this.CONSUME(W.Except); this.SUBRULE(this.names); });
          },
        },
        { ALT: () => this.SUBRULE1(this.names) },
      ],
      IGNORE_AMBIGUITIES: true, ERR_MSG: "`all` or names of fields",
    });
  });

  readonly processDecl: Rule = this.RULE("processDecl", () => {
    this.OR([{ ALT: () => this.CONSUME(W.Walker) }, { ALT: () => this.CONSUME(W.Writer) }]);
    this.CONSUME(Identifier, NAME);
    this.OPTION(() => this.SUBRULE(this.params));
    this.OPTION1(() => this.SUBRULE(this.walkerClass));
    this.OPTION2(() => {
      this.CONSUME(W.Uses);
      this.AT_LEAST_ONE_SEP({ SEP: S.Comma, DEF: () => this.SUBRULE(this.slot) });
    });
    this.OPTION3(() => this.SUBRULE(this.sourceClause));
    this.SUBRULE(this.block);
  });

  readonly walkerClass: Rule = this.RULE("walkerClass", () => {
    this.OR([
      { ALT: () => { this.CONSUME(W.Never); this.CONSUME(W.Takes); this.CONSUME(Identifier, { LABEL: "lock" }); } },
      { ALT: () => { this.CONSUME(W.Rechecks); this.CONSUME(W.Under); this.CONSUME1(Identifier, { LABEL: "lock" }); } },
      { ALT: () => { this.CONSUME(W.Rcu); this.CONSUME(W.Only); } },
      { ALT: () => { this.CONSUME(W.No); this.CONSUME(W.Recheck); } },
    ]);
  });

  readonly slot: Rule = this.RULE("slot", () => {
    this.OPTION({ GATE: () => this.ahead(2, Identifier), DEF: () => this.CONSUME(W.Fn) });
    this.CONSUME(Identifier, NAME);
    this.SUBRULE(this.params);
    this.OPTION1(() => this.SUBRULE(this.resultSort));
    this.OPTION2(() => { this.CONSUME(S.Equals); this.CONSUME1(Identifier, { LABEL: "default" }); });
  });

  readonly hookDecl: Rule = this.RULE("hookDecl", () => {
    this.CONSUME(W.On);
    this.CONSUME(W.Hw);
    this.CONSUME(Identifier, { LABEL: "update" });
    this.CONSUME1(Identifier, { LABEL: "table" });
    this.CONSUME(S.LSquare);
    this.CONSUME2(Identifier, { LABEL: "index" });
    this.CONSUME(S.RSquare);
    this.SUBRULE(this.block);
  });
}
