// SPDX-License-Identifier: Apache-2.0
// PTE4xx: accessors, walkers, writers and their obligations.

export const PROTOCOLS = {
} as const;
