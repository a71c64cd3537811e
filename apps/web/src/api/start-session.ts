import type { SessionReply } from "@longshore/api/session";
import { call } from "./client.ts";
import { isKind } from "./errors.ts";
import { signedIn, signedOut, takeWantedPage, tokenInFragment } from "./session.ts";

export const signIn = async (token: string): Promise<void> => {
  signedIn(await call<SessionReply>("signIn", { body: { token } }));
};

export const signOut = async (): Promise<void> => {
  await call("signOut");
  signedOut();
};

const clearFragment = (page: string | null): void => {
  history.replaceState(null, "", page ?? location.pathname + location.search);
};

/** Swaps a sign-in link's token for a session, or picks up the one there is. Runs before the router first reads the address. */
export const startSession = async (): Promise<void> => {
  const token = tokenInFragment(location.hash);
  if (token !== null) {
    // The secret leaves the address bar and the history at once, whatever comes of it.
    clearFragment(null);
    try {
      await signIn(token);
      const wanted = takeWantedPage();
      if (wanted !== null && /^\/ui\/?$/.test(location.pathname)) clearFragment(wanted);
      return;
    } catch (error) {
      if (!isKind(error, "unauthenticated")) throw error;
    }
  }
  try {
    signedIn(await call<SessionReply>("session"));
  } catch (error) {
    if (!isKind(error, "unauthenticated")) throw error;
    signedOut();
  }
};
