// SPDX-License-Identifier: Apache-2.0
// PTE2xx: names, sorts and values.

export const NAMES = {
} as const;
