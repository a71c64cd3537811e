import type { Role } from "@longshore/api/session";
import type { Client } from "./client.ts";

/** Makes a token of a role, and of some namespaces only when they are named. */
export const makeToken = async (
  client: Client,
  role: Role,
  namespaces: readonly string[] | null = null,
): Promise<string> => {
  const name = `${role} of ${namespaces?.join(", ") ?? "everything"}`;
  const answer = await client.ask("/api/tokens", { body: { name, role, namespaces } });
  return answer.json<{ readonly secret: string }>().secret;
};

export type Session = { readonly cookie: string; readonly csrf: string };

export const signIn = async (client: Client): Promise<Session> => {
  const answer = await client.ask("/api/session", { body: { token: client.token }, token: null });
  const cookie = answer.headers.get("set-cookie")?.split(";", 1)[0] ?? "";
  return { cookie, csrf: answer.json<{ readonly csrf: string }>().csrf };
};
