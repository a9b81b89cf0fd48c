// SPDX-License-Identifier: Apache-2.0
// The identifiers an emitted module must not define: words of TLA+, operators of the standard modules a
// reader may want to EXTEND later, and the names every emitted module defines itself. Naming a step
// `Append` would be legal in most modules; it is renamed all the same, so that names do not depend on it.

/** Words of the grammar of TLA+ (Specifying Systems, table 1) and of TLA+2 proofs; SANY accepts none as a name. */
export const KEYWORDS: readonly string[] = [
  "ACTION", "ASSUME", "ASSUMPTION", "AXIOM", "BOOLEAN", "BY", "CASE", "CHOOSE", "CONSTANT", "CONSTANTS",
  "COROLLARY", "DEF", "DEFINE", "DEFS", "DOMAIN", "ELSE", "ENABLED", "EXCEPT", "EXTENDS", "FALSE", "HAVE",
  "HIDE", "IF", "IN", "INSTANCE", "LAMBDA", "LEMMA", "LET", "LOCAL", "MODULE", "NEW", "OBVIOUS", "OMITTED",
  "ONLY", "OTHER", "PICK", "PROOF", "PROPOSITION", "PROVE", "QED", "RECURSIVE", "SF_", "STATE", "STRING",
  "SUBSET", "SUFFICES", "TAKE", "TEMPORAL", "THEN", "THEOREM", "TRUE", "UNCHANGED", "UNION", "USE",
  "VARIABLE", "VARIABLES", "WF_", "WITH", "WITNESS",
];

/** What Naturals, Integers, Reals, Sequences, FiniteSets, Bags and TLC define. */
export const STANDARD_NAMES: readonly string[] = [
  "Nat", "Int", "Real", "Infinity",
  "Seq", "Len", "Append", "Head", "Tail", "SubSeq", "SelectSeq",
  "Cardinality", "IsFiniteSet",
  "Bag", "IsABag", "BagToSet", "SetToBag", "BagIn", "EmptyBag", "BagUnion", "SubBag", "BagOfAll",
  "BagCardinality", "CopiesIn",
  "Print", "PrintT", "Assert", "JavaTime", "TLCGet", "TLCSet", "Permutations", "SortSeq", "RandomElement",
  "Any", "ToString", "TLCEval",
];

/** Words of Apalache's types, which no field may be called there. */
export const TYPE_WORDS: readonly string[] = ["Int", "Real", "Bool", "Str", "Set", "Seq", "Rec", "Variant"];

/** Words of TLC's configuration files; TLC reads them wherever they occur in one. */
export const CFG_WORDS: readonly string[] = [
  "INVARIANT", "INVARIANTS", "PROPERTY", "PROPERTIES", "SPECIFICATION", "INIT", "NEXT", "CONSTRAINT",
  "CONSTRAINTS", "ACTION_CONSTRAINT", "ACTION_CONSTRAINTS", "SYMMETRY", "VIEW", "TYPE", "TYPE_CONSTRAINT",
  "CHECK_DEADLOCK", "POSTCONDITION", "ALIAS", "PERIODIC", "RL_REWARD",
];

/** Defined by every emitted module, or by the replay module that extends it. */
export const OWN_NAMES: readonly string[] = [
  "Init", "Next", "Spec", "FairSpec", "Fairness", "TypeOK", "vars",
  "Trace", "TraceInit", "TraceNext", "TraceSpec", "NotReplayed",
];

/** Names of standard modules: an emitted module must not be called like one. */
export const STANDARD_MODULES: readonly string[] = [
  "Naturals", "Integers", "Reals", "ProtoReals", "Peano", "Sequences", "FiniteSets", "Bags", "TLC", "TLCExt",
  "RealTime", "Toolbox", "Randomization", "Json", "IOUtils", "Apalache", "Variants",
];
