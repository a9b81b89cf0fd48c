// SPDX-License-Identifier: Apache-2.0
// PTE3xx: page-table-entry layouts.

export const LAYOUTS = {
} as const;
