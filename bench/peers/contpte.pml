/* SPDX-License-Identifier: Apache-2.0 */
/* contpte: arm64 contiguous-PTE block (Promela / SPIN). Same steps and reachable
 * states as contpte.tla; parameters by -D. Every step is a d_step guarded inside an if
 * (SPIN forbids jumping to a d_step, but not to an if that has d_step options, and two
 * atomic{} in a row would run as one). */
#ifndef N
#define N 2
#endif
#ifndef P
#define P 1
#endif
#ifndef K
#define K 1
#endif
#ifndef R
#define R 1
#endif
#ifndef BUG
#define BUG 0
#endif
#if BUG == 1
#define LAST (N-2)
#else
#define LAST (N-1)
#endif
#if N == 1
#define ORALL(x) (x[0])
#elif N == 2
#define ORALL(x) (x[0] | x[1])
#elif N == 3
#define ORALL(x) (x[0] | x[1] | x[2])
#elif N == 4
#define ORALL(x) (x[0] | x[1] | x[2] | x[3])
#elif N == 5
#define ORALL(x) (x[0] | x[1] | x[2] | x[3] | x[4])
#endif

byte t[N] = 1; byte c[N] = 1; byte a[N]; byte d[N];
byte raced;      /* ghost, bit per walker */
byte gathering;  /* walkers at R2; a function of their pc */
bool busy;       /* writer not at W0; a function of its pc */
#define RACE raced = raced | gathering
#define ME (1 << _pid)

active [R] proctype Walker() {   /* pids 0..R-1 */
  byte rk, ri, rt; bit rc, ra, rd, ga, gd;
R0:
  if                                                                 /* R0_start */
  :: d_step { rk = 0 }
#if K > 1
  :: d_step { rk = 1 }
#endif
#if K > 2
  :: d_step { rk = 2 }
#endif
#if K > 3
  :: d_step { rk = 3 }
#endif
  fi;
R1:
  if                                                                 /* R1_target */
  :: d_step { t[rk] == 0 -> rk = 0 }; goto R0
  :: d_step { t[rk] != 0 && !c[rk] -> rt = t[rk]; rc = 0; ra = a[rk]; rd = d[rk] }; goto R3
  :: d_step { t[rk] != 0 && c[rk] -> rt = t[rk]; rc = 1; ra = a[rk]; rd = d[rk];
       gathering = gathering | ME;
       if :: busy -> raced = raced | ME :: else fi;
       ga = ORALL(a); gd = ORALL(d) }
  fi;
R2:
  if                                                                 /* R2_gather */
#if BUG != 2
  :: d_step { t[ri] != rt || !c[ri] ->
       ri = 0; rt = 0; rc = 0; ra = 0; rd = 0; ga = 0; gd = 0;
       raced = raced & ~ME; gathering = gathering & ~ME }; goto R1
#define CONSISTENT t[ri] == rt && c[ri] &&
#else
#define CONSISTENT
#endif
  :: d_step { CONSISTENT ri < LAST -> assert(t[ri] == rt);
       ra = ra | a[ri]; rd = rd | d[ri]; ri++ }; goto R2
  :: d_step { CONSISTENT ri == LAST -> assert(t[ri] == rt);
       ra = ra | a[ri]; rd = rd | d[ri]; ri = 0; gathering = gathering & ~ME;
       assert((raced & ME) || (ra >= ga && rd >= gd)) }
  fi;
R3:
  if :: d_step { ga = 0; gd = 0; raced = raced & ~ME } fi;           /* R3_pin */
R4:
  if                                                                 /* R4_recheck */
  :: d_step { t[rk] == rt && c[rk] == rc -> skip }
  :: d_step { t[rk] != rt || c[rk] != rc -> rk = 0; rt = 0; rc = 0; ra = 0; rd = 0 }; goto R0
  fi;
R5:
  if :: d_step { rk = 0; rt = 0; rc = 0; ra = 0; rd = 0 } fi;        /* R5_done */
  goto R0
}

#define SETA(i) :: d_step { t[i] != 0 && !a[i] -> a[i] = 1 }
#define SETD(i) :: d_step { t[i] != 0 && !d[i] -> a[i] = 1; d[i] = 1 }
active proctype Hw() {
  do
  SETA(0) SETD(0)
#if N > 1
  SETA(1) SETD(1)
#endif
#if N > 2
  SETA(2) SETD(2)
#endif
#if N > 3
  SETA(3) SETD(3)
#endif
#if N > 4
  SETA(4) SETD(4)
#endif
  od
}

active proctype Writer() {
  byte wi, wt; bit wc, wa, wd;
W0:
  if
  :: d_step { t[0] != 0 -> busy = 1 }                                /* W0_zap */
  :: d_step { t[0] != 0 -> busy = 1; wt = t[0]; wc = 1 - c[0] }      /* W0_convert */
  :: d_step { t[0] == 0 -> busy = 1; wt = 1; wc = 0 }; goto W3       /* W0_map */
  :: d_step { t[0] == 0 -> busy = 1; wt = 1; wc = 1 }; goto W3
#if P > 1
  :: d_step { t[0] == 0 -> busy = 1; wt = 2; wc = 0 }; goto W3
  :: d_step { t[0] == 0 -> busy = 1; wt = 2; wc = 1 }; goto W3
#endif
  fi;
W1:                                                                  /* W1_clear */
  if
  :: d_step { wi < N-1 ->
       if :: wt -> wa = wa | a[wi]; wd = wd | d[wi] :: else fi;
       t[wi] = 0; c[wi] = 0; a[wi] = 0; d[wi] = 0; RACE; wi++ }; goto W1
  :: d_step { wi == N-1 ->
       if :: wt -> wa = wa | a[wi]; wd = wd | d[wi] :: else fi;
       t[wi] = 0; c[wi] = 0; a[wi] = 0; d[wi] = 0; RACE; wi = 0 }
  fi;
W2:
  if                                                                 /* W2_tlbi */
  :: d_step { wt == 0 -> busy = 0 }; goto W0
  :: d_step { wt != 0 -> skip }
  fi;
W3:                                                                  /* W3_set */
  if
  :: d_step { wi < N-1 -> t[wi] = wt; c[wi] = wc; a[wi] = wa; d[wi] = wd; RACE; wi++ }; goto W3
  :: d_step { wi == N-1 -> t[wi] = wt; c[wi] = wc; a[wi] = wa; d[wi] = wd; RACE;
       wi = 0; wt = 0; wc = 0; wa = 0; wd = 0; busy = 0 }; goto W0
  fi
}
