import { apiRoutes, type ApiRoute, type ApiRouteName } from "@longshore/api/routes";
import type { ErrorRequestHandler, Request, RequestHandler, Response, Router } from "express";
import express from "express";
import { hasRole } from "../api/access.ts";
import type { ApiReply, ApiServices } from "../api/handler.ts";
import { handlers } from "../api/handlers.ts";
import { ApiProblem } from "../api/problem.ts";
import { StoreFault } from "@longshore/store/fault";
import { Unavailable } from "../kernel/kernel.ts";
import { bodyBytes, isAcceptableType, isBodyFault, isTooLarge, readBody } from "./body.ts";
import { contextOf, queryText } from "./context.ts";
import { cameWithToken } from "./credentials.ts";
import { httpLimits } from "./limits.ts";
import { replyProblem } from "./problem-reply.ts";

const expressPath = (path: string): string => path.replace(/^\/api/, "").replaceAll(/\{(\w+)\}/g, ":$1");

const withDefinition: ReadonlySet<ApiRouteName> = new Set(["plan", "apply", "savePlan", "rehearse"]);
const carriesDefinition = (name: ApiRouteName): boolean => withDefinition.has(name);

const send = async (response: Response, reply: ApiReply): Promise<void> => {
  if ("stream" in reply) return reply.stream(response);
  response.status(reply.status).set({ "Cache-Control": "no-store", ...reply.headers });
  response.type("application/json").send(JSON.stringify(reply.json));
};

const requireRole = (request: Request, name: ApiRouteName): void => {
  const { role, everywhere }: ApiRoute = apiRoutes[name];
  const { principal } = contextOf(request);
  if (role === "public") return;
  if (principal === undefined) throw new ApiProblem("unauthenticated", "Sign in first");
  if (!hasRole(principal, role))
    throw new ApiProblem("forbidden", `Your token is a ${principal.role}'s: this needs an ${role}'s`);
  if (everywhere === true && principal.namespaces !== null)
    throw new ApiProblem("forbidden", "Your token is bound to namespaces, and this concerns them all");
};

const handle =
  (services: ApiServices, name: ApiRouteName): RequestHandler =>
  async (request, response) => {
    const { principal, requestId, address } = contextOf(request);
    requireRole(request, name);
    const body = bodyBytes(request);
    if (body.length > 0 && !isAcceptableType(request.headers["content-type"], cameWithToken(principal)))
      throw new ApiProblem("unsupported-media-type", "Send the body as application/json; nothing was changed");
    const query = Object.fromEntries(new URLSearchParams(queryText(request.url)));
    const params = request.params as Record<string, string>;
    await send(
      response,
      await handlers[name](services, { principal, params, query, body, address, requestId, raw: request }),
    );
  };

const problemOf = (fault: unknown): ApiProblem | undefined => {
  if (fault instanceof ApiProblem) return fault;
  if (fault instanceof Unavailable || fault instanceof StoreFault)
    return new ApiProblem("unavailable", fault.message, { headers: { "Retry-After": "1" } });
  if (isTooLarge(fault))
    return new ApiProblem("too-large", "The body is larger than this route takes; nothing was changed");
  if (fault instanceof URIError) return new ApiProblem("bad-request", "The path is not properly encoded");
  if (isBodyFault(fault)) return new ApiProblem("bad-request", "The body could not be read; nothing was changed");
  return undefined;
};

/** The dashboard's own API, from the contract's table. */
export const apiRouter = (services: ApiServices, log: (message: string) => void): Router => {
  const router = express.Router({ caseSensitive: true, strict: true });
  const known = new Map<string, string[]>();
  for (const [name, route] of Object.entries(apiRoutes) as [ApiRouteName, (typeof apiRoutes)[ApiRouteName]][]) {
    const path = expressPath(route.path);
    const method = route.method.toLowerCase() as "get" | "post" | "put" | "delete";
    router[method](
      path,
      readBody(carriesDefinition(name) ? httpLimits.definitionBody : httpLimits.apiBody),
      handle(services, name),
    );
    known.set(path, [...(known.get(path) ?? []), route.method]);
  }
  for (const [path, methods] of known) {
    router.all(path, () => {
      throw new ApiProblem("method-not-allowed", `This path takes ${methods.join(", ")}`, {
        headers: { Allow: methods.join(", ") },
      });
    });
  }
  router.use(() => {
    throw new ApiProblem("not-found", "There is no such route; see /api/openapi.json");
  });
  const onFault: ErrorRequestHandler = (fault: unknown, request, response, _next) => {
    const { requestId } = contextOf(request);
    const problem = problemOf(fault);
    if (problem === undefined)
      log(`Request ${requestId} failed: ${fault instanceof Error ? (fault.stack ?? fault.message) : String(fault)}`);
    replyProblem(
      response,
      problem ??
        new ApiProblem("internal", "Something went wrong in the server", {
          detail: "The server's log names this request by its id.",
        }),
      requestId,
    );
  };
  router.use(onFault);
  return router;
};
