// SPDX-License-Identifier: Apache-2.0
// The inner loop, written for the number of local parts. Visited states are rows of bits: a row has the states that
// differ in 32 neighbouring values of the last local part only. Its number is made of the other local parts in mixed
// radix; rows of different shared parts are kept apart. A step of another part moves the whole row at once. Successors
// are collected, and inserted some hundreds at a time.

/** The successors of one row must not be more; the tables see to it. */
export const MOST_SUCCESSORS = 1 << 14;
/** Successors that are collected before they are inserted. */
const BATCH = 512;

interface Shape {
  /** Local parts. */
  readonly locals: number;
  readonly deadlock: boolean;
  readonly wide: boolean;
}

/** Names of the local parts' digits. */
const digit = (part: number): string => `l${part}`;

/** Texts that all functions over rows share. */
class Texts {
  readonly outer: readonly number[];
  readonly locals: number;
  /** Parameters or arguments: the digits of the outer parts. */
  readonly digits: string;

  constructor(locals: number) {
    this.locals = locals;
    this.outer = Array.from({ length: locals - 1 }, (_, i) => i + 1);
    this.digits = this.outer.map((part) => `,${digit(part)}`).join("");
  }

  /** Number of the first row of these local parts. */
  base(local: (part: number) => string = digit): string {
    const [first, ...others] = this.outer;
    if (first === undefined) return "0";
    return `Math.imul(${others.reduce((text, part) => `(Math.imul(${text},c${part})+${local(part)})`, local(first))},blocks)`;
  }

  /** Statements that take `row` apart, into the digits and `b`. */
  get decode(): string {
    const [first, ...others] = this.outer;
    if (first === undefined) return "const b=row;";
    const parts = [...others].reverse().map((part) => `q=((x+0.5)*i${part})|0;const ${digit(part)}=x-Math.imul(q,c${part});x=q;`).join("");
    return `let x=((row+0.5)*iB)|0,q=0;const b=row-Math.imul(x,blocks);${parts}const ${digit(first)}=x;`;
  }

  /** Names of what the tables' layout is, and the texts that say it. */
  get layout(): readonly (readonly [string, string])[] {
    const every = [...this.outer, this.locals];
    return [
      ["t", "host.tables"], ["blocks", "host.blocks|0"], ["iB", "1/host.blocks"], ["S0", "host.tables.starts[0]"], ["buffer", "host.buffer"],
      ["store", "host.store"], ["EK", "host.known"], ["ES", "host.same"], ["EM", "host.moved"],
      ...[0, ...every].map((part) => [`F${part}`, `host.tables.flags[${part}]`] as const),
      ...every.flatMap((part) => [
        [`c${part}`, `host.tables.room.parts[${part}]|0`], [`i${part}`, `1/host.tables.room.parts[${part}]`],
        [`S${part}`, `host.tables.starts[${part}]`], [`E${part}`, `host.tables.effects[${part}]`],
      ] as const),
    ];
  }

  /** A statement that takes the layout over from the names with a `$`, which `sync` sets. */
  get tables(): string {
    return `const ${this.layout.map(([name]) => `${name}=$${name}`).join(",")};`;
  }

  /** The place of the pair of part `part` in the tables. */
  pair(part: number, local: string): string {
    return part === 0 ? "s" : `Math.imul(s,c${part})+${local}`;
  }

  /** Looks up what event `e` does to the outer parts but `active`, as `n1`, `n2`, ...; `leave` where it is blocked. */
  lookups(active: number, leave: string): string {
    return this.outer.filter((part) => part !== active).map((part) => `
  let n${part}=E${part}[Math.imul(e,c${part})+${digit(part)}];
  if(n${part}<0){if(n${part}===-2){host.used=n;n${part}=t.fillEffect(e,${part},${digit(part)});}if(n${part}<0)${leave}}`).join("");
  }
}

const put = (shared: string, row: string, bits: string): string => `buffer[n]=${shared};buffer[n+1]=${row};buffer[n+2]=${bits};n+=3;`;
const flush = `if(n>=${3 * BATCH}){store.insert(buffer,n);n=0;}`;

/** The text of the loop: the body of a function of `host`. */
export function loopText(shape: Shape): string {
  const texts = new Texts(shape.locals);
  return `"use strict";
function popcount(x){
  x-=(x>>>1)&0x55555555;x=(x&0x33333333)+((x>>>2)&0x33333333);
  return Math.imul((x+(x>>>4))&0x0f0f0f0f,0x01010101)>>>24;
}
let ${texts.layout.map(([name]) => `$${name}`).join(",")};
function sync(){${texts.layout.map(([name, text]) => `$${name}=${text};`).join("")}}
${effectTexts(texts)}
${runText(texts, shape)}
${tallyText(texts)}
return {run,tally,sync};`;
}

