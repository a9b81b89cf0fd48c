// SPDX-License-Identifier: Apache-2.0
// Random specs that follow the grammar (and nothing else: names are not declared, sorts not checked). They are
// lists of tokens first, so that blanks, line breaks and comments can be put anywhere between them.

/** A source of numbers in `[0, 1)`. */
export type Random = () => number;

/** A small generator with a seed (mulberry32). */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

// Names include words that are keywords elsewhere.
const NAMES = ["a", "pt", "folio", "write", "young", "access", "low", "order", "all", "first", "table", "recheck", "done", "hold", "x1", "_tmp",
  "lock", "set", "values", "ghost", "any", "atomic", "block", "source", "on", "off", "irqs", "contract", "fn", "reachable", "error", "deadlock",
  "word", "union_", "gup_fast_pte_range_with_a_long_name", "N"];
const BINARY = ["=>", "||", "&&", "+", "-", "*", "/", "%", "union", "intersect", "minus"];
const COMPARE = ["==", "!=", "<", "<=", ">", ">=", "in", "subset"];

class Writer {
  readonly tokens: string[] = [];
  private readonly random: Random;

  constructor(random: Random) {
    this.random = random;
  }

  int(n: number): number {
    return Math.floor(this.random() * n);
  }
  maybe(chance = 0.5): boolean {
    return this.random() < chance;
  }
  pick<T>(items: readonly T[]): T {
    return items[this.int(items.length)] as T;
  }
  put(...tokens: string[]): void {
    this.tokens.push(...tokens);
  }
  oneOf(...choices: (() => void)[]): void {
    this.pick(choices)();
  }
  name(): void {
    this.put(this.pick(NAMES));
  }
  string(): void {
    this.put(this.pick(["\"doc\"", "\"a \\\"quoted\\\" text\"", "\"// not a comment\"", "\"mm/gup.c gup_fast_pte_range() and so on, which makes it a rather long text\""]));
  }
  number(): void {
    this.put(this.pick(["0", "1", "2", "12", "0x1F", "64"]));
  }
  list(least: number, most: number, item: () => void, trailing = false): void {
    const count = least + this.int(most - least + 1);
    for (let i = 0; i < count; i += 1) {
      if (i > 0) this.put(",");
      item();
    }
    if (trailing && count > 0 && this.maybe(0.2)) this.put(",");
  }
  names(): void {
    this.list(1, 4, () => this.name());
  }
  dotted(): void {
    this.name();
    if (this.maybe(0.3)) {
      this.put(".");
      this.name();
    }
  }

  constantPrimary(depth: number): void {
    while (this.maybe(0.05)) this.put("-");
    this.oneOf(() => this.number(), () => this.name(), () => this.name(), () => this.put(this.pick(["true", "false"])), () => {
      this.put("(");
      this.expression(depth - 1);
      this.put(")");
    });
  }
  constant(depth = 2): void {
    this.constantPrimary(depth);
    while (this.maybe(0.25)) {
      this.put(this.pick(["+", "-", "*", "/", "%"]));
      this.constantPrimary(depth);
    }
  }
  sort(depth = 2): void {
    const named = (): void => {
      // A sort named `set` before `of` would begin `set of ...`.
      this.put(this.pick(NAMES.filter((name) => name !== "set")));
      if (this.maybe(0.2)) {
        this.put(".");
        this.name();
      }
      if (this.maybe(0.2)) this.put("?");
    };
    if (depth <= 0) return named();
    this.oneOf(() => this.put("bool"), named, () => {
      this.constant(1);
      this.put("..");
      this.constant(1);
    }, () => {
      this.put("set", "of");
      this.sort(depth - 1);
    }, () => {
      this.put("array", "[");
      this.expression(1);
      this.put("]", "of");
      this.sort(depth - 1);
    });
  }

