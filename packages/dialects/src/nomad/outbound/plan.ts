import type { JobSpec, PlacementMetrics, PlannedGroup, PlanSummary } from "@longshore/core/model";
import { orNull, timestamp, unixNano } from "../json.ts";
import { warningsText } from "../multierror.ts";
import type * as wire from "../wire.ts";
import { diffToWire } from "./diff.ts";
import { failuresToWire } from "./metric.ts";

/** Instances that find no room now; others may wait as well, for their turn. */
const unplaced = ({ failure }: PlannedGroup): number => (failure === null ? 0 : 1 + failure.coalescedFailures);

/** Why some fit nowhere. Those for which others make room are not among them: Nomad counts them as placed. */
const failureOf = (group: PlannedGroup): PlacementMetrics | null => {
  const fitNowhere = unplaced(group) - (group.causes.preempts ?? 0);
  return group.failure === null || fitNowhere <= 0 ? null : { ...group.failure, coalescedFailures: fitNowhere - 1 };
};

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

/** Nomad's words for what a group's instances go through, in the diff of a plan. */
const updateWords = [
  ["Ignore", "ignore"],
  ["Place", "create"],
  ["Migrate", "migrate"],
  ["Stop", "destroy"],
  ["InPlaceUpdate", "in-place update"],
  ["DestructiveUpdate", "create/destroy update"],
] as const;

/** The diff counts as the annotations beside it do. */
const withUpdates = (diff: wire.JobDiff, updates: Readonly<Record<string, wire.DesiredUpdates>>): wire.JobDiff => ({
  ...diff,
  TaskGroups:
    diff.TaskGroups?.map((group) => {
      const counts = Object.hasOwn(updates, group.Name) ? updates[group.Name] : undefined;
      const said = updateWords.flatMap(([key, word]) => {
        const count = counts?.[key] ?? 0;
        return count === 0 ? [] : [[word, count] as const];
      });
      return { ...group, Updates: orNull(Object.fromEntries(said)) };
    }) ?? null,
});

type Coming = Pick<wire.Evaluation, "TriggeredBy" | "Status" | "StatusDescription" | "WaitUntil">;

/** The evaluations that would wait: for room, or for the time of a replacement. */
const comingEvaluations = ({ groups, followUps }: PlanSummary): readonly Coming[] => [
  ...(groups.some(({ failure }) => failure !== null) ? [forRoom] : []),
  ...[...new Set(followUps.flatMap(({ status, at }) => (status === "pending" && at !== null ? [at] : [])))].map(
    (at) => ({ ...forReplacement, WaitUntil: timestamp(at) }),
  ),
];

const forRoom: Coming = {
  TriggeredBy: "queued-allocs",
  Status: "blocked",
  StatusDescription: "created to place remaining allocations",
  WaitUntil: null,
};
const forReplacement = {
  TriggeredBy: "alloc-reschedule",
  Status: "pending",
  StatusDescription: "created to replace what failed when it is due",
};

/** It does not exist yet, so it has neither id nor index. */
const comingToWire = (spec: JobSpec, plan: PlanSummary, coming: Coming): wire.Evaluation => ({
  ID: "",
  Namespace: spec.namespace,
  Priority: spec.priority,
  Type: spec.type,
  JobID: spec.id,
  NodeID: "",
  DeploymentID: "",
  ...coming,
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
  asked: {
    readonly diff: boolean;
    readonly warnings: readonly string[];
    /** The allocations of other jobs that have to make room. */
    readonly preempted: readonly wire.AllocListStub[];
  },
): wire.PlanReply => {
  const updates = Object.fromEntries(
    plan.groups.map((group) => [
      group.name,
      desiredUpdates(group, plan.preemptions.filter((one) => one.for.group === group.name).length),
    ]),
  );
  return {
    Annotations: {
      DesiredTGUpdates: updates,
      PreemptedAllocs: orNull(asked.preempted),
    },
    FailedTGAllocs: failuresToWire(
      Object.fromEntries(
        plan.groups.flatMap((group) => {
          const failure = failureOf(group);
          return failure === null ? [] : [[group.name, failure] as const];
        }),
      ),
      spec.nodePool,
    ),
    JobModifyIndex: plan.base.jobModifyIndex,
    CreatedEvals: orNull(comingEvaluations(plan).map((coming) => comingToWire(spec, plan, coming))),
    Diff: asked.diff ? withUpdates(diffToWire(plan.diff), updates) : null,
    NextPeriodicLaunch: timestamp(plan.nextLaunches[0] ?? null),
    Warnings: warningsText([...new Set([...asked.warnings, ...plan.warnings])]),
    Index: plan.base.jobModifyIndex,
  };
};
