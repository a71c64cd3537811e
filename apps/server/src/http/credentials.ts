import { createHash } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import type { Role } from "@longshore/api/session";
import type { Token, Tokens } from "@longshore/store/tokens";
import type { Failures } from "./failures.ts";
import { equalSecrets, type Session, type Sessions } from "./sessions.ts";

/** Who asks. `namespaces` null: all of them. */
export type Principal = {
  readonly name: string;
  readonly tokenId: string;
  readonly role: Role;
  readonly namespaces: readonly string[] | null;
  /** undefined: the credential came in a header. */
  readonly session: Session | undefined;
};

export type Identified =
  | { readonly kind: "principal"; readonly principal: Principal }
  | { readonly kind: "none" }
  | { readonly kind: "wrong" }
  | { readonly kind: "noCsrf" }
  | { readonly kind: "limited"; readonly retryAfterSeconds: number };

export type Credentials = {
  readonly identify: (request: {
    readonly headers: IncomingHttpHeaders;
    readonly address: string;
    readonly isUnsafe: boolean;
  }) => Identified;
  /** A token swapped for a session; undefined when it is no token of ours. */
  readonly signIn: (
    token: string,
    address: string,
  ) => { readonly principal: Principal; readonly cookie: string } | undefined;
};

/** Whether the request proves by a header that no page of another site made it; a cookie, or nothing at all, proves no such thing. */
export const cameWithToken = (principal: Principal | undefined): boolean =>
  principal !== undefined && principal.session === undefined && principal.tokenId !== "";

export const hashToken = (token: string): Uint8Array => createHash("sha256").update(token).digest();

const presentedToken = (headers: IncomingHttpHeaders): string | undefined => {
  const nomad = headers["x-nomad-token"];
  // Clients that have no token send the header empty.
  if (typeof nomad === "string" && nomad !== "") return nomad;
  const match = /^(?:Bearer|Token) +(\S+)$/i.exec(headers.authorization ?? "");
  return headers.authorization === undefined ? undefined : (match?.[1] ?? "");
};

const anonymous: Principal = {
  name: "anonymous",
  tokenId: "",
  role: "administrator",
  namespaces: null,
  session: undefined,
};

const principalOf = (token: Token, session?: Session): Principal => ({
  name: token.name,
  tokenId: token.id,
  role: token.role as Role,
  namespaces: token.namespaces.length === 0 ? null : token.namespaces,
  session,
});

type Settings = {
  readonly tokens: Tokens;
  readonly sessions: Sessions;
  readonly failures: Failures;
  readonly now: () => number;
  readonly anonymous: boolean;
};

export const createCredentials = ({ tokens, sessions, failures, now, anonymous: isOpen }: Settings): Credentials => {
  const noteUse = (id: string): void => {
    try {
      tokens.touchToken(id, now());
    } catch {
      // Only a note: nobody is locked out because the disk is full.
    }
  };

  const bySecret = (secret: string, address: string): Token | undefined => {
    const token = secret === "" ? undefined : tokens.findTokenByHash(hashToken(secret));
    if (token === undefined) failures.record(address);
    else noteUse(token.id);
    return token;
  };

  const bySession = (headers: IncomingHttpHeaders, isUnsafe: boolean): Identified => {
    const session = sessions.read(headers.cookie);
    const token = session === undefined ? undefined : tokens.listTokens().find((one) => one.id === session.token);
    if (session === undefined || token === undefined) return { kind: "none" };
    const csrf = headers["x-csrf-token"];
    if (isUnsafe && (typeof csrf !== "string" || !equalSecrets(csrf, sessions.csrfOf(session))))
      return { kind: "noCsrf" };
    return { kind: "principal", principal: principalOf(token, session) };
  };

  return {
    identify: ({ headers, address, isUnsafe }) => {
      const secret = presentedToken(headers);
      if (secret !== undefined) {
        const token = bySecret(secret, address);
        if (token !== undefined) return { kind: "principal", principal: principalOf(token) };
        const retryAfterSeconds = failures.blockedFor(address);
        return retryAfterSeconds > 0 ? { kind: "limited", retryAfterSeconds } : { kind: "wrong" };
      }
      const found = bySession(headers, isUnsafe);
      return found.kind === "none" && isOpen ? { kind: "principal", principal: anonymous } : found;
    },
    signIn: (secret, address) => {
      const token = bySecret(secret, address);
      if (token === undefined) return undefined;
      const { session, cookie } = sessions.issue(token.id);
      return { principal: principalOf(token, session), cookie };
    },
  };
};
