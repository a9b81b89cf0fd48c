// SPDX-License-Identifier: Apache-2.0
// Names of a program under given sizes: what each declaration is, its sort, its constant value. One scope
// belongs to one check (sizes may differ between checks). It knows declarations, not statements.
import type { ArraySortNode, Decl, DomainDecl, EnumDecl, Expr, Name, NamedSortNode, SortNode, StateDecl } from "../ast/nodes.ts";
import type { Span } from "../base/source.ts";
import { required, unreachable } from "../base/unreachable.ts";
import { diag } from "../diagnostics/catalog.ts";
import { suggest } from "../diagnostics/suggest.ts";
import { BOOL, cardinality, intSort, scalarSize, type ArraySort, type EnumSort, type IntSort, type RecordSort, type Sort, type Universe } from "../ir/sorts.ts";
import { KERNEL_WORDS } from "./builtin-names.ts";
import { evalConstant } from "./constants.ts";
import { layoutOf, type Layout } from "./layout.ts";
import type { Reporter } from "./report.ts";

/** Largest number of values of a scalar (and largest number), of elements of an array, and of possible members of a set. */
export const MAX_SCALAR = 1 << 20;
export const MAX_ARRAY = 1024;
export const MAX_SET = 4096;

type Named = Extract<Decl, { name: Name }>;

/** A state variable as declared: its IR name is its source name. */
export interface StateVar {
  readonly name: string;
  readonly sort: Sort;
  readonly role: "shared" | "ghost" | "lock";
  /** The layout of its elements, for word accesses. */
  readonly layout?: Layout;
  readonly decl: Decl;
}

export class Scope {
  readonly #decls = new Map<string, Named>();
  readonly #members = new Map<string, EnumDecl | DomainDecl>();
  readonly #universes = new Map<string, Universe>();
  readonly #layouts = new Map<string, Layout>();
  readonly #busy = new Set<string>();
  readonly #constants = new Map<string, number>();
  readonly #states = new Map<string, StateVar>();
  readonly all: readonly Decl[];
  readonly report: Reporter;
  readonly sizes: ReadonlyMap<string, number>;
  /** Sort of lock words: nobody, or an agent. */
  agents: EnumSort = { kind: "enum", universe: { name: "agent", members: ["nobody"], symmetric: false, fixed: 1 }, lo: 0, hi: 0 };

  constructor(decls: readonly Decl[], sizes: ReadonlyMap<string, number>, report: Reporter) {
    this.all = decls;
    this.sizes = sizes;
    this.report = report;
    for (const decl of decls) this.#declare(decl);
  }

