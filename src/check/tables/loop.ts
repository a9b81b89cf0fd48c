// SPDX-License-Identifier: Apache-2.0
// The inner loop, written for the number of local parts. Visited states are rows of bits: a row has the states that
// differ in 32 neighbouring values of the last local part only, and its number is the other parts in mixed radix. A
// step of another part moves the whole row at once. The queue holds rows with the bits that are new in them.

/** Names of the local parts' digits. */
const digit = (part: number): string => `l${part}`;

interface Shape {
  /** Local parts. */
  readonly locals: number;
  readonly deadlock: boolean;
  readonly wide: boolean;
}

/** The text of the loop: the body of a function of `host`. */
export function loopText({ locals, deadlock, wide }: Shape): string {
  const outer = Array.from({ length: locals - 1 }, (_, i) => i + 1);
  const digits = outer.map((part) => `,${digit(part)}`).join("");
  const every = [...outer, locals];
  const row = (shared: string, local: (part: number) => string): string =>
    outer.reduce((text, part) => `(Math.imul(${text},c${part})+${local(part)})`, shared);
  const decode = [...outer].reverse().map((part) => `q=((x+0.5)*i${part})|0;const ${digit(part)}=x-Math.imul(q,c${part});x=q;`).join("\n");
  return `"use strict";
let head=0,tail=0,left=0,depth=0,expanded=0,K=new Int32Array(1024),M=new Int32Array(1024),ringMask=1023;
let P,blocks,iB,S0,${every.map((part) => `c${part},i${part},S${part},E${part}`).join(",")},EK,ES,EM;
${deadlock ? `let F0,${every.map((part) => `F${part}`).join(",")};` : ""}
function sync(){
  const t=host.tables,r=t.room.parts;
  P=t.pool;blocks=host.blocks;iB=1/blocks;S0=t.starts[0];
  ${every.map((part) => `c${part}=r[${part}];i${part}=1/c${part};S${part}=t.starts[${part}];E${part}=t.effects[${part}];`).join("\n")}
  EK=host.known;ES=host.same;EM=host.moved;
  ${deadlock ? `F0=t.free[0];${every.map((part) => `F${part}=t.free[${part}];`).join("")}` : ""}
}
function growRing(){
  const n=K.length,k=new Int32Array(2*n),m=new Int32Array(2*n);
  for(let i=0;i<n;i++){k[i]=K[(head+i)&ringMask];m[i]=M[(head+i)&ringMask];}
  K=k;M=m;head=0;tail=n;ringMask=2*n-1;
}
function push(row,bits){
  K[tail]=row;M[tail]=bits;tail=(tail+1)&ringMask;
  if(tail===head)growRing();
}
${storeText}
function count(x){
  x-=(x>>>1)&0x55555555;x=(x&0x33333333)+((x>>>2)&0x33333333);
  return Math.imul((x+(x>>>4))&0x0f0f0f0f,0x01010101)>>>24;
}
function fill(part,s,l){const p=host.tables.fill(part,s,l);P=host.tables.pool;return p;}
${[0, ...outer].map((active) => effectText(active)).join("\n")}
${effectInnerText()}
function run(budget){
  while(budget-->0&&head!==tail){
    if(left===0){left=(tail-head)&ringMask;depth++;}
    const rowNumber=K[head],bits=M[head];
    let x=((rowNumber+0.5)*iB)|0,q=0;const b=rowNumber-Math.imul(x,blocks);
    ${decode}
    const s=x;
    let p=S0[s];if(p<0)p=fill(0,s,0);
    for(let i=p+1,end=i+2*P[p];i<end;i+=2){
      const s2=P[i],e=P[i+1];
      if(e===0)put(Math.imul(${row("s2", digit)},blocks)+b,bits);
      else effect0(s2,e${digits},b,bits);
    }
    ${outer.map((part) => `
    p=S${part}[Math.imul(s,c${part})+${digit(part)}];if(p<0)p=fill(${part},s,${digit(part)});
    for(let i=p+1,end=i+3*P[p];i<end;i+=3){
      const s2=P[i],m=P[i+1],e=P[i+2];
      if(e===0)put(Math.imul(${row("s2", (other) => (other === part ? "m" : digit(other)))},blocks)+b,bits);
      else effect${part}(s2,m,e${digits},b,bits);
    }`).join("")}
    let same=0;
    for(let rest=bits;rest!==0;rest&=rest-1){
      const l=(b<<5)+31-Math.clz32(rest&-rest),at=Math.imul(s,c${locals})+l;
      p=S${locals}[at];if(p<0)p=fill(${locals},s,l);
      for(let i=p+1,end=i+3*P[p];i<end;i+=3){
        const s2=P[i],m=P[i+1],e=P[i+2];
        if(e===0){
          if(s2===s&&(m>>>5)===b)same|=1<<m;
          else put(Math.imul(${row("s2", digit)},blocks)+(m>>>5),1<<m);
        }else effectInner(s2,m,e${digits});
      }
    }
    if(same!==0)put(rowNumber,same);
    ${deadlock ? `if(F0[s]===0${outer.map((part) => `&&F${part}[Math.imul(s,c${part})+${digit(part)}]===0`).join("")}){
      let dead=0;
      for(let rest=bits;rest!==0;rest&=rest-1){
        const bit=rest&-rest;
        if(F${locals}[Math.imul(s,c${locals})+(b<<5)+31-Math.clz32(bit)]===0)dead|=bit;
      }
      if(dead!==0)host.stuck([s${digits}],b,dead);
    }` : ""}
    ${wide ? `host.look([s${digits}],b,bits);` : ""}
    expanded+=count(bits);
    head=(head+1)&ringMask;left--;
  }
}
function eachQueued(visit){for(let i=head;i!==tail;i=(i+1)&ringMask)visit(K[i],M[i]);}
/** New row numbers for the queue, in place. */
function renumber(change){for(let i=head;i!==tail;i=(i+1)&ringMask)K[i]=change(K[i]);}
return {run,sync,put,eachRow,eachQueued,renumber,storage,
  depth:()=>depth,expanded:()=>expanded,queued:()=>(tail-head)&ringMask,atLevelEnd:()=>left===0,
  bytes:()=>storeBytes()+8*K.length};`;

  /** What an event, caused by a step that acts on part \`active\`, does to a row. */
  function effectText(active: number): string {
    const after = (part: number): string => (part === active ? "m" : `n${part}`);
    const lookups = outer.filter((part) => part !== active).map((part) => `
  let n${part}=E${part}[Math.imul(e,c${part})+${digit(part)}];
  if(n${part}<0){if(n${part}===-2)n${part}=host.tables.fillEffect(e,${part},${digit(part)});if(n${part}<0)return;}`).join("");
    return `function effect${active}(s2${active === 0 ? "" : ",m"},e${digits},b,bits){${lookups}
  const base=Math.imul(${row("s2", after)},blocks),at=Math.imul(e,blocks)+b;
  const unknown=bits&~EK[at];
  if(unknown!==0)host.fillRow(e,b,unknown);
  const same=bits&ES[at];
  if(same!==0)put(base+b,same);
  for(let rest=bits&EM[at];rest!==0;rest&=rest-1){
    const n=E${locals}[Math.imul(e,c${locals})+(b<<5)+31-Math.clz32(rest&-rest)];
    put(base+(n>>>5),1<<n);
  }
}`;
  }

  function effectInnerText(): string {
    const lookups = outer.map((part) => `
  let n${part}=E${part}[Math.imul(e,c${part})+${digit(part)}];
  if(n${part}<0){if(n${part}===-2)n${part}=host.tables.fillEffect(e,${part},${digit(part)});if(n${part}<0)return;}`).join("");
    return `function effectInner(s2,m,e${digits}){${lookups}
  put(Math.imul(${row("s2", (part) => `n${part}`)},blocks)+(m>>>5),1<<m);
}`;
  }
}

