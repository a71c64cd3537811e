import type { ServerResponse } from "node:http";

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
  try {
    // The answer to HEAD has no body, and a followed log would never end.
    if (response.req.method === "HEAD") return void response.end();
    for (let piece = await pieces.next(); piece.done !== true && !response.destroyed; piece = await pieces.next()) {
      if (!response.write(piece.value) && !response.destroyed)
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
    }
  } finally {
    await pieces.return?.();
  }
  response.end();
};
