// SPDX-License-Identifier: Apache-2.0
// The abstract syntax tree: what a .ptespec file says, without its layout on the page. Nodes are plain
// data; the meaning of each is given in src/lower and nowhere else. The syntax is sketched beside each node.
import type { Span } from "../base/source.ts";

export interface Name { readonly text: string; readonly span: Span }

// ---------------------------------------------------------------- sorts
/** `bool` */
export interface BoolSortNode { readonly kind: "BoolSort"; readonly span: Span }
/** `0..N-1` */
export interface RangeSortNode { readonly kind: "RangeSort"; readonly lo: Expr; readonly hi: Expr; readonly span: Span }
/** `arm64_pte`, `folio`, `folio?` (or none), `x86_pae_pte.low` (one word of a layout) */
export interface NamedSortNode { readonly kind: "NamedSort"; readonly name: Name; readonly word?: Name; readonly optional: boolean; readonly span: Span }
/** `set of folio` */
export interface SetSortNode { readonly kind: "SetSort"; readonly elem: SortNode; readonly span: Span }
/** `array[N] of bool`, `array[folio] of 0..3` */
export interface ArraySortNode { readonly kind: "ArraySort"; readonly index: Expr; readonly elem: SortNode; readonly span: Span }
export type SortNode = BoolSortNode | RangeSortNode | NamedSortNode | SetSortNode | ArraySortNode;

// ---------------------------------------------------------------- expressions
export interface NumberExpr { readonly kind: "Number"; readonly value: number; readonly span: Span }
/** `true`, `false` */
export interface BoolExpr { readonly kind: "Bool"; readonly value: boolean; readonly span: Span }
/** Any name: a local, a parameter, shared state, an enum member, `none`, `nobody`, `self`. */
export interface NameExpr { readonly kind: "Name"; readonly name: Name; readonly span: Span }
/** `!a`, `-a` */
export interface UnaryExpr { readonly kind: "Unary"; readonly op: "!" | "-"; readonly operand: Expr; readonly span: Span }
export type BinaryOp =
  | "=>" | "||" | "&&" | "==" | "!=" | "<" | "<=" | ">" | ">=" | "in" | "+" | "-" | "*" | "/" | "%"
  | "union" | "intersect" | "minus" | "subset";
export interface BinaryExpr { readonly kind: "Binary"; readonly op: BinaryOp; readonly left: Expr; readonly right: Expr; readonly span: Span }
/** `c ? a : b` */
export interface ConditionalExpr { readonly kind: "Conditional"; readonly cond: Expr; readonly then: Expr; readonly else: Expr; readonly span: Span }
/** `p.young` */
export interface MemberExpr { readonly kind: "Member"; readonly object: Expr; readonly member: Name; readonly span: Span }
/** `pt[i]` */
export interface IndexExpr { readonly kind: "Index"; readonly object: Expr; readonly index: Expr; readonly span: Span }
/** `f(a, b)`: a function, view, accessor, slot, or built-in such as `READ_ONCE(pt[i])`. */
export interface CallExpr { readonly kind: "Call"; readonly callee: Name; readonly args: readonly Expr[]; readonly span: Span }
export interface FieldInit { readonly name: Name; readonly value: Expr }
/** `arm64_pte { valid: true, young: false }`; fields left out have the first value of their sort. */
export interface RecordExpr { readonly kind: "Record"; readonly name: Name; readonly word?: Name; readonly fields: readonly FieldInit[]; readonly span: Span }
/** `p with { young: true }` */
export interface WithExpr { readonly kind: "With"; readonly object: Expr; readonly fields: readonly FieldInit[]; readonly span: Span }
/** `set(a, b)`, `set()` */
export interface SetExpr { readonly kind: "Set"; readonly elements: readonly Expr[]; readonly span: Span }
/** `0..N-1` where a set of numbers is meant: after `in`, in `for`, `choose`, quantifiers. */
export interface RangeExpr { readonly kind: "Range"; readonly lo: Expr; readonly hi: Expr; readonly span: Span }
/** `forall k in 0..N-1: e`, `exists p in folio: e`; `over` is a range, a domain or enum name, `bool`, a layout name, or a set. */
export interface QuantExpr { readonly kind: "Quant"; readonly quant: "forall" | "exists"; readonly variable: Name; readonly over: Expr; readonly body: Expr; readonly span: Span }
/** `once P since recheck`: P was true at some instant since the label. */
export interface OnceExpr { readonly kind: "Once"; readonly body: Expr; readonly since: Name; readonly span: Span }
/** `values of E since recheck`: the set of values E has had since the label. */
export interface ValuesExpr { readonly kind: "Values"; readonly body: Expr; readonly since: Name; readonly span: Span }
export type Expr =
  | NumberExpr | BoolExpr | NameExpr | UnaryExpr | BinaryExpr | ConditionalExpr | MemberExpr | IndexExpr | CallExpr
  | RecordExpr | WithExpr | SetExpr | RangeExpr | QuantExpr | OnceExpr | ValuesExpr;