/** Expands rows of the shared part `s`. */
function runText(texts: Texts, { deadlock, wide }: Shape): string {
  const { outer, locals, digits } = texts;
  return `function run(s,rows,masks,count){
  ${texts.tables}
  let n=0,P=t.pool;
  let p=S0[s];if(p<0){p=t.fill(0,s,0);P=t.pool;}
  for(let i=p+1,end=i+2*P[p];i<end;i+=2){
    const s2=P[i],e=P[i+1];
    if(e===0)for(let h=0;h<count;h++){
      ${flush}
      ${put("s2", "rows[h]", "masks[h]")}
    }else for(let h=0;h<count;h++){
      ${flush}
      const row=rows[h],bits=masks[h];
      ${texts.decode}
      n=effect0(n,s2,0,e${digits},b,bits);
    }
  }
  for(let h=0;h<count;h++){
    ${flush}
    const row=rows[h],bits=masks[h];
    ${texts.decode}
    ${outer.map((part) => `
    p=S${part}[${texts.pair(part, digit(part))}];if(p<0){host.used=n;p=t.fill(${part},s,${digit(part)});P=t.pool;}
    for(let i=p+1,end=i+3*P[p];i<end;i+=3){
      const s2=P[i],m=P[i+1],e=P[i+2];
      if(e===0){${put("s2", `${texts.base((other) => (other === part ? "m" : digit(other)))}+b`, "bits")}}
      else n=effect${part}(n,s2,m,e${digits},b,bits);
    }`).join("")}
    let same=0;
    for(let rest=bits;rest!==0;rest&=rest-1){
      const l=(b<<5)+31-Math.clz32(rest&-rest);
      p=S${locals}[${texts.pair(locals, "l")}];if(p<0){host.used=n;p=t.fill(${locals},s,l);P=t.pool;}
      for(let i=p+1,end=i+3*P[p];i<end;i+=3){
        const s2=P[i],m=P[i+1],e=P[i+2];
        if(e===0){
          if(s2===s&&(m>>>5)===b)same|=1<<m;
          else{${put("s2", "row-b+(m>>>5)", "1<<m")}}
        }else n=effectLast(n,s2,m,e${digits});
      }
    }
    if(same!==0){${put("s", "row", "same")}}
    ${deadlock ? `if((F0[s]&1)===0${outer.map((part) => `&&(F${part}[${texts.pair(part, digit(part))}]&1)===0`).join("")}){
      let dead=0;
      for(let rest=bits;rest!==0;rest&=rest-1){
        const bit=rest&-rest;
        if((F${locals}[${texts.pair(locals, "(b<<5)+31-Math.clz32(bit)")}]&1)===0)dead|=bit;
      }
      if(dead!==0){host.used=n;host.stuck([s${digits}],b,dead);}
    }` : ""}
    ${wide ? `host.look([s${digits}],b,bits);` : ""}
  }
  store.insert(buffer,n);host.used=0;
}`;
}

/**
 * Functions for what an event, caused by a step that acts on some part, does to a row. They are not part of the loop,
 * which is compiled faster without them; what they need of the tables the loop leaves in names with a `$`.
 */
function effectTexts(texts: Texts): string {
  const { outer, locals, digits } = texts;
  const outside = (text: string): string => text.replace(TABLE_NAMES, "$$$1");
  const row = (active: number): string => `${texts.lookups(active, "return n;")}
  const base=${texts.base((part) => (part === active ? "m" : `n${part}`))},at=Math.imul(e,blocks)+b;
  const unknown=bits&~EK[at];
  if(unknown!==0){host.used=n;host.fillRow(e,b,unknown);}
  const same=bits&ES[at];
  if(same!==0){${put("s2", "base+b", "same")}}
  for(let rest=bits&EM[at];rest!==0;rest&=rest-1){
    const k=E${locals}[Math.imul(e,c${locals})+(b<<5)+31-Math.clz32(rest&-rest)];
    ${put("s2", "base+(k>>>5)", "1<<k")}
  }
  return n;`;
  const last = `${texts.lookups(0, "return n;")}${put("s2", `${texts.base((part) => `n${part}`)}+(m>>>5)`, "1<<m")}return n;`;
  return [
    ...[0, ...outer].map((active) => `function effect${active}(n,s2,m,e${digits},b,bits){${outside(row(active))}}`),
    `function effectLast(n,s2,m,e${digits}){${outside(last)}}`,
  ].join("\n");
}

const TABLE_NAMES = /\b(E[KSM]|[cE]\d+|blocks|buffer|t)\b/g;

/**
 * Adds the states of the rows of shared part `s` to the visits of its pairs. Those of the last part are counted bitwise:
 * \`planes\` has the binary digits of 32 counters for each block. Rows with steps that can be blocked are given to \`special\`.
 */
function tallyText(texts: Texts): string {
  const { outer, locals, digits } = texts;
  return `function tally(s,rows,masks,count,visits,planes,special){
  ${texts.tables}
  const ${[0, ...outer].map((part) => `V${part}=visits[${part}]`).join(",")};
  let lasts=0,all=0;
  for(let l=0;l<c${locals};l++)lasts|=F${locals}[${texts.pair(locals, "l")}];
  planes.fill(0);
  for(let h=0;h<count;h++){
    const row=rows[h],bits=masks[h],n=popcount(bits);
    ${texts.decode}
    let flags=lasts|F0[s];
    all+=n;
    ${outer.map((part) => `{const at=${texts.pair(part, digit(part))};V${part}[at]+=n;flags|=F${part}[at];}`).join("")}
    for(let carry=bits,k=b<<5;carry!==0;k++){const old=planes[k];planes[k]=old^carry;carry&=old;}
    if((flags&2)!==0)special([s${digits}],b<<5,bits);
  }
  V0[s]+=all;
  tallyLast(s,visits[${locals}],planes);
}
function tallyLast(s,V${locals},planes){
  const c${locals}=$c${locals};
  for(let l=0;l<c${locals};l++){
    let n=0;
    for(let k=31;k>=0;k--)n=2*n+((planes[(l&-32)+k]>>>l)&1);
    V${locals}[${texts.pair(locals, "l")}]+=n;
  }
}`;
}
