import { useSyncExternalStore } from "react";
import { onSession, sessionState } from "./session.ts";
import type { SessionState } from "./session.ts";

export const useSessionState = (): SessionState => useSyncExternalStore(onSession, sessionState);
