// SPDX-License-Identifier: Apache-2.0
// Standard output and standard error, written so that nothing is lost in silence. Node's own stream to a file drops
// what the system does not take at once, as a disk does that is nearly full.
import { fstatSync, writeSync } from "node:fs";
import { codeOf } from "./folders.ts";

/** Writes texts to a stream of the process. After its reader is gone they are dropped; `refused` hears when the system does not take them. */
export function outputTo(stream: NodeJS.WriteStream & { readonly fd: number }, refused: (error: unknown) => void): (text: string) => void {
  let closed = false;
  const failed = (error: unknown): void => {
    closed = true;
    if (codeOf(error) !== "EPIPE") refused(error);
  };
  stream.on("error", failed);
  const plain = isFile(stream);
  return (text) => {
    if (closed) return;
    if (!plain) return void stream.write(text);
    try {
      writeWhole(stream.fd, text);
    } catch (error) {
      failed(error);
    }
  };
}

/** A file or a device, which are written at once; not a terminal or a pipe. */
function isFile(stream: NodeJS.WriteStream & { readonly fd: number }): boolean {
  if (stream.isTTY === true) return false;
  try {
    const stat = fstatSync(stream.fd);
    return stat.isFile() || stat.isCharacterDevice();
  } catch {
    return false;
  }
}

function writeWhole(fd: number, text: string): void {
  const bytes = new TextEncoder().encode(text);
  for (let done = 0; done < bytes.length;) done += writeSync(fd, bytes, done);
}
