import { jobNameKey } from "@longshore/core/model";
import { createRequests } from "./requests.ts";

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

const requests = createRequests<Requested["type"]>();

export const noteRequest = (namespace: string, id: string, type: Requested["type"]): void =>
  requests.note(jobNameKey(namespace, id), type);

const liveOf = (job: Confirmable): number =>
  job.groups.reduce((sum, { now }) => sum + now.starting + now.running + now.stopping, 0);
const comingOf = (job: Confirmable): number =>
  job.groups.reduce((sum, { now }) => sum + now.queued + now.starting + now.stopping, 0);

/** Whether the job itself shows what was asked for. */
export const isConfirmed = (request: Requested, job: Confirmable): boolean =>
  request.type === "stop" ? job.stop && liveOf(job) === 0 : !job.stop && comingOf(job) === 0;

export const useRequested = (job: Confirmable): Requested | null => {
  const last = requests.useLast(jobNameKey(job.namespace, job.id));
  if (last === null) return null;
  const request = { type: last.what, at: last.at };
  return isConfirmed(request, job) ? null : request;
};
