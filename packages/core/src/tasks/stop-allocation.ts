import type { EvaluateJob, StopAllocation } from "../command.ts";
import { happened, type Decided } from "../decision.ts";
import { jobByName } from "../jobs/find-job.ts";
import { launchingOf } from "../jobs/template-kind.ts";
import { evaluationOf } from "../jobs/versions.ts";
import { allocationCan } from "../model/allocation.ts";
import { drainEndedBy } from "../nodes/drain-node.ts";
import { no } from "../result.ts";
import { unblockedBy } from "../schedule/unblock.ts";
import type { StateView } from "../state.ts";
import { effectsOf } from "./effects.ts";
import { endsWhenAsked } from "./life.ts";
import { requestStop } from "./transition.ts";

export const stopAllocation = (view: StateView, command: StopAllocation, now: number): Decided => {
  const allocation = view.allocations.get(command.allocation);
  if (allocation === undefined) return no({ kind: "allocationNotFound", id: String(command.allocation) });
  if (!allocationCan.stop(allocation)) return no({ kind: "allocationHasEnded", id: allocation.id });
  const job = view.jobs.get(allocation.job);
  const description = `Stopped by ${command.origin.by}`;
  return happened(
    [
      { type: "allocationStopRequested", allocation: allocation.key, description, evaluation: null, preemptedBy: null },
      ...(job === undefined
        ? []
        : [evaluationOf(view, job, { triggeredBy: "alloc-stop", priority: command.evalPriority })]),
      ...(endsWhenAsked(allocation)
        ? [
            ...unblockedBy(view, [allocation], allocation.job),
            ...drainEndedBy(view, [allocation], job === undefined ? 0 : 1),
          ]
        : []),
    ],
    effectsOf(allocation, requestStop(allocation, description, now)),
  );
};

export const evaluateJob = (view: StateView, command: EvaluateJob): Decided => {
  const job = jobByName(view, command);
  if (job === undefined) return no({ kind: "jobNotFound", namespace: command.namespace, id: command.id });
  const launching = launchingOf(job.spec);
  if (launching !== undefined) return no({ kind: "jobIsTemplate", id: job.spec.id, launching });
  return happened([evaluationOf(view, job, { triggeredBy: "job-register", priority: command.evalPriority })]);
};
