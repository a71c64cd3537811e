import type { RegisterJob } from "../command.ts";
import { happened, type Decided } from "../decision.ts";
import { sameJson } from "../equal.ts";
import type { Event } from "../event.ts";
import { isActive } from "../model/deployment.ts";
import type { Job } from "../model/job.ts";
import { findGroup, type JobSpec } from "../model/job-spec.ts";
import { no } from "../result.ts";
import { beginRollout } from "../rollouts/begin-rollout.ts";
import type { StateView } from "../state.ts";
import { refusedCounts } from "./count-range.ts";
import { checkIndex, jobByName } from "./find-job.ts";
import { launchingChange } from "./template-kind.ts";
import { evaluationsOf, versioned } from "./versions.ts";

const withCountsOf = (spec: JobSpec, job: Job): JobSpec => ({
  ...spec,
  taskGroups: spec.taskGroups.map((group) => ({
    ...group,
    count: findGroup(job.spec, group.name)?.count ?? group.count,
  })),
});

const registerNew = (view: StateView, command: RegisterJob): Decided => {
  const { spec, origin } = command;
  const key = view.next.job;
  const version = { version: 0, spec, stop: false, stable: false, revision: 1, origin, note: "" };
  return happened([
    {
      type: "jobVersioned",
      job: key,
      cause: "registered",
      bumps: ["configuration", "desiredState", "workflow"],
      version,
    },
    ...beginRollout(view, { key, before: undefined, version: 0, spec, origin, options: command.rollout }),
    ...evaluationsOf(view, { key, spec }, { triggeredBy: "job-register", priority: command.evalPriority }),
  ]);
};

/** [U12] Asked for again, a version whose rollout did not come to its end has another one, and so one that is to be rolled out otherwise. */
const triedAgain = (view: StateView, job: Job, command: RegisterJob): readonly Event[] => {
  const last = job.deployment === null ? undefined : view.deployments.get(job.deployment);
  const isOver = last?.status === "failed" || last?.status === "cancelled";
  const isToDiffer = last !== undefined && isActive(last) && command.rollout !== undefined;
  if (last?.version !== job.version || !(isOver || isToDiffer)) return [];
  const { origin, rollout: options } = command;
  const by = { key: job.key, before: job, version: job.version, spec: job.spec, origin, options };
  return beginRollout(view, by).map((event) =>
    event.type === "deploymentStarted" ? { ...event, from: last.from } : event,
  );
};

/** [J1] A new or changed specification makes the next version; the same one again only an evaluation, of a template nothing. */
export const registerJob = (view: StateView, command: RegisterJob): Decided => {
  const job = jobByName(view, command.spec);
  const refused = checkIndex(job, command.spec, command.checkIndex);
  if (refused !== undefined) return no(refused);
  if (job === undefined) return registerNew(view, command);
  if (job.spec.type !== command.spec.type)
    return no({ kind: "typeChanged", from: job.spec.type, to: command.spec.type });
  const changed = launchingChange(job.spec, command.spec);
  if (changed !== undefined) return no(changed);
  const spec = command.preserveCounts === true ? withCountsOf(command.spec, job) : command.spec;
  const outOfRange = command.preserveCounts === true ? refusedCounts(spec) : undefined;
  if (outOfRange !== undefined) return no(outOfRange);
  const evaluations = evaluationsOf(
    view,
    { key: job.key, spec },
    { triggeredBy: "job-register", priority: command.evalPriority },
  );
  if (sameJson(job.spec, spec) && !job.stop) return happened([...triedAgain(view, job, command), ...evaluations]);
  return happened([
    versioned(job, { cause: "registered", spec, stop: false, origin: command.origin, note: "" }),
    ...beginRollout(view, {
      key: job.key,
      before: job,
      version: job.version + 1,
      spec,
      origin: command.origin,
      options: command.rollout,
    }),
    ...evaluations,
  ]);
};
