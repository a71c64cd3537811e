import type { MockConfig, MockOutput } from "./mock-config.ts";

/** After how long it has written everything. */
export const outputEndsAfterMs = ({ text, repeat, everyMs }: MockOutput): number =>
  text === "" ? 0 : repeat * everyMs;

/** How often it has written its text, so long after its start. */
const writtenTimes = ({ text, repeat, everyMs }: MockOutput, afterMs: number): number => {
  if (text === "" || afterMs < 0) return 0;
  return 1 + (everyMs === 0 ? repeat : Math.min(repeat, Math.floor(afterMs / everyMs)));
};

/** What one run wrote to one of its outputs, told without keeping it: `times` the text, then what it says as it ends. */
export type Written = { readonly text: Buffer; readonly times: number; readonly last: Buffer };

export const sizeOf = ({ text, times, last }: Written): number => text.length * times + last.length;

type Ran = { readonly config: MockConfig; readonly startsAt: number; readonly endedAt: number | null };

const nothing = Buffer.alloc(0);

export const writtenBy = ({ config, startsAt, endedAt }: Ran, stream: "stdout" | "stderr", now: number): Written => {
  const output = config[stream];
  const hasMessage = stream === "stderr" && config.exitMessage !== "" && endedAt !== null;
  return {
    text: Buffer.from(output.text),
    times: writtenTimes(output, Math.min(now, endedAt ?? now) - startsAt),
    last: hasMessage ? Buffer.from(`${config.exitMessage}\n`) : nothing,
  };
};

/** When the next text after `now` is written; undefined when there is none. */
export const nextWriteAt = (
  { config, startsAt }: Ran,
  stream: "stdout" | "stderr",
  now: number,
): number | undefined => {
  const output = config[stream];
  const times = writtenTimes(output, now - startsAt);
  return output.text === "" || times > output.repeat ? undefined : startsAt + times * output.everyMs;
};

/** The bytes `[from, to)` of what one run wrote. */
const sliceOf = ({ text, times, last }: Written, from: number, to: number): Buffer => {
  const repeated = text.length * times;
  const bytes = Buffer.allocUnsafe(Math.max(0, to - from));
  let at = from;
  while (at < to) {
    const [source, offset] = at < repeated ? [text, at % text.length] : [last, at - repeated];
    at += source.copy(bytes, at - from, offset, Math.min(source.length, offset + to - at));
  }
  return bytes;
};

/** The bytes from `offset` on of what several runs wrote one after the other, at most `maxBytes`. */
export const readWritten = (all: readonly Written[], offset: number, maxBytes: number): Buffer => {
  const parts: Buffer[] = [];
  let begin = 0;
  let left = maxBytes;
  for (const written of all) {
    const size = sizeOf(written);
    const from = Math.max(0, offset - begin);
    if (from < size && left > 0) {
      const part = sliceOf(written, from, Math.min(size, from + left));
      parts.push(part);
      left -= part.length;
    }
    begin += size;
  }
  return Buffer.concat(parts);
};
