-- SPDX-License-Identifier: Apache-2.0
-- gupfast: pages with refcounts, PTEs, unmapper/freer with TLB flush (IPI or broadcast), GUP-fast walkers.
-- Step names equal those of gupfast.tla.
const
  K: 2;        -- pages
  M: 1;        -- PTEs
  W: 1;        -- writers
  R: 2;        -- walkers
  IPI: 1;      -- 1: TLB flush by IPI (waits for walkers with irqs off), 0: broadcast
  BUG: 0;      -- 1: walker omits the recheck; 2: walker takes a reference even on refcount 0
type
  pid: 1..K; mid: 1..M; wid: 1..W; rid: 1..R;
var
  pte: array[mid] of 0..K;
  ref: array[pid] of 0..(R+W+M);
  fr: array[pid] of boolean;
  ptl: 0..W;
  need: array[wid] of array[rid] of boolean;
  wpc: array[wid] of 0..6;   -- 0 idle 1 zap 2 flush 3 wait 4 put 5 alloc 6 set
  wm: array[wid] of 0..M;
  wp: array[wid] of 0..K;
  gpc: array[rid] of 0..5;   -- 0 idle 1 read 2 try_get 3 recheck 4 pinned 5 put back
  gm: array[rid] of 0..M;
  gp: array[rid] of 0..K;
  ok: array[rid] of boolean; -- ghost: pte still mapped the page at the recheck

procedure put_page(p: pid); begin
  ref[p] := ref[p] - 1;
  if ref[p] = 0 then fr[p] := true; end;
end;
procedure leave(r: rid); begin   -- irqs on: ack the IPIs
  for w: wid do need[w][r] := false; end;
end;
procedure idle(r: rid); begin
  gm[r] := 0; gp[r] := 0; ok[r] := false; gpc[r] := 0;
end;

startstate "init" begin
  for m: mid do pte[m] := 0; end;
  for p: pid do ref[p] := 0; fr[p] := true; end;
  ptl := 0;
  for w: wid do for r: rid do need[w][r] := false; end; wpc[w] := 0; wm[w] := 0; wp[w] := 0; end;
  for r: rid do idle(r); end;
end;

ruleset w: wid; m: mid do
  rule "W0_lock" wpc[w] = 0 & ptl = 0 ==>
  begin ptl := w; wm[w] := m; if pte[m] != 0 then wpc[w] := 1; else wpc[w] := 5; end; end;
end;
ruleset w: wid do
  rule "W1_zap" wpc[w] = 1 ==>
  begin wp[w] := pte[wm[w]]; pte[wm[w]] := 0; wm[w] := 0; ptl := 0; wpc[w] := 2; end;
  rule "W2_flush" wpc[w] = 2 ==>
  begin
    if IPI = 1 then
      for r: rid do need[w][r] := (gpc[r] != 0 & gpc[r] != 4); end; wpc[w] := 3;
    else wpc[w] := 4; end;
  end;
  rule "W3_wait" wpc[w] = 3 & (forall r: rid do !need[w][r] end) ==> begin wpc[w] := 4; end;
  rule "W4_put" wpc[w] = 4 ==> begin put_page(wp[w]); wp[w] := 0; wpc[w] := 0; end;
  rule "W5_none" wpc[w] = 5 & (forall p: pid do !fr[p] end) ==>
  begin ptl := 0; wm[w] := 0; wpc[w] := 0; end;
  rule "W6_set" wpc[w] = 6 ==>
  begin pte[wm[w]] := wp[w]; wp[w] := 0; wm[w] := 0; ptl := 0; wpc[w] := 0; end;
end;
ruleset w: wid; p: pid do
  rule "W5_alloc" wpc[w] = 5 & fr[p] ==>
  begin fr[p] := false; ref[p] := ref[p] + 1; wp[w] := p; wpc[w] := 6; end;
end;

ruleset r: rid; m: mid do
  rule "G0_irq_off" gpc[r] = 0 ==> begin gm[r] := m; gpc[r] := 1; end;
end;
ruleset r: rid do
  rule "G1_read" gpc[r] = 1 ==>
  begin
    if pte[gm[r]] = 0 then leave(r); idle(r);
    else gp[r] := pte[gm[r]]; gpc[r] := 2; end;
  end;
  rule "G2_try_get" gpc[r] = 2 ==>
  begin
    if BUG != 2 & ref[gp[r]] = 0 then leave(r); idle(r);
    else ref[gp[r]] := ref[gp[r]] + 1; gpc[r] := 3; end;
  end;
  rule "G3_recheck" gpc[r] = 3 ==>
  begin
    if BUG = 1 | pte[gm[r]] = gp[r] then
      ok[r] := (pte[gm[r]] = gp[r]); leave(r); gm[r] := 0; gpc[r] := 4;
    else gpc[r] := 5; end;
  end;
  rule "G4_unpin" gpc[r] = 4 ==> begin put_page(gp[r]); idle(r); end;
  rule "G5_put_back" gpc[r] = 5 ==> begin put_page(gp[r]); leave(r); idle(r); end;
end;

invariant "a pinned page was mapped by its pte at the recheck"
  forall r: rid do gpc[r] = 4 -> ok[r] end;
invariant "never pin a freed page"
  forall r: rid do gpc[r] >= 3 -> !fr[gp[r]] end;
invariant "with IPI a page read from a pte is not freed before irqs are on"
  IPI = 1 -> forall r: rid do gpc[r] = 2 -> !fr[gp[r]] end;
