import type { Event } from "../event.ts";
import { sameJson } from "../equal.ts";
import { versioned } from "../jobs/versions.ts";
import type { EvaluationKey } from "../model/ids.ts";
import type { Deployment } from "../model/deployment.ts";
import type { Job } from "../model/job.ts";
import type { Origin } from "../model/origin.ts";
import { evaluationsFor } from "../nodes/affected-jobs.ts";
import { specOfVersion, type StateView } from "../state.ts";
import { beginRollout } from "./begin-rollout.ts";

/** Who makes the version that takes a failed rollout back. */
const itself: Origin = { door: "scheduler", by: "rollout" };

type Failure = {
  readonly text: string;
  readonly by: Origin | null;
  /** Evaluations that the same decision creates before. */
  readonly after?: number;
  /** The evaluation that is over with the same decision. */
  readonly ending?: EvaluationKey | null;
};

const fails = (deployment: Deployment, by: Origin | null, text: string): Event => ({
  type: "deploymentChanged",
  deployment: deployment.key,
  event: { status: "failed", text, by },
});

/** The version that the job goes back to, or why it does not; in Nomad's words. */
const wayBack = (view: StateView, job: Job): { readonly version: number } | string => {
  const version = job.stableVersion;
  const spec = version === null || version === job.version ? undefined : specOfVersion(view, job.key, version);
  if (version === null || spec === undefined) return "no stable job version to auto revert to";
  return sameJson(spec, job.spec)
    ? `not rolling back to stable job version ${String(version)} as current job has same specification`
    : { version };
};

/** [U9] A rollout fails; with `AutoRevert` the job goes back to its stable version, by a rollout of its own. */
export const failRollout = (view: StateView, deployment: Deployment, failure: Failure): readonly Event[] => {
  const { text, by, after = 0, ending = null } = failure;
  const job = view.jobs.get(deployment.job);
  const reverts = Object.values(deployment.groups).some(({ policy }) => policy.autoRevert);
  const look = evaluationsFor(view, [deployment.job], { triggeredBy: "deployment-watcher", after, ending });
  if (job === undefined || !reverts || deployment.kind === "restart") return [fails(deployment, by, text), ...look];
  const back = wayBack(view, job);
  if (typeof back === "string") return [fails(deployment, by, `${text} - ${back}`), ...look];
  const spec = specOfVersion(view, job.key, back.version) ?? job.spec;
  const told = `${text} - rolling back to job version ${String(back.version)}`;
  const next = versioned(job, {
    cause: "rolledBack",
    spec,
    stop: false,
    origin: itself,
    note: `rolled back to version ${String(back.version)}`,
  });
  const begun = beginRollout(view, {
    key: job.key,
    before: job,
    version: job.version + 1,
    spec,
    origin: itself,
    // Going back is not tried out first.
    options: { canary: 0, autoPromote: false },
    takesBack: deployment.key,
  }).filter((event) => event.type !== "deploymentChanged");
  return [fails(deployment, by, told), next, ...begun, ...look];
};
