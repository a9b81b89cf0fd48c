\* SPDX-License-Identifier: Apache-2.0
------------------------------ MODULE contpte ------------------------------
(* arm64 contiguous-PTE block of N entries; hardware sets access/dirty of    *)
(* any valid entry at any time; a PTL-holding writer zaps / unfolds /        *)
(* refolds / maps entry by entry; R lockless GUP-fast walkers read their     *)
(* target, gather access/dirty over the block, pin, recheck.                 *)
(* Step names equal those of contpte.m and contpte.pml.                      *)
EXTENDS Integers
CONSTANTS N, P, K, Walkers,
          BUG  \* 1: gather forgets the last entry; 2: gather does not check consistency
VARIABLES t, c, a, d,              \* the block: target (0 = not valid), CONT, access, dirty
          wpc, wi, wt, wc, wa, wd, \* writer
          rpc, rk, ri, rt, rc, ra, rd,  \* walkers
          ga, gd, raced, mix       \* ghosts
pte == <<t, c, a, d>>
wvars == <<wpc, wi, wt, wc, wa, wd>>
rvars == <<rpc, rk, ri, rt, rc, ra, rd, ga, gd, raced, mix>>
vars == <<t, c, a, d, wpc, wi, wt, wc, wa, wd,
          rpc, rk, ri, rt, rc, ra, rd, ga, gd, raced, mix>>

Ent == 0..(N-1)
Or(x, y) == IF x = 1 \/ y = 1 THEN 1 ELSE 0
OrAll(f) == IF \E i \in Ent : f[i] = 1 THEN 1 ELSE 0

Init ==
  /\ t = [i \in Ent |-> 1] /\ c = [i \in Ent |-> 1]
  /\ a = [i \in Ent |-> 0] /\ d = [i \in Ent |-> 0]
  /\ wpc = "W0" /\ wi = 0 /\ wt = 0 /\ wc = 0 /\ wa = 0 /\ wd = 0
  /\ rpc = [r \in Walkers |-> "R0"]
  /\ rk = [r \in Walkers |-> 0]
  /\ ri = [r \in Walkers |-> 0]
  /\ rt = [r \in Walkers |-> 0]
  /\ rc = [r \in Walkers |-> 0]
  /\ ra = [r \in Walkers |-> 0]
  /\ rd = [r \in Walkers |-> 0]
  /\ ga = [r \in Walkers |-> 0]
  /\ gd = [r \in Walkers |-> 0]
  /\ raced = [r \in Walkers |-> FALSE]
  /\ mix = [r \in Walkers |-> FALSE]

----------------------------------------------------------------------------
H_access(i) ==
  /\ t[i] # 0 /\ a[i] = 0
  /\ a' = [a EXCEPT ![i] = 1]
  /\ UNCHANGED <<t, c, d, wvars, rvars>>
H_dirty(i) ==
  /\ t[i] # 0 /\ d[i] = 0
  /\ a' = [a EXCEPT ![i] = 1]
  /\ d' = [d EXCEPT ![i] = 1]
  /\ UNCHANGED <<t, c, wvars, rvars>>

----------------------------------------------------------------------------
Race == raced' = [r \in Walkers |-> IF rpc[r] = "R2" THEN TRUE ELSE raced[r]]

W0_zap ==
  /\ wpc = "W0" /\ t[0] # 0
  /\ wpc' = "W1"
  /\ UNCHANGED <<pte, wi, wt, wc, wa, wd, rvars>>
W0_convert ==
  /\ wpc = "W0" /\ t[0] # 0
  /\ wt' = t[0] /\ wc' = 1 - c[0]
  /\ wpc' = "W1"
  /\ UNCHANGED <<pte, wi, wa, wd, rvars>>
W0_map ==
  /\ wpc = "W0" /\ t[0] = 0
  /\ \E p \in 1..P, cc \in 0..1 : wt' = p /\ wc' = cc
  /\ wpc' = "W3"
  /\ UNCHANGED <<pte, wi, wa, wd, rvars>>
W1_clear ==
  /\ wpc = "W1"
  /\ wa' = (IF wt # 0 THEN Or(wa, a[wi]) ELSE wa)
  /\ wd' = (IF wt # 0 THEN Or(wd, d[wi]) ELSE wd)
  /\ t' = [t EXCEPT ![wi] = 0] /\ c' = [c EXCEPT ![wi] = 0]
  /\ a' = [a EXCEPT ![wi] = 0] /\ d' = [d EXCEPT ![wi] = 0]
  /\ Race
  /\ IF wi = N-1 THEN wi' = 0 /\ wpc' = "W2" ELSE wi' = wi + 1 /\ wpc' = wpc
  /\ UNCHANGED <<wt, wc, rpc, rk, ri, rt, rc, ra, rd, ga, gd, mix>>
W2_tlbi ==
  /\ wpc = "W2"
  /\ wpc' = (IF wt = 0 THEN "W0" ELSE "W3")
  /\ UNCHANGED <<pte, wi, wt, wc, wa, wd, rvars>>
W3_set ==
  /\ wpc = "W3"
  /\ t' = [t EXCEPT ![wi] = wt] /\ c' = [c EXCEPT ![wi] = wc]
  /\ a' = [a EXCEPT ![wi] = wa] /\ d' = [d EXCEPT ![wi] = wd]
  /\ Race
  /\ IF wi = N-1
     THEN wi' = 0 /\ wt' = 0 /\ wc' = 0 /\ wa' = 0 /\ wd' = 0 /\ wpc' = "W0"
     ELSE wi' = wi + 1 /\ UNCHANGED <<wt, wc, wa, wd, wpc>>
  /\ UNCHANGED <<rpc, rk, ri, rt, rc, ra, rd, ga, gd, mix>>