  expression(depth = 4): void {
    if (depth > 0 && this.maybe(0.08)) {
      this.binary(depth - 1);
      this.put("?");
      this.expression(depth - 1);
      this.put(":");
      this.expression(depth - 1);
    } else this.binary(depth);
  }
  /** Comparisons and ranges do not chain, so each side of one is an operand of stronger operators only. */
  binary(depth: number): void {
    const sum = (): void => {
      this.unary(depth - 1);
      while (depth > 0 && this.maybe(0.15)) {
        this.put(this.pick(["+", "-", "*", "/", "%", "union", "intersect", "minus"]));
        this.unary(depth - 1);
      }
    };
    const compared = (): void => {
      sum();
      if (depth > 0 && this.maybe(0.25)) {
        this.put(this.pick(COMPARE));
        sum();
        if (this.maybe(0.2)) {
          this.put("..");
          sum();
        }
      }
    };
    compared();
    while (depth > 0 && this.maybe(0.2)) {
      this.put(this.pick(BINARY.slice(0, 3)));
      compared();
    }
  }
  unary(depth: number): void {
    while (this.maybe(0.1)) this.put(this.pick(["!", "-"]));
    this.primary(depth);
    while (depth > 0 && this.maybe(0.2)) this.suffix(depth);
  }
  suffix(depth: number): void {
    if (this.maybe(0.3)) {
      this.put("with");
      this.fields(depth);
    } else this.access(depth);
  }
  access(depth: number): void {
    if (this.maybe()) {
      this.put(".");
      this.name();
    } else {
      this.put("[");
      this.expression(depth - 1);
      this.put("]");
    }
  }
  fields(depth: number): void {
    this.put("{");
    this.list(0, 3, () => {
      this.name();
      this.put(":");
      this.expression(depth - 1);
    }, true);
    this.put("}");
  }
  args(depth: number): void {
    this.put("(");
    this.list(0, 3, () => this.expression(depth - 1));
    this.put(")");
  }
  primary(depth: number): void {
    const name = (): void => this.name();
    if (depth <= 0) return this.oneOf(name, name, () => this.number(), () => this.put(this.pick(["true", "false"])));
    this.oneOf(name, name, name, () => this.number(), () => this.put("bool"), () => {
      this.put("(");
      this.expression(depth - 1);
      this.put(")");
    }, () => {
      this.put("(", this.pick(["forall", "exists"]));
      this.name();
      this.put("in");
      this.binary(depth - 1);
      this.put(":");
      this.expression(depth - 1);
      this.put(")");
    }, () => {
      this.put(...this.pick([["once"], ["values", "of"]]));
      this.expression(depth - 1);
      this.put("since");
      this.name();
    }, () => {
      this.put("set");
      this.args(depth);
    }, () => {
      this.name();
      if (this.maybe(0.2)) {
        this.put(".");
        this.name();
      }
      this.fields(depth);
    }, () => {
      this.name();
      this.args(depth);
    });
  }

