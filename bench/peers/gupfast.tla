\* SPDX-License-Identifier: Apache-2.0
------------------------------ MODULE gupfast ------------------------------
(* K pages with refcounts, M PTEs, W unmappers/freers with TLB flush by IPI  *)
(* (waits for walkers with irqs off) or broadcast, GUP-fast walkers: read    *)
(* pte, try_get_ref (fails on 0), recheck pte.  Pages are reused.            *)
(* Step names equal those of gupfast.m and gupfast.pml.                      *)
EXTENDS Integers, FiniteSets
CONSTANTS K, M, Writers, Walkers, NoLock,
          IPI,  \* TRUE: flush by IPI; FALSE: broadcast
          BUG   \* 1: no recheck; 2: reference taken even on refcount 0
VARIABLES pte, ref, fr, ptl, need, wpc, wm, wp, gpc, gm, gp, ok

wvars == <<wpc, wm, wp>>
gvars == <<gpc, gm, gp, ok>>
pages == <<ref, fr>>
vars == <<pte, ref, fr, ptl, need, wpc, wm, wp, gpc, gm, gp, ok>>

Pages == 1..K
Ptes == 1..M

Init ==
  /\ pte = [m \in Ptes |-> 0]
  /\ ref = [p \in Pages |-> 0]
  /\ fr = [p \in Pages |-> TRUE]
  /\ ptl = NoLock
  /\ need = [w \in Writers |-> {}]
  /\ wpc = [w \in Writers |-> "W0"]
  /\ wm = [w \in Writers |-> 0]
  /\ wp = [w \in Writers |-> 0]
  /\ gpc = [r \in Walkers |-> "G0"]
  /\ gm = [r \in Walkers |-> 0]
  /\ gp = [r \in Walkers |-> 0]
  /\ ok = [r \in Walkers |-> FALSE]

Put(p) ==
  /\ ref' = [ref EXCEPT ![p] = @ - 1]
  /\ fr' = [fr EXCEPT ![p] = (ref[p] = 1) \/ @]

W0_lock(w) ==
  /\ wpc[w] = "W0" /\ ptl = NoLock
  /\ ptl' = w
  /\ \E m \in Ptes :
       /\ wm' = [wm EXCEPT ![w] = m]
       /\ wpc' = [wpc EXCEPT ![w] = IF pte[m] # 0 THEN "W1" ELSE "W5"]
  /\ UNCHANGED <<pte, pages, need, wp, gvars>>
W1_zap(w) ==
  /\ wpc[w] = "W1"
  /\ wp' = [wp EXCEPT ![w] = pte[wm[w]]]
  /\ pte' = [pte EXCEPT ![wm[w]] = 0]
  /\ wm' = [wm EXCEPT ![w] = 0]
  /\ ptl' = NoLock
  /\ wpc' = [wpc EXCEPT ![w] = "W2"]
  /\ UNCHANGED <<pages, need, gvars>>
W2_flush(w) ==
  /\ wpc[w] = "W2"
  /\ IF IPI
     THEN /\ need' = [need EXCEPT ![w] = {r \in Walkers : gpc[r] \notin {"G0", "G4"}}]
          /\ wpc' = [wpc EXCEPT ![w] = "W3"]
     ELSE /\ wpc' = [wpc EXCEPT ![w] = "W4"]
          /\ need' = need
  /\ UNCHANGED <<pte, pages, ptl, wm, wp, gvars>>
W3_wait(w) ==
  /\ wpc[w] = "W3" /\ need[w] = {}
  /\ wpc' = [wpc EXCEPT ![w] = "W4"]
  /\ UNCHANGED <<pte, pages, ptl, need, wm, wp, gvars>>
W4_put(w) ==
  /\ wpc[w] = "W4"
  /\ Put(wp[w])
  /\ wp' = [wp EXCEPT ![w] = 0]
  /\ wpc' = [wpc EXCEPT ![w] = "W0"]
  /\ UNCHANGED <<pte, ptl, need, wm, gvars>>
W5_none(w) ==
  /\ wpc[w] = "W5" /\ \A p \in Pages : ~fr[p]
  /\ ptl' = NoLock
  /\ wm' = [wm EXCEPT ![w] = 0]
  /\ wpc' = [wpc EXCEPT ![w] = "W0"]
  /\ UNCHANGED <<pte, pages, need, wp, gvars>>
