// SPDX-License-Identifier: Apache-2.0
// A memory of WebAssembly that is none.

/** Memory of which there is so much and no more; what is in it stays, what is asked for is counted. */
export class FakeMemory {
  buffer: ArrayBuffer;
  readonly #most: number;
  constructor(most: number) {
    this.buffer = new ArrayBuffer(65536);
    this.#most = most;
  }
  grow(pages: number): number {
    const bytes = this.buffer.byteLength + 65536 * pages;
    if (bytes > this.#most) throw new RangeError("no memory");
    const grown = new ArrayBuffer(bytes);
    new Uint8Array(grown).set(new Uint8Array(this.buffer));
    const before = this.buffer.byteLength / 65536;
    this.buffer = grown;
    return before;
  }
}