  #declare(decl: Decl): void {
    if (!("name" in decl) || decl.kind === "Spec") return;
    const { text, span } = decl.name;
    const before = this.#decls.get(text)?.name ?? this.#memberName(text);
    if (before !== undefined) {
      this.report.add(diag("PTE202", { name: text }, span, { related: [{ span: before.span, text: "first declared here" }] }));
      return;
    }
    this.#decls.set(text, decl);
    if (decl.kind !== "Enum" && decl.kind !== "Domain") return;
    for (const member of decl.members) {
      const other = this.#decls.get(member.text)?.name ?? this.#memberName(member.text);
      if (other !== undefined) this.report.add(diag("PTE202", { name: member.text }, member.span, { related: [{ span: other.span, text: "first declared here" }] }));
      else this.#members.set(member.text, decl);
    }
  }

  #memberName(text: string): Name | undefined {
    return this.#members.get(text)?.members.find((m) => m.text === text);
  }

  find(name: string): Named | undefined {
    return this.#decls.get(name);
  }

  /** All names that could be meant, for suggestions. */
  names(): string[] {
    return [...this.#decls.keys(), ...this.#members.keys()];
  }

  /** The declaration of a name, or a diagnostic with a suggestion. */
  need<K extends Named["kind"]>(name: Name, kinds: readonly K[], wanted: string, extra: readonly string[] = []): Extract<Named, { kind: K }> {
    const decl = this.#decls.get(name.text);
    if (decl === undefined) return this.undefinedName(name, extra);
    if (!(kinds as readonly string[]).includes(decl.kind)) {
      return this.report.fail(diag("PTE212", { name: name.text, is: describeDecl(decl), wanted }, name.span,
        { related: [{ span: decl.name.span, text: "declared here" }] }));
    }
    return decl as Extract<Named, { kind: K }>;
  }

  undefinedName(name: Name, extra: readonly string[] = []): never {
    const ours = KERNEL_WORDS.get(name.text);
    if (ours !== undefined) return this.report.fail(diag("PTE201", { name: name.text }, name.span, { help: `write ${ours} here.` }));
    const decl = this.#members.get(name.text);
    if (decl !== undefined) return this.#leftOut(name, decl);
    const close = suggest(name.text, [...extra, ...this.names()]);
    return this.report.fail(diag("PTE201", { name: name.text }, name.span,
      close === undefined ? {} : { help: `did you mean \`${close}\`?` }));
  }

  /** A member that the domain has by its declaration, but not with the size of this check. */
  #leftOut(name: Name, decl: EnumDecl | DomainDecl): never {
    const [domain, size] = [decl.name.text, this.universe(decl).members.length - 1];
    return this.report.fail(diag("PTE201", { name: name.text }, name.span, {
      related: [{ span: decl.name.span, text: `${size} of ${decl.members.length} members here` }],
      why: `with ${domain} = ${size} the domain has only its first ${size === 1 ? "member" : `${size} members`}.`, help: `make \`${domain}\` larger, or do without \`${name.text}\`.`,
    }));
  }

  /** Whether the sizes that were given make sense. What does not is reported once, here, and everything else would follow from it. */
  sizesFit(): boolean {
    return this.all.every((decl) => {
      if (decl.kind === "Param") return this.report.attempt(() => this.namedConstant(decl.name.text)) !== undefined;
      return decl.kind !== "Domain" || this.report.attempt(() => this.universe(decl)) !== undefined;
    });
  }

  constant(expr: Expr, what: string): number {
    return evalConstant(this, expr, what);
  }

  /** The value of a `param` or `const`. */
  namedConstant(name: string): number | undefined {
    const known = this.#constants.get(name);
    if (known !== undefined) return known;
    const decl = this.#decls.get(name);
    if (decl?.kind !== "Param" && decl?.kind !== "Const") return undefined;
    return this.guarded(decl.name, () => {
      let value = decl.kind === "Param" ? this.sizes.get(name) : undefined;
      value ??= this.constant(decl.value, `\`${name}\``);
      this.#constants.set(name, value);
      if (decl.kind === "Param" && decl.lo !== undefined && decl.hi !== undefined) {
        const [lo, hi] = [this.constant(decl.lo, "the least size"), this.constant(decl.hi, "the largest size")];
        if (value < lo || value > hi) this.report.fail(diag("PTE213", { name, value, lo, hi }, decl.name.span));
      }
      return value;
    });
  }

  /** Runs `work` for a definition; a definition met again inside itself is reported. */
  guarded<T>(name: Name, work: () => T): T {
    if (this.#busy.has(name.text)) return this.report.fail(diag("PTE214", { name: name.text }, name.span));
    this.#busy.add(name.text);
    try {
      return work();
    } finally {
      this.#busy.delete(name.text);
    }
  }

  /** `none` is member 0 of every universe, the declared members follow. */
  universe(decl: EnumDecl | DomainDecl): Universe {
    const name = decl.name.text;
    const known = this.#universes.get(name);
    if (known !== undefined) return known;
    const universe: Universe = {
      name, members: ["none", ...this.#memberNames(decl)], symmetric: decl.kind === "Domain", fixed: 1,
    };
    this.#universes.set(name, universe);
    return universe;
  }

  #memberNames(decl: EnumDecl | DomainDecl): string[] {
    const declared = decl.members.map((m) => m.text);
    if (decl.kind === "Enum") return declared;
    const given = this.sizes.get(decl.name.text);
    if (decl.size !== undefined) {
      const size = given ?? this.constant(decl.size, `the size of \`${decl.name.text}\``);
      this.#rangeOf(decl, size, 1, MAX_ARRAY);
      return Array.from({ length: size }, (_, i) => `${decl.name.text}${i}`);
    }
    if (given !== undefined) this.#rangeOf(decl, given, 1, declared.length);
    return declared.slice(0, given ?? declared.length);
  }

  #rangeOf(decl: DomainDecl, value: number, lo: number, hi: number): void {
    if (value < lo || value > hi) this.report.fail(diag("PTE213", { name: decl.name.text, value, lo, hi }, decl.name.span, {
      why: "a domain has members, and no more than it declares.", help: "choose a size in its range, or declare more members.",
    }));
  }

  /** The sort of the values of an enum or domain; with `none` when optional. */
  enumSort(decl: EnumDecl | DomainDecl, optional: boolean): EnumSort {
    const universe = this.universe(decl);
    return { kind: "enum", universe, lo: optional ? 0 : 1, hi: universe.members.length - 1 };
  }

  /** An enum member by name: its sort is just itself. */
  member(name: string): { sort: EnumSort; index: number } | undefined {
    const decl = this.#members.get(name) ?? this.#numbered(name);
    if (decl === undefined) return undefined;
    const universe = this.universe(decl);
    const index = universe.members.indexOf(name, 1);
    return index < 0 ? undefined : { sort: { kind: "enum", universe, lo: index, hi: index }, index };
  }

  #numbered(name: string): DomainDecl | undefined {
    const stem = /^(.*?)\d+$/.exec(name)?.[1];
    const decl = stem === undefined ? undefined : this.#decls.get(stem);
    return decl?.kind === "Domain" && decl.size !== undefined ? decl : undefined;
  }

  sort(node: SortNode): Sort {
    switch (node.kind) {
      case "BoolSort":
        return BOOL;
      case "RangeSort": {
        const [lo, hi] = [this.constant(node.lo, "the start of a range"), this.constant(node.hi, "the end of a range")];
        return this.range(lo, hi, node.span);
      }
      case "NamedSort":
        return this.#namedSort(node);
      case "SetSort": {
        const elem = this.sort(node.elem);
        this.tooLarge(cardinality(elem), MAX_SET, "the element sort of this set", node.span);
        return { kind: "set", elem };
      }
      case "ArraySort":
        return this.arraySort(node.index, this.sort(node.elem), node);
      default:
        return unreachable(node);
    }
  }

  range(lo: number, hi: number, span: Span): IntSort {
    if (hi < lo) this.report.fail(diag("PTE203", { wanted: "a range that is not empty", found: `${lo}..${hi}` }, span));
    this.tooLarge(hi - lo + 1, MAX_SCALAR, "this range", span);
    const value = Math.abs(lo) > Math.abs(hi) ? lo : hi;
    if (Math.abs(value) > MAX_SCALAR) this.report.fail(diag("PTE218", { value, limit: MAX_SCALAR }, span));
    return intSort(lo, hi);
  }

  tooLarge(size: number, limit: number, what: string, span: Span): void {
    if (size > limit) this.report.fail(diag("PTE207", { what, size: Number.isFinite(size) && size < 1e15 ? String(size) : "more than 10^15" }, span));
  }

  #namedSort(node: NamedSortNode): Sort {
    const decl = this.need(node.name, ["Enum", "Domain", "Record", "Type", "Layout", "Const", "Param"], "a sort");
    if (decl.kind === "Const" || decl.kind === "Param") return this.report.fail(diag("PTE206", { name: node.name.text }, node.span));
    if (node.word !== undefined) {
      const layout = decl.kind === "Type" ? this.layoutNamed(this.sort(decl.sort)) : decl.kind === "Layout" ? this.layout(decl.name.text) : undefined;
      const { word } = node;
      const found = layout?.words.find((w) => w.name === word.text);
      return found?.sort ?? this.report.fail(diag("PTE208", { field: word.text, sort: node.name.text }, word.span));
    }
    if (node.optional && decl.kind !== "Enum" && decl.kind !== "Domain") {
      return this.report.fail(diag("PTE212", { name: node.name.text, is: describeDecl(decl), wanted: "an enum or a domain (`?` adds `none`)" }, node.span));
    }
    switch (decl.kind) {
      case "Enum":
      case "Domain":
        return this.enumSort(decl, node.optional);
      case "Type":
        return this.guarded(decl.name, () => this.sort(decl.sort));
      case "Layout":
        return required(this.layout(decl.name.text), "layout").sort;
      case "Record":
        return this.guarded(decl.name, (): RecordSort => ({
          kind: "record", name: decl.name.text, fields: decl.fields.map((f) => ({ name: f.name.text, sort: this.sort(f.sort) })),
        }));
      default:
        return unreachable(decl);
    }
  }

  arraySort(index: Expr, elem: Sort, at: StateDecl | ArraySortNode | { span: Span }): ArraySort {
    const sort = this.indexSort(index);
    this.tooLarge(scalarSize(sort), MAX_ARRAY, "this table", at.span);
    return { kind: "array", index: sort, elem };
  }

  /** `[N]` is 0..N-1; `[folio]` is the domain. */
  indexSort(index: Expr): IntSort | EnumSort {
    if (index.kind === "Name") {
      const decl = this.#decls.get(index.name.text);
      if (decl?.kind === "Enum" || decl?.kind === "Domain") return this.enumSort(decl, false);
    }
    const size = this.constant(index, "the number of elements");
    if (size < 1) this.report.fail(diag("PTE203", { wanted: "at least one element", found: String(size) }, index.span));
    this.tooLarge(size, MAX_ARRAY, "this table", index.span);
    return intSort(0, size - 1);
  }

  layout(name: string): Layout | undefined {
    const known = this.#layouts.get(name);
    if (known !== undefined) return known;
    const decl = this.#decls.get(name);
    if (decl?.kind !== "Layout") return undefined;
    const layout = this.guarded(decl.name, () => layoutOf(this, decl));
    this.#layouts.set(name, layout);
    return layout;
  }

  /** The layout whose whole-entry sort this is. */
  layoutNamed(sort: Sort): Layout | undefined {
    return sort.kind === "record" ? this.layout(sort.name) : undefined;
  }

  /** A table, shared variable, ghost or lock, with its sort. */
  state(name: string): StateVar | undefined {
    const known = this.#states.get(name);
    if (known !== undefined) return known;
    const decl = this.#decls.get(name);
    if (decl?.kind !== "State" && decl?.kind !== "Lock") return undefined;
    const elem = decl.kind === "Lock" ? this.agents : this.sort(decl.sort);
    const sort = decl.index === undefined ? elem : this.arraySort(decl.index, elem, decl);
    const layout = this.layoutNamed(elem);
    const role = decl.kind === "Lock" ? "lock" : decl.role === "ghost" ? "ghost" : "shared";
    const state: StateVar = { name, sort, role, decl, ...(layout === undefined ? {} : { layout }) };
    this.#states.set(name, state);
    return state;
  }
}

/** What a declaration is, with its article, for messages. */
export function describeDecl(decl: Decl): string {
  switch (decl.kind) {
    case "State": return decl.role === "table" ? "a table" : decl.role === "ghost" ? "a ghost" : "a shared variable";
    case "Process": return decl.role === "walker" ? "a walker" : "a writer";
    case "Fn": return decl.view ? "a view" : "a function";
    case "Invariant": case "LabelProperty": return "a property";
    case "Assume": return "an assumption";
    case "Accessor": return "an accessor";
    case "Enum": return "an enum";
    case "Import": return "an import";
    case "Init": return "an initial state";
    default: return `a ${decl.kind.toLowerCase()}`;
  }
}
