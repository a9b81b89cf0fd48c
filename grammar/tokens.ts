// SPDX-License-Identifier: Apache-2.0
// Every token of the language: name, pattern, label for messages. Most keywords are words only where the
// grammar asks for them and names everywhere else (`write`, `lock`, `order`); only RESERVED ones are never names.
import { createToken, Lexer, type TokenType } from "chevrotain";

/** What a word is used for; the TextMate grammar colours by it. */
export type WordRole = "declaration" | "item" | "statement" | "operator" | "constant" | "sort" | "modifier";

/** Any name. Words that are not reserved belong to this category, so `CONSUME(Identifier)` takes them too. */
export const Identifier = createToken({ name: "Identifier", pattern: /[A-Za-z_]\w*/, label: "a name" });

/** Category of the infix operators; their strengths are in precedence.ts. */
export const BinaryOperator = createToken({ name: "BinaryOperator", pattern: Lexer.NA, label: "an operator" });
/** Category of the operators of constants (`12..N-1`, `64 bits`). */
export const ConstOperator = createToken({ name: "ConstOperator", pattern: Lexer.NA, label: "an operator" });
/** Category of `!` and `-`. */
export const UnaryOperator = createToken({ name: "UnaryOperator", pattern: Lexer.NA, label: "an operator" });
/** Category of `load`, `store`, `clear`. */
export const OrderOperation = createToken({ name: "OrderOperation", pattern: Lexer.NA, label: "`load`, `store` or `clear`" });
/** Category of the grades of a contract. */
export const GradeWord = createToken({ name: "GradeWord", pattern: Lexer.NA, label: "a grade (`atomic`, `regular`, `never_invents`, `never_misses`, `safe` or `any`)" });
/** Category of the flush schemes. */
export const FlushScheme = createToken({ name: "FlushScheme", pattern: Lexer.NA, label: "`ipi`, `broadcast` or `deferred`" });

const roles = new Map<TokenType, WordRole>();
const reserved = new Set<TokenType>();

function word(role: WordRole, text: string, more: TokenType[] = [], pattern: string | RegExp = text): TokenType {
  const name = text.split("_").map((part) => part.charAt(0).toUpperCase() + part.slice(1)).join("");
  const token = createToken({ name, pattern, longer_alt: Identifier, label: `\`${text}\``, categories: [Identifier, ...more], line_breaks: false });
  roles.set(token, role);
  return token;
}

function reserve(role: WordRole, text: string, more: TokenType[] = []): TokenType {
  const name = text.charAt(0).toUpperCase() + text.slice(1);
  const token = createToken({ name, pattern: text, longer_alt: Identifier, label: `\`${text}\``, categories: more, line_breaks: false });
  roles.set(token, role);
  reserved.add(token);
  return token;
}

