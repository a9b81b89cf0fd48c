// SPDX-License-Identifier: Apache-2.0
// What is claimed of all runs: invariants, properties at labels, what is reachable. What is assumed, and how
// runs begin.
import { Identifier, S, StringLiteral, W } from "../tokens.ts";
import { DOC, NAME, type Rule } from "./base.ts";
import { ProcessRules } from "./processes.ts";

export abstract class PropertyRules extends ProcessRules {
  readonly invariantDecl: Rule = this.RULE("invariantDecl", () => {
    this.OR([{ ALT: () => this.CONSUME(W.Invariant) }, { ALT: () => this.CONSUME(W.Finally) }]);
    this.CONSUME(Identifier, NAME);
    this.OPTION(() => this.CONSUME(StringLiteral, DOC));
    this.CONSUME(S.Colon);
    this.SUBRULE(this.expression);
    this.CONSUME(S.Semicolon);
  });

  readonly propertyDecl: Rule = this.RULE("propertyDecl", () => {
    this.CONSUME(W.Property);
    this.CONSUME(Identifier, NAME);
    this.OPTION(() => this.CONSUME(StringLiteral, DOC));
    this.SUBRULE(this.atLabel);
    this.CONSUME(S.Colon);
    this.SUBRULE(this.expression);
    this.CONSUME(S.Semicolon);
  });

  readonly reachableDecl: Rule = this.RULE("reachableDecl", () => {
    this.CONSUME(W.Reachable);
    this.CONSUME(Identifier, NAME);
    this.OPTION(() => this.CONSUME(StringLiteral, DOC));
    this.OPTION1(() => this.SUBRULE(this.atLabel));
    this.CONSUME(S.Colon);
    this.SUBRULE(this.expression);
    this.CONSUME(S.Semicolon);
  });

  readonly atLabel: Rule = this.RULE("atLabel", () => {
    this.CONSUME(W.At);
    this.CONSUME(Identifier, { LABEL: "process" });
    this.CONSUME(S.Dot);
    this.CONSUME1(Identifier, { LABEL: "label" });
  });

  readonly assumeDecl: Rule = this.RULE("assumeDecl", () => {
    this.CONSUME(W.Assume);
    this.CONSUME(Identifier, NAME);
    this.CONSUME(StringLiteral, DOC);
    this.SUBRULE(this.sourceClause);
    this.CONSUME(S.Semicolon);
  });

  readonly initDecl: Rule = this.RULE("initDecl", () => {
    this.CONSUME(W.Init);
    this.SUBRULE(this.block);
  });
}
