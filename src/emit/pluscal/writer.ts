// SPDX-License-Identifier: Apache-2.0
// Collects the lines of a translation piece by piece.
import type { Block } from "../tla/lines.ts";

export class Writer {
  readonly lines: string[] = [];
  #line = "";

  /** The length of the line that is being written. */
  get column(): number {
    return this.#line.length;
  }

  text(text: string): void {
    this.#line += text;
  }

  /** Ends the line that is being written, if there is one. */
  end(): void {
    if (this.#line !== "") this.lines.push(this.#line);
    this.#line = "";
  }

  /** Whole lines; an empty one is an empty line. */
  line(...lines: readonly string[]): void {
    this.end();
    this.lines.push(...lines);
  }

  /** An expression, its lines one below the other from here on. */
  block(block: Block): void {
    const indent = " ".repeat(this.column);
    block.forEach((line, i) => {
      if (i > 0) {
        this.end();
        this.#line = line === "" ? "" : indent;
      }
      this.#line += line;
    });
  }
}
