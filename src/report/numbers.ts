// SPDX-License-Identifier: Apache-2.0
// Numbers for people.

/** `5,098`; the same on every machine. */
export function thousands(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+(?!\d))/g, ",");
}
