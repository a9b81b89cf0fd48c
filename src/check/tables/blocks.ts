// SPDX-License-Identifier: Apache-2.0
// The blocks of visited states, one for each shared part, and the lists of what is new in them. A block has room for
// the local values that occurred with its shared part; for one more it is laid out anew.
import { eachEntry, MOST_WORDS } from "./entries.ts";
import type { Heap } from "./heap.ts";
import type { Functions } from "./module.ts";
import { MOST_DIGITS } from "./module.ts";
import { Unsuited } from "./program.ts";
import { capacityAt, CELL, CHUNK, CHUNK_HEAD, classCell, entryBytes, RECORD, usedAt, wordBytes, type Shape } from "./shape.ts";
import type { Space } from "./space.ts";

/** Words of a block at first, and words up to which a block gets room for several values at once. */
const FIRST_WORDS = 64;
const SMALL = 1 << 9;
/** Words of the work space, at first, and by what it grows: seldom, since where it was there is a hole then, while the end of it costs nothing before it is used. */
const FIRST_WORK = 1 << 10;
const WORK_FACTOR = 4;
/** Entries that are taken from it at a time. */
export const TAKEN = 1 << 12;
/** Chunks that are always at hand: more than what is put back at a time needs. */
const LEAST_CHUNKS = 1 << 9;

export class Blocks {
  readonly #heap: Heap;
  readonly #space: Space;
  readonly #shape: Shape;
  readonly #functions: Functions;
  /** Classes of outer parts. */
  readonly #kinds: readonly number[];
  /** Addresses of blocks that have become too small, by their bytes; bytes of all of them. */
  readonly #free = new Map<number, number[]>();
  #freed = 0;
  /** Words of a block there is room for in the work space, and of the largest block. */
  #work = 0;
  #largest = 0;
  #chunks = 0;
  /** What was taken below the blocks. */
  readonly #taken: { readonly at: number; readonly bytes: number }[] = [];
  /** The list that is expanded: its shared part, position and end as numbers of entries in `taken`. */
  taken = { shared: -1, from: 0, to: 0 };

  constructor(heap: Heap, space: Space, shape: Shape, functions: Functions) {
    this.#heap = heap;
    this.#space = space;
    this.#shape = shape;
    this.#functions = functions;
    this.#kinds = [...new Set(shape.outer)];
    heap.moved = (by) => this.#moveBases(by);
    heap.clear(heap.floor, heap.ceiling);
    heap.ceiling = heap.floor;
    for (const cell of [CELL.free, CELL.spare, CELL.reserved]) heap.setCell(cell, 0);
    const bytes = (TAKEN + 64) * entryBytes(shape);
    heap.setCell(CELL.taken, heap.take(bytes));
    this.#taken.push({ at: heap.cell(CELL.taken), bytes });
    this.#workFor(FIRST_WORK);
  }

