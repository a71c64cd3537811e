import { QueryClient } from "@tanstack/react-query";
import type { QueryKey } from "@tanstack/react-query";
import type { LiveChange } from "@longshore/api/live";
import { ApiProblem } from "./errors.ts";
import { onLiveChange, onLiveStatus, liveStatus } from "./live.ts";

/** Refetches at most four times a second, however fast the world moves. */
const batchMs = 250;

/** A refusal will be the same next time; a server that does not answer may come back. */
const worthRetrying = (failures: number, error: Error): boolean =>
  !(error instanceof ApiProblem && error.problem.status < 500) && failures < 2;

export const createQueryClient = (): QueryClient =>
  new QueryClient({
    defaultOptions: {
      queries: {
        retry: worthRetrying,
        // The live stream says when something changed; time alone does not.
        staleTime: 30_000,
        refetchOnWindowFocus: false,
      },
    },
  });

/** The list that shows such things, and each one's own page; null: any may have changed. */
const listed = (list: string, one: string, ids: readonly string[] | null): readonly QueryKey[] => {
  if (ids === null) return [[list], [one]];
  return ids.length === 0 ? [] : [[list], ...ids.map((id) => [one, id])];
};

const keysOf = (change: LiveChange | "resync"): readonly QueryKey[] => {
  if (change === "resync")
    return [
      ["jobs"],
      ["job"],
      ["allocation"],
      ["nodes"],
      ["node"],
      ["evaluations"],
      ["evaluation"],
      ["deployment"],
      ["plans"],
      ["saved-plan"],
      ["scheduler"],
      ["audit"],
    ];
  return [
    ...(change.jobs === null ? [["jobs"], ["job"]] : []),
    ...(change.jobs !== null && change.jobs.length > 0 ? [["jobs"]] : []),
    ...(change.jobs ?? []).map(([namespace, id]) => ["job", namespace, id]),
    ...(change.allocations === null ? [["allocation"]] : []),
    ...(change.allocations ?? []).map((id) => ["allocation", id]),
    ...(change.deployments === null ? [["deployment"]] : change.deployments.map((id) => ["deployment", id])),
    ...listed("nodes", "node", change.nodes),
    ...listed("evaluations", "evaluation", change.evaluations),
    // Whatever was asked for changed something; what, the stream does not say.
    ["audit"],
    ...listed("plans", "saved-plan", change.plans),
  ];
};

/** Turns live changes into refetches of what is shown. Returns how to stop. */
export const invalidateLive = (client: QueryClient): (() => void) => {
  const waiting = new Map<string, QueryKey>();
  let timer: ReturnType<typeof setTimeout> | undefined;

  const flush = (): void => {
    timer = undefined;
    for (const [text, key] of waiting) {
      // A fetch under way may have read the state from before this change: ask again when it is done.
      if (client.isFetching({ queryKey: key }) > 0) continue;
      waiting.delete(text);
      void client.invalidateQueries({ queryKey: key });
    }
    if (waiting.size > 0) timer = setTimeout(flush, batchMs);
  };

  const add = (change: LiveChange | "resync"): void => {
    for (const key of keysOf(change)) waiting.set(JSON.stringify(key), key);
    if (waiting.size > 0) timer ??= setTimeout(flush, batchMs);
  };

  let wasLive = false;
  const stopStatus = onLiveStatus(() => {
    const live = liveStatus().phase === "live";
    // Pages that failed to load while the server was away load now.
    if (live && !wasLive) void client.refetchQueries({ predicate: (q) => q.state.status === "error" });
    wasLive = live;
  });
  const stopChanges = onLiveChange(add);
  return () => {
    stopStatus();
    stopChanges();
    clearTimeout(timer);
  };
};
