// SPDX-License-Identifier: Apache-2.0
// Checks and their items, and the lists of names that these and others have.
import { FlushScheme, Identifier, S, StringLiteral, W } from "../tokens.ts";
import { DOC, NAME, type Rule } from "./base.ts";
import { PropertyRules } from "./properties.ts";

export abstract class CheckRules extends PropertyRules {
  readonly checkDecl: Rule = this.RULE("checkDecl", () => {
    this.CONSUME(W.Check);
    this.CONSUME(Identifier, NAME);
    this.OPTION(() => this.CONSUME(StringLiteral, DOC));
    this.OPTION1(() => { this.CONSUME(W.Claims); this.SUBRULE(this.names); });
    this.CONSUME(S.LCurly);
    this.MANY(() => this.SUBRULE(this.checkItem));
    this.CONSUME(S.RCurly);
  });

  readonly checkItem: Rule = this.RULE("checkItem", () => {
    this.OR({
      DEF: [
        { ALT: () => this.SUBRULE(this.withItem) }, { ALT: () => this.SUBRULE(this.runItem) },
        { ALT: () => this.SUBRULE(this.hardwareItem) }, { ALT: () => this.SUBRULE(this.verifyItem) },
        { ALT: () => this.SUBRULE(this.flushItem) }, { ALT: () => this.SUBRULE(this.memoryItem) },
        { ALT: () => this.SUBRULE(this.assumeItem) }, { ALT: () => this.SUBRULE(this.initDecl) },
        { ALT: () => this.SUBRULE(this.allowItem) }, { ALT: () => this.SUBRULE(this.waiveItem) },
        { ALT: () => this.SUBRULE(this.expectItem) },
      ],
      ERR_MSG: "an item of a check (`run`, `hardware`, `expect`, ...)",
    });
  });

  readonly withItem: Rule = this.RULE("withItem", () => {
    this.CONSUME(W.With);
    this.AT_LEAST_ONE_SEP({ SEP: S.Comma, DEF: () => this.SUBRULE(this.setting) });
    this.CONSUME(S.Semicolon);
  });

  readonly setting: Rule = this.RULE("setting", () => {
    this.CONSUME(Identifier, NAME);
    this.CONSUME(S.Equals);
    this.SUBRULE(this.expression);
  });

  readonly runItem: Rule = this.RULE("runItem", () => {
    this.CONSUME(W.Run);
    this.OPTION(() => { this.SUBRULE(this.constantPrimary, { LABEL: "count" }); this.CONSUME(S.Star); });
    this.CONSUME(Identifier, NAME);
    this.SUBRULE(this.args);
    this.OPTION1(() => {
      this.CONSUME(W.With);
      this.AT_LEAST_ONE_SEP({ SEP: S.Comma, DEF: () => this.SUBRULE(this.binding) });
    });
    this.CONSUME(S.Semicolon);
  });

  readonly binding: Rule = this.RULE("binding", () => {
    this.CONSUME(Identifier, { LABEL: "slot" });
    this.CONSUME(S.Equals);
    this.OPTION({ GATE: () => this.ahead(2, Identifier), DEF: () => this.CONSUME(W.Contract) });
    this.CONSUME1(Identifier, { LABEL: "target" });
  });

  readonly hardwareItem: Rule = this.RULE("hardwareItem", () => {
    this.CONSUME(W.Hardware);
    this.CONSUME(Identifier, { LABEL: "table" });
    this.OPTION(() => { this.CONSUME(W.Only); this.SUBRULE(this.names); });
    this.OPTION1(() => { this.CONSUME(W.Up); this.CONSUME(W.To); this.SUBRULE(this.constant, { LABEL: "budget" }); this.CONSUME(W.Updates); });
    this.CONSUME(S.Semicolon);
  });

  readonly verifyItem: Rule = this.RULE("verifyItem", () => {
    this.CONSUME(W.Verify);
    this.CONSUME(Identifier, NAME);
    this.SUBRULE(this.args);
    this.CONSUME(W.Against);
    this.CONSUME1(Identifier, { LABEL: "contract" });
    this.CONSUME(S.Semicolon);
  });

  readonly flushItem: Rule = this.RULE("flushItem", () => {
    this.CONSUME(W.Flush);
    this.CONSUME(FlushScheme, { LABEL: "scheme" });
    this.CONSUME(S.Semicolon);
  });

  readonly memoryItem: Rule = this.RULE("memoryItem", () => {
    this.CONSUME(W.Memory);
    this.SUBRULE(this.names);
    this.CONSUME(S.Semicolon);
  });

  readonly assumeItem: Rule = this.RULE("assumeItem", () => {
    this.CONSUME(W.Assume);
    this.CONSUME(Identifier, NAME);
    this.CONSUME(S.Semicolon);
  });

  readonly allowItem: Rule = this.RULE("allowItem", () => {
    this.CONSUME(W.Allow);
    this.CONSUME(W.Deadlock);
    this.CONSUME(StringLiteral, { LABEL: "reason" });
    this.CONSUME(S.Semicolon);
  });

  readonly waiveItem: Rule = this.RULE("waiveItem", () => {
    this.CONSUME(W.Waive);
    this.SUBRULE(this.dottedName);
    this.CONSUME(StringLiteral, { LABEL: "reason" });
    this.CONSUME(S.Semicolon);
  });

  readonly expectItem: Rule = this.RULE("expectItem", () => {
    const named = (): boolean => this.ahead(2, Identifier) && (this.ahead(3, S.Semicolon) || this.ahead(3, S.Comma) || this.ahead(3, S.Dot));
    this.CONSUME(W.Expect);
    this.OR({
      DEF: [
        { GATE: () => this.ahead(2, S.Semicolon), ALT: () => this.CONSUME(W.Deadlock) },
        { GATE: named, ALT: () => { this.CONSUME(W.Reachable); this.SUBRULE(this.dottedNames); } },
        { GATE: named, ALT: () => { this.CONSUME(W.Unreachable); this.SUBRULE1(this.dottedNames); } },
        { GATE: named, ALT: () => { this.CONSUME(W.Error); this.SUBRULE2(this.dottedNames); } },
        {
          ALT: () => {
            this.SUBRULE3(this.dottedNames);
            this.OR1({ DEF: [{ ALT: () => this.CONSUME(W.Hold) }, { ALT: () => this.CONSUME(W.Violated) }], ERR_MSG: "`hold` or `violated`" });
          },
        },
      ],
      IGNORE_AMBIGUITIES: true, MAX_LOOKAHEAD: 1, ERR_MSG: "what is expected (`name hold`, `name violated`, `reachable name`, `deadlock`, ...)",
    });
    this.CONSUME(S.Semicolon);
  });

  readonly dottedNames: Rule = this.RULE("dottedNames", () => {
    this.AT_LEAST_ONE_SEP({ SEP: S.Comma, DEF: () => this.SUBRULE(this.dottedName) });
  });

  readonly dottedName: Rule = this.RULE("dottedName", () => {
    this.AT_LEAST_ONE_SEP({ SEP: S.Dot, DEF: () => this.CONSUME(Identifier, { LABEL: "part" }) });
  });

  readonly names: Rule = this.RULE("names", () => {
    this.AT_LEAST_ONE_SEP({ SEP: S.Comma, DEF: () => this.CONSUME(Identifier, NAME) });
  });
}
