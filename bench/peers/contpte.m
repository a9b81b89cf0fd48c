-- SPDX-License-Identifier: Apache-2.0
-- contpte: arm64 contiguous-PTE block (Murphi / Rumur).
-- Step names equal those of contpte.tla.
const
  N: 2;        -- entries of the block
  P: 1;        -- targets (pfn base tags) 1..P
  K: 1;        -- walkers may target entries 0..K-1
  R: 1;        -- GUP-fast walkers
  BUG: 0;      -- 1: gather loop forgets the last entry; 2: gather does not check the entry's consistency
type
  eid: 0..N-1; rid: 1..R;
  bit: 0..1;
var
  t: array[eid] of 0..P;       -- target, 0 = not valid
  c: array[eid] of bit;        -- CONT bit
  a: array[eid] of bit;        -- access flag (hardware may set)
  d: array[eid] of bit;        -- dirty (hardware may set)
  wpc: 0..3;                   -- 0 idle, 1 clear loop, 2 TLBI, 3 set loop
  wi: 0..N-1;
  wt: 0..P; wc: bit;           -- what to install (0 = nothing)
  wa: bit; wd: bit;            -- gathered access/dirty
  rpc: array[rid] of 0..5;     -- 0 idle, 1 read target, 2 gather, 3 returned, 4 recheck, 5 pinned
  rk: array[rid] of 0..N-1;
  ri: array[rid] of 0..N-1;
  rt: array[rid] of 0..P; rc: array[rid] of bit; ra: array[rid] of bit; rd: array[rid] of bit;
  -- ghosts: logical access/dirty at the start, whether the writer raced, whether another mapping's bits leaked in
  ga: array[rid] of bit; gd: array[rid] of bit; raced: array[rid] of boolean; mix: array[rid] of boolean;

procedure reset(r: rid); begin
  rk[r] := 0; ri[r] := 0; rt[r] := 0; rc[r] := 0; ra[r] := 0; rd[r] := 0;
  ga[r] := 0; gd[r] := 0; raced[r] := false; mix[r] := false; rpc[r] := 0;
end;
procedure race(); begin for r: rid do if rpc[r] = 2 then raced[r] := true; end; end; end;

startstate "init" begin
  for i: eid do t[i] := 1; c[i] := 1; a[i] := 0; d[i] := 0; end;
  wpc := 0; wi := 0; wt := 0; wc := 0; wa := 0; wd := 0;
  for r: rid do reset(r); end;
end;

-- hardware agent
ruleset i: eid do
  rule "H_access" t[i] != 0 & a[i] = 0 ==> begin a[i] := 1; end;
  rule "H_dirty"  t[i] != 0 & d[i] = 0 ==> begin a[i] := 1; d[i] := 1; end;
end;

-- writer (holds the PTL from W_* start to the end of its last loop)
rule "W0_zap" wpc = 0 & t[0] != 0 ==> begin wpc := 1; end;
rule "W0_convert" wpc = 0 & t[0] != 0 ==> begin wt := t[0]; wc := 1 - c[0]; wpc := 1; end;
ruleset p: 1..P; cc: bit do
  rule "W0_map" wpc = 0 & t[0] = 0 ==> begin wt := p; wc := cc; wpc := 3; end;
end;
rule "W1_clear" wpc = 1 ==>
begin
  if a[wi] = 1 & wt != 0 then wa := 1; end;
  if d[wi] = 1 & wt != 0 then wd := 1; end;
  t[wi] := 0; c[wi] := 0; a[wi] := 0; d[wi] := 0;
  race();
  if wi = N-1 then wi := 0; wpc := 2; else wi := wi + 1; end;
end;
rule "W2_tlbi" wpc = 2 ==>
begin if wt = 0 then wpc := 0; else wpc := 3; end; end;
rule "W3_set" wpc = 3 ==>
begin
  t[wi] := wt; c[wi] := wc; a[wi] := wa; d[wi] := wd;
  race();
  if wi = N-1 then wi := 0; wt := 0; wc := 0; wa := 0; wd := 0; wpc := 0; else wi := wi + 1; end;
end;

-- walkers
ruleset r: rid; k: 0..K-1 do
  rule "R0_start" rpc[r] = 0 ==> begin rk[r] := k; rpc[r] := 1; end;
end;
ruleset r: rid do
  rule "R1_target" rpc[r] = 1 ==>
  begin
    if t[rk[r]] = 0 then reset(r);
    else
      rt[r] := t[rk[r]]; rc[r] := c[rk[r]]; ra[r] := a[rk[r]]; rd[r] := d[rk[r]];
      if rc[r] = 0 then rpc[r] := 3;
      else
        rpc[r] := 2; raced[r] := (wpc != 0);
        for i: eid do if a[i] = 1 then ga[r] := 1; end; if d[i] = 1 then gd[r] := 1; end; end;
      end;
    end;
  end;
  rule "R2_gather" rpc[r] = 2 ==>
  begin
    if BUG != 2 & (t[ri[r]] != rt[r] | c[ri[r]] = 0) then
      -- racing with an update: start again
      ri[r] := 0; rt[r] := 0; rc[r] := 0; ra[r] := 0; rd[r] := 0;
      ga[r] := 0; gd[r] := 0; raced[r] := false; rpc[r] := 1;
    else
      if t[ri[r]] != rt[r] then mix[r] := true; end;
      if a[ri[r]] = 1 then ra[r] := 1; end;
      if d[ri[r]] = 1 then rd[r] := 1; end;
      if ri[r] = N-1 | (BUG = 1 & ri[r] = N-2) then ri[r] := 0; rpc[r] := 3; else ri[r] := ri[r] + 1; end;
    end;
  end;
  rule "R3_pin" rpc[r] = 3 ==>
  begin ga[r] := 0; gd[r] := 0; raced[r] := false; rpc[r] := 4; end;
  rule "R4_recheck" rpc[r] = 4 ==>
  begin if t[rk[r]] = rt[r] & c[rk[r]] = rc[r] then rpc[r] := 5; else reset(r); end; end;
  rule "R5_done" rpc[r] = 5 ==> begin reset(r); end;
end;

invariant "without a race access/dirty are complete"
  forall r: rid do rpc[r] = 3 & !raced[r] -> ra[r] >= ga[r] & rd[r] >= gd[r] end;
invariant "self-consistent: no bits of another mapping"
  forall r: rid do !mix[r] end;
