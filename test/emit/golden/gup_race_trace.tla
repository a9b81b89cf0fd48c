---------------------------- MODULE gup_race_trace ----------------------------
(*****************************************************************************)
(* One behaviour of gup_race, step by step. TLC accepts it by reporting      *)
(* that NotReplayed is violated.                                             *)
(*****************************************************************************)
EXTENDS Integers, Sequences, gup_race

\* The state of the trace that has been reached.
VARIABLE step

Trace == <<
  [pt |-> [k \in 0..1 |-> <<[valid |-> TRUE, young |-> FALSE, page |-> "A"],
                            [valid |-> FALSE, young |-> FALSE,
                             page |-> "none"]>>[k + 1]], ptl |-> "nobody",
   ref |-> [A |-> 0, B |-> 0], pc |-> [gup1 |-> "load", gup2 |-> "load"],
   at |-> [gup1 |-> 0, gup2 |-> 0],
   orig |-> [gup1 |-> [valid |-> FALSE, young |-> FALSE, page |-> "none"],
             gup2 |-> [valid |-> FALSE, young |-> FALSE, page |-> "none"]],
   holders |-> {}, wpc |-> "lock", infault |-> FALSE, faults |-> 1],
  [pt |-> [k \in 0..1 |-> <<[valid |-> TRUE, young |-> FALSE, page |-> "A"],
                            [valid |-> FALSE, young |-> FALSE,
                             page |-> "none"]>>[k + 1]], ptl |-> "nobody",
   ref |-> [A |-> 0, B |-> 0], pc |-> [gup1 |-> "pin", gup2 |-> "load"],
   at |-> [gup1 |-> 0, gup2 |-> 0],
   orig |-> [gup1 |-> [valid |-> TRUE, young |-> FALSE, page |-> "A"],
             gup2 |-> [valid |-> FALSE, young |-> FALSE, page |-> "none"]],
   holders |-> {}, wpc |-> "lock", infault |-> FALSE, faults |-> 1],
  [pt |-> [k \in 0..1 |-> <<[valid |-> TRUE, young |-> FALSE, page |-> "A"],
                            [valid |-> FALSE, young |-> FALSE,
                             page |-> "none"]>>[k + 1]], ptl |-> "nobody",
   ref |-> [A |-> 1, B |-> 0], pc |-> [gup1 |-> "recheck", gup2 |-> "load"],
   at |-> [gup1 |-> 0, gup2 |-> 0],
   orig |-> [gup1 |-> [valid |-> TRUE, young |-> FALSE, page |-> "A"],
             gup2 |-> [valid |-> FALSE, young |-> FALSE, page |-> "none"]],
   holders |-> {"gup1"}, wpc |-> "lock", infault |-> FALSE, faults |-> 1],
  [pt |-> [k \in 0..1 |-> <<[valid |-> TRUE, young |-> FALSE, page |-> "A"],
                            [valid |-> FALSE, young |-> FALSE,
                             page |-> "none"]>>[k + 1]], ptl |-> "nobody",
   ref |-> [A |-> 1, B |-> 0], pc |-> [gup1 |-> "ok", gup2 |-> "load"],
   at |-> [gup1 |-> 0, gup2 |-> 0],
   orig |-> [gup1 |-> [valid |-> TRUE, young |-> FALSE, page |-> "A"],
             gup2 |-> [valid |-> FALSE, young |-> FALSE, page |-> "none"]],
   holders |-> {"gup1"}, wpc |-> "lock", infault |-> FALSE, faults |-> 1],
  [pt |-> [k \in 0..1 |-> <<[valid |-> TRUE, young |-> FALSE, page |-> "A"],
                            [valid |-> FALSE, young |-> FALSE,
                             page |-> "none"]>>[k + 1]], ptl |-> "writer",
   ref |-> [A |-> 1, B |-> 0], pc |-> [gup1 |-> "ok", gup2 |-> "load"],
   at |-> [gup1 |-> 0, gup2 |-> 0],
   orig |-> [gup1 |-> [valid |-> TRUE, young |-> FALSE, page |-> "A"],
             gup2 |-> [valid |-> FALSE, young |-> FALSE, page |-> "none"]],
   holders |-> {"gup1"}, wpc |-> "clear", infault |-> FALSE, faults |-> 1],
  [pt |-> [k \in 0..1 |-> [valid |-> FALSE, young |-> FALSE,
                           page |-> "none"]], ptl |-> "writer",
   ref |-> [A |-> 1, B |-> 0], pc |-> [gup1 |-> "ok", gup2 |-> "load"],
   at |-> [gup1 |-> 0, gup2 |-> 0],
   orig |-> [gup1 |-> [valid |-> TRUE, young |-> FALSE, page |-> "A"],
             gup2 |-> [valid |-> FALSE, young |-> FALSE, page |-> "none"]],
   holders |-> {"gup1"}, wpc |-> "unlock", infault |-> FALSE, faults |-> 1]
>>

TraceInit ==
    /\ Init
    /\ step = 1
    /\ pt = Trace[1].pt
    /\ ptl = Trace[1].ptl
    /\ ref = Trace[1].ref
    /\ pc = Trace[1].pc
    /\ at = Trace[1].at
    /\ orig = Trace[1].orig
    /\ holders = Trace[1].holders
    /\ wpc = Trace[1].wpc
    /\ infault = Trace[1].infault
    /\ faults = Trace[1].faults

TraceNext ==
    /\ \/ /\ step = 1
          /\ Gup_load("gup1")
       \/ /\ step = 2
          /\ Gup_pin("gup1")
       \/ /\ step = 3
          /\ Gup_recheck("gup1")
       \/ /\ step = 4
          /\ Writer_lock
       \/ /\ step = 5
          /\ Writer_clear
    /\ step' = step + 1
    /\ pt' = Trace[step + 1].pt
    /\ ptl' = Trace[step + 1].ptl
    /\ ref' = Trace[step + 1].ref
    /\ pc' = Trace[step + 1].pc
    /\ at' = Trace[step + 1].at
    /\ orig' = Trace[step + 1].orig
    /\ holders' = Trace[step + 1].holders
    /\ wpc' = Trace[step + 1].wpc
    /\ infault' = Trace[step + 1].infault
    /\ faults' = Trace[step + 1].faults

NotReplayed == step < Len(Trace)
===============================================================================
