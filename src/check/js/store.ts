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
  /** Appends states that were saved. False when one of them is there already, or when there is no memory: then it is `full`. */
  readonly restore: (states: Int32Array, parents: Int32Array) => boolean;
  /** The packed states from `first` to before `end`, and their parents; good until the next insertion. */
  readonly range: (first: number, end: number) => { readonly states: Int32Array; readonly parents: Int32Array };
  /** Copies state `index` to `cur`. */
  readonly load: (index: number) => void;
  /** Number of states. */
  readonly size: () => number;
  /** Number of the state that state `index` was first reached from; negative for an initial state. */
  readonly parent: (index: number) => number;
  readonly bytes: () => number;
  /** A state found no memory. */
  readonly full: () => boolean;
}

/** How many states and slots of the table there is room for. Slots are a power of two. */
export interface Sizes {
  readonly room: number;
  readonly slots: number;
}

/** States that `slots` may hold at most: beyond, probing gets long. */
const MOST_FILLED = 7 / 8;
/** Growing by less is not worth the copying. */
const LEAST_GROWTH = 1.05;
const MOST_STATES = 2 ** 28;

/** Words of 32 bits that a state takes besides the table, and that a slot of the table takes. */
export interface Widths {
  readonly state: number;
  readonly slot: number;
}

/** Besides a state its parent is kept. */
const widthsOf = (words: number): Widths => ({ state: words + 1, slot: words <= IN_TABLE ? words : 1 });
const bytesOf = ({ room, slots }: Sizes, { state, slot }: Widths): number => 4 * (room * state + slots * slot);

/**
 * The next sizes within `maxBytes`, the arrays that are copied counted too: twice as much of all while that fits, then a
 * fuller table with as many more states as fit. `undefined` when it is full.
 */
export function nextSizes(now: Sizes, widths: Widths, maxBytes: number): Sizes | undefined {
  const { state, slot } = widths;
  const left = maxBytes - 4 * now.room * state;
  const double = { room: now.slots, slots: 2 * now.slots };
  if (bytesOf(double, widths) <= left && double.room <= MOST_STATES) return double;
  const fitting = Math.floor((left - 4 * now.slots * slot) / (4 * state));
  const room = Math.min(Math.floor(now.slots * MOST_FILLED), fitting);
  return room < now.room * LEAST_GROWTH ? undefined : { room, slots: now.slots };
}

/** The store is generated code too: comparing, hashing and copying are written out for the number of words. */
export function createStore(memory: StoreMemory): Store {
  const { words, maxBytes, ...shared } = memory;
  const widths = widthsOf(words);
  const helpers = {
    next: (room: number, slots: number) => nextSizes({ room, slots }, widths, maxBytes),
    bytesOf: (room: number, slots: number) => bytesOf({ room, slots }, widths),
    /** Zeros, or `old` and zeros; undefined when the machine has no memory. */
    array(length: number, old?: Int32Array): Int32Array | undefined {
      try {
        const array = new Int32Array(length);
        if (old !== undefined) array.set(old);
        return array;
      } catch (error) {
        if (error instanceof RangeError) return undefined;
        throw error;
      }
    },
  };
  const names = { ...shared, ...helpers };
  const make = new Function(...Object.keys(names), storeText(words)) as (...args: unknown[]) => Store;
  return make(...Object.values(names));
}

function storeText(words: number): string {
  if (words < 1) throw new InternalError("a state has no words");
  const { slot: slotWords } = widthsOf(words);
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
  // Old arrays are let go one by one, the table first: the log is all that is needed of them.
  return `"use strict";
let room=${FIRST_STATES},slots=${2 * FIRST_STATES},mask=slots-1,n=0,full=false;
let log=array(room*${words}),parents=array(room),table=array(slots*${slotWords});
function enlarge(){
  const sizes=next(room,slots);
  if(sizes===undefined){full=true;return false;}
  const same=sizes.slots===slots;
  if(!same)table=undefined;
  const bigger=array(sizes.room*${words},log);
  if(bigger!==undefined)log=bigger;
  const more=bigger&&array(sizes.room,parents);
  if(more!==undefined)parents=more;
  if(more!==undefined&&!same)table=array(sizes.slots*${slotWords});
  if(more===undefined||table===undefined){full=true;return false;}
  ({room,slots}=sizes);mask=slots-1;
  for(let i=0;!same&&i<n;i++){
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
function restore(states,from){
  for(let p=0,q=0;q<from.length;q++,p+=${words}){
    if(n===room&&!enlarge())return false;
    const ${each((i) => `a${i}=states[p+${i}]`, ",")};
    let b=0;${hash}
    while(!(${free})){
      if(${equal})return false;
      h=(h+1)&mask;
    }
    ${put("n")}
    ${each((i) => `log[n*${words}+${i}]=a${i};`)}
    parents[n]=from[q];
    n++;
  }
  return true;
}
function range(first,end){return {states:log.subarray(first*${words},end*${words}),parents:parents.subarray(first,end)};}
function load(index){${each((i) => `cur[${i}]=log[index*${words}+${i}];`)}}
return {insert,restore,range,load,size:()=>n,parent:(index)=>parents[index],bytes:()=>bytesOf(room,slots),full:()=>full};`;
}
