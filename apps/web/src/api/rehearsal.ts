import type { RehearsalLine, RehearsalRequest } from "@longshore/api/rehearsals";
import { respond } from "./client.ts";

type Header = Extract<RehearsalLine, { type: "header" }>;
type Frame = Extract<RehearsalLine, { type: "frame" }>;
type Summary = Extract<RehearsalLine, { type: "summary" }>;

/** All that was told of one rehearsal. */
export type Rehearsed = { readonly header: Header; readonly frames: readonly Frame[]; readonly summary: Summary };

/** The server gave up on it after it had begun. */
export class RehearsalFailed extends Error {
  override name = "RehearsalFailed";
}

/** Splits a stream of text into lines; the last one may lack its end. */
async function* linesOf(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const reader = body.pipeThrough(new TextDecoderStream() as TransformStream<Uint8Array, string>).getReader();
  let rest = "";
  try {
    for (;;) {
      const { value, done } = await reader.read();
      const parts = (rest + (value ?? "")).split("\n");
      rest = parts.pop() ?? "";
      yield* parts;
      if (done) break;
    }
    if (rest !== "") yield rest;
  } finally {
    await reader.cancel();
  }
}

/** Reads a rehearsal as it is played; `onReached` hears how far it has come, in milliseconds since the change was made. */
export const readRehearsal = async (
  body: ReadableStream<Uint8Array>,
  onReached: (at: number) => void,
): Promise<Rehearsed> => {
  let header: Header | undefined;
  const frames: Frame[] = [];
  for await (const text of linesOf(body)) {
    if (text === "") continue;
    const line = JSON.parse(text) as RehearsalLine;
    if (line.type === "problem") throw new RehearsalFailed(line.title);
    if (line.type === "header") header = line;
    else if (line.type === "frame") {
      frames.push(line);
      onReached(line.at);
    } else if (header !== undefined) return { header, frames, summary: line };
  }
  throw new RehearsalFailed("The rehearsal was cut off before its end");
};

/** Plays a change, or that of a saved plan, forward. Nothing is changed. */
export const rehearse = async (
  asked: RehearsalRequest,
  { signal, onReached }: { readonly signal: AbortSignal; readonly onReached: (at: number) => void },
): Promise<Rehearsed> => {
  const { body } = await respond("rehearse", { body: asked, signal });
  if (body === null) throw new RehearsalFailed("The rehearsal was cut off before its end");
  return readRehearsal(body, onReached);
};
