import { connect } from "node:net";

/** Sends bytes as they are, which no HTTP client would, and returns the answer's head and as much of its body as came. */
export const rawRequest = (port: number, lines: readonly string[], body = ""): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1");
    let answer = "";
    socket.setEncoding("latin1");
    socket.setTimeout(10_000, () => socket.destroy());
    socket.on("data", (piece: string) => {
      answer += piece;
      // A stream does not end by itself.
      if (answer.includes("text/event-stream")) socket.destroy();
    });
    socket.on("error", reject);
    socket.on("close", () => resolve(answer));
    socket.write(`${[...lines, "Connection: close"].join("\r\n")}\r\n\r\n${body}`);
  });

export const statusOf = (answer: string): number => Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1] ?? 0);
