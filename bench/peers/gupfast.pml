/* SPDX-License-Identifier: Apache-2.0 */
/* gupfast: pages with refcounts, PTEs, unmapper/freer with TLB flush (IPI or broadcast),
 * GUP-fast walkers (Promela / SPIN). Same steps and reachable states as gupfast.tla; parameters by -D.
 * Every step is a d_step guarded inside an if (SPIN forbids jumping to a bare d_step). */
#ifndef K
#define K 2
#endif
#ifndef M
#define M 2
#endif
#ifndef W
#define W 2
#endif
#ifndef R
#define R 2
#endif
#ifndef IPI
#define IPI 1
#endif
#ifndef BUG
#define BUG 0
#endif

byte pte[M+1];
byte ref[K+1];
bool fr[K+1] = 1;
bool ptl;
byte need[W];     /* per writer: mask of walkers that have not acked its IPI */
byte crit;        /* walkers with irqs off; a function of their pc */
byte at2[R];      /* page held by a walker at G2 (IPI stability); a function of its locals */
#define ID (_pid - W)
#define ME (1 << ID)
#if W == 1
#define LEAVE need[0] = need[0] & ~ME; crit = crit & ~ME
#elif W == 2
#define LEAVE need[0] = need[0] & ~ME; need[1] = need[1] & ~ME; crit = crit & ~ME
#elif W == 3
#define LEAVE need[0] = need[0] & ~ME; need[1] = need[1] & ~ME; need[2] = need[2] & ~ME; crit = crit & ~ME
#endif
/* a page may not be freed while a walker is at G2 with it (IPI mode) or holds a reference */
#if IPI
#define STABLE(r,p) assert(at2[r] != p)
#else
#define STABLE(r,p) skip
#endif
#if R == 1
#define CHK(p) STABLE(0,p)
#elif R == 2
#define CHK(p) STABLE(0,p); STABLE(1,p)
#elif R == 3
#define CHK(p) STABLE(0,p); STABLE(1,p); STABLE(2,p)
#elif R == 4
#define CHK(p) STABLE(0,p); STABLE(1,p); STABLE(2,p); STABLE(3,p)
#elif R == 5
#define CHK(p) STABLE(0,p); STABLE(1,p); STABLE(2,p); STABLE(3,p); STABLE(4,p)
#endif
#define PUT(p) ref[p] = ref[p] - 1; if :: ref[p] == 0 -> fr[p] = 1; CHK(p) :: else fi

active [W] proctype Writer() {      /* pids 0..W-1 */
  byte wm, wp;
W0:
  if                                                                      /* W0_lock */
  :: d_step { !ptl && pte[1] != 0 -> ptl = 1; wm = 1 }
  :: d_step { !ptl && pte[1] == 0 -> ptl = 1; wm = 1 }; goto W5
#if M > 1
  :: d_step { !ptl && pte[2] != 0 -> ptl = 1; wm = 2 }
  :: d_step { !ptl && pte[2] == 0 -> ptl = 1; wm = 2 }; goto W5
#endif
#if M > 2
  :: d_step { !ptl && pte[3] != 0 -> ptl = 1; wm = 3 }
  :: d_step { !ptl && pte[3] == 0 -> ptl = 1; wm = 3 }; goto W5
#endif
  fi;
W1:
  if :: d_step { wp = pte[wm]; pte[wm] = 0; wm = 0; ptl = 0 } fi;         /* W1_zap */
W2:
#if IPI
  if :: d_step { need[_pid] = crit } fi;                                  /* W2_flush */
W3:
  if :: d_step { need[_pid] == 0 -> skip } fi;                            /* W3_wait */
#else
  if :: d_step { skip } fi;
#endif
W4:
  if :: d_step { PUT(wp); wp = 0 } fi;                                    /* W4_put */
  goto W0;
W5:
  if                                                                      /* W5_none, W5_alloc */
#if K == 1
  :: d_step { !fr[1] -> ptl = 0; wm = 0 }; goto W0
#elif K == 2
  :: d_step { !fr[1] && !fr[2] -> ptl = 0; wm = 0 }; goto W0
#elif K == 3
  :: d_step { !fr[1] && !fr[2] && !fr[3] -> ptl = 0; wm = 0 }; goto W0
#endif
  :: d_step { fr[1] -> fr[1] = 0; ref[1] = ref[1] + 1; wp = 1 }
#if K > 1
  :: d_step { fr[2] -> fr[2] = 0; ref[2] = ref[2] + 1; wp = 2 }
#endif
#if K > 2
  :: d_step { fr[3] -> fr[3] = 0; ref[3] = ref[3] + 1; wp = 3 }
#endif
  fi;
W6:
  if :: d_step { pte[wm] = wp; wp = 0; wm = 0; ptl = 0 } fi;              /* W6_set */
  goto W0
}

active [R] proctype Walker() {      /* pids W..W+R-1 */
  byte gm, gp;
G0:
  if                                                                      /* G0_irq_off */
  :: d_step { gm = 1; crit = crit | ME }
#if M > 1
  :: d_step { gm = 2; crit = crit | ME }
#endif
#if M > 2
  :: d_step { gm = 3; crit = crit | ME }
#endif
  fi;
G1:
  if                                                                      /* G1_read */
  :: d_step { pte[gm] == 0 -> LEAVE; gm = 0 }; goto G0
  :: d_step { pte[gm] != 0 -> gp = pte[gm]; at2[ID] = gp }
  fi;
G2:
  if                                                                      /* G2_try_get */
#if BUG == 2
  :: d_step { ref[gp] = ref[gp] + 1; at2[ID] = 0; assert(!fr[gp]) }
#else
  :: d_step { ref[gp] == 0 -> LEAVE; at2[ID] = 0; gm = 0; gp = 0 }; goto G0
  :: d_step { ref[gp] != 0 -> ref[gp] = ref[gp] + 1; at2[ID] = 0; assert(!fr[gp]) }
#endif
  fi;
G3:
  if                                                                      /* G3_recheck */
#if BUG == 1
  :: d_step { assert(pte[gm] == gp); LEAVE; gm = 0 }
#else
  :: d_step { pte[gm] == gp -> LEAVE; gm = 0 }
  :: d_step { pte[gm] != gp -> skip }; goto G5
#endif
  fi;
G4:
  if :: d_step { PUT(gp); gp = 0 } fi;                                    /* G4_unpin */
  goto G0;
G5:
  if :: d_step { PUT(gp); LEAVE; gm = 0; gp = 0 } fi;                     /* G5_put_back */
  goto G0
}
