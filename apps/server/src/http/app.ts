import type { Dialect, Reply } from "@longshore/dialects/dialect";
import compression from "compression";
import express, { type ErrorRequestHandler, type RequestHandler, type Response } from "express";
import helmet from "helmet";
import type { IncomingMessage, RequestListener } from "node:http";
import type { ApiServices } from "../api/handler.ts";
import { ApiProblem } from "../api/problem.ts";
import { apiRouter } from "./api-routes.ts";
import { isBodyFault, readBody } from "./body.ts";
import { contextOf, setContext } from "./context.ts";
import { dashboardFiles } from "./dashboard-files.ts";
import { dialectFault, dialectHandler, inFormOf, type OpenDesk } from "./dialect-routes.ts";
import { guard, type GuardRefusal, type GuardSettings } from "./guard.ts";
import { replyProblem } from "./problem-reply.ts";
import { isPublic } from "./public-routes.ts";

export type AppSettings = {
  readonly services: ApiServices;
  readonly guard: GuardSettings;
  readonly dialects: readonly Dialect[];
  readonly openDesk: OpenDesk;
  readonly log: (message: string) => void;
  readonly uuid: () => string;
};

const contentSecurityPolicy = {
  useDefaults: false,
  directives: {
    "default-src": ["'none'"],
    "script-src": ["'self'"],
    "style-src": ["'self'"],
    "img-src": ["'self'", "data:"],
    "font-src": ["'self'"],
    "connect-src": ["'self'"],
    "worker-src": ["'self'"],
    "base-uri": ["'none'"],
    "form-action": ["'self'"],
    "frame-ancestors": ["'none'"],
  },
};

const problemOf = (refusal: GuardRefusal): ApiProblem => {
  switch (refusal.kind) {
    case "wrongHost":
      return new ApiProblem("wrong-host", `This server is not called "${refusal.host.slice(0, 100)}"`, {
        detail: "Start it with --allow-host NAME to let that name in.",
      });
    case "crossSite":
      return new ApiProblem(
        "cross-site",
        "A request that another site made, or that lacks this session's X-CSRF-Token, is refused; nothing was changed",
      );
    case "tooManySignIns":
      return new ApiProblem(
        "too-many-sign-ins",
        `Too many wrong credentials: try again in ${String(refusal.retryAfterSeconds)} s`,
        { headers: { "Retry-After": String(refusal.retryAfterSeconds) } },
      );
    case "unauthenticated":
      return new ApiProblem("unauthenticated", refusal.presented ? "That token is not known here" : "Sign in first", {
        headers: { "WWW-Authenticate": "Bearer" },
      });
  }
};

const replyOf = (dialect: Dialect, refusal: GuardRefusal, problem: ApiProblem): Reply => {
  if (refusal.kind === "unauthenticated") return dialect.unauthenticated();
  if (refusal.kind === "crossSite") return dialect.forbidden();
  return inFormOf(dialect, problem.status, problem.message);
};

const refuse = (
  response: Response,
  at: { readonly refusal: GuardRefusal; readonly dialect: Dialect | undefined; readonly requestId: string },
): void => {
  const { refusal, dialect, requestId } = at;
  const problem = problemOf(refusal);
  if (dialect === undefined) return replyProblem(response, problem, requestId);
  const reply = replyOf(dialect, refusal, problem);
  response
    .status(reply.status)
    .set({ ...reply.headers, ...problem.more.headers })
    .end(reply.body);
};

/**
 * `GET http://name/path HTTP/1.1` means the same as `GET /path` to that name (RFC 9112, 3.2.2). Its Host header must say the same
 * name; else there is none, and the guard refuses it.
 */
const toOriginForm = (request: IncomingMessage): void => {
  const match = /^https?:\/\/([^/?#]*)([^#]*)/i.exec(request.url ?? "");
  if (match === null) return;
  const [, name = "", rest = ""] = match;
  request.url = rest.startsWith("/") ? rest : `/${rest}`;
  if (request.headers.host !== name) request.headers.host = "";
};

const guarded =
  (settings: AppSettings): RequestHandler =>
  (request, response, next) => {
    const requestId = settings.uuid();
    response.setHeader("X-Request-Id", requestId);
    const address = request.socket.remoteAddress ?? "";
    let path = request.path;
    try {
      path = decodeURIComponent(path);
    } catch {
      // Left as it came: no route has such a path, and nothing public either.
    }
    const result = guard(settings.guard, {
      method: request.method,
      headers: request.headers,
      rawHeaders: request.rawHeaders,
      address,
      isPublic: isPublic(request.method, path, settings.dialects),
    });
    setContext(request, { requestId, address, principal: result.ok ? result.principal : undefined });
    if (result.ok) return next();
    refuse(response, {
      refusal: result.refusal,
      dialect: settings.dialects.find((one) => path.startsWith(one.prefix)),
      requestId,
    });
  };

/** What fails outside of the doors; without it Express would show where. */
const onFault =
  (log: (message: string) => void): ErrorRequestHandler =>
  (fault: unknown, request, response, _next) => {
    const { requestId } = contextOf(request);
    const isTheirs = fault instanceof URIError || isBodyFault(fault);
    if (!isTheirs) log(`Request ${requestId} failed: ${fault instanceof Error ? (fault.stack ?? "") : String(fault)}`);
    const problem = isTheirs
      ? new ApiProblem("bad-request", "The request is not properly encoded")
      : new ApiProblem("internal", "Something went wrong in the server");
    replyProblem(response, problem, requestId);
  };

/** Everything HTTP: the guard first, then the dashboard's files, its API, and the foreign doors. */
export const createApp = (settings: AppSettings): RequestListener => {
  const app = express();
  app.disable("x-powered-by").disable("etag").enable("case sensitive routing");
  app.use(helmet({ contentSecurityPolicy, strictTransportSecurity: false, crossOriginEmbedderPolicy: false }));
  app.use(guarded(settings));
  app.use(compression());
  app.use("/api", apiRouter(settings.services, settings.log));
  for (const dialect of settings.dialects) {
    app.use(
      dialect.prefix,
      readBody(dialect.maxBodyBytes),
      dialectHandler(dialect, settings.openDesk),
      dialectFault(dialect, settings.log),
    );
  }
  app.use(dashboardFiles());
  app.use((request, response) =>
    replyProblem(
      response,
      new ApiProblem("not-found", "There is nothing at this address"),
      contextOf(request).requestId,
    ),
  );
  app.use(onFault(settings.log));
  return (request, response) => {
    toOriginForm(request);
    app(request, response);
  };
};
