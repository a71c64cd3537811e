import { sameJson } from "../equal.ts";
import type { Event, VersionCause } from "../event.ts";
import type { EvaluationTrigger } from "../model/evaluation.ts";
import type { NodeKey } from "../model/ids.ts";
import type { Counter, Job } from "../model/job.ts";
import { isTemplate, type JobSpec } from "../model/job-spec.ts";
import type { Origin } from "../model/origin.ts";
import type { StateView } from "../state.ts";

type NextVersion = {
  readonly cause: VersionCause;
  readonly spec: JobSpec;
  readonly stop: boolean;
  readonly origin: Origin;
  readonly note: string;
};

/** [J6] A changed definition moves the configuration and starts a workflow; a stop or a start moves the desired state. */
const bumpsOf = (job: Job, next: NextVersion, redefines: boolean): readonly Counter[] => [
  ...(redefines || next.cause === "restarted" ? (["configuration"] as const) : []),
  // Going back is the end of the workflow that failed.
  ...((redefines && next.cause !== "rolledBack") || next.cause === "restarted" ? (["workflow"] as const) : []),
  ...(job.stop === next.stop ? [] : (["desiredState"] as const)),
];

export const versioned = (job: Job, next: NextVersion): Event => {
  const redefines = !sameJson(job.spec, next.spec);
  return {
    type: "jobVersioned",
    job: job.key,
    cause: next.cause,
    bumps: bumpsOf(job, next, redefines),
    version: {
      version: job.version + 1,
      spec: next.spec,
      stop: next.stop,
      stable: false,
      revision: redefines ? job.revision + 1 : job.revision,
      origin: next.origin,
      note: next.note,
    },
  };
};

export type EvaluationCreated = Extract<Event, { readonly type: "evaluationCreated" }>;

/** Another look at a job that was changed; of a template nothing is placed, so there is nothing to look at. */
export const evaluationsOf = (...given: Parameters<typeof evaluationOf>): readonly EvaluationCreated[] =>
  isTemplate(given[1].spec) ? [] : [evaluationOf(...given)];

/** The evaluation that a change of a job asks for. `job` as it is, or is about to be. */
export const evaluationOf = (
  view: StateView,
  job: { readonly key: number; readonly spec: JobSpec },
  by: {
    readonly triggeredBy: EvaluationTrigger;
    readonly priority?: number | undefined;
    readonly node?: NodeKey;
    readonly waitUntil?: number;
    /** Evaluations that the same decision creates before this one. */
    readonly after?: number;
  },
): EvaluationCreated => ({
  type: "evaluationCreated",
  evaluation: view.next.evaluation + (by.after ?? 0),
  job: job.key,
  namespace: job.spec.namespace,
  jobId: job.spec.id,
  jobType: job.spec.type,
  triggeredBy: by.triggeredBy,
  priority: by.priority ?? job.spec.priority,
  status: "pending",
  statusDescription: "",
  waitUntil: by.waitUntil ?? null,
  node: by.node ?? null,
  previous: null,
  failures: 0,
  reserves: [],
});