/** The words, in the order of the reference. `reserve`d ones are never names. */
export const W = {
  // declarations
  Spec: word("declaration", "spec"), Import: word("declaration", "import"), Param: word("declaration", "param"),
  Const: word("declaration", "const"), Enum: word("declaration", "enum"), Domain: word("declaration", "domain"),
  Record: word("declaration", "record"), Type: word("declaration", "type"), Pte: word("declaration", "pte"),
  Table: word("declaration", "table"), Shared: word("declaration", "shared"), Ghost: word("declaration", "ghost"),
  Lock: word("declaration", "lock"), Fn: word("declaration", "fn"), View: word("declaration", "view"),
  Accessor: word("declaration", "accessor"), Contract: word("declaration", "contract"),
  Walker: word("declaration", "walker"), Writer: word("declaration", "writer"), On: word("declaration", "on"),
  Invariant: word("declaration", "invariant"), Property: word("declaration", "property"),
  Reachable: word("declaration", "reachable"), Finally: word("declaration", "finally"),
  Assume: word("declaration", "assume"), Init: word("declaration", "init"), Check: word("declaration", "check"),
  // parts of declarations
  Source: word("modifier", "source"), Uses: word("modifier", "uses"), Of: word("modifier", "of"), At: word("modifier", "at"),
  Claims: word("modifier", "claims"), As: word("modifier", "as"), Bits: word("modifier", "bits"), Bit: word("modifier", "bit"),
  Never: word("modifier", "never"), Takes: word("modifier", "takes"), Rechecks: word("modifier", "rechecks"),
  Under: word("modifier", "under"), Rcu: word("modifier", "rcu"), Only: word("modifier", "only"), No: word("modifier", "no"),
  // items of layouts
  Word: word("item", "word"), Derived: word("item", "derived"), Hides: word("modifier", "hides"), Hw: word("item", "hw"),
  When: word("modifier", "when"), Sets: word("modifier", "sets"), Clears: word("modifier", "clears"),
  Block: word("item", "block"), Gathers: word("modifier", "gathers"), By: word("modifier", "by"),
  Order: word("item", "order"), Load: word("modifier", "load", [OrderOperation]), Store: word("modifier", "store", [OrderOperation]),
  Clear: word("modifier", "clear", [OrderOperation]),
  // grades of contracts
  Atomic: word("statement", "atomic", [GradeWord]), Regular: word("modifier", "regular", [GradeWord]),
  NeverInvents: word("modifier", "never_invents", [GradeWord]), NeverMisses: word("modifier", "never_misses", [GradeWord]),
  Safe: word("modifier", "safe", [GradeWord]), Any: word("modifier", "any", [GradeWord]),
  All: word("modifier", "all"), Except: word("modifier", "except"),
  // items of checks
  Run: word("item", "run"), Hardware: word("item", "hardware"), Up: word("modifier", "up"), To: word("modifier", "to"),
  Updates: word("modifier", "updates", [], /updates?/), Verify: word("item", "verify"), Against: word("modifier", "against"),
  Flush: word("item", "flush"), Ipi: word("modifier", "ipi", [FlushScheme]), Broadcast: word("modifier", "broadcast", [FlushScheme]),
  Deferred: word("modifier", "deferred", [FlushScheme]), Memory: word("item", "memory"), Allow: word("item", "allow"),
  Waive: word("item", "waive"), Expect: word("item", "expect"), Hold: word("modifier", "hold", [], /holds?/),
  Violated: word("modifier", "violated"), Unreachable: word("modifier", "unreachable"), Error: word("modifier", "error"),
  Deadlock: word("modifier", "deadlock"),
  // statements
  Let: reserve("statement", "let"), Var: reserve("statement", "var"), If: reserve("statement", "if"), Else: reserve("statement", "else"),
  While: reserve("statement", "while"), Loop: reserve("statement", "loop"), For: reserve("statement", "for"),
  Goto: reserve("statement", "goto"), Break: reserve("statement", "break"), Continue: reserve("statement", "continue"),
  Return: reserve("statement", "return"), Done: word("modifier", "done"), Either: reserve("statement", "either"),
  Or: reserve("statement", "or"), Choose: reserve("statement", "choose"), Where: word("modifier", "where"),
  Await: reserve("statement", "await"), Assert: reserve("statement", "assert"), Recheck: word("statement", "recheck"),
  Irqs: word("statement", "irqs"), Off: word("modifier", "off"),
  // expressions
  True: reserve("constant", "true"), False: reserve("constant", "false"), Forall: reserve("operator", "forall"),
  Exists: reserve("operator", "exists"), Once: reserve("operator", "once"), Values: word("operator", "values"),
  Since: word("operator", "since"), With: word("operator", "with"), In: reserve("operator", "in", [BinaryOperator]),
  Union: word("operator", "union", [BinaryOperator]), Intersect: word("operator", "intersect", [BinaryOperator]),
  Minus: word("operator", "minus", [BinaryOperator]), Subset: word("operator", "subset", [BinaryOperator]),
  // sorts
  Bool: reserve("sort", "bool"), Set: word("sort", "set"), Array: word("sort", "array"),
} as const;

function sign(name: string, text: string, categories: TokenType[] = []): TokenType {
  return createToken({ name, pattern: text, label: `\`${text}\``, categories, line_breaks: false });
}