  block(depth: number): void {
    this.put("{");
    for (let i = this.int(4); i > 0; i -= 1) this.statement(depth - 1);
    this.put("}");
  }
  body(depth: number): void {
    if (depth <= 0 || this.maybe(0.6)) this.block(depth);
    else this.statement(depth - 1);
  }
  simple(...tokens: string[]): void {
    this.put(...tokens, ";");
  }
  place(): void {
    this.name();
    while (this.maybe(0.4)) this.access(2);
  }
  statement(depth: number): void {
    const assign = (): void => {
      if (this.maybe(0.2)) this.put("ghost");
      this.place();
      this.put("=");
      this.expression(3);
      this.put(";");
    };
    const call = (): void => {
      this.name();
      this.args(3);
      this.put(";");
    };
    if (depth <= 0) return this.oneOf(assign, call, () => this.simple(this.pick(["break", "continue"])));
    this.oneOf(assign, assign, call, call, () => {
      this.name();
      this.put(":");
    }, () => {
      this.put(this.pick(["let", "var"]));
      this.name();
      if (this.maybe()) {
        this.put(":");
        this.sort();
      }
      this.put("=");
      this.expression();
      this.put(";");
    }, () => this.ifStatement(depth), () => this.ifStatement(depth), () => {
      this.put("while", "(");
      this.expression(3);
      this.put(")");
      this.body(depth);
    }, () => {
      this.put("loop");
      this.block(depth);
    }, () => {
      this.put("for", "(");
      this.name();
      this.put("in");
      this.expression(3);
      this.put(")");
      this.body(depth);
    }, () => {
      this.put("goto");
      this.name();
      this.put(";");
    }, () => this.simple(this.pick(["break", "continue"])), () => {
      this.put("return");
      if (this.maybe(0.3)) this.put("done");
      else if (this.maybe(0.7)) this.expression(3);
      this.put(";");
    }, () => {
      this.put("either");
      this.block(depth);
      do {
        this.put("or");
        this.block(depth);
      } while (this.maybe(0.3));
    }, () => {
      this.put("choose");
      this.name();
      this.put("in");
      this.expression(2);
      if (this.maybe()) {
        this.put("where");
        this.expression(3);
      }
      this.put(";");
    }, () => {
      this.put("await");
      this.expression(3);
      this.put(";");
    }, () => {
      this.put("atomic");
      this.block(depth);
    }, () => {
      this.put("assert");
      if (this.maybe()) {
        this.name();
        this.put(":");
      }
      this.expression(3);
      this.put(";");
    }, () => {
      this.put("recheck");
      // `recheck = e;` and `recheck(e);` are an assignment and a call, so a condition begins with a plain word.
      this.put(this.pick(["cur", "!", "true", "("]));
      if (this.tokens.at(-1) === "!") this.put("cur");
      if (this.tokens.at(-1) === "(") {
        this.expression(2);
        this.put(")");
      }
      if (this.maybe()) {
        this.put("==");
        this.unary(2);
      }
      this.put("else");
      this.block(depth);
    }, () => this.simple("irqs", this.pick(["off", "on"])));
  }
  ifStatement(depth: number): void {
    this.put("if", "(");
    this.expression(3);
    this.put(")");
    if (this.maybe(0.6)) return this.body(depth);
    // With an `else` the first branch is in braces: no question to which `if` the `else` belongs.
    if (this.maybe(0.7)) this.block(depth);
    else this.simple("break");
    this.put("else");
    if (depth > 1 && this.maybe(0.3)) this.ifStatement(depth - 1);
    else this.body(depth);
  }

