// SPDX-License-Identifier: Apache-2.0
// The framing of TLC's `-tool` output: messages between `@!@!@STARTMSG code:severity @!@!@` and `@!@!@ENDMSG
// code @!@!@`. A frame may begin in the middle of a line and messages nest; everything between frames is raw
// text (SANY writes its complaints there). Any text is accepted; what does not fit is counted, not thrown.

/** 0 nothing, 1 error, 2 a bug of TLC, 3 warning, 4 a state of a trace. */
export type TlcSeverity = 0 | 1 | 2 | 3 | 4;

export interface TlcMessage {
  readonly code: number;
  readonly severity: TlcSeverity;
  /** Without the frame and without what is nested inside; lines end in `\n`. */
  readonly body: string;
  /** Its end was seen. */
  readonly complete: boolean;
}

export interface TlcOutput {
  /** In the order in which they began. */
  readonly messages: readonly TlcMessage[];
  /** What SANY said: the raw text between messages 2220 and 2219. */
  readonly sany: string;
  /** Other text outside all messages. */
  readonly stray: string;
  /** Frames that do not fit together: an end without a beginning, or the reverse. 0 in whole output. */
  readonly broken: number;
}

interface Frame { readonly code: number; readonly severity: TlcSeverity; body: string; readonly at: number }

const FRAME = /@!@!@(?:STARTMSG (\d{1,6}):([0-4])|ENDMSG (\d{1,6})) @!@!@/u;
/** Progress messages replace one another; the others are kept. */
const PROGRESS: ReadonlySet<number> = new Set([2200, 2209, 2269]);
/** Raw text beyond this many characters is dropped: it is for people. */
const MOST_RAW = 1 << 20;

export interface MessageReader {
  /** Takes the next piece of output, cut anywhere. */
  push(chunk: string): void;
  /** All that was read; more may be pushed later. */
  end(): TlcOutput;
}

/** `onMessage` hears of each message when its end is read. */
export function createMessageReader(onMessage?: (message: TlcMessage) => void): MessageReader {
  const closed = new Map<number, TlcMessage>();
  const lastProgress = new Map<number, number>();
  const stack: Frame[] = [];
  let rest = "";
  let count = 0;
  let broken = 0;
  let sany = "";
  let stray = "";
  let inSany = false;

  const raw = (text: string): void => {
    const top = stack.at(-1);
    if (top !== undefined) top.body += text;
    else if (inSany && sany.length < MOST_RAW) sany += text;
    else if (!inSany && stray.length < MOST_RAW) stray += text;
  };
  const close = (frame: Frame, complete: boolean): void => {
    const message: TlcMessage = { code: frame.code, severity: frame.severity, body: frame.body.replace(/\n$/u, ""), complete };
    const old = lastProgress.get(frame.code);
    if (PROGRESS.has(frame.code)) {
      if (old !== undefined) closed.delete(old);
      lastProgress.set(frame.code, frame.at);
    }
    closed.set(frame.at, message);
    onMessage?.(message);
  };
  const ended = (code: number): void => {
    const from = stack.findLastIndex((frame) => frame.code === code);
    if (from < 0) {
      broken += 1;
      return;
    }
    for (const inner of stack.splice(from + 1)) {
      broken += 1;
      close(inner, false);
    }
    const frame = stack.pop();
    if (frame !== undefined) close(frame, true);
    if (code === 2220) inSany = true;
  };
  /** A line with its `\n`; a frame takes the line break after it along. */
  const line = (text: string): void => {
    let left = text;
    for (let match = FRAME.exec(left); match !== null; match = FRAME.exec(left)) {
      if (match.index > 0) raw(left.slice(0, match.index));
      const [frame, started, severity, end] = match;
      if (end !== undefined) ended(Number(end));
      else {
        if (started === "2219") inSany = false;
        stack.push({ code: Number(started), severity: severityOf(severity), body: "", at: count });
        count += 1;
      }
      left = left.slice(match.index + frame.length);
      if (left === "\n") return;
    }
    raw(left);
  };

  return {
    push(chunk) {
      const lines = (rest + chunk).split("\n");
      rest = lines.pop() ?? "";
      for (const text of lines) line(`${text.replace(/\r$/u, "")}\n`);
    },
    end() {
      if (rest !== "") line(rest);
      rest = "";
      const open = stack.map((frame): readonly [number, TlcMessage] => [frame.at, { code: frame.code, severity: frame.severity, body: frame.body, complete: false }]);
      const messages = [...closed, ...open].toSorted(([a], [b]) => a - b).map(([, message]) => message);
      return { messages, sany, stray, broken: broken + stack.length };
    },
  };
}

/** Reads a whole output at once. */
export function readMessages(text: string): TlcOutput {
  const reader = createMessageReader();
  reader.push(text);
  return reader.end();
}

function severityOf(digit: string | undefined): TlcSeverity {
  switch (digit) {
    case "1":
      return 1;
    case "2":
      return 2;
    case "3":
      return 3;
    case "4":
      return 4;
    default:
      return 0;
  }
}
