import type { IncomingMessage } from "node:http";
import type { Principal } from "./credentials.ts";

/** What the guard found out about a request. */
export type RequestContext = {
  readonly requestId: string;
  readonly address: string;
  readonly principal: Principal | undefined;
};

const contexts = new WeakMap<IncomingMessage, RequestContext>();

export const setContext = (request: IncomingMessage, context: RequestContext): void =>
  void contexts.set(request, context);

/** Every request has one: the guard comes first. */
export const contextOf = (request: IncomingMessage): RequestContext =>
  contexts.get(request) ?? { requestId: "", address: "", principal: undefined };

/** What follows the first question mark of a request target; empty when there is none. */
export const queryText = (target: string): string => {
  const at = target.indexOf("?");
  return at === -1 ? "" : target.slice(at + 1);
};
