// SPDX-License-Identifier: Apache-2.0
// What the chapters of the grammar share. Each chapter is a class that extends the one before it, in the order of
// the EBNF; ../parser.ts is the last. A chapter uses its own rules and those of earlier chapters; what it uses of a
// later one is declared here, under the name of the file that has it.
import { CstParser, tokenMatcher, type CstNode, type ParserMethod, type TokenType } from "chevrotain";

/** A rule without parameters. */
export type Rule = ParserMethod<[], CstNode>;

/** Labels of parts. */
export const NAME = { LABEL: "name" } as const;
export const DOC = { LABEL: "doc" } as const;

export abstract class RuleBase extends CstParser {
  // layout.ts
  abstract readonly layoutDecl: Rule;
  // state.ts
  abstract readonly stateDecl: Rule;
  abstract readonly lockDecl: Rule;
  abstract readonly size: Rule;
  abstract readonly fnDecl: Rule;
  abstract readonly param: Rule;
  abstract readonly sourceClause: Rule;
  // processes.ts
  abstract readonly accessorDecl: Rule;
  abstract readonly contractDecl: Rule;
  abstract readonly processDecl: Rule;
  abstract readonly hookDecl: Rule;
  // properties.ts
  abstract readonly invariantDecl: Rule;
  abstract readonly propertyDecl: Rule;
  abstract readonly reachableDecl: Rule;
  abstract readonly assumeDecl: Rule;
  abstract readonly initDecl: Rule;
  // checks.ts
  abstract readonly checkDecl: Rule;
  abstract readonly names: Rule;
  // sorts.ts
  abstract readonly sort: Rule;
  abstract readonly constant: Rule;
  abstract readonly constantPrimary: Rule;
  // statements.ts
  abstract readonly block: Rule;
  // expressions.ts
  abstract readonly expression: Rule;
  abstract readonly place: Rule;
  abstract readonly args: Rule;

  /** Whether the token at a distance from 1 is of a type; for gates. */
  protected ahead(distance: number, token: TokenType): boolean {
    return tokenMatcher(this.LA(distance), token);
  }
}
