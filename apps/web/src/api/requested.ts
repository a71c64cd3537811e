import { jobNameKey } from "@longshore/core/model";
import { useSyncExternalStore } from "react";

/**
 * The third truth: what was asked for here and not yet confirmed. "Stopping: asked by you 3 s ago" is shown from the moment
 * the server accepts until the job says so itself; a stop is never painted early.
 */
export type Requested = { readonly type: "stop" | "start"; readonly at: number };
export type Confirmable = {
  readonly namespace: string;
  readonly id: string;
  readonly stop: boolean;
  readonly groups: readonly {
    readonly now: {
      readonly queued: number;
      readonly starting: number;
      readonly running: number;
      readonly stopping: number;
    };
  }[];
};

/** After this the request is old news, whatever became of it; the job's own state tells. */
const forgetAfterMs = 10 * 60 * 1000;
let requests: ReadonlyMap<string, Requested> = new Map();
const listeners = new Set<() => void>();

export const noteRequest = (namespace: string, id: string, type: Requested["type"]): void => {
  requests = new Map(requests).set(jobNameKey(namespace, id), { type, at: Date.now() });
  for (const listener of listeners) listener();
};

const liveOf = (job: Confirmable): number =>
  job.groups.reduce((sum, { now }) => sum + now.starting + now.running + now.stopping, 0);
const comingOf = (job: Confirmable): number =>
  job.groups.reduce((sum, { now }) => sum + now.queued + now.starting + now.stopping, 0);

/** Whether the job itself shows what was asked for. */
export const isConfirmed = (request: Requested, job: Confirmable): boolean =>
  request.type === "stop" ? job.stop && liveOf(job) === 0 : !job.stop && comingOf(job) === 0;

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export const useRequested = (job: Confirmable): Requested | null => {
  const all = useSyncExternalStore(subscribe, () => requests);
  const request = all.get(jobNameKey(job.namespace, job.id));
  if (request === undefined || Date.now() - request.at > forgetAfterMs) return null;
  return isConfirmed(request, job) ? null : request;
};
