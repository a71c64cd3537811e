import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { httpLimits } from "./limits.ts";

export type Listening = { readonly port: number; readonly close: () => Promise<void> };

const close = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });

const bind = (server: Server, at: { readonly host: string; readonly port: number }): Promise<AddressInfo> =>
  new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(at.port, at.host, () => {
      server.off("error", reject);
      resolve(server.address() as AddressInfo);
    });
  });

/** The one socket that everything is served on, with its time limits. No door speaks another protocol over an upgrade. */
export const listen = async (
  app: RequestListener,
  at: { readonly host: string; readonly port: number },
): Promise<Listening> => {
  const { maxHeaderSize, headersTimeoutMs, requestTimeoutMs, keepAliveTimeoutMs } = httpLimits;
  const limits = {
    maxHeaderSize,
    headersTimeout: headersTimeoutMs,
    requestTimeout: requestTimeoutMs,
    keepAliveTimeout: keepAliveTimeoutMs,
  };
  const server = createServer(limits, app);
  server.on("upgrade", (_request, socket) =>
    socket.end("HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"),
  );
  const { port } = await bind(server, at);
  return { port, close: () => close(server) };
};
