import type { LiveChange, LiveLog } from "@longshore/api/live";

export type FollowedLog = {
  readonly allocation: string;
  readonly task: string;
  readonly stream: "stdout" | "stderr";
};

export const logKey = (log: FollowedLog): string => JSON.stringify([log.allocation, log.task, log.stream]);

/**
 * `live`: messages or heartbeats arrive. `reconnecting`: dropped moments ago. `stale`: what the pages show is as of `since`.
 * `retryAt` is when the next attempt starts.
 */
export type LiveStatus = {
  readonly phase: "connecting" | "live" | "reconnecting" | "stale";
  /** When the last message came; null before the first. */
  readonly since: number | null;
  readonly attempt: number;
  readonly retryAt: number | null;
  readonly index: number;
};

export const noStatus: LiveStatus = {
  phase: "connecting",
  since: null,
  attempt: 0,
  retryAt: null,
  index: 0,
};

/** From the stream's holder to a tab. */
export type ToTab =
  | { readonly type: "status"; readonly status: LiveStatus }
  | { readonly type: "change"; readonly change: LiveChange }
  | { readonly type: "log"; readonly log: LiveLog }
  | { readonly type: "resync" }
  | { readonly type: "signed-out" };

/** From a tab to the stream's holder. `csrf` rides along because the holder has no session of its own. */
export type FromTab =
  | { readonly type: "here"; readonly csrf: string }
  | { readonly type: "follow"; readonly csrf: string; readonly logs: readonly FollowedLog[] }
  | { readonly type: "retry" }
  | { readonly type: "bye" };
