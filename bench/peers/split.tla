\* SPDX-License-Identifier: Apache-2.0
------------------------------- MODULE split -------------------------------
(* x86-PAE style PTE as two halves; W writers under a lock zap and re-map,   *)
(* R lockless readers do low / high / low-again.  One action = one atomic    *)
(* step; step names equal those of split.m and split.pml.                    *)
EXTENDS Integers, FiniteSets
CONSTANTS E, V, Writers, Readers, NoLock,
          BUG   \* 1: no TLB-flush IPI; 2: low half set before the high half
VARIABLES lo, hi, ever, lock, need, wpc, we, wv, rpc, re, rl, rh

mem  == <<lo, hi, ever>>
wvars == <<wpc, we, wv>>
rvars == <<rpc, re, rl, rh>>
vars == <<lo, hi, ever, lock, need, wpc, we, wv, rpc, re, rl, rh>>

Entries == 1..E
Vals == 1..V
L(v) == 1 + ((v - 1) % 2)

Init ==
  /\ lo = [e \in Entries |-> L(1)]
  /\ hi = [e \in Entries |-> 1]
  /\ ever = [e \in Entries |-> {1}]
  /\ lock = NoLock
  /\ need = {}
  /\ wpc = [w \in Writers |-> "W0"]
  /\ we = [w \in Writers |-> 0]
  /\ wv = [w \in Writers |-> 0]
  /\ rpc = [r \in Readers |-> "R0"]
  /\ re = [r \in Readers |-> 0]
  /\ rl = [r \in Readers |-> 0]
  /\ rh = [r \in Readers |-> 0]

W0_lock(w) ==
  /\ wpc[w] = "W0" /\ lock = NoLock
  /\ \E e \in Entries, v \in Vals :
       /\ we' = [we EXCEPT ![w] = e]
       /\ wv' = [wv EXCEPT ![w] = v]
  /\ lock' = w
  /\ wpc' = [wpc EXCEPT ![w] = "W1"]
  /\ UNCHANGED <<mem, need, rvars>>

W1_clear_low(w) ==
  /\ wpc[w] = "W1"
  /\ lo' = [lo EXCEPT ![we[w]] = 0]
  /\ wpc' = [wpc EXCEPT ![w] = "W2"]
  /\ UNCHANGED <<hi, ever, lock, need, we, wv, rvars>>

W2_clear_high(w) ==
  /\ wpc[w] = "W2"
  /\ hi' = [hi EXCEPT ![we[w]] = 0]
  /\ wpc' = [wpc EXCEPT ![w] = "W3"]
  /\ UNCHANGED <<lo, ever, lock, need, we, wv, rvars>>

W3_ipi(w) ==
  /\ wpc[w] = "W3"
  /\ IF BUG = 1
     THEN /\ wpc' = [wpc EXCEPT ![w] = "W5"]
          /\ need' = need
     ELSE /\ need' = {r \in Readers : rpc[r] # "R0"}
          /\ wpc' = [wpc EXCEPT ![w] = "W4"]
  /\ UNCHANGED <<mem, lock, we, wv, rvars>>

W4_wait(w) ==
  /\ wpc[w] = "W4" /\ need = {}
  /\ wpc' = [wpc EXCEPT ![w] = "W5"]
  /\ UNCHANGED <<mem, lock, need, we, wv, rvars>>

W5_set_first(w) ==
  /\ wpc[w] = "W5"
  /\ IF BUG = 2
     THEN lo' = [lo EXCEPT ![we[w]] = L(wv[w])] /\ hi' = hi
     ELSE hi' = [hi EXCEPT ![we[w]] = wv[w]] /\ lo' = lo
  /\ wpc' = [wpc EXCEPT ![w] = "W6"]
  /\ UNCHANGED <<ever, lock, need, we, wv, rvars>>

W6_set_second(w) ==
  /\ wpc[w] = "W6"
  /\ IF BUG = 2
     THEN hi' = [hi EXCEPT ![we[w]] = wv[w]] /\ lo' = lo
     ELSE lo' = [lo EXCEPT ![we[w]] = L(wv[w])] /\ hi' = hi
  /\ ever' = [ever EXCEPT ![we[w]] = @ \cup {wv[w]}]
  /\ wpc' = [wpc EXCEPT ![w] = "W7"]
  /\ UNCHANGED <<lock, need, we, wv, rvars>>

W7_unlock(w) ==
  /\ wpc[w] = "W7"
  /\ lock' = NoLock
  /\ we' = [we EXCEPT ![w] = 0]
  /\ wv' = [wv EXCEPT ![w] = 0]
  /\ wpc' = [wpc EXCEPT ![w] = "W0"]
  /\ UNCHANGED <<mem, need, rvars>>

R0_irq_off(r) ==
  /\ rpc[r] = "R0"
  /\ \E e \in Entries : re' = [re EXCEPT ![r] = e]
  /\ rpc' = [rpc EXCEPT ![r] = "R1"]
  /\ UNCHANGED <<mem, lock, need, wvars, rl, rh>>

R1_low(r) ==
  /\ rpc[r] = "R1"
  /\ rl' = [rl EXCEPT ![r] = lo[re[r]]]
  /\ rpc' = [rpc EXCEPT ![r] = "R2"]
  /\ UNCHANGED <<mem, lock, need, wvars, re, rh>>

R2_high(r) ==
  /\ rpc[r] = "R2"
  /\ rh' = [rh EXCEPT ![r] = hi[re[r]]]
  /\ rpc' = [rpc EXCEPT ![r] = "R3"]
  /\ UNCHANGED <<mem, lock, need, wvars, re, rl>>

R3_recheck(r) ==
  /\ rpc[r] = "R3"
  /\ IF lo[re[r]] = rl[r]
     THEN /\ rpc' = [rpc EXCEPT ![r] = "R4"]
          /\ UNCHANGED <<rl, rh>>
     ELSE /\ rpc' = [rpc EXCEPT ![r] = "R1"]
          /\ rl' = [rl EXCEPT ![r] = 0]
          /\ rh' = [rh EXCEPT ![r] = 0]
  /\ UNCHANGED <<mem, lock, need, wvars, re>>

R4_irq_on(r) ==
  /\ rpc[r] = "R4"
  /\ need' = need \ {r}
  /\ re' = [re EXCEPT ![r] = 0]
  /\ rl' = [rl EXCEPT ![r] = 0]
  /\ rh' = [rh EXCEPT ![r] = 0]
  /\ rpc' = [rpc EXCEPT ![r] = "R0"]
  /\ UNCHANGED <<mem, lock, wvars>>

Next ==
  \/ \E w \in Writers :
       \/ W0_lock(w) \/ W1_clear_low(w) \/ W2_clear_high(w) \/ W3_ipi(w)
       \/ W4_wait(w) \/ W5_set_first(w) \/ W6_set_second(w) \/ W7_unlock(w)
  \/ \E r \in Readers :
       \/ R0_irq_off(r) \/ R1_low(r) \/ R2_high(r) \/ R3_recheck(r) \/ R4_irq_on(r)

Spec == Init /\ [][Next]_vars

Inv == \A r \in Readers :
  (rpc[r] = "R4" /\ rl[r] # 0) =>
     \E v \in ever[re[r]] : rl[r] = L(v) /\ rh[r] = v
=============================================================================