/** Punctuation and operators; longer ones first. */
export const S = {
  Implies: sign("Implies", "=>", [BinaryOperator]), EqEq: sign("EqEq", "==", [BinaryOperator]),
  NotEq: sign("NotEq", "!=", [BinaryOperator]), LessEq: sign("LessEq", "<=", [BinaryOperator]),
  GreaterEq: sign("GreaterEq", ">=", [BinaryOperator]), AndAnd: sign("AndAnd", "&&", [BinaryOperator]),
  OrOr: sign("OrOr", "||", [BinaryOperator]), Arrow: sign("Arrow", "->"), DotDot: sign("DotDot", "..", [BinaryOperator]),
  Less: sign("Less", "<", [BinaryOperator]), Greater: sign("Greater", ">", [BinaryOperator]),
  Plus: sign("Plus", "+", [BinaryOperator, ConstOperator]), Dash: sign("Dash", "-", [BinaryOperator, UnaryOperator, ConstOperator]),
  Star: sign("Star", "*", [BinaryOperator, ConstOperator]), Slash: sign("Slash", "/", [BinaryOperator, ConstOperator]),
  Percent: sign("Percent", "%", [BinaryOperator, ConstOperator]), Bang: sign("Bang", "!", [UnaryOperator]),
  Equals: sign("Equals", "="), Question: sign("Question", "?"), Colon: sign("Colon", ":"), Semicolon: sign("Semicolon", ";"),
  Comma: sign("Comma", ","), Dot: sign("Dot", "."), LCurly: sign("LCurly", "{"), RCurly: sign("RCurly", "}"),
  LParen: sign("LParen", "("), RParen: sign("RParen", ")"), LSquare: sign("LSquare", "["), RSquare: sign("RSquare", "]"),
} as const;

/** `12`, `0x1F`. */
export const NumberLiteral = createToken({ name: "NumberLiteral", pattern: /(?:0[xX][0-9a-fA-F]+|\d+)(?!\w)/, label: "a number" });
/** `"text"`; the escapes are `\"`, `\\`, `\n` and `\t`. */
export const StringLiteral = createToken({ name: "StringLiteral", pattern: /"(?:[^"\\\n\r]|\\[^\n\r])*"/, label: "a string in double quotes" });

/** Lexed so that one mistake gives one message; the parser never sees these. */
export const BadNumber = createToken({ name: "BadNumber", pattern: /\d\w*/, label: "a malformed number" });
export const BadString = createToken({ name: "BadString", pattern: /"(?:[^"\\\n\r]|\\[^\n\r])*\\?/, label: "an unterminated string" });
export const BadComment = createToken({ name: "BadComment", pattern: /\/\*(?:[^*]|\*(?!\/))*/, label: "an unterminated comment", line_breaks: true });

export const WhiteSpace = createToken({ name: "WhiteSpace", pattern: /[ \t\r\n\uFEFF]+/, group: Lexer.SKIPPED, line_breaks: true });
/** Comments go to a group of their own: the grammar does not see them, the formatter and the AST do. */
export const LineComment = createToken({ name: "LineComment", pattern: /\/\/[^\n\r]*/, group: "comments" });
export const BlockComment = createToken({ name: "BlockComment", pattern: /\/\*(?:[^*]|\*(?!\/))*\*\//, group: "comments", line_breaks: true });

// Longer words first: `longer_alt` compares a word with Identifier only, so `of` would hide `off`.
const words: readonly TokenType[] = Object.values(W).sort((a, b) => b.name.length - a.name.length);

/** All concrete tokens, in lexing order. */
export const ALL_TOKENS: readonly TokenType[] = [
  WhiteSpace, LineComment, BlockComment, BadComment, ...words, Identifier, NumberLiteral, BadNumber,
  StringLiteral, BadString, ...Object.values(S),
];
/** The categories, which no text matches directly. */
export const CATEGORIES: readonly TokenType[] = [BinaryOperator, ConstOperator, UnaryOperator, OrderOperation, GradeWord, FlushScheme];

/** True for words that cannot be names. */
export const isReserved = (token: TokenType): boolean => reserved.has(token);
/** The role of a word; `undefined` for other tokens. */
export const roleOf = (token: TokenType): WordRole | undefined => roles.get(token);
