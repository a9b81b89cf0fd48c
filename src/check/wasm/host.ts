// SPDX-License-Identifier: Apache-2.0
// WebAssembly as the machine offers it, where it does. Only what is used here is declared: the core compiles
// without the types of Node and of the browser.

export interface WasmMemory {
  readonly buffer: ArrayBufferLike;
  /** @throws RangeError when there is no memory. */
  grow(pages: number): number;
}

export interface WasmApi {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: object };
  readonly Memory: new (limits: { readonly initial: number; readonly maximum: number; readonly shared?: boolean }) => WasmMemory;
  validate(bytes: Uint8Array): boolean;
}

/** Undefined on a machine without it. */
export const wasmApi = (): WasmApi | undefined => (globalThis as { readonly WebAssembly?: WasmApi }).WebAssembly;
