import { createLogText } from "./log-text.ts";
import type { LogText } from "./log-text.ts";
import type { LogPart } from "./log-source.ts";

/** The end of a longer log, shown while the whole of it is read. */
const tailBytes = 131_072;
/** The largest part the server sends at once. */
const partBytes = 8_388_608;
/** More than this is not held in a tab; the download has all of it. */
export const mostBytes = 268_435_456;

export type LogState = {
  readonly text: LogText;
  /** Raised whenever `text` is another one: rows known before mean nothing any more. */
  readonly generation: number;
  /** `tail`: only the end is there, and rows have no line numbers yet. */
  readonly phase: "opening" | "tail" | "reading" | "whole";
  readonly head: number;
  readonly size: number;
};

export type LogReader = (offset: number, limit: number) => Promise<LogPart>;

export type LogLoader = {
  readonly state: () => LogState;
  /** Reads on until everything the server has is here. Throws what the reader throws; calling again resumes there. */
  readonly catchUp: () => Promise<void>;
};

/** Reads a log: its end first, then all of it in order, then whatever is added, each byte once. */
export const createLogLoader = (read: LogReader, changed: () => void): LogLoader => {
  let state: LogState = { text: createLogText(0), generation: 0, phase: "opening", head: 0, size: 0 };
  /** The whole log so far, while the end is shown. */
  let whole: LogText | null = null;

  const set = (next: Partial<LogState>): void => {
    const another = next.text !== undefined && next.text !== state.text;
    state = { ...state, ...next, generation: state.generation + (another ? 1 : 0) };
    changed();
  };

  /** Half of the limit is left for growth, so that a long log is not read anew with every line. */
  const startOf = (head: number, size: number): number => (size - head > mostBytes ? size - mostBytes / 2 : head);

  const open = async (): Promise<void> => {
    const { head, size, offset, bytes } = await read(-tailBytes, tailBytes);
    const text = createLogText(offset);
    text.append(bytes);
    if (offset <= head) {
      whole = text;
      set({ text, head, size, phase: text.store.end() >= size ? "whole" : "reading" });
      return;
    }
    // The first line of a tail is the end of one: it is left out.
    const after = bytes.indexOf(10) + 1;
    const tail = createLogText(offset + after);
    tail.append(bytes.subarray(after));
    whole = createLogText(startOf(head, size));
    set({ text: tail, head, size, phase: "tail" });
  };

  /** Takes a part in, unless it does not fit what is held: then the log is opened anew, and shown as it was until it is. */
  const take = (part: LogPart, held: LogText): void => {
    const end = held.store.end();
    const tooLong = end + part.bytes.length - held.store.base > mostBytes;
    if (part.size < end || part.offset !== end || tooLong) {
      whole = null;
      return;
    }
    held.append(part.bytes);
    const done = held.store.end() >= part.size;
    if (done || state.phase !== "tail")
      set({ text: held, head: part.head, size: part.size, phase: done ? "whole" : "reading" });
    else set({ head: part.head, size: part.size });
  };

  const reopened = async (): Promise<LogText | null> => {
    if (whole === null) await open();
    return whole;
  };

  const catchUp = async (): Promise<void> => {
    const opening = whole === null;
    let held = await reopened();
    // A short log is here already.
    if (opening && state.phase === "whole") return;
    let next = held === null ? null : read(held.store.end(), partBytes);
    while (held !== null && next !== null) {
      const part = await next;
      const expected = held.store.end() + part.bytes.length;
      const more = expected < part.size && part.bytes.length > 0;
      // The next part is under way while this one is taken in.
      const ahead = more ? read(expected, partBytes) : null;
      ahead?.catch(() => undefined);
      take(part, held);
      next = ahead;
      if (whole === null) {
        await ahead?.catch(() => undefined);
        held = await reopened();
        next = held === null ? null : read(held.store.end(), partBytes);
      }
    }
  };

  return { state: () => state, catchUp };
};