  params(): void {
    this.put("(");
    this.list(0, 3, () => {
      this.name();
      this.put(":");
      this.sort();
    });
    this.put(")");
  }
  result(): void {
    this.put("->");
    this.sort();
  }
  doc(chance = 0.5): void {
    if (this.maybe(chance)) this.string();
  }
  source(chance = 0.4): void {
    if (!this.maybe(chance)) return;
    this.put("source");
    this.string();
  }
  size(chance: number): void {
    if (!this.maybe(chance)) return;
    this.put("[");
    this.expression(1);
    this.put("]");
  }
  range(): void {
    this.put("bits");
    this.constant(1);
    this.put("..");
    this.constant(1);
  }
  field(): void {
    this.name();
    this.put(":");
    if (this.maybe()) this.range();
    else {
      this.put("bit");
      this.constant(1);
    }
    if (this.maybe(0.3)) {
      this.put("as");
      this.sort();
    }
    this.doc(0.3);
    this.put(";");
  }
  clause(word: string, chance: number): void {
    if (!this.maybe(chance)) return;
    this.put(word);
    this.names();
  }
  layoutItem(): void {
    this.oneOf(() => this.field(), () => this.field(), () => {
      this.put("word");
      this.name();
      this.put(":");
      this.range();
      this.put("{");
      for (let i = this.int(3); i > 0; i -= 1) this.field();
      this.put("}");
    }, () => {
      this.put("derived");
      this.name();
      this.put("=");
      this.expression(3);
      this.clause("hides", 0.5);
      this.put(";");
    }, () => {
      this.put("hw");
      this.name();
      this.put("when");
      this.expression(3);
      this.clause("sets", 0.7);
      this.clause("clears", 0.5);
      this.put(";");
    }, () => {
      this.put("block");
      this.constant(1);
      this.put("when");
      this.expression(3);
      this.clause("gathers", 1);
      this.clause("by", 0.5);
      this.put(";");
    }, () => {
      this.put("order", this.pick(["load", "store", "clear"]));
      if (this.maybe(0.3)) this.put("any");
      else this.names();
      this.put(";");
    });
  }
  fieldList(): void {
    if (this.maybe()) {
      this.put("all");
      this.clause("except", 0.5);
    } else this.names();
  }
  slot(): void {
    if (this.maybe(0.3)) this.put("fn");
    this.name();
    this.params();
    if (this.maybe()) this.result();
    if (this.maybe()) {
      this.put("=");
      this.name();
    }
  }
  checkItem(): void {
    this.oneOf(() => {
      this.put("with");
      this.list(1, 2, () => {
        this.name();
        this.put("=");
        this.expression(1);
      });
      this.put(";");
    }, () => {
      this.put("run");
      if (this.maybe(0.3)) {
        this.constantPrimary(1);
        this.put("*");
      }
      this.name();
      this.args(2);
      if (this.maybe()) {
        this.put("with");
        this.list(1, 3, () => {
          this.name();
          this.put("=");
          if (this.maybe(0.3)) this.put("contract");
          this.name();
        });
      }
      this.put(";");
    }, () => {
      this.put("hardware");
      this.name();
      this.clause("only", 0.5);
      if (this.maybe()) {
        this.put("up", "to");
        this.constant(1);
        this.put(this.pick(["update", "updates"]));
      }
      this.put(";");
    }, () => {
      this.put("verify");
      this.name();
      this.args(2);
      this.put("against");
      this.name();
      this.put(";");
    }, () => this.simple("flush", this.pick(["ipi", "broadcast", "deferred"])), () => {
      this.clause("memory", 1);
      this.put(";");
    }, () => {
      this.put("assume");
      this.name();
      this.put(";");
    }, () => {
      this.put("init");
      this.block(2);
    }, () => {
      this.put("allow", "deadlock");
      this.string();
      this.put(";");
    }, () => {
      this.put("waive");
      this.dotted();
      this.string();
      this.put(";");
    }, () => {
      this.put("expect");
      this.oneOf(() => this.put("deadlock"), () => {
        this.put(this.pick(["reachable", "unreachable", "error"]));
        this.list(1, 3, () => this.put(this.pick(["p", "q", "missed"])));
      }, () => {
        this.list(1, 3, () => this.put(this.pick(["p", "q", "c.young"])));
        this.put(this.pick(["hold", "holds", "violated"]));
      });
      this.put(";");
    });
  }