/** A table of all rows, or a hash table of the rows that are not empty. */
const storeText = `
let V=host.rows,T=null,hashMask=0,hashShift=0,rows=0,most=0;
function put(row,bits){
  if(T!==null)return putHashed(row,bits);
  const old=V[row],fresh=bits&~old;
  if(fresh!==0){V[row]=old|fresh;push(row,fresh);}
}
function putHashed(row,bits){
  let h=Math.imul(row,0x9E3779B1)>>>hashShift;
  for(;;){
    const key=T[2*h];
    if(key===row+1){
      const old=T[2*h+1],fresh=bits&~old;
      if(fresh!==0){T[2*h+1]=old|fresh;push(row,fresh);}
      return;
    }
    if(key===0){
      T[2*h]=row+1;T[2*h+1]=bits;
      push(row,bits);
      if(++rows>most)growHash();
      return;
    }
    h=(h+1)&hashMask;
  }
}
function insertRow(row,bits){
  let h=Math.imul(row,0x9E3779B1)>>>hashShift;
  while(T[2*h]!==0)h=(h+1)&hashMask;
  T[2*h]=row+1;T[2*h+1]=bits;rows++;
}
function makeHash(log){
  T=new Int32Array(2<<log);hashMask=(1<<log)-1;hashShift=32-log;rows=0;most=Math.floor((1<<log)*0.8);
}
function growHash(){
  const old=T;
  makeHash(33-hashShift);
  for(let i=0;i<old.length;i+=2)if(old[i]!==0)insertRow(old[i]-1,old[i+1]);
}
function eachRow(visit){
  if(T===null){for(let row=0;row<V.length;row++)if(V[row]!==0)visit(row,V[row]);}
  else for(let i=0;i<T.length;i+=2)if(T[i]!==0)visit(T[i]-1,T[i+1]);
}
/** Moves everything to a new table: of \`size\` rows, or, when 0, hashed. \`change\` gives new row numbers. */
function storage(size,change){
  const oldV=V,oldT=T;
  let n=0;
  if(size===0){
    eachRow(()=>{n++;});
    let log=10;while((1<<log)*0.6<n)log++;
    makeHash(log);V=null;
  }else{V=new Int32Array(size);T=null;}
  const move=(row,bits)=>{if(size===0)insertRow(change(row),bits);else V[change(row)]=bits;};
  if(oldT!==null)for(let i=0;i<oldT.length;i+=2){if(oldT[i]!==0)move(oldT[i]-1,oldT[i+1]);}
  else for(let row=0;row<oldV.length;row++)if(oldV[row]!==0)move(row,oldV[row]);
}
function storeBytes(){return T===null?V.byteLength:T.byteLength;}
`;
