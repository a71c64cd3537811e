import { tokenRequest } from "@longshore/api/session";
import type { Token } from "@longshore/store/tokens";
import { hashToken, type Principal } from "../http/credentials.ts";
import { mayUse } from "./access.ts";
import { json, type Handler } from "./handler.ts";
import { bodyOf, principalOf } from "./input.ts";
import { ApiProblem, notFound } from "./problem.ts";

const item = ({ id, name, role, namespaces, createdAt, lastUsedAt }: Token) => ({
  id,
  name,
  role,
  namespaces: namespaces.length === 0 ? null : [...namespaces],
  createdAt,
  lastUsedAt,
});

/** Whoever is bound to namespaces deals with tokens of those alone; none named is all of them. */
const isWithin = (principal: Principal, namespaces: readonly string[]): boolean =>
  principal.namespaces === null ||
  (namespaces.length > 0 && namespaces.every((namespace) => mayUse(principal, namespace)));

export const listTokens: Handler = ({ tokens }, request) => {
  const principal = principalOf(request);
  const seen = tokens.listTokens().filter(({ namespaces }) => isWithin(principal, namespaces));
  return json({ items: seen.map(item) });
};

export const createToken: Handler = (services, request) => {
  const { tokens, uuid, secret, now } = services;
  const { name, role, namespaces } = bodyOf(tokenRequest, request);
  if (!isWithin(principalOf(request), namespaces ?? []))
    throw new ApiProblem("forbidden", "Your token is not for all of these namespaces; nothing was changed");
  const value = `lsh_${secret(32)}`;
  const token: Token = {
    id: uuid(),
    name,
    hash: hashToken(value),
    role,
    namespaces: namespaces ?? [],
    createdAt: now(),
    lastUsedAt: null,
  };
  tokens.insertToken(token);
  services.audit(request, { action: "createToken", object: token.id, namespace: null });
  return json({ ...item(token), secret: value });
};

export const deleteToken: Handler = (services, request) => {
  const { tokens, hub } = services;
  const id = request.params["token"] ?? "";
  const principal = principalOf(request);
  const all = tokens.listTokens();
  const token = all.find((one) => one.id === id && isWithin(principal, one.namespaces));
  if (token === undefined) throw notFound(`token ${id.slice(0, 50)}`);
  if (all.every((one) => one === token || one.role !== "administrator"))
    throw new ApiProblem("conflict", "This is the last administrator's token; nothing was changed");
  if (principal.tokenId === id)
    throw new ApiProblem("conflict", "You are signed in with this token; nothing was changed");
  tokens.deleteToken(id);
  hub.removeOf(id);
  services.audit(request, { action: "deleteToken", object: id, namespace: null });
  return json({});
};
