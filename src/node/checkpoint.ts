// SPDX-License-Identifier: Apache-2.0
// Checkpoints on disk. A folder per check has two files: `states`, which only grows, and `checkpoint.json`, which
// says how many of its bytes are valid and what they must add up to. The states are written and synced first,
// then the other file is replaced as a whole; so whenever the process dies, the last checkpoint is complete.
// Nothing is read without its checksum: a file that is not what was written is refused, never searched on.
import { createHash } from "node:crypto";
import { closeSync, fsyncSync, ftruncateSync, openSync, readFileSync, readSync, renameSync, rmdirSync, rmSync, writeSync } from "node:fs";
import { endianness } from "node:os";
import { join } from "node:path";
import type { Checkpoint, Saved, SearchCounters, SearchIdentity, StateRange } from "../check/checkpoint.ts";
import { codeOf, makeFolders, reasonOf } from "./folders.ts";
import { modelText } from "./model-text.ts";

/** Where the checkpoint of one check is, and how often it is written. */
export interface CheckpointPlace {
  /** A folder for this check alone. */
  readonly directory: string;
  /** Milliseconds between two checkpoints. */
  readonly interval: number;
  /** The version of ptespec: another one may number states in another way. */
  readonly version: string;
}

/** What happened to a checkpoint, for the user. */
export type CheckpointNote =
  | { readonly kind: "resumed"; readonly states: number }
  /** The user hears of it only after Ctrl-C, when it is what the end waits for. */
  | { readonly kind: "saving" }
  | { readonly kind: "saved" }
  | { readonly kind: "not-saved"; readonly reason: string };

/** A checkpoint that must not be used. `other`: it is of another search; `damaged`: it is not what was written. */
export class CheckpointError extends Error {
  readonly problem: "other" | "damaged" | "unreadable";
  constructor(problem: CheckpointError["problem"], detail: string) {
    super(detail);
    this.problem = problem;
  }
}

/** The whole of `checkpoint.json`, but for its own checksum. */
interface Header {
  readonly what: "ptespec checkpoint 1";
  readonly version: string;
  /** Checksum of the model that is searched. */
  readonly model: string;
  readonly format: string;
  readonly counters: SearchCounters;
  readonly chunks: readonly Chunk[];
}

/** A stretch of `states`: the packed states, then their parents if they are kept, in 32 bits. */
interface Chunk {
  readonly states: number;
  readonly sha256: string;
}

const HEADER = "checkpoint.json";
const STATES = "states";
/** States of a chunk at most. */
const CHUNK_STATES = 1 << 18;

/** The checkpoint of one check. It serves the first search that asks; one of another model beside it is neither loaded nor saved. */
export function diskCheckpoint(place: CheckpointPlace, now: () => number, note: (note: CheckpointNote) => void): Checkpoint {
  let owner: string | undefined;
  let chunks: readonly Chunk[] = [];
  let saved = now();
  return {
    load(identity) {
      const model = checksum(modelText(identity.model));
      if (owner !== undefined && owner !== model) return undefined;
      owner = model;
      const header = readHeader(place.directory);
      if (header === undefined) return undefined;
      const other = difference(header, { version: place.version, model, format: formatOf(identity) });
      if (other !== undefined) throw new CheckpointError("other", other);
      chunks = header.chunks;
      return { counters: header.counters, ranges: () => readRanges(place.directory, header, () => note({ kind: "resumed", states: header.counters.states })) } satisfies Saved;
    },
    due: () => now() - saved >= place.interval,
    save(identity, counters, range) {
      const model = checksum(modelText(identity.model));
      if (owner !== model) return;
      note({ kind: "saving" });
      try {
        makeFolders(place.directory);
        const next = appendStates(place.directory, chunks, counters, range);
        writeHeader(place.directory, { what: "ptespec checkpoint 1", version: place.version, model, format: formatOf(identity), counters, chunks: next });
        chunks = next; // from here on, whether or not its name survives a crash
        syncFolder(place.directory);
        note({ kind: "saved" });
      } catch (error) {
        // The search is worth more than its checkpoint; the one before is still whole.
        note({ kind: "not-saved", reason: reasonOf(error) });
      }
      saved = now();
    },
  };
}

/** Removes the checkpoint of a check that is finished. */
export function removeCheckpoint(directory: string): void {
  for (const name of [HEADER, `${HEADER}.tmp`, STATES]) rmSync(join(directory, name), { force: true });
  // Whatever else somebody put there stays.
  try {
    rmdirSync(directory);
  } catch {
    // Not empty.
  }
}

