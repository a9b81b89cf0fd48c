// SPDX-License-Identifier: Apache-2.0
// Names of the built-in accesses and operations, all from the kernel's vocabulary. Their meaning is in
// accesses.ts and sync.ts; names apart so that expressions can tell them from functions.
export const ACCESS_NAMES: ReadonlySet<string> = new Set([
  "READ_ONCE", "READ_PLAIN", "WRITE_ONCE", "clear", "xchg", "cmpxchg", "try_cmpxchg",
  "atomic_or", "atomic_and", "atomic_inc", "atomic_dec", "atomic_inc_not_zero", "atomic_dec_and_test",
  "lock", "unlock", "tlb_flush", "tlb_remove_table_sync_one", "synchronize_rcu", "rcu_read_lock", "rcu_read_unlock",
  "smp_mb", "smp_rmb", "smp_wmb", "barrier",
]);
