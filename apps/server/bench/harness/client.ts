import { Agent, request } from "node:http";

export type Reply = { readonly status: number; readonly body: string };

export type Client = {
  readonly send: (method: "GET" | "POST" | "DELETE", path: string, body?: unknown) => Promise<Reply>;
  /** The JSON of a reply that is a success. */
  readonly get: <T>(path: string) => Promise<T>;
  readonly close: () => void;
};

const timeoutMs = 30_000;

/** A client with kept connections; as cheap as can be, because it shares the machine with what it measures. */
export const createClient = (url: string, token: string): Client => {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  const send: Client["send"] = (method, path, body) =>
    new Promise((resolve, reject) => {
      const text = body === undefined ? undefined : JSON.stringify(body);
      const headers = {
        "X-Nomad-Token": token,
        Authorization: `Bearer ${token}`,
        ...(text === undefined
          ? {}
          : { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(text) }),
      };
      const sent = request(new URL(path, url), { method, agent, headers, timeout: timeoutMs }, (reply) => {
        const chunks: Buffer[] = [];
        reply.on("data", (chunk: Buffer) => chunks.push(chunk));
        reply.on("end", () => {
          resolve({ status: reply.statusCode ?? 0, body: Buffer.concat(chunks).toString("utf8") });
        });
        reply.on("error", reject);
      });
      sent.on("timeout", () => sent.destroy(new Error(`${method} ${path} had no answer within ${timeoutMs} ms`)));
      sent.on("error", reject);
      sent.end(text);
    });
  return {
    send,
    get: async <T>(path: string): Promise<T> => {
      const { status, body } = await send("GET", path);
      if (status !== 200) throw new Error(`GET ${path} answered ${String(status)}: ${body.slice(0, 200)}`);
      return JSON.parse(body) as T;
    },
    close: () => agent.destroy(),
  };
};
