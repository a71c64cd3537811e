import { createHmac, timingSafeEqual } from "node:crypto";
import { httpLimits } from "./limits.ts";

/** A browser's session: which token it was swapped for. Stands in a signed cookie, so it survives a restart of the server. */
export type Session = { readonly token: string; readonly issuedAt: number; readonly nonce: string };

export const sessionCookie = "longshore_session";

export type Sessions = {
  /** `renews`: the same session with a later end; what its pages hold stays valid. */
  readonly issue: (token: string, renews?: Session) => { readonly session: Session; readonly cookie: string };
  readonly read: (cookieHeader: string | undefined) => Session | undefined;
  /** What an unsafe request of this session must carry in `X-CSRF-Token`. */
  readonly csrfOf: (session: Session) => string;
  readonly isDueForRenewal: (session: Session) => boolean;
  readonly clear: () => string;
};

const attributes = "Path=/; HttpOnly; SameSite=Strict";

const readCookie = (header: string | undefined): string | undefined => {
  for (const part of (header ?? "").split(";")) {
    const [name, value] = part.trim().split("=", 2);
    if (name === sessionCookie) return value;
  }
  return undefined;
};

export const equalSecrets = (a: string, b: string): boolean => {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
};

export const createSessions = (
  key: string,
  by: { readonly now: () => number; readonly secret: (bytes: number) => string },
): Sessions => {
  const sign = (purpose: string, text: string): string =>
    createHmac("sha256", key).update(`${purpose}\0${text}`).digest("base64url");
  return {
    issue: (token, renews) => {
      const session = { token, issuedAt: by.now(), nonce: renews?.nonce ?? by.secret(12) };
      const body = Buffer.from(JSON.stringify(session)).toString("base64url");
      const maxAge = String(Math.floor(httpLimits.sessionIdleMs / 1000));
      return { session, cookie: `${sessionCookie}=${body}.${sign("session", body)}; ${attributes}; Max-Age=${maxAge}` };
    },
    read: (header) => {
      const [body, signature] = readCookie(header)?.split(".", 2) ?? [];
      if (body === undefined || signature === undefined || !equalSecrets(signature, sign("session", body)))
        return undefined;
      const session = JSON.parse(Buffer.from(body, "base64url").toString()) as Session;
      return by.now() - session.issuedAt < httpLimits.sessionIdleMs ? session : undefined;
    },
    csrfOf: (session) => sign("csrf", session.nonce),
    isDueForRenewal: (session) => by.now() - session.issuedAt > httpLimits.sessionRenewMs,
    clear: () => `${sessionCookie}=; ${attributes}; Max-Age=0`,
  };
};
