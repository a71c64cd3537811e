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

const set = (next: ReadonlyMap<string, Requested>): void => {
  requests = next;
  for (const listener of listeners) listener();
};

export const noteRequest = (namespace: string, id: string, type: Requested["type"]): void => {
  const key = jobNameKey(namespace, id);
  const request = { type, at: Date.now() };
  set(new Map(requests).set(key, request));
  setTimeout(() => {
    if (requests.get(key) === request) set(new Map([...requests].filter(([each]) => each !== key)));
  }, forgetAfterMs);
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
  return request === undefined || isConfirmed(request, job) ? null : request;
};
