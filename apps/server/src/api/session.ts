import { signInRequest, type SessionReply } from "@longshore/api/session";
import type { Principal } from "../http/credentials.ts";
import { json, type ApiServices, type Handler } from "./handler.ts";
import { bodyOf, principalOf } from "./input.ts";
import { ApiProblem } from "./problem.ts";

const reply = (services: ApiServices, principal: Principal): SessionReply => ({
  name: principal.name,
  role: principal.role,
  namespaces: principal.namespaces === null ? null : [...principal.namespaces],
  csrf: principal.session === undefined ? "" : services.sessions.csrfOf(principal.session),
  version: services.version,
  notices: [...services.notices],
});

export const signIn: Handler = (services, request) => {
  const { token } = bodyOf(signInRequest, request);
  const wasBlocked = services.failures.blockedFor(request.address) > 0;
  const signedIn = services.credentials.signIn(token.trim(), request.address);
  // Refusals beyond the limit are not written down one by one: they would let anyone fill the disk.
  if (signedIn !== undefined || !wasBlocked) {
    const action = signedIn === undefined ? "signInRefused" : "signIn";
    services.audit({ ...request, principal: signedIn?.principal }, { action, object: "session", namespace: null });
  }
  if (signedIn !== undefined)
    return { status: 200, json: reply(services, signedIn.principal), headers: { "Set-Cookie": signedIn.cookie } };
  const wait = services.failures.blockedFor(request.address);
  if (wait > 0)
    throw new ApiProblem("too-many-sign-ins", `Too many failed sign-ins: try again in ${String(wait)} s`, {
      headers: { "Retry-After": String(wait) },
    });
  throw new ApiProblem("unauthenticated", "That token is not known here", {
    detail: "Copy the whole token, or open the link that the server printed at its start.",
  });
};

export const getSession: Handler = (services, request) => {
  const principal = principalOf(request);
  const { session } = principal;
  if (session === undefined || !services.sessions.isDueForRenewal(session)) return json(reply(services, principal));
  const renewed = services.sessions.issue(session.token, session);
  return { status: 200, json: reply(services, principal), headers: { "Set-Cookie": renewed.cookie } };
};

export const signOut: Handler = ({ sessions }) => ({
  status: 200,
  json: {},
  headers: { "Set-Cookie": sessions.clear() },
});
