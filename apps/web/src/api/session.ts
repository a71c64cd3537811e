import type { SessionReply } from "@longshore/api/session";

/**
 * Who is signed in. The CSRF token lives in memory only: after a reload `GET /api/session` gives it again.
 * `unknown` until the first answer.
 */
export type SessionState =
  | { readonly type: "unknown" }
  | { readonly type: "signed-out" }
  | { readonly type: "signed-in"; readonly session: SessionReply };

const wantedKey = "longshore.wanted";

let state: SessionState = { type: "unknown" };
const listeners = new Set<() => void>();

const set = (next: SessionState): void => {
  state = next;
  for (const listener of listeners) listener();
};

export const sessionState = (): SessionState => state;
export const onSession = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export const csrfToken = (): string => (state.type === "signed-in" ? state.session.csrf : "");
export const signedIn = (session: SessionReply): void => {
  set({ type: "signed-in", session });
};

/** Called on every 401. Remembers the page, so that a sign-in link opened afterwards comes back to it. */
export const signedOut = (): void => {
  if (state.type === "signed-out") return;
  rememberPage();
  set({ type: "signed-out" });
};

const rememberPage = (): void => {
  // A token in the fragment is never kept; anything else there names lines of a log.
  const lines = location.hash.startsWith("#t=") ? "" : location.hash;
  const page = location.pathname + location.search + lines;
  try {
    if (page !== "/ui/" && page !== "/ui/jobs") sessionStorage.setItem(wantedKey, page);
  } catch {
    // Storage is blocked: the sign-in ends on the job list.
  }
};

/** The page that was asked for before signing in, once. */
export const takeWantedPage = (): string | null => {
  try {
    const page = sessionStorage.getItem(wantedKey);
    sessionStorage.removeItem(wantedKey);
    return page?.startsWith("/ui/") === true ? page : null;
  } catch {
    return null;
  }
};

/** The token of a sign-in link `#t=…`, or null. */
export const tokenInFragment = (hash: string): string | null => new URLSearchParams(hash.replace(/^#/, "")).get("t");
