import { useSyncExternalStore } from "react";
import { liveStatus, onLiveStatus } from "./live.ts";
import type { LiveStatus } from "./live-messages.ts";

export const useLiveStatus = (): LiveStatus => useSyncExternalStore(onLiveStatus, liveStatus);

/** Since when the page's data are old, or null while they are live. */
export const useStaleSince = (): number | null => {
  const status = useLiveStatus();
  return status.phase === "stale" ? (status.since ?? 0) : null;
};
