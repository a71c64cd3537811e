import type { JobSpec, PlannedGroup, PlanSummary } from "@longshore/core/model";
import { timestamp, unixNano } from "../json.ts";
import { warningsText } from "../multierror.ts";
import type * as wire from "../wire.ts";
import { diffToWire } from "./diff.ts";
import { failuresToWire } from "./metric.ts";

/** Instances that fit nowhere; others may wait as well, for their turn. */
const unplaced = ({ failure }: PlannedGroup): number => (failure === null ? 0 : 1 + failure.coalescedFailures);

/** Nomad counts what it wants to place, whether it fits or not. */
const desiredUpdates = (group: PlannedGroup, preemptions: number): wire.DesiredUpdates => ({
  Ignore: group.counts.keep,
  Place: group.counts.create + unplaced(group),
  Migrate: group.causes.drained ?? 0,
  Stop: group.counts.stop,
  InPlaceUpdate: group.counts.inPlace,
  DestructiveUpdate: group.counts.replace - Math.min(group.counts.replace, group.causes.drained ?? 0),
  Canary: 0,
  Preemptions: preemptions,
  Disconnect: group.causes.disconnected ?? 0,
  Reconnect: group.causes.reconnected ?? 0,
  RescheduleNow: 0,
  RescheduleLater: group.causes.rescheduled ?? 0,
});

/** The evaluation that would wait for room. It does not exist yet, so it has neither id nor index. */
const blockedEvaluation = (spec: JobSpec, plan: PlanSummary): wire.Evaluation => ({
  ID: "",
  Namespace: spec.namespace,
  Priority: spec.priority,
  Type: spec.type,
  TriggeredBy: "queued-allocs",
  JobID: spec.id,
  NodeID: "",
  DeploymentID: "",
  Status: "blocked",
  StatusDescription: "created to place remaining allocations",
  WaitUntil: null,
  NextEval: "",
  PreviousEval: "",
  BlockedEval: "",
  CreateIndex: 0,
  ModifyIndex: 0,
  CreateTime: unixNano(null),
  ModifyTime: unixNano(null),
  JobModifyIndex: plan.base.jobModifyIndex,
  NodeModifyIndex: 0,
  Wait: 0,
  RelatedEvals: null,
  FailedTGAllocs: null,
  PlanAnnotations: null,
  ClassEligibility: null,
  QuotaLimitReached: "",
  EscapedComputedClass: false,
  AnnotatePlan: false,
  QueuedAllocations: null,
  SnapshotIndex: plan.base.index,
});

export const planToWire = (
  spec: JobSpec,
  plan: PlanSummary,
  asked: { readonly diff: boolean; readonly warnings: readonly string[] },
): wire.PlanReply => ({
  Annotations: {
    DesiredTGUpdates: Object.fromEntries(
      plan.groups.map((group) => [
        group.name,
        desiredUpdates(group, plan.preemptions.filter((one) => one.for.group === group.name).length),
      ]),
    ),
    PreemptedAllocs: null,
  },
  FailedTGAllocs: failuresToWire(
    Object.fromEntries(
      plan.groups.flatMap(({ name, failure }) => (failure === null ? [] : [[name, failure] as const])),
    ),
  ),
  JobModifyIndex: plan.base.jobModifyIndex,
  CreatedEvals: plan.groups.some((group) => group.failure !== null) ? [blockedEvaluation(spec, plan)] : null,
  Diff: asked.diff ? diffToWire(plan.diff) : null,
  NextPeriodicLaunch: timestamp(plan.nextLaunches[0] ?? null),
  Warnings: warningsText([...new Set([...asked.warnings, ...plan.warnings])]),
  Index: plan.base.jobModifyIndex,
});
