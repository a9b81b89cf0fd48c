// SPDX-License-Identifier: Apache-2.0
// The set of visited states, exact: whole packed states are kept and compared, never hashes of them. States
// are numbered in the order of discovery; the log holds them in that order, so it is also the queue of the
// breadth-first search. The table is open addressing with linear probing; narrow states are repeated in it,
// which saves a cache miss, and wide ones are found through their number.
import { InternalError } from "../../base/unreachable.ts";

/** Words up to which a state is kept in the table itself. */
const IN_TABLE = 3;
const FIRST_STATES = 1 << 9;

export interface StoreMemory {
  readonly words: number;
  /** The successors to insert. */
  readonly out: Int32Array;
  /** A new state is put here before `inspect` is called for it. */
  readonly look: Int32Array;
  readonly cur: Int32Array;
  readonly inspect: (index: number) => void;
  /** Bytes that the tables may take. */
  readonly maxBytes: number;
}

export interface Store {
  /** Inserts the first `used` words of `out`. False when there was no memory for all of them. */
  readonly insert: (used: number, parent: number) => boolean;
  /** Copies state `index` to `cur`. */
  readonly load: (index: number) => void;
  /** Number of states. */
  readonly size: () => number;
  /** Number of the state that state `index` was first reached from; negative for an initial state. */
  readonly parent: (index: number) => number;
  readonly bytes: () => number;
}

interface Arrays {
  readonly log: Int32Array;
  readonly parents: Int32Array;
  readonly table: Int32Array;
  /** States that fit. */
  readonly room: number;
}

/** Bytes of the arrays for `states` states; the table has twice as many slots. */
function bytesFor(states: number, words: number): number {
  return 4 * (states * (words + 1) + 2 * states * slotWords(words));
}

const slotWords = (words: number): number => (words <= IN_TABLE ? words : 1);

function allocate(states: number, words: number): Arrays {
  const slots = 2 * states * slotWords(words);
  return { log: new Int32Array(states * words), parents: new Int32Array(states), table: new Int32Array(slots), room: states };
}

/** The store is generated code too: comparing, hashing and copying are written out for the number of words. */
export function createStore(memory: StoreMemory): Store {
  const { words, maxBytes } = memory;
  /** Arrays of twice the room, the log copied; undefined when there is no memory. */
  const grow = (room: number, log: Int32Array, parents: Int32Array): Arrays | undefined => {
    if (bytesFor(2 * room, words) > maxBytes || 4 * room > 2 ** 30) return undefined;
    try {
      const next = allocate(2 * room, words);
      next.log.set(log);
      next.parents.set(parents);
      return next;
    } catch (error) {
      if (error instanceof RangeError) return undefined;
      throw error;
    }
  };
  const names = { out: memory.out, look: memory.look, cur: memory.cur, inspect: memory.inspect, grow, first: allocate(FIRST_STATES, words), bytesFor };
  const make = new Function(...Object.keys(names), storeText(words)) as (...args: unknown[]) => Store;
  return make(...Object.values(names));
}

function storeText(words: number): string {
  if (words < 1) throw new InternalError("a state has no words");
  const each = (text: (i: number) => string, between = ""): string => Array.from({ length: words }, (_, i) => text(i)).join(between);
  const inTable = words <= IN_TABLE;
  const slot = inTable ? `h*${words}` : "h";
  const free = `table[${slot}]===0`;
  const equal = inTable
    ? each((i) => `table[${slot}+${i}]===a${i}`, "&&")
    : `(b=(table[h]-1)*${words},${each((i) => `log[b+${i}]===a${i}`, "&&")})`;
  const put = (index: string): string => (inTable ? each((i) => `table[${slot}+${i}]=a${i};`) : `table[h]=${index}+1;`);
  const hash = `let h=0;${each((i) => `h=Math.imul(h^a${i},${i % 2 === 0 ? "0x9E3779B1" : "0x85EBCA6B"});h^=h>>>15;`)}
    h=Math.imul(h,0xC2B2AE35);h^=h>>>16;h&=mask;`;
  return `"use strict";
let {log,parents,table,room}=first,n=0,mask=2*room-1;
function enlarge(){
  const next=grow(room,log,parents);
  if(next===undefined)return false;
  ({log,parents,table,room}=next);mask=2*room-1;
  for(let i=0;i<n;i++){
    const ${each((i) => `a${i}=log[i*${words}+${i}]`, ",")};
    ${hash}
    while(!(${free}))h=(h+1)&mask;
    ${put("i")}
  }
  return true;
}
function insert(used,parent){
  let b=0;
  next:for(let p=0;p<used;p+=${words}){
    if(n===room&&!enlarge())return false;
    const ${each((i) => `a${i}=out[p+${i}]`, ",")};
    ${hash}
    while(!(${free})){
      if(${equal})continue next;
      h=(h+1)&mask;
    }
    ${put("n")}
    ${each((i) => `log[n*${words}+${i}]=a${i};look[${i}]=a${i};`)}
    parents[n]=parent;
    inspect(n);
    n++;
  }
  return true;
}
function load(index){${each((i) => `cur[${i}]=log[index*${words}+${i}];`)}}
return {insert,load,size:()=>n,parent:(index)=>parents[index],bytes:()=>bytesFor(room,${words})};`;
}
