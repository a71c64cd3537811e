import type { RestartJob } from "../command.ts";
import { happened, type Decided } from "../decision.ts";
import { findJob } from "../jobs/find-job.ts";
import { evaluationsOf, versioned } from "../jobs/versions.ts";
import { no } from "../result.ts";
import type { StateView } from "../state.ts";
import { beginRollout } from "./begin-rollout.ts";
import { notToBeRestarted } from "./not-done.ts";
import { isRolledOut } from "./policy.ts";

/** [U11] A restart is a version with the same definition, and a rollout that replaces the instances it names. */
export const restartJob = (view: StateView, command: RestartJob): Decided => {
  const found = findJob(view, command, command.checkIndex);
  if (!found.ok) return found;
  const job = found.value;
  const { id } = job.spec;
  if (job.stop) return no({ kind: "jobIsStopped", id });
  if (!isRolledOut(job.spec)) return no({ kind: "jobIsNotRolledOut", id, type: job.spec.type });
  const notDone = notToBeRestarted(view, job);
  if (notDone !== undefined) return no(notDone);
  const { origin, instances } = command;
  return happened([
    versioned(job, { cause: "restarted", spec: job.spec, stop: false, origin, note: "restarted" }),
    ...beginRollout(view, {
      key: job.key,
      before: job,
      version: job.version + 1,
      spec: job.spec,
      origin,
      options: command.rollout ?? {},
      kind: "restart",
      instances,
    }),
    ...evaluationsOf(view, job, { triggeredBy: "rolling-update", priority: command.evalPriority }),
  ]);
};