const formatOf = ({ format }: SearchIdentity): string => `${format} ${endianness()}`;

function difference(header: Header, wanted: Pick<Header, "version" | "model" | "format">): string | undefined {
  if (header.version !== wanted.version) return `it was written by ptespec ${header.version}, this is ${wanted.version}`;
  if (header.model !== wanted.model) return "it is of another model: the spec, its sizes or the reductions were others (`--max-depth` goes without)";
  return header.format === wanted.format ? undefined : "its states are packed in another way";
}

/** The states since the last checkpoint, behind those that are valid. */
function appendStates(directory: string, before: readonly Chunk[], counters: SearchCounters, range: (first: number, end: number) => StateRange): readonly Chunk[] {
  const chunks = [...before];
  const file = openSync(join(directory, STATES), before.length === 0 ? "w" : "r+");
  try {
    let first = before.reduce((sum, { states }) => sum + states, 0);
    let at = first * bytesPer(counters);
    ftruncateSync(file, at); // what was written after the last checkpoint does not count
    while (first < counters.states) {
      const end = Math.min(counters.states, first + CHUNK_STATES);
      const { states, parents } = range(first, end);
      const hash = createHash("sha256");
      for (const part of [states, bytesOf(parents)]) {
        hash.update(part);
        writeAll(file, part, at);
        at += part.length;
      }
      chunks.push({ states: end - first, sha256: hash.digest("hex") });
      first = end;
    }
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  return chunks;
}

/** One write may take less than it was given, without an error: a disk that gets full says so only at the next. */
function writeAll(file: number, bytes: Uint8Array, position: number): void {
  for (let done = 0; done < bytes.length;) done += writeSync(file, bytes, done, bytes.length - done, position + done);
}

function writeHeader(directory: string, header: Header): void {
  const path = join(directory, HEADER);
  const file = openSync(`${path}.tmp`, "w");
  try {
    const text = JSON.stringify(header);
    writeAll(file, Buffer.from(`${JSON.stringify({ sha256: checksum(text), header: text })}\n`), 0);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(`${path}.tmp`, path);
}

/** Makes a new name in the folder last. */
function syncFolder(directory: string): void {
  const folder = openSync(directory, "r");
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

/** `undefined` when there is none. */
function readHeader(directory: string): Header | undefined {
  let text: string;
  try {
    text = readFileSync(join(directory, HEADER), "utf8");
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    throw new CheckpointError("unreadable", `${HEADER} cannot be read: ${reasonOf(error)}`);
  }
  const header = checkedHeader(text);
  if (header === undefined) throw new CheckpointError("damaged", `${HEADER} is not what was written`);
  return header;
}

/** What its checksum vouches for was written by `writeHeader`, so its shape is known. */
function checkedHeader(text: string): Header | undefined {
  try {
    const { sha256, header } = JSON.parse(text) as { readonly sha256?: unknown; readonly header?: unknown };
    return typeof header === "string" && sha256 === checksum(header) ? JSON.parse(header) as Header : undefined;
  } catch {
    return undefined;
  }
}

/** `done`: all of them were what was written. */
function* readRanges(directory: string, { counters, chunks }: Header, done: () => void): Generator<StateRange> {
  const file = openForReading(directory);
  try {
    let at = 0;
    for (const { states, sha256 } of chunks) {
      const bytes = new Uint8Array(states * bytesPer(counters));
      for (let read = 0; read < bytes.length;) {
        const count = readSync(file, bytes, read, bytes.length - read, at + read);
        if (count === 0) throw new CheckpointError("damaged", `${STATES} ends at byte ${at + read}, before its end`);
        read += count;
      }
      if (createHash("sha256").update(bytes).digest("hex") !== sha256) {
        throw new CheckpointError("damaged", `${STATES} is not what was written, between bytes ${at} and ${at + bytes.length}`);
      }
      at += bytes.length;
      const end = states * counters.stride;
      yield { states: bytes.subarray(0, end), parents: counters.parents ? new Int32Array(bytes.buffer, end) : new Int32Array() };
    }
    done();
  } finally {
    closeSync(file);
  }
}

function openForReading(directory: string): number {
  try {
    return openSync(join(directory, STATES), "r");
  } catch (error) {
    throw new CheckpointError("damaged", `${STATES} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

const bytesPer = ({ stride, parents }: SearchCounters): number => stride + (parents ? 4 : 0);
const bytesOf = (numbers: Int32Array): Uint8Array => new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
const checksum = (text: string): string => createHash("sha256").update(text).digest("hex");
