import type { Desk, Dialect, DialectRequest, Operation, Reply } from "@longshore/dialects/dialect";
import type { ErrorRequestHandler, Request, RequestHandler, Response } from "express";
import { hasRole } from "../api/access.ts";
import { Unavailable } from "../kernel/kernel.ts";
import { bodyBytes, isAcceptableType, isBodyFault, isTooLarge } from "./body.ts";
import { contextOf, queryText, type RequestContext } from "./context.ts";
import { writeStream } from "./write-stream.ts";
import { cameWithToken } from "./credentials.ts";

/** A desk for one request: it knows who asks, and ends its waiting when the client has gone. */
export type OpenDesk = (by: {
  readonly context: RequestContext;
  readonly dialect: Dialect;
  readonly operation: Operation;
  readonly gone: AbortSignal;
}) => Desk;

const send = async (response: Response, reply: Reply): Promise<void> => {
  if (response.destroyed) return;
  response.status(reply.status).set(reply.headers);
  const { body } = reply;
  if (typeof body === "string") response.end(body);
  else if (body instanceof Uint8Array) response.end(body);
  else await writeStream(response, body);
};

/** What a door has no words of its own for, in the form of its errors. */
export const inFormOf = (dialect: Dialect, status: number, message: string): Reply => ({
  ...dialect.unavailable(message),
  status,
});

const find = (
  dialect: Dialect,
  path: string,
  method: string,
): { readonly operation: Operation; readonly params: Readonly<Record<string, string>> } | "wrongMethod" | undefined => {
  let isKnown = false;
  for (const operation of dialect.operations) {
    const params = operation.match(path);
    if (params === undefined) continue;
    if (operation.methods.some((one) => one === method)) return { operation, params };
    isKnown = true;
  }
  return isKnown ? "wrongMethod" : undefined;
};

const decode = (path: string): string | undefined => {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
};

const dialectRequest = (request: Request, path: string): DialectRequest => {
  const { principal } = contextOf(request);
  return {
    method: (request.method === "HEAD" ? "GET" : request.method) as DialectRequest["method"],
    path,
    query: new URLSearchParams(queryText(request.originalUrl)),
    headers: request.headers as Record<string, string>,
    body: bodyBytes(request),
    actor: {
      name: principal?.name ?? "",
      role: principal?.role ?? "viewer",
      namespaces: principal?.namespaces ?? null,
    },
  };
};

/** Serves a foreign API from its table. The body has been read. */
export const dialectHandler =
  (dialect: Dialect, openDesk: OpenDesk): RequestHandler =>
  async (request, response) => {
    const path = decode(request.originalUrl.split("?", 1)[0] ?? "");
    const found =
      path === undefined ? undefined : find(dialect, path, request.method === "HEAD" ? "GET" : request.method);
    if (path === undefined || found === undefined) return send(response, dialect.unknownPath());
    if (found === "wrongMethod") return send(response, dialect.wrongMethod());
    const { operation, params } = found;
    const context = contextOf(request);
    const { principal } = context;
    if (operation.role !== "public" && principal === undefined) return send(response, dialect.unauthenticated());
    if (operation.role !== "public" && principal !== undefined && !hasRole(principal, operation.role))
      return send(response, dialect.forbidden());
    const asked = dialectRequest(request, path);
    if (asked.body.length > 0 && !isAcceptableType(request.headers["content-type"], cameWithToken(principal))) {
      return send(response, inFormOf(dialect, 415, "Send the body as application/json"));
    }
    const gone = new AbortController();
    response.on("close", () => gone.abort());
    const desk = openDesk({ context, dialect, operation, gone: gone.signal });
    await send(response, await operation.handle(desk, asked, params));
  };

/** Failures in the door's own form. */
export const dialectFault =
  (dialect: Dialect, log: (message: string) => void): ErrorRequestHandler =>
  (fault: unknown, request, response, _next) => {
    const { requestId } = contextOf(request);
    if (response.headersSent) return void response.destroy();
    if (isTooLarge(fault)) return void send(response, dialect.tooLarge());
    if (isBodyFault(fault)) return void send(response, inFormOf(dialect, 400, "The request body could not be read"));
    if (fault instanceof Unavailable) return void send(response, dialect.unavailable(fault.message));
    log(`Request ${requestId} failed: ${fault instanceof Error ? (fault.stack ?? fault.message) : String(fault)}`);
    void send(response, dialect.unavailable(`Internal error; the server's log names it ${requestId}`));
  };