  /** Gives everything back; the search begins anew. */
  end(): void {
    for (const { at, bytes } of this.#taken) this.#heap.give(at, bytes);
    for (const [at, bytes] of this.#workSizes(this.#work)) this.#heap.give(this.#heap.cell(at), bytes);
  }

  base(shared: number): number {
    return this.#heap.cell(this.#space.record(shared) + RECORD.base);
  }

  used(shared: number, kind: number): number {
    return this.#heap.cell(this.#space.record(shared) + usedAt(this.#shape, kind));
  }

  /** Words of the block of a shared part. */
  words(shared: number): number {
    let words = this.#shape.words;
    const at = this.#space.record(shared);
    for (const kind of this.#shape.outer) words *= this.#heap.cell(at + capacityAt(kind));
    return words;
  }

  /** The digit of a local value, without a place for it 0, else plus 1. */
  digit(shared: number, kind: number, local: number): number {
    return this.#heap.halves[(this.#space.at(kind, "digits") >>> 1) + shared * this.#space.room(kind) + local] ?? 0;
  }

  /** The local value of a digit. */
  local(shared: number, kind: number, digit: number): number {
    return this.#heap.halves[(this.#space.at(kind, "values") >>> 1) + shared * this.#space.room(kind) + digit] ?? 0;
  }

  /** Makes a place for these values of the outer parts. @throws Unsuited */
  place(shared: number, locals: readonly number[]): void {
    const { outer } = this.#shape;
    if (outer.length === 0 && this.base(shared) === 0) this.#layOut(shared, 0, 0);
    for (let i = 0; i < outer.length; i += 1) this.#enter(shared, outer[i] ?? 0, locals[i] ?? 0);
  }

  /** Makes a digit stand for a value. */
  #enter(shared: number, kind: number, local: number): void {
    if (this.digit(shared, kind, local) !== 0) return;
    const digit = this.used(shared, kind);
    const capacity = this.#space.capacity(shared, kind);
    if (digit === capacity) this.#layOut(shared, kind, this.#larger(shared, capacity));
    const { halves } = this.#heap;
    const at = shared * this.#space.room(kind);
    halves[(this.#space.at(kind, "digits") >>> 1) + at + local] = digit + 1;
    halves[(this.#space.at(kind, "values") >>> 1) + at + digit] = local;
    this.#heap.setCell(this.#space.record(shared) + usedAt(this.#shape, kind), digit + 1);
  }

  /** Small blocks grow fast, as each time costs something; of large ones no more than needed should be empty. */
  #larger(shared: number, capacity: number): number {
    if (capacity === 0) return Math.max(1, Math.floor(FIRST_WORDS ** (1 / this.#shape.outer.length)));
    return capacity + 1 + (this.words(shared) < SMALL ? capacity >>> 1 : capacity >>> 5);
  }

  /** A block with another capacity for one class. */
  #layOut(shared: number, changed: number, capacity: number): void {
    const heap = this.#heap;
    const before = this.words(shared);
    this.setCapacities(shared);
    if (changed !== 0) heap.setCell(classCell(changed, "after"), capacity);
    const { words, most } = this.#sizeAfter();
    if (words > MOST_WORDS || words * most >= 2 ** 31 || most > MOST_DIGITS) throw new Unsuited();
    if (this.taken.shared === shared) this.#putBack(shared);
    this.#workFor(words);
    const to = words === 0 ? 0 : this.#allocate(this.#bytesOf(words));
    const from = this.base(shared);
    const record = this.#space.record(shared);
    heap.setCell(record + RECORD.base, to);
    for (const kind of this.#kinds) heap.setCell(record + capacityAt(kind), heap.cell(classCell(kind, "after")));
    if (from === 0) return;
    this.#functions.move(from, to);
    this.#release(from, this.#bytesOf(before));
    this.#renumber(heap.cell(record + RECORD.next));
    this.#renumber(heap.cell(record + RECORD.level));
    if (this.taken.shared === shared) this.#functions.gather(shared);
  }

  /** Words of a block, and its largest capacity, when it is laid out. */
  #sizeAfter(): { readonly words: number; readonly most: number } {
    let { words } = this.#shape;
    let most = 1;
    for (const kind of this.#shape.outer) {
      const after = this.#heap.cell(classCell(kind, "after"));
      words *= after;
      most = Math.max(most, after);
    }
    return { words, most };
  }

  /** What is left of the list that is expanded becomes a list again. */
  #putBack(shared: number): void {
    // What is in `taken` may be all done, and more be left in the work space.
    let { from, to } = this.taken;
    do {
      this.chunks(0);
      this.#functions.putBack(shared, from, to);
      [from, to] = [0, this.#functions.next(TAKEN)];
    } while (to > 0);
    this.taken.from = 0;
    this.taken.to = 0;
  }

  #renumber(list: number): void {
    for (let end = list; end !== 0;) {
      const chunk = (end - 1) & -CHUNK;
      this.#functions.renumber(chunk + CHUNK_HEAD, end);
      end = this.#heap.cell(chunk);
    }
  }

  /** Tells the module what there is of a shared part. */
  setCapacities(shared: number): void {
    for (const kind of this.#kinds) {
      const capacity = this.#space.capacity(shared, kind);
      this.#heap.setCell(classCell(kind, "before"), capacity);
      this.#heap.setCell(classCell(kind, "after"), capacity);
      this.#heap.setCell(classCell(kind, "used"), this.used(shared, kind));
    }
  }

  #bytesOf(words: number): number {
    return Math.ceil(words * wordBytes(this.#shape) / 8) * 8;
  }

  #allocate(bytes: number): number {
    const heap = this.#heap;
    const again = this.#free.get(bytes)?.pop();
    if (again !== undefined) {
      this.#freed -= bytes;
      return again;
    }
    if (this.#freed > (heap.ceiling - heap.floor) / 16 + (1 << 16)) this.#compact();
    const at = heap.ceiling;
    heap.reach(at + bytes);
    heap.ceiling = at + bytes;
    return at;
  }

  #release(at: number, bytes: number): void {
    this.#heap.clear(at, at + bytes);
    const list = this.#free.get(bytes);
    if (list === undefined) this.#free.set(bytes, [at]);
    else list.push(at);
    this.#freed += bytes;
  }

  /** Moves all blocks down, over those that have become free. */
  #compact(): void {
    const heap = this.#heap;
    const { words } = heap;
    const order: number[] = [];
    for (let shared = 0; shared < this.#space.shared; shared += 1) if (this.base(shared) !== 0) order.push(shared);
    order.sort((a, b) => this.base(a) - this.base(b));
    let to = heap.floor;
    for (const shared of order) {
      const from = this.base(shared);
      const bytes = this.#bytesOf(this.words(shared));
      if (from !== to) words.copyWithin(to >>> 2, from >>> 2, (from + bytes) >>> 2);
      heap.setCell(this.#space.record(shared) + RECORD.base, to);
      to += bytes;
    }
    heap.clear(to, heap.ceiling);
    heap.ceiling = to;
    this.#freed = 0;
    this.#free.clear();
  }

  #moveBases(by: number): void {
    for (let shared = 0; shared < this.#space.shared; shared += 1) {
      const at = this.#space.record(shared) + RECORD.base;
      if (this.#heap.cell(at) !== 0) this.#heap.setCell(at, this.#heap.cell(at) + by);
    }
    for (const list of this.#free.values()) list.forEach((at, i) => { list[i] = at + by; });
  }

  /** The work space in which lists are put in order: a word for each of a block, and a bit. */
  #workFor(words: number): void {
    this.#largest = Math.max(this.#largest, words);
    if (words <= this.#work) return;
    const heap = this.#heap;
    const after = Math.max(words, Math.min(MOST_WORDS, WORK_FACTOR * this.#work));
    const before = this.#workSizes(this.#work);
    this.#workSizes(after).forEach(([at, bytes], i) => {
      heap.setCell(at, this.#work === 0 ? heap.take(bytes) : heap.enlarge(heap.cell(at), before[i]?.[1] ?? 0, bytes));
    });
    this.#work = after;
  }

  /** Bytes of the work space that no block has needed yet. */
  get idle(): number {
    return wordBytes(this.#shape) * (this.#work - this.#largest);
  }

  #workSizes(words: number): readonly (readonly [cell: number, bytes: number])[] {
    return [[CELL.scratch, words * wordBytes(this.#shape)], [CELL.summary, Math.ceil(words / 64) * 8 + 8]];
  }

  /** Sees to it that there are chunks for lists, `most` of them for the expansion of one word. */
  chunks(most: number): void {
    const heap = this.#heap;
    if (most > heap.cell(CELL.reserved)) heap.setCell(CELL.reserved, Math.max(2 * most, LEAST_CHUNKS));
    const reserved = heap.cell(CELL.reserved);
    while (heap.cell(CELL.spare) < reserved) {
      const again = heap.piece(1 << 14);
      const bytes = again?.bytes ?? CHUNK * Math.max(reserved, Math.ceil(this.#chunks / 8));
      const at = again?.at ?? heap.extend(bytes);
      this.#taken.push({ at, bytes });
      this.#spare(at, bytes);
    }
  }

  /** Makes free chunks of some memory. */
  #spare(at: number, bytes: number): void {
    const heap = this.#heap;
    const end = at + bytes;
    for (let chunk = Math.ceil(at / CHUNK) * CHUNK; chunk + CHUNK <= end; chunk += CHUNK) {
      heap.setCell(chunk, heap.cell(CELL.free));
      heap.setCell(CELL.free, chunk);
      heap.setCell(CELL.spare, heap.cell(CELL.spare) + 1);
      this.#chunks += 1;
    }
  }

  /** Calls `visit` with the address of each piece of a list, and its end. */
  #eachChunk(shared: number, visit: (from: number, to: number) => void): void {
    const record = this.#space.record(shared);
    for (const which of [RECORD.next, RECORD.level]) {
      for (let end = this.#heap.cell(record + which); end !== 0;) {
        const chunk = (end - 1) & -CHUNK;
        visit(chunk + CHUNK_HEAD, end);
        end = this.#heap.cell(chunk);
      }
    }
  }

  /** Calls `visit` for all entries in the lists of a shared part, with the address of the word, and the lower and the upper 32 of the entry's bits. */
  eachNew(shared: number, visit: (word: number, low: number, high: number) => void): void {
    const base = this.base(shared);
    this.#eachChunk(shared, (from, to) => {
      eachEntry(this.#heap.words, { from, to }, this.#shape, (word, low, high) => visit(base + word * wordBytes(this.#shape), low, high));
    });
  }

  /** The number of the first word of a row. */
  wordOf(shared: number, digits: readonly number[]): number {
    return this.#shape.words * digits.reduce((sum, digit, i) => sum * this.#space.capacity(shared, this.#shape.outer[i] ?? 0) + digit, 0);
  }

  /** Calls `visit` with the address of each row that has these digits, a list for each outer part, and with its digits, until it says false; gives false then. */
  eachRow(shared: number, digits: readonly (readonly number[])[], visit: (row: number, digits: readonly number[]) => boolean): boolean {
    const bytes = this.#shape.words * wordBytes(this.#shape);
    const inner = (part: number, row: number, chosen: readonly number[]): boolean => {
      const list = digits[part];
      if (list === undefined) return visit(this.base(shared) + row * bytes, chosen);
      const capacity = this.#space.capacity(shared, this.#shape.outer[part] ?? 0);
      return list.every((digit) => inner(part + 1, row * capacity + digit, [...chosen, digit]));
    };
    return inner(0, 0, []);
  }
}
