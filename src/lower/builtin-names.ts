// SPDX-License-Identifier: Apache-2.0
// Names of the built-in accesses and operations, all from the kernel's vocabulary. Their meaning is in
// accesses.ts and sync.ts; names apart so that expressions can tell them from functions.
export const ACCESS_NAMES: ReadonlySet<string> = new Set([
  "READ_ONCE", "READ_PLAIN", "WRITE_ONCE", "clear", "xchg", "cmpxchg", "try_cmpxchg",
  "atomic_or", "atomic_and", "atomic_inc", "atomic_dec", "atomic_inc_not_zero", "atomic_dec_and_test",
  "lock", "unlock", "tlb_flush", "tlb_remove_table_sync_one", "synchronize_rcu", "rcu_read_lock", "rcu_read_unlock",
  "smp_mb", "smp_rmb", "smp_wmb", "barrier",
]);

const off = "`irqs off;`", on = "`irqs on;`", take = "`lock(l);`", give = "`unlock(l);`", flush = "`tlb_flush();`", full = "`smp_mb();`";

/** What the kernel has and ptespec calls otherwise: traces are drawn in the kernel's words, and who knows them writes them. */
export const KERNEL_WORDS: ReadonlyMap<string, string> = new Map([
  ...["spin_lock", "raw_spin_lock", "mutex_lock"].map((name) => [name, take] as const),
  ...["spin_unlock", "raw_spin_unlock", "mutex_unlock"].map((name) => [name, give] as const),
  ...["spin_lock_irq", "spin_lock_irqsave"].map((name) => [name, `${off} and ${take}`] as const),
  ...["spin_unlock_irq", "spin_unlock_irqrestore"].map((name) => [name, `${give} and ${on}`] as const),
  ["local_irq_disable", off], ["local_irq_save", off], ["local_irq_enable", on], ["local_irq_restore", on],
  ["flush_tlb_all", flush], ["flush_tlb_mm", flush], ["flush_tlb_range", flush], ["flush_tlb_page", flush],
  ["atomic_read", "`READ_ONCE(place)`"], ["smp_load_acquire", "`READ_ONCE(place)`"],
  ["atomic_set", "`WRITE_ONCE(place, value);`"], ["smp_store_release", "`WRITE_ONCE(place, value);`"],
  ["mb", full], ["smp_mb__before_atomic", full], ["smp_mb__after_atomic", full], ["rmb", "`smp_rmb();`"], ["wmb", "`smp_wmb();`"],
  ["BUG_ON", "`assert !condition;`"], ["VM_BUG_ON", "`assert !condition;`"], ["WARN_ON", "`assert !condition;`"], ["WARN_ON_ONCE", "`assert !condition;`"],
]);