// ---------------------------------------------------------------- statements
interface StmtBase {
  readonly span: Span;
  /** Texts of the comments on the lines before the statement, without their markers. */
  readonly comments: readonly string[];
}
export interface Block { readonly statements: readonly Stmt[]; readonly span: Span }
/** `let p = READ_ONCE(pt[i]);` (fixed) and `var o: arm64_pte = ptep_get(i);` (may be assigned). */
export interface LetStmt extends StmtBase { readonly kind: "Let"; readonly mutable: boolean; readonly name: Name; readonly sort?: SortNode; readonly value: Expr }
/** `o = mkyoung(o);` `o.young = true;` and, inside `atomic`, `init` and hooks, shared and ghost places. `ghost` marks `ghost g = e;`. */
export interface AssignStmt extends StmtBase { readonly kind: "Assign"; readonly ghost: boolean; readonly target: Expr; readonly value: Expr }
/** `WRITE_ONCE(pt[i], v);` `tlb_flush();` `set_pte(i, v);` */
export interface CallStmt extends StmtBase { readonly kind: "CallStmt"; readonly call: CallExpr }
export interface IfStmt extends StmtBase { readonly kind: "If"; readonly cond: Expr; readonly then: Block; readonly else?: Block }
export interface WhileStmt extends StmtBase { readonly kind: "While"; readonly cond: Expr; readonly body: Block }
/** `loop { ... }`: for ever, until `break`. */
export interface LoopStmt extends StmtBase { readonly kind: "Loop"; readonly body: Block }
/** `for (k in 0..N-1) { ... }`; ascending; the bounds are constants. */
export interface ForStmt extends StmtBase { readonly kind: "For"; readonly variable: Name; readonly over: Expr; readonly body: Block }
/** `recheck:` names the point before the next statement. */
export interface LabelStmt extends StmtBase { readonly kind: "Label"; readonly name: Name }
export interface GotoStmt extends StmtBase { readonly kind: "Goto"; readonly label: Name }
export interface BreakStmt extends StmtBase { readonly kind: "Break" }
export interface ContinueStmt extends StmtBase { readonly kind: "Continue" }
/** `return e;` from an accessor; `return;` and `return done;` (the walker acted on what it read) from a walker. */
export interface ReturnStmt extends StmtBase { readonly kind: "Return"; readonly done: boolean; readonly value?: Expr }
/** `either { ... } or { ... }`: any of them. */
export interface EitherStmt extends StmtBase { readonly kind: "Either"; readonly branches: readonly Block[] }
/** `choose p in folio where p != q;` */
export interface ChooseStmt extends StmtBase { readonly kind: "Choose"; readonly name: Name; readonly over: Expr; readonly where?: Expr }
/** `await refcount[p] == 0;` */
export interface AwaitStmt extends StmtBase { readonly kind: "Await"; readonly cond: Expr }
/** `atomic { ... }`: one step, however many accesses. */
export interface AtomicStmt extends StmtBase { readonly kind: "Atomic"; readonly body: Block }
/** `assert cond;` `assert name: cond;` */
export interface AssertStmt extends StmtBase { readonly kind: "Assert"; readonly name?: Name; readonly cond: Expr }
/** `recheck cur == orig else { ... }`: goes on only when true; the block must leave (return, goto, break, continue). */
export interface RecheckStmt extends StmtBase { readonly kind: "Recheck"; readonly cond: Expr; readonly else: Block }
/** `irqs off;` `irqs on;` */
export interface IrqsStmt extends StmtBase { readonly kind: "Irqs"; readonly off: boolean }
export type Stmt =
  | LetStmt | AssignStmt | CallStmt | IfStmt | WhileStmt | LoopStmt | ForStmt | LabelStmt | GotoStmt | BreakStmt
  | ContinueStmt | ReturnStmt | EitherStmt | ChooseStmt | AwaitStmt | AtomicStmt | AssertStmt | RecheckStmt | IrqsStmt;

