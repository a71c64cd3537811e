import { tokenRequest } from "@longshore/api/session";
import type { Token } from "@longshore/store/tokens";
import { hashToken } from "../http/credentials.ts";
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

export const listTokens: Handler = ({ tokens }) => json({ items: tokens.listTokens().map(item) });

export const createToken: Handler = (services, request) => {
  const { tokens, uuid, secret, now } = services;
  const { name, role, namespaces } = bodyOf(tokenRequest, request);
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
  const { tokens } = services;
  const id = request.params["token"] ?? "";
  const isLastAdministrator = tokens.listTokens().every((token) => token.id === id || token.role !== "administrator");
  if (isLastAdministrator && tokens.listTokens().some((token) => token.id === id))
    throw new ApiProblem("conflict", "This is the last administrator's token; nothing was changed");
  if (principalOf(request).tokenId === id)
    throw new ApiProblem("conflict", "You are signed in with this token; nothing was changed");
  if (!tokens.deleteToken(id)) throw notFound(`token ${id.slice(0, 50)}`);
  services.audit(request, { action: "deleteToken", object: id, namespace: null });
  return json({});
};