W5_alloc(w) ==
  /\ wpc[w] = "W5"
  /\ \E p \in Pages :
       /\ fr[p]
       /\ fr' = [fr EXCEPT ![p] = FALSE]
       /\ ref' = [ref EXCEPT ![p] = @ + 1]
       /\ wp' = [wp EXCEPT ![w] = p]
  /\ wpc' = [wpc EXCEPT ![w] = "W6"]
  /\ UNCHANGED <<pte, ptl, need, wm, gvars>>
W6_set(w) ==
  /\ wpc[w] = "W6"
  /\ pte' = [pte EXCEPT ![wm[w]] = wp[w]]
  /\ wp' = [wp EXCEPT ![w] = 0]
  /\ wm' = [wm EXCEPT ![w] = 0]
  /\ ptl' = NoLock
  /\ wpc' = [wpc EXCEPT ![w] = "W0"]
  /\ UNCHANGED <<pages, need, gvars>>

Leave(r) == need' = [w \in Writers |-> need[w] \ {r}]
Idle(r) ==
  /\ gm' = [gm EXCEPT ![r] = 0]
  /\ gp' = [gp EXCEPT ![r] = 0]
  /\ ok' = [ok EXCEPT ![r] = FALSE]
  /\ gpc' = [gpc EXCEPT ![r] = "G0"]

G0_irq_off(r) ==
  /\ gpc[r] = "G0"
  /\ \E m \in Ptes : gm' = [gm EXCEPT ![r] = m]
  /\ gpc' = [gpc EXCEPT ![r] = "G1"]
  /\ UNCHANGED <<pte, pages, ptl, need, wvars, gp, ok>>
G1_read(r) ==
  /\ gpc[r] = "G1"
  /\ IF pte[gm[r]] = 0
     THEN Leave(r) /\ Idle(r)
     ELSE /\ gp' = [gp EXCEPT ![r] = pte[gm[r]]]
          /\ gpc' = [gpc EXCEPT ![r] = "G2"]
          /\ UNCHANGED <<need, gm, ok>>
  /\ UNCHANGED <<pte, pages, ptl, wvars>>
G2_try_get(r) ==
  /\ gpc[r] = "G2"
  /\ IF BUG # 2 /\ ref[gp[r]] = 0
     THEN Leave(r) /\ Idle(r) /\ ref' = ref
     ELSE /\ ref' = [ref EXCEPT ![gp[r]] = @ + 1]
          /\ gpc' = [gpc EXCEPT ![r] = "G3"]
          /\ UNCHANGED <<need, gm, gp, ok>>
  /\ UNCHANGED <<pte, fr, ptl, wvars>>
G3_recheck(r) ==
  /\ gpc[r] = "G3"
  /\ IF BUG = 1 \/ pte[gm[r]] = gp[r]
     THEN /\ ok' = [ok EXCEPT ![r] = (pte[gm[r]] = gp[r])]
          /\ Leave(r)
          /\ gm' = [gm EXCEPT ![r] = 0]
          /\ gpc' = [gpc EXCEPT ![r] = "G4"]
     ELSE /\ gpc' = [gpc EXCEPT ![r] = "G5"]
          /\ UNCHANGED <<need, gm, ok>>
  /\ UNCHANGED <<pte, pages, ptl, wvars, gp>>
G4_unpin(r) ==
  /\ gpc[r] = "G4"
  /\ Put(gp[r])
  /\ Idle(r)
  /\ UNCHANGED <<pte, ptl, need, wvars>>
G5_put_back(r) ==
  /\ gpc[r] = "G5"
  /\ Put(gp[r])
  /\ Leave(r)
  /\ Idle(r)
  /\ UNCHANGED <<pte, ptl, wvars>>

Next ==
  \/ \E w \in Writers :
       \/ W0_lock(w) \/ W1_zap(w) \/ W2_flush(w) \/ W3_wait(w) \/ W4_put(w)
       \/ W5_none(w) \/ W5_alloc(w) \/ W6_set(w)
  \/ \E r \in Walkers :
       \/ G0_irq_off(r) \/ G1_read(r) \/ G2_try_get(r)
       \/ G3_recheck(r) \/ G4_unpin(r) \/ G5_put_back(r)

Spec == Init /\ [][Next]_vars

InvMapped == \A r \in Walkers : gpc[r] = "G4" => ok[r]
InvNotFreed == \A r \in Walkers : gpc[r] \in {"G3", "G4", "G5"} => ~fr[gp[r]]
InvIpiStable == IPI => \A r \in Walkers : gpc[r] = "G2" => ~fr[gp[r]]
Inv == InvMapped /\ InvNotFreed /\ InvIpiStable
=============================================================================
