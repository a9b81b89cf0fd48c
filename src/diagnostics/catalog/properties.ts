// SPDX-License-Identifier: Apache-2.0
// PTE5xx: properties, checks and expectations.

export const PROPERTIES = {
} as const;
