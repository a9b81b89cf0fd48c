// SPDX-License-Identifier: Apache-2.0
export function serve(port: number, bundles?: Readonly<Record<string, string>>): Promise<{ readonly url: string; readonly close: () => Promise<void> }>;
