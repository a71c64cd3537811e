import type { Event } from "../event.ts";
import {
  isActive,
  type Deployment,
  type DeploymentGroup,
  type InstanceRange,
  type RolloutOptions,
} from "../model/deployment.ts";
import type { DeploymentKey, JobKey } from "../model/ids.ts";
import type { Job } from "../model/job.ts";
import { runsPerNode, type JobSpec, type TaskGroup } from "../model/job-spec.ts";
import type { Origin } from "../model/origin.ts";
import { own } from "../own.ts";
import { changeFor } from "../schedule/run-again.ts";
import type { StateView } from "../state.ts";
import { rowsOf } from "../table.ts";
import { policiesOf } from "./policy.ts";

/** The rollout of a job that is still under way. */
export const activeRollout = (view: StateView, job: Pick<Job, "deployment"> | undefined): Deployment | undefined => {
  const newest = job?.deployment ?? null;
  const deployment = newest === null ? undefined : view.deployments.get(newest);
  return deployment !== undefined && isActive(deployment) ? deployment : undefined;
};

/** A newer change ends what an older one had not finished. */
export const endRolloutOf = (view: StateView, job: Job | undefined, text: string): readonly Event[] => {
  const active = activeRollout(view, job);
  if (active === undefined) return [];
  return [{ type: "deploymentChanged", deployment: active.key, event: { status: "cancelled", text, by: null } }];
};

type Beginning = {
  readonly key: JobKey;
  /** The job as it was; undefined of a new one. */
  readonly before: Job | undefined;
  readonly version: number;
  readonly spec: JobSpec;
  readonly origin: Origin;
  readonly options: RolloutOptions | undefined;
  readonly kind?: "update" | "restart";
  readonly instances?: readonly InstanceRange[] | null;
  readonly takesBack?: DeploymentKey;
};

/** Something of the group that runs has to be replaced: that is tried with a few first. */
const needsCanaries = (view: StateView, by: Beginning, group: TaskGroup): boolean => {
  const { before, spec, version } = by;
  if (before === undefined || before.stop || by.kind === "restart" || runsPerNode(spec.type)) return false;
  const changing = { view, job: { ...before, spec, version }, changes: new Map() };
  return rowsOf(view.liveOfJob, before.key, view.allocations).some(
    (one) =>
      one.group === group.name &&
      one.desired === "run" &&
      one.index < group.count &&
      (changeFor(changing, group, one)?.effect ?? "destructive") === "destructive",
  );
};

const groupsOf = (view: StateView, by: Beginning): Deployment["groups"] => {
  const policies = policiesOf(by.spec, by.options);
  return Object.fromEntries(
    by.spec.taskGroups.flatMap((group): [string, DeploymentGroup][] => {
      const policy = own(policies, group.name);
      if (policy === undefined) return [];
      const desiredCanaries =
        policy.canary > 0 && needsCanaries(view, by, group) ? Math.min(policy.canary, group.count) : 0;
      return [
        [
          group.name,
          {
            policy,
            desiredTotal: group.count,
            desiredCanaries,
            promoted: false,
            canaries: [],
            placed: 0,
            healthy: 0,
            unhealthy: 0,
          },
        ],
      ];
    }),
  );
};

/** [U1] Each version that wants to run has a rollout of its own, which begins with it; the one before is over. */
export const beginRollout = (view: StateView, by: Beginning): readonly Event[] => {
  const ended = endRolloutOf(view, by.before, "Cancelled due to newer version of job");
  const groups = groupsOf(view, by);
  if (Object.keys(groups).length === 0) return ended;
  const paused = by.options?.startPaused === true;
  return [
    ...ended,
    {
      type: "deploymentStarted",
      deployment: view.next.deployment,
      job: by.key,
      kind: by.kind ?? "update",
      version: by.version,
      from: by.before?.version ?? null,
      instances: by.instances ?? null,
      takesBack: by.takesBack ?? null,
      groups,
      origin: by.origin,
      event: {
        status: paused ? "paused" : "running",
        text: paused ? "Deployment is paused" : "Deployment is running",
        by: by.origin,
      },
    },
  ];
};
