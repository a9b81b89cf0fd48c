// SPDX-License-Identifier: Apache-2.0
// The concrete syntax: one rule per construct, in the order of the reference, without actions. It builds a
// lossless CST; src/parse makes the AST from it and src/format prints it. Recovery from errors is not done
// here: src/parse/recover.ts leaves out broken statements and declarations and parses again.
import { CstParser, tokenMatcher, type CstNode, type IParserErrorMessageProvider, type ParserMethod, type Rule as GrammarRule, type TokenType } from "chevrotain";
import { choiceAt, type Choice } from "./lookahead.ts";
import {
  ALL_TOKENS, BinaryOperator, CATEGORIES, ConstOperator, FlushScheme, GradeWord, Identifier, NumberLiteral,
  OrderOperation, S, StringLiteral, UnaryOperator, W,
} from "./tokens.ts";

/** A rule without parameters. */
export type Rule = ParserMethod<[], CstNode>;

/** Options of the parser: `validate` lets Chevrotain check the grammar itself (slow; the tests do it). */
export interface ParserOptions {
  readonly validate: boolean;
  readonly messages?: IParserErrorMessageProvider;
}

const NAME = { LABEL: "name" } as const;
const DOC = { LABEL: "doc" } as const;

/** The parser. Make one and reuse it: it learns where to look ahead. */
export class SpecParser extends CstParser {
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

  private ahead(distance: number, token: TokenType): boolean {
    return tokenMatcher(this.LA(distance), token);
  }

  // ---------------------------------------------------------------- files and declarations
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

  // ---------------------------------------------------------------- layouts
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

  // ---------------------------------------------------------------- state, functions
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

  // ---------------------------------------------------------------- accessors, contracts, processes
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

  // ---------------------------------------------------------------- properties
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

  // ---------------------------------------------------------------- checks
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

  // ---------------------------------------------------------------- sorts
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

  // ---------------------------------------------------------------- statements
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

  // ---------------------------------------------------------------- expressions
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
