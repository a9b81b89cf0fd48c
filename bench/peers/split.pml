/* SPDX-License-Identifier: Apache-2.0 */
/* split: x86-PAE style PTE as two halves (Promela / SPIN).
 * Same steps and reachable-state count as split.tla; parameters by -D (spin -DR=3 ...). */
#ifndef E
#define E 1
#endif
#ifndef V
#define V 3
#endif
#ifndef W
#define W 1
#endif
#ifndef R
#define R 2
#endif
#ifndef BUG
#define BUG 0
#endif
#define L(v) (1 + (((v) - 1) % 2))
#define EV(e,v) ((ever[e] >> (v)) & 1)

byte lo[E] = 1, hi[E] = 1, ever[E] = 2;   /* ever: ghost, bit v = value v was once wholly present */
#if E == 1
#define pick_e() e = 0
#elif E == 2
#define pick_e() if :: e = 0 :: e = 1 fi
#endif
#if V == 2
#define pick_v() if :: v = 1 :: v = 2 fi
#elif V == 3
#define pick_v() if :: v = 1 :: v = 2 :: v = 3 fi
#endif

bool lock;
byte need;                     /* IPI targets that have not acked yet (bit mask) */
byte crit;                     /* readers with irqs off; a function of their pc */

active [W] proctype Writer() {
  byte e, v;
  do
  :: atomic { !lock -> lock = 1; pick_e(); pick_v() };          /* W0_lock */
     d_step { lo[e] = 0 };                                      /* W1_clear_low */
     d_step { hi[e] = 0 };                                      /* W2_clear_high */
#if BUG == 1
     d_step { skip };                                           /* W3_ipi omitted */
#else
     d_step { need = crit };                                    /* W3_ipi */
     d_step { need == 0 -> skip };                              /* W4_wait */
#endif
#if BUG == 2
     d_step { lo[e] = L(v) };
     d_step { hi[e] = v; ever[e] = ever[e] | (1 << v) };
#else
     d_step { hi[e] = v };                                      /* W5_set_first */
     d_step { lo[e] = L(v); ever[e] = ever[e] | (1 << v) };     /* W6_set_second */
#endif
     d_step { lock = 0; e = 0; v = 0 }                          /* W7_unlock */
  od
}

active [R] proctype Reader() {
  byte e, rl, rh;
  do
  :: atomic { pick_e(); crit = crit | (1 << (_pid - W)) };      /* R0_irq_off */
     do
     :: rl = lo[e];                                              /* R1_low */
        d_step { rh = hi[e] };                                  /* R2_high */
        if                                                      /* R3_recheck */
        :: d_step { lo[e] == rl -> assert(rl == 0 || (rh != 0 && rl == L(rh) && EV(e, rh))) }; break
        :: d_step { lo[e] != rl -> rl = 0; rh = 0 }
        fi
     od;
     atomic { need = need & ~(1 << (_pid - W)); crit = crit & ~(1 << (_pid - W));
              e = 0; rl = 0; rh = 0 }                           /* R4_irq_on */
  od
}