  property(word: string, at: number): void {
    this.put(word);
    this.name();
    this.doc();
    if (this.maybe(at)) {
      this.put("at");
      this.name();
      this.put(".");
      this.name();
    }
    this.put(":");
    this.expression();
    this.put(";");
  }
  declaration(): void {
    const many = (item: () => void, most: number): void => {
      this.put("{");
      for (let i = this.int(most + 1); i > 0; i -= 1) item();
      this.put("}");
    };
    const head = (word: string): void => {
      this.put(word);
      this.name();
    };
    this.oneOf(() => {
      this.put("import");
      if (this.maybe()) this.put("std", "/", "arm64");
      else this.put("\"./a.ptespec\"");
      if (this.maybe(0.2)) this.put(";");
    }, () => {
      head("param");
      this.put("=");
      this.constant();
      if (this.maybe()) {
        this.put("in");
        this.constant(1);
        this.put("..");
        this.constant(1);
      }
      this.doc();
      this.put(";");
    }, () => {
      head("const");
      this.put("=");
      this.expression();
      this.put(";");
    }, () => {
      head("enum");
      this.put("{");
      this.list(0, 4, () => this.name(), true);
      this.put("}");
    }, () => {
      head("domain");
      if (this.maybe()) {
        this.put("{");
        this.list(0, 4, () => this.name(), true);
        this.put("}");
      } else {
        this.size(1);
        if (this.maybe()) this.put(";");
      }
    }, () => {
      head("record");
      many(() => {
        this.name();
        this.put(":");
        this.sort();
        this.put(";");
      }, 3);
    }, () => {
      head("type");
      this.put("=");
      this.sort();
      this.put(";");
    }, () => {
      head("pte");
      this.put(":");
      this.constant(1);
      this.put("bits");
      many(() => this.layoutItem(), 5);
      this.source();
    }, () => {
      head(this.pick(["table", "shared", "ghost"]));
      this.size(0.5);
      this.put(":");
      this.sort();
      if (this.maybe()) {
        this.put("=");
        this.expression(2);
      }
      this.put(";");
    }, () => {
      head("lock");
      this.size(0.3);
      this.put(";");
    }, () => {
      head(this.pick(["fn", "view"]));
      this.params();
      this.result();
      this.put("=");
      this.expression();
      this.put(";");
    }, () => {
      head("accessor");
      this.params();
      if (this.maybe(0.7)) this.result();
      this.source();
      this.block(4);
    }, () => {
      head("contract");
      this.params();
      this.result();
      this.put("of");
      if (this.maybe()) {
        this.name();
        this.args(2);
      } else this.place();
      many(() => {
        this.put(this.pick(["atomic", "regular", "never_invents", "never_misses", "safe", "any"]), "{");
        this.fieldList();
        this.put("}");
      }, 3);
    }, () => {
      const walker = this.maybe();
      head(walker ? "walker" : "writer");
      if (this.maybe(0.8)) this.params();
      if (walker && this.maybe(0.7)) this.put(...this.pick([["never", "takes", "ptl"], ["rechecks", "under", "ptl"], ["rcu", "only"], ["no", "recheck"]]));
      if (this.maybe()) {
        this.put("uses");
        this.list(1, 3, () => this.slot());
      }
      this.source();
      this.block(4);
    }, () => {
      this.put("on", "hw");
      this.name();
      this.name();
      this.put("[");
      this.name();
      this.put("]");
      this.block(2);
    }, () => this.property(this.pick(["invariant", "finally"]), 0), () => this.property("property", 1), () => this.property("reachable", 0.5), () => {
      head("assume");
      this.string();
      this.source(1);
      this.put(";");
    }, () => {
      this.put("init");
      this.block(3);
    }, () => {
      head("check");
      this.doc();
      this.clause("claims", 0.5);
      many(() => this.checkItem(), 5);
    });
  }
}

/** The tokens of a random spec of about `size` declarations. */
export function randomTokens(random: Random, size: number): readonly string[] {
  const writer = new Writer(random);
  if (writer.maybe(0.3)) {
    writer.put("spec", "some_name");
    writer.doc();
    if (writer.maybe(0.3)) writer.put(";");
  }
  for (let i = 0; i < size; i += 1) writer.declaration();
  return writer.tokens;
}

/** Tokens as text with random blanks and line breaks and, with chance `comments` at each gap, a comment. */
export function layOut(tokens: readonly string[], random: Random, comments: number): string {
  let text = "";
  let count = 0;
  for (const [i, token] of tokens.entries()) {
    text += token;
    const last = tokens[i + 1] === undefined;
    if (random() < comments) {
      count += 1;
      const before = random() < 0.4 ? "\n" : random() < 0.8 || token === "/" ? " " : "";
      const kind = random();
      if (kind < 0.6) text += `${before}// c${count}\n`;
      else if (kind < 0.9) text += `${before}/* c${count} */${random() < 0.5 ? "\n" : " "}`;
      else text += `${before}/*\n * c${count}\n * more\n */${random() < 0.5 ? "\n" : " "}`;
    } else if (last) text += "\n";
    else text += random() < 0.12 ? (random() < 0.3 ? "\n\n\n" : "\n  ") : (/[;{}]/.test(token) && random() < 0.7 ? "\n" : " ");
  }
  return text;
}
