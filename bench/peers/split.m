-- SPDX-License-Identifier: Apache-2.0
-- split: x86-PAE style PTE as two halves (Murphi / Rumur).
-- One rule = one atomic step; step names equal those of split.tla.
const
  E: 1;        -- entries
  V: 3;        -- whole values 1..V; low half L(v) = 1+((v-1) mod 2), high half H(v) = v
  W: 1;        -- writers (under one lock)
  R: 2;        -- lockless readers
  BUG: 0;      -- 1: writer omits the TLB-flush IPI between clear and set
               -- 2: writer sets the low half before the high half
type
  eid: 1..E; wid: 1..W; rid: 1..R; val: 1..V;
  half_lo: 0..2; half_hi: 0..V;
var
  lo: array[eid] of half_lo;
  hi: array[eid] of half_hi;
  ever: array[eid] of array[val] of boolean;   -- ghost: values once wholly present
  lock: 0..W;
  need: array[rid] of boolean;                 -- IPI targets that have not acked yet
  wpc: array[wid] of 0..7;
  we: array[wid] of 0..E;
  wv: array[wid] of 0..V;
  rpc: array[rid] of 0..4;
  re: array[rid] of 0..E;
  rl: array[rid] of half_lo;
  rh: array[rid] of half_hi;

function L(v: val): half_lo; begin return 1 + ((v - 1) % 2); end;

startstate "init" begin
  for e: eid do
    lo[e] := L(1); hi[e] := 1;
    for v: val do ever[e][v] := (v = 1); end;
  end;
  lock := 0;
  for r: rid do need[r] := false; rpc[r] := 0; re[r] := 0; rl[r] := 0; rh[r] := 0; end;
  for w: wid do wpc[w] := 0; we[w] := 0; wv[w] := 0; end;
end;

ruleset w: wid; e: eid; v: val do
  rule "W0_lock" wpc[w] = 0 & lock = 0 ==>
  begin lock := w; we[w] := e; wv[w] := v; wpc[w] := 1; end;
end;

ruleset w: wid do
  rule "W1_clear_low" wpc[w] = 1 ==> begin lo[we[w]] := 0; wpc[w] := 2; end;
  rule "W2_clear_high" wpc[w] = 2 ==> begin hi[we[w]] := 0; wpc[w] := 3; end;
  rule "W3_ipi" wpc[w] = 3 ==>
  begin
    if BUG = 1 then wpc[w] := 5;
    else for r: rid do need[r] := (rpc[r] != 0); end; wpc[w] := 4; end;
  end;
  rule "W4_wait" wpc[w] = 4 & (forall r: rid do !need[r] end) ==> begin wpc[w] := 5; end;
  rule "W5_set_first" wpc[w] = 5 ==>
  begin if BUG = 2 then lo[we[w]] := L(wv[w]); else hi[we[w]] := wv[w]; end; wpc[w] := 6; end;
  rule "W6_set_second" wpc[w] = 6 ==>
  begin if BUG = 2 then hi[we[w]] := wv[w]; else lo[we[w]] := L(wv[w]); end;
    ever[we[w]][wv[w]] := true; wpc[w] := 7; end;
  rule "W7_unlock" wpc[w] = 7 ==> begin lock := 0; we[w] := 0; wv[w] := 0; wpc[w] := 0; end;
end;

ruleset r: rid; e: eid do
  rule "R0_irq_off" rpc[r] = 0 ==> begin re[r] := e; rpc[r] := 1; end;
end;

ruleset r: rid do
  rule "R1_low" rpc[r] = 1 ==> begin rl[r] := lo[re[r]]; rpc[r] := 2; end;
  rule "R2_high" rpc[r] = 2 ==> begin rh[r] := hi[re[r]]; rpc[r] := 3; end;
  rule "R3_recheck" rpc[r] = 3 ==>
  begin
    if lo[re[r]] = rl[r] then rpc[r] := 4;
    else rl[r] := 0; rh[r] := 0; rpc[r] := 1; end;
  end;
  rule "R4_irq_on" rpc[r] = 4 ==>
  begin need[r] := false; re[r] := 0; rl[r] := 0; rh[r] := 0; rpc[r] := 0; end;
end;

invariant "returned pte was once wholly present"
  forall r: rid do
    rpc[r] = 4 & rl[r] != 0 ->
      exists v: val do ever[re[r]][v] & rl[r] = L(v) & rh[r] = v end
  end;
