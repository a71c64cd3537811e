import express, { type RequestHandler } from "express";
import type { IncomingMessage } from "node:http";

/** Reads a body whole, whatever its type, up to `limit` bytes after decompression. */
export const readBody = (limit: number): RequestHandler => express.raw({ type: () => true, limit, inflate: true });

export const bodyBytes = (request: IncomingMessage & { readonly body?: unknown }): Uint8Array =>
  Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);

/**
 * Whether a body of this type may be taken for JSON. Without a token in a header only JSON: the types that a form of another origin can send are refused.
 * With one also none, and form-encoded, which command-line clients claim by default. Never text/plain.
 */
export const isAcceptableType = (contentType: string | undefined, withToken: boolean): boolean => {
  const type = (contentType ?? "").split(";", 1)[0]?.trim().toLowerCase() ?? "";
  if (type === "application/json") return true;
  return (
    withToken && (type === "" || type === "application/x-www-form-urlencoded" || type === "application/octet-stream")
  );
};

type BodyFault = { readonly status?: number; readonly type?: string };

export const isTooLarge = (fault: unknown): boolean => (fault as BodyFault | null)?.type === "entity.too.large";
/** The reader of bodies calls what a client did wrong 400, and an encoding it does not know 415. */
export const isBodyFault = (fault: unknown): boolean => [400, 415].includes((fault as BodyFault | null)?.status ?? 0);
