import type { ServerResponse } from "node:http";
import { setImmediate } from "node:timers/promises";

/** A body that is made faster than it is sent, or of which little is sent, gives way to others this often, in milliseconds. */
const turnMs = 10;

/**
 * Writes a body as fast as the client takes it, whose head has been set. One listener for the whole stream: compression takes `drain`
 * for itself and never lets go of a listener.
 */
export const writeStream = async (
  response: ServerResponse,
  body: AsyncIterable<string | Uint8Array>,
): Promise<void> => {
  // A follower learns at once that it is connected, however long the first piece takes.
  response.flushHeaders();
  const pieces = body[Symbol.asyncIterator]();
  let wake = (): void => undefined;
  response.on("drain", () => wake()).on("close", () => wake());
  let turnEnds = performance.now() + turnMs;
  try {
    // The answer to HEAD has no body, and a followed log would never end.
    if (response.req.method === "HEAD") return void response.end();
    for (let piece = await pieces.next(); piece.done !== true && !response.destroyed; piece = await pieces.next()) {
      if (piece.value.length > 0 && !response.write(piece.value) && !response.destroyed)
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      if (performance.now() < turnEnds) continue;
      await setImmediate();
      turnEnds = performance.now() + turnMs;
    }
  } finally {
    await pieces.return?.();
  }
  response.end();
};