// ---------------------------------------------------------------- declarations
interface DeclBase {
  readonly span: Span;
  readonly comments: readonly string[];
}
export interface Param { readonly name: Name; readonly sort: SortNode }

/** `spec contpte "what must ptep_get_lockless() promise?"`: at most one, first in the file. */
export interface SpecDecl extends DeclBase { readonly kind: "Spec"; readonly name: Name; readonly doc?: string }
/** `import std/arm64` (`path` is `std/arm64`) or `import "./common.ptespec"`; a `;` may follow, as after `spec`, and is dropped by the formatter. */
export interface ImportDecl extends DeclBase { readonly kind: "Import"; readonly path: string; readonly std: boolean; readonly pathSpan: Span }
/** `param N = 2 in 1..16 "entries in a block";` */
export interface ParamDecl extends DeclBase { readonly kind: "Param"; readonly name: Name; readonly value: Expr; readonly lo?: Expr; readonly hi?: Expr; readonly doc?: string }
/** `const LAST = N - 1;` */
export interface ConstDecl extends DeclBase { readonly kind: "Const"; readonly name: Name; readonly value: Expr }
/** `enum outcome { none_yet, got, gave_up }` */
export interface EnumDecl extends DeclBase { readonly kind: "Enum"; readonly name: Name; readonly members: readonly Name[] }
/** `domain folio { A, B, C }` (named; a check may take fewer) or `domain page[4];` (page0 .. page3). Members are interchangeable. */
export interface DomainDecl extends DeclBase { readonly kind: "Domain"; readonly name: Name; readonly members: readonly Name[]; readonly size?: Expr }
/** `record pair { a: bool; b: 0..3; }` */
export interface RecordDecl extends DeclBase { readonly kind: "Record"; readonly name: Name; readonly fields: readonly Param[] }
/** `type pte_t = arm64_pte;` */
export interface TypeDecl extends DeclBase { readonly kind: "Type"; readonly name: Name; readonly sort: SortNode }

/** `valid : bit 0 "doc";` `pfn : bits 12..47 as folio;` The lower bit number first. `as` gives the abstract sort; one bit without `as` is bool. */
export interface FieldItem { readonly kind: "Field"; readonly name: Name; readonly low: Expr; readonly high?: Expr; readonly sort?: SortNode; readonly doc?: string; readonly span: Span; readonly comments: readonly string[] }
/** `word low : bits 0..31 { fields }` */
export interface WordItem { readonly kind: "Word"; readonly name: Name; readonly low: Expr; readonly high: Expr; readonly fields: readonly FieldItem[]; readonly span: Span; readonly comments: readonly string[] }
/** `derived dirty = sw_dirty || (dbm && !rdonly) hides sw_dirty, rdonly;` */
export interface DerivedItem { readonly kind: "Derived"; readonly name: Name; readonly value: Expr; readonly hides: readonly Name[]; readonly span: Span; readonly comments: readonly string[] }
/** `hw write when valid && dbm sets young clears rdonly;`: one update that hardware may make at any time. */
export interface HwItem { readonly kind: "Hw"; readonly name: Name; readonly when: Expr; readonly sets: readonly Name[]; readonly clears: readonly Name[]; readonly span: Span; readonly comments: readonly string[] }
/** `block N when valid && cont gathers young, dirty by mkyoung, mkdirty;`: N aligned entries act as one; the logical value of an entry gathers these fields over the block. `by` names the function that sets each (needed for derived fields). */
export interface BlockItem { readonly kind: "Block"; readonly size: Expr; readonly when: Expr; readonly gathers: readonly Name[]; readonly by: readonly Name[]; readonly span: Span; readonly comments: readonly string[] }
/** `order load any;` `order store high, low;` `order clear low, high;`: how a whole-entry access splits into words. */
export interface OrderItem { readonly kind: "Order"; readonly operation: "load" | "store" | "clear"; readonly words: readonly Name[] | "any"; readonly span: Span; readonly comments: readonly string[] }
export type LayoutItem = FieldItem | WordItem | DerivedItem | HwItem | BlockItem | OrderItem;
/** `pte arm64_pte : 64 bits { ... }` */
export interface LayoutDecl extends DeclBase { readonly kind: "Layout"; readonly name: Name; readonly width: Expr; readonly items: readonly LayoutItem[]; readonly source?: string }

