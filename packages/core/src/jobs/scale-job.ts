import type { RevertJob, ScaleJob } from "../command.ts";
import { happened, type Decided } from "../decision.ts";
import { sameJson } from "../equal.ts";
import { findGroup } from "../model/job-spec.ts";
import { no } from "../result.ts";
import { notToBeScaled } from "../rollouts/not-done.ts";
import { beginRollout } from "../rollouts/begin-rollout.ts";
import { versionNamed } from "../model/job.ts";
import { specOfVersion, type StateView } from "../state.ts";
import { refusedCount } from "./count-range.ts";
import { findJob } from "./find-job.ts";
import { evaluationsOf, versioned } from "./versions.ts";

export const scaleJob = (view: StateView, command: ScaleJob): Decided => {
  const found = findJob(view, command, command.checkIndex);
  if (!found.ok) return found;
  const job = found.value;
  const group = findGroup(job.spec, command.group);
  if (group === undefined) return no({ kind: "groupNotFound", group: command.group, id: job.spec.id });
  if (job.stop) return no({ kind: "jobIsStopped", id: job.spec.id });
  const refused = refusedCount(job.spec, group.name, command.count);
  if (refused !== undefined) return no(refused);
  const evaluations = evaluationsOf(view, job, { triggeredBy: "job-scaling", priority: command.evalPriority });
  if (group.count === command.count) return happened(evaluations);
  const notDone = notToBeScaled(view, job);
  if (notDone !== undefined) return no(notDone);
  const spec = {
    ...job.spec,
    taskGroups: job.spec.taskGroups.map((one) => (one === group ? { ...one, count: command.count } : one)),
  };
  const note = `${group.name} scaled from ${String(group.count)} to ${String(command.count)}`;
  return happened([
    versioned(job, {
      cause: "scaled",
      spec,
      stop: false,
      origin: command.origin,
      note,
    }),
    ...beginRollout(view, {
      key: job.key,
      before: job,
      version: job.version + 1,
      spec,
      origin: command.origin,
      options: undefined,
    }),
    ...evaluations,
  ]);
};

/**
 * [J5] A revert makes a new version with an old specification, and wants it to run; history is never rewritten. To a specification that is in
 * force already it leads as registering that again does: to another look at the job.
 */
export const revertJob = (view: StateView, command: RevertJob): Decided => {
  const found = findJob(view, command, command.checkIndex);
  if (!found.ok) return found;
  const job = found.value;
  const { id, namespace } = job.spec;
  if (command.enforceVersion !== undefined && command.enforceVersion !== job.version)
    return no({ kind: "versionMoved", id, enforceVersion: command.enforceVersion, version: job.version });
  const version = versionNamed(job, command.version);
  if (version === undefined) return no({ kind: "tagNotFound", id, tag: String(command.version) });
  if (version === job.version) return no({ kind: "versionIsCurrent", id, version });
  const spec = specOfVersion(view, job.key, version);
  if (spec === undefined) return no({ kind: "versionNotFound", id, namespace, version });
  const evaluations = evaluationsOf(
    view,
    { key: job.key, spec },
    { triggeredBy: "job-register", priority: command.evalPriority },
  );
  if (sameJson(job.spec, spec) && !job.stop) return happened(evaluations);
  const tag = version === command.version ? "" : `, ${String(command.version)}`;
  const note = `reverted to version ${String(version)}${tag}`;
  return happened([
    versioned(job, { cause: "reverted", spec, stop: false, origin: command.origin, note }),
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