----------------------------------------------------------------------------
Reset(r) ==
  /\ rk' = [rk EXCEPT ![r] = 0] /\ ri' = [ri EXCEPT ![r] = 0]
  /\ rt' = [rt EXCEPT ![r] = 0] /\ rc' = [rc EXCEPT ![r] = 0]
  /\ ra' = [ra EXCEPT ![r] = 0] /\ rd' = [rd EXCEPT ![r] = 0]
  /\ ga' = [ga EXCEPT ![r] = 0] /\ gd' = [gd EXCEPT ![r] = 0]
  /\ raced' = [raced EXCEPT ![r] = FALSE] /\ mix' = [mix EXCEPT ![r] = FALSE]
  /\ rpc' = [rpc EXCEPT ![r] = "R0"]

R0_start(r) ==
  /\ rpc[r] = "R0"
  /\ \E k \in 0..(K-1) : rk' = [rk EXCEPT ![r] = k]
  /\ rpc' = [rpc EXCEPT ![r] = "R1"]
  /\ UNCHANGED <<pte, wvars, ri, rt, rc, ra, rd, ga, gd, raced, mix>>
R1_target(r) ==
  /\ rpc[r] = "R1"
  /\ IF t[rk[r]] = 0 THEN Reset(r)
     ELSE /\ rt' = [rt EXCEPT ![r] = t[rk[r]]]
          /\ rc' = [rc EXCEPT ![r] = c[rk[r]]]
          /\ ra' = [ra EXCEPT ![r] = a[rk[r]]]
          /\ rd' = [rd EXCEPT ![r] = d[rk[r]]]
          /\ UNCHANGED <<rk, ri, mix>>
          /\ IF c[rk[r]] = 0
             THEN /\ rpc' = [rpc EXCEPT ![r] = "R3"]
                  /\ UNCHANGED <<ga, gd, raced>>
             ELSE /\ rpc' = [rpc EXCEPT ![r] = "R2"]
                  /\ raced' = [raced EXCEPT ![r] = (wpc # "W0")]
                  /\ ga' = [ga EXCEPT ![r] = OrAll(a)]
                  /\ gd' = [gd EXCEPT ![r] = OrAll(d)]
  /\ UNCHANGED <<pte, wvars>>
R2_gather(r) ==
  /\ rpc[r] = "R2"
  /\ IF BUG # 2 /\ (t[ri[r]] # rt[r] \/ c[ri[r]] = 0)
     THEN /\ ri' = [ri EXCEPT ![r] = 0]
          /\ rt' = [rt EXCEPT ![r] = 0]
          /\ rc' = [rc EXCEPT ![r] = 0]
          /\ ra' = [ra EXCEPT ![r] = 0]
          /\ rd' = [rd EXCEPT ![r] = 0]
          /\ ga' = [ga EXCEPT ![r] = 0]
          /\ gd' = [gd EXCEPT ![r] = 0]
          /\ raced' = [raced EXCEPT ![r] = FALSE]
          /\ rpc' = [rpc EXCEPT ![r] = "R1"]
          /\ UNCHANGED mix
     ELSE /\ mix' = [mix EXCEPT ![r] = @ \/ t[ri[r]] # rt[r]]
          /\ ra' = [ra EXCEPT ![r] = Or(@, a[ri[r]])]
          /\ rd' = [rd EXCEPT ![r] = Or(@, d[ri[r]])]
          /\ IF ri[r] = N-1 \/ (BUG = 1 /\ ri[r] = N-2)
             THEN /\ ri' = [ri EXCEPT ![r] = 0]
                  /\ rpc' = [rpc EXCEPT ![r] = "R3"]
             ELSE /\ ri' = [ri EXCEPT ![r] = @ + 1]
                  /\ rpc' = rpc
          /\ UNCHANGED <<rt, rc, ga, gd, raced>>
  /\ UNCHANGED <<pte, wvars, rk>>
R3_pin(r) ==
  /\ rpc[r] = "R3"
  /\ ga' = [ga EXCEPT ![r] = 0] /\ gd' = [gd EXCEPT ![r] = 0]
  /\ raced' = [raced EXCEPT ![r] = FALSE]
  /\ rpc' = [rpc EXCEPT ![r] = "R4"]
  /\ UNCHANGED <<pte, wvars, rk, ri, rt, rc, ra, rd, mix>>
R4_recheck(r) ==
  /\ rpc[r] = "R4"
  /\ IF t[rk[r]] = rt[r] /\ c[rk[r]] = rc[r]
     THEN /\ rpc' = [rpc EXCEPT ![r] = "R5"]
          /\ UNCHANGED <<rk, ri, rt, rc, ra, rd, ga, gd, raced, mix>>
     ELSE Reset(r)
  /\ UNCHANGED <<pte, wvars>>
R5_done(r) ==
  /\ rpc[r] = "R5"
  /\ Reset(r)
  /\ UNCHANGED <<pte, wvars>>

Next ==
  \/ \E i \in Ent : H_access(i) \/ H_dirty(i)
  \/ W0_zap \/ W0_convert \/ W0_map \/ W1_clear \/ W2_tlbi \/ W3_set
  \/ \E r \in Walkers :
       \/ R0_start(r) \/ R1_target(r) \/ R2_gather(r)
       \/ R3_pin(r) \/ R4_recheck(r) \/ R5_done(r)

Spec == Init /\ [][Next]_vars

InvComplete == \A r \in Walkers :
  (rpc[r] = "R3" /\ ~raced[r]) => (ra[r] >= ga[r] /\ rd[r] >= gd[r])
InvNoMix == \A r \in Walkers : ~mix[r]
Inv == InvComplete /\ InvNoMix
=============================================================================
