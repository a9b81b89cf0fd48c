// SPDX-License-Identifier: Apache-2.0
// PTE0xx and PTE6xx to PTE9xx: files, imports, limits, emission, and bugs of ptespec.

export const TOOLS = {
} as const;
