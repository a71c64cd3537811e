import type { JsonObject } from "@longshore/core/model";

/** What goes over the wire of the Cluster API's jobs, as its reference documents them: `/jobs`, `/job/{name}/summary`, `/jobsdefs`. */

export type TaskGroupSummary = {
  readonly queued: number;
  readonly complete: number;
  readonly failed: number;
  readonly running: number;
  readonly starting: number;
  readonly lost: number;
};

export type TaskGroup = {
  readonly name: string;
  /** "The required number of task group to run." */
  readonly count: number;
  readonly summary: TaskGroupSummary;
};

/** An entry of `GET /jobs`, and the whole reply of `GET /job/{jobName}/summary`. */
export type Job = {
  readonly name: string;
  readonly status: "pending" | "running" | "dead";
  /** "If the job start when starting all jobs." */
  readonly autostart: boolean;
  /** "If the job must start for each cluster." */
  readonly byCluster: boolean;
  readonly taskGroups: readonly TaskGroup[];
};

/** The body of `POST /jobs/updatecounts`, where `count` is a difference, and of `POST /jobs/settaskgroupcount`. */
export type CountChange = { readonly jobID: string; readonly taskGroup: string; readonly count: number };

/** A member of `GET /jobsdefs` and the body of `POST /jobsdef/{jobID}`. `template` is a Nomad job. */
export type JobDefinition = {
  readonly autostart?: boolean;
  readonly byCluster?: boolean;
  readonly clusterCategories?: readonly string[];
  readonly dependencies?: readonly string[];
  readonly template: JsonObject;
};
