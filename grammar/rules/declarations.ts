// SPDX-License-Identifier: Apache-2.0
// A file and its declarations. `declaration` names the rules of all kinds; here are the small ones: what a file is
// called and imports, its sizes, and the sorts that have names.
import { Identifier, S, StringLiteral, W } from "../tokens.ts";
import { DOC, NAME, RuleBase, type Rule } from "./base.ts";

export abstract class DeclarationRules extends RuleBase {
  readonly file: Rule = this.RULE("file", () => {
    this.MANY(() => this.SUBRULE(this.declaration));
  });

  readonly declaration: Rule = this.RULE("declaration", () => {
    this.OR({
      DEF: [
        { ALT: () => this.SUBRULE(this.specDecl) }, { ALT: () => this.SUBRULE(this.importDecl) },
        { ALT: () => this.SUBRULE(this.paramDecl) }, { ALT: () => this.SUBRULE(this.constDecl) },
        { ALT: () => this.SUBRULE(this.enumDecl) }, { ALT: () => this.SUBRULE(this.domainDecl) },
        { ALT: () => this.SUBRULE(this.recordDecl) }, { ALT: () => this.SUBRULE(this.typeDecl) },
        { ALT: () => this.SUBRULE(this.layoutDecl) }, { ALT: () => this.SUBRULE(this.stateDecl) },
        { ALT: () => this.SUBRULE(this.lockDecl) }, { ALT: () => this.SUBRULE(this.fnDecl) },
        { ALT: () => this.SUBRULE(this.accessorDecl) }, { ALT: () => this.SUBRULE(this.contractDecl) },
        { ALT: () => this.SUBRULE(this.processDecl) }, { ALT: () => this.SUBRULE(this.hookDecl) },
        { ALT: () => this.SUBRULE(this.invariantDecl) }, { ALT: () => this.SUBRULE(this.propertyDecl) },
        { ALT: () => this.SUBRULE(this.reachableDecl) }, { ALT: () => this.SUBRULE(this.assumeDecl) },
        { ALT: () => this.SUBRULE(this.initDecl) }, { ALT: () => this.SUBRULE(this.checkDecl) },
      ],
      ERR_MSG: "a declaration",
    });
  });

  readonly specDecl: Rule = this.RULE("specDecl", () => {
    this.CONSUME(W.Spec);
    this.CONSUME(Identifier, NAME);
    this.OPTION(() => this.CONSUME(StringLiteral, DOC));
    this.OPTION1(() => this.CONSUME(S.Semicolon));
  });

  readonly importDecl: Rule = this.RULE("importDecl", () => {
    this.CONSUME(W.Import);
    this.OR({
      DEF: [{ ALT: () => this.SUBRULE(this.libraryPath) }, { ALT: () => this.CONSUME(StringLiteral, { LABEL: "path" }) }],
      ERR_MSG: "a path (`std/arm64` or `\"./file.ptespec\"`)",
    });
    this.OPTION(() => this.CONSUME(S.Semicolon));
  });

  readonly libraryPath: Rule = this.RULE("libraryPath", () => {
    this.AT_LEAST_ONE_SEP({ SEP: S.Slash, DEF: () => this.CONSUME(Identifier, { LABEL: "segment" }) });
  });

  readonly paramDecl: Rule = this.RULE("paramDecl", () => {
    this.CONSUME(W.Param);
    this.CONSUME(Identifier, NAME);
    this.CONSUME(S.Equals);
    this.SUBRULE(this.constant, { LABEL: "value" });
    this.OPTION(() => {
      this.CONSUME(W.In);
      this.SUBRULE1(this.constant, { LABEL: "lo" });
      this.CONSUME(S.DotDot);
      this.SUBRULE2(this.constant, { LABEL: "hi" });
    });
    this.OPTION1(() => this.CONSUME(StringLiteral, DOC));
    this.CONSUME(S.Semicolon);
  });

  readonly constDecl: Rule = this.RULE("constDecl", () => {
    this.CONSUME(W.Const);
    this.CONSUME(Identifier, NAME);
    this.CONSUME(S.Equals);
    this.SUBRULE(this.expression);
    this.CONSUME(S.Semicolon);
  });

  readonly enumDecl: Rule = this.RULE("enumDecl", () => {
    this.CONSUME(W.Enum);
    this.CONSUME(Identifier, NAME);
    this.SUBRULE(this.memberList);
  });

  readonly domainDecl: Rule = this.RULE("domainDecl", () => {
    this.CONSUME(W.Domain);
    this.CONSUME(Identifier, NAME);
    this.OR({
      DEF: [
        { ALT: () => this.SUBRULE(this.memberList) },
        { ALT: () => { this.SUBRULE(this.size); this.OPTION(() => this.CONSUME(S.Semicolon)); } },
      ],
      ERR_MSG: "`{ members }` or `[size]`",
    });
  });

  readonly memberList: Rule = this.RULE("memberList", () => {
    this.CONSUME(S.LCurly);
    this.OPTION(() => {
      this.CONSUME(Identifier, { LABEL: "member" });
      this.MANY({
        GATE: () => !this.ahead(2, S.RCurly),
        DEF: () => { this.CONSUME(S.Comma); this.CONSUME1(Identifier, { LABEL: "member" }); },
      });
      this.OPTION1(() => this.CONSUME1(S.Comma));
    });
    this.CONSUME(S.RCurly);
  });

  readonly recordDecl: Rule = this.RULE("recordDecl", () => {
    this.CONSUME(W.Record);
    this.CONSUME(Identifier, NAME);
    this.CONSUME(S.LCurly);
    this.MANY(() => this.SUBRULE(this.recordField));
    this.CONSUME(S.RCurly);
  });

  readonly recordField: Rule = this.RULE("recordField", () => {
    this.SUBRULE(this.param);
    this.CONSUME(S.Semicolon);
  });

  readonly typeDecl: Rule = this.RULE("typeDecl", () => {
    this.CONSUME(W.Type);
    this.CONSUME(Identifier, NAME);
    this.CONSUME(S.Equals);
    this.SUBRULE(this.sort);
    this.CONSUME(S.Semicolon);
  });
}