/** `table pt[N] : arm64_pte;` `shared refcount[folio] : 0..3 = 1;` `ghost seen : bool = false;`. `index`: a number of elements, or the name of an enum or domain. */
export interface StateDecl extends DeclBase { readonly kind: "State"; readonly role: "table" | "shared" | "ghost"; readonly name: Name; readonly index?: Expr; readonly sort: SortNode; readonly init?: Expr }
/** `lock ptl;` `lock ptl[2];` */
export interface LockDecl extends DeclBase { readonly kind: "Lock"; readonly name: Name; readonly index?: Expr }
/** `fn pte_same(a: pte_t, b: pte_t) -> bool = a == b;` (`view`: may read shared state, so only properties and contracts may use it.) */
export interface FnDecl extends DeclBase { readonly kind: "Fn"; readonly view: boolean; readonly name: Name; readonly params: readonly Param[]; readonly result: SortNode; readonly body: Expr }
/** `accessor ptep_get(i: 0..N-1) -> pte_t source "arch/arm64/mm/contpte.c contpte_ptep_get()" { ... }`; without `->` it returns nothing. */
export interface AccessorDecl extends DeclBase { readonly kind: "Accessor"; readonly name: Name; readonly params: readonly Param[]; readonly result?: SortNode; readonly source?: string; readonly body: Block }
export type Grade = "atomic" | "regular" | "never_invents" | "never_misses" | "safe" | "any";
/** `all`, `all except a, b`, or `a, b` */
export interface FieldList { readonly all: boolean; readonly names: readonly Name[]; readonly span: Span }
/** `atomic { all except young, dirty }` */
export interface ContractClause { readonly grade: Grade; readonly fields: FieldList; readonly span: Span; readonly comments: readonly string[] }
/** `contract relaxed_get(i: 0..N-1) -> pte_t of logical(pt[i]) { clauses }`; `of` is a name or call with `.field` and `[index]`. */
export interface ContractDecl extends DeclBase { readonly kind: "Contract"; readonly name: Name; readonly params: readonly Param[]; readonly result: SortNode; readonly of: Expr; readonly clauses: readonly ContractClause[] }

/** `never takes ptl`, `rechecks under ptl`, `rcu only`, `no recheck` */
export interface WalkerClass { readonly kind: "never-takes" | "rechecks-under" | "rcu-only" | "no-recheck"; readonly lock?: Name; readonly span: Span }
/** `first(i: 0..N-1) -> pte_t = ptep_get_lockless`; `fn same(a: pte_t, b: pte_t) -> bool = pte_same` */
export interface Slot { readonly fn: boolean; readonly name: Name; readonly params: readonly Param[]; readonly result?: SortNode; readonly default?: Name; readonly span: Span }
/**
 * `walker gup_fast(i: 0..N-1) never takes ptl uses first(i: 0..N-1) -> pte_t = ptep_get_lockless, ... source "mm/gup.c" { ... }`
 * `writer zap(i: 0..N-1) { ... }` (a writer has no class)
 */
export interface ProcessDecl extends DeclBase { readonly kind: "Process"; readonly role: "walker" | "writer"; readonly name: Name; readonly params: readonly Param[]; readonly class?: WalkerClass; readonly slots: readonly Slot[]; readonly source?: string; readonly body: Block }
/** `on hw write pt[i] { written[pt[i].pfn] = true; }`: ghost bookkeeping at a hardware update. */
export interface HookDecl extends DeclBase { readonly kind: "Hook"; readonly update: Name; readonly table: Name; readonly index: Name; readonly body: Block }
/** `invariant refcount_balanced "doc": e;`  `reachable missed "doc": e;`  `finally all_freed: e;` */
export interface InvariantDecl extends DeclBase { readonly kind: "Invariant"; readonly mode: "invariant" | "reachable" | "finally"; readonly name: Name; readonly doc?: string; readonly expr: Expr }
/** `property no_false_match "doc" at gup_fast.pinned: e;`  `reachable missed at gup_fast.pinned: e;` */
export interface LabelPropertyDecl extends DeclBase { readonly kind: "LabelProperty"; readonly mode: "property" | "reachable"; readonly name: Name; readonly doc?: string; readonly process: Name; readonly label: Name; readonly expr: Expr }
/** `assume hw_any_entry "the entry that records A/D is unspecified" source "...";` */
export interface AssumeDecl extends DeclBase { readonly kind: "Assume"; readonly name: Name; readonly text: string; readonly source: string }
/** `init { choose y in bool; pt[0].young = y; }` */
export interface InitDecl extends DeclBase { readonly kind: "Init"; readonly body: Block }

