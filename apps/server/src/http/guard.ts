import type { IncomingHttpHeaders } from "node:http";
import { isOurHost } from "./hosts.ts";
import type { Credentials, Principal } from "./credentials.ts";

/** Why a request goes no further. Each door words it its own way. */
export type GuardRefusal =
  | { readonly kind: "wrongHost"; readonly host: string }
  | { readonly kind: "crossSite" }
  | { readonly kind: "unauthenticated"; readonly presented: boolean }
  | { readonly kind: "tooManySignIns"; readonly retryAfterSeconds: number };

export type Guarded =
  | { readonly ok: true; readonly principal: Principal | undefined }
  | { readonly ok: false; readonly refusal: GuardRefusal };

export type GuardSettings = {
  readonly host: string;
  readonly port: number;
  readonly allowHosts: readonly string[];
  readonly credentials: Credentials;
};

/** What a request is, before anything looks at its path in detail. */
export type GuardRequest = {
  readonly method: string;
  readonly headers: IncomingHttpHeaders;
  /** All header names as they came, to find one that is sent twice. */
  readonly rawHeaders: readonly string[];
  readonly address: string;
  /** The route is on the public list: no credential is needed. */
  readonly isPublic: boolean;
};

const isSafe = (method: string): boolean => method === "GET" || method === "HEAD";

const sendsTwice = (rawHeaders: readonly string[], name: string): boolean =>
  rawHeaders.filter((header, at) => at % 2 === 0 && header.toLowerCase() === name).length > 1;

/**
 * A request that a page of another origin made a browser send. Browsers say so in Sec-Fetch-Site; older ones in Origin. Another port of
 * the same host is another site here: cookies do not tell ports apart.
 */
const isCrossSite = (headers: IncomingHttpHeaders): boolean => {
  const site = headers["sec-fetch-site"];
  if (site !== undefined) return site !== "same-origin" && site !== "none";
  const { origin } = headers;
  if (origin === undefined) return false;
  return origin.replace(/^https?:\/\//, "") !== headers.host;
};

/** A link on another site may lead here: it shows a page to who follows it, and tells the other site nothing. */
const mayComeFromElsewhere = ({ method, headers, isPublic }: GuardRequest): boolean =>
  isSafe(method) && (isPublic || headers["sec-fetch-mode"] === "navigate");

const refuse = (refusal: GuardRefusal): Guarded => ({ ok: false, refusal });

/** Stands before every request and upgrade: who is addressed, from where, and who asks. Roles are the route's to say. */
export const guard = (settings: GuardSettings, request: GuardRequest): Guarded => {
  const { headers, rawHeaders } = request;
  if (sendsTwice(rawHeaders, "host") || !isOurHost(headers.host, settings))
    return refuse({ kind: "wrongHost", host: headers.host ?? "" });
  if (!mayComeFromElsewhere(request) && isCrossSite(headers)) return refuse({ kind: "crossSite" });
  const found = settings.credentials.identify({ headers, address: request.address, isUnsafe: !isSafe(request.method) });
  if (found.kind === "principal") return { ok: true, principal: found.principal };
  if (request.isPublic) return { ok: true, principal: undefined };
  if (found.kind === "limited") return refuse({ kind: "tooManySignIns", retryAfterSeconds: found.retryAfterSeconds });
  if (found.kind === "noCsrf") return refuse({ kind: "crossSite" });
  return refuse({ kind: "unauthenticated", presented: found.kind === "wrong" });
};