// ---------------------------------------------------------------- checks
interface ItemBase { readonly span: Span; readonly comments: readonly string[] }
/** `with N = 4, folio = 2;` */
export interface WithItem extends ItemBase { readonly kind: "With"; readonly values: readonly FieldInit[] }
export interface SlotBinding { readonly slot: Name; readonly contract: boolean; readonly target: Name }
/** `run 2 * gup_fast(0) with first = ptep_get_lockless, recheck = contract relaxed_get;` */
export interface RunItem extends ItemBase { readonly kind: "Run"; readonly count?: Expr; readonly process: Name; readonly args: readonly Expr[]; readonly bindings: readonly SlotBinding[] }
/** `hardware pt only access, write up to 2 updates;` (or `up to 1 update`) */
export interface HardwareItem extends ItemBase { readonly kind: "Hardware"; readonly table: Name; readonly only: readonly Name[]; readonly budget?: Expr }
/** `verify ptep_get(0) against relaxed_get;` */
export interface VerifyItem extends ItemBase { readonly kind: "Verify"; readonly accessor: Name; readonly args: readonly Expr[]; readonly contract: Name }
/** `flush ipi;` */
export interface FlushItem extends ItemBase { readonly kind: "Flush"; readonly scheme: "ipi" | "broadcast" | "deferred" }
/** `memory sc;` */
export interface MemoryItem extends ItemBase { readonly kind: "Memory"; readonly models: readonly Name[] }
/** `assume hw_any_entry;` */
export interface AssumeItem extends ItemBase { readonly kind: "AssumeUse"; readonly name: Name }
/** `init { ... }` */
export interface InitItem extends ItemBase { readonly kind: "InitItem"; readonly body: Block }
/** `allow deadlock "reason";` */
export interface AllowItem extends ItemBase { readonly kind: "Allow"; readonly reason: string }
/** `waive no_missed_dirty "reason";` (the name may be dotted): a violation of it is accepted; a warning when it never happens. */
export interface WaiveItem extends ItemBase { readonly kind: "Waive"; readonly property: Name; readonly reason: string }
export type ExpectedStatus = "hold" | "violated" | "reachable" | "unreachable" | "error" | "deadlock";
/** `expect a, b hold;` (or `holds`) `expect c violated;` `expect reachable d;` `expect unreachable d;` `expect error PTE412;` `expect deadlock;` Names may be dotted: `relaxed_get.young`. */
export interface ExpectItem extends ItemBase { readonly kind: "Expect"; readonly status: ExpectedStatus; readonly names: readonly Name[] }
export type CheckItem =
  | WithItem | RunItem | HardwareItem | VerifyItem | FlushItem | MemoryItem | AssumeItem | InitItem | AllowItem
  | WaiveItem | ExpectItem;
/** `check aside "doc" claims S10, S2 { ... }` */
export interface CheckDecl extends DeclBase { readonly kind: "Check"; readonly name: Name; readonly doc?: string; readonly claims: readonly Name[]; readonly items: readonly CheckItem[] }

export type Decl =
  | SpecDecl | ImportDecl | ParamDecl | ConstDecl | EnumDecl | DomainDecl | RecordDecl | TypeDecl | LayoutDecl
  | StateDecl | LockDecl | FnDecl | AccessorDecl | ContractDecl | ProcessDecl | HookDecl | InvariantDecl
  | LabelPropertyDecl | AssumeDecl | InitDecl | CheckDecl;

export interface FileNode { readonly kind: "File"; readonly decls: readonly Decl[]; readonly span: Span }
