import { isOpen, type Evaluation } from "@longshore/core/model";
import { timestamp, unixNano } from "../json.ts";
import type * as wire from "../wire.ts";
import { failuresToWire } from "./metric.ts";
import type { Names } from "./names.ts";

export const evaluationStubToWire = (names: Names, evaluation: Evaluation): wire.EvaluationStub => ({
  ID: evaluation.id,
  Namespace: evaluation.namespace,
  Priority: evaluation.priority,
  Type: evaluation.type,
  TriggeredBy: evaluation.triggeredBy,
  JobID: evaluation.jobId,
  NodeID: names.node(evaluation.node).id,
  DeploymentID: "",
  Status: evaluation.status,
  StatusDescription: evaluation.statusDescription,
  WaitUntil: timestamp(evaluation.waitUntil),
  NextEval: names.evaluation(evaluation.next),
  PreviousEval: names.evaluation(evaluation.previous),
  BlockedEval: names.evaluation(evaluation.blocked),
  CreateIndex: evaluation.createIndex,
  ModifyIndex: evaluation.modifyIndex,
  CreateTime: unixNano(evaluation.createdAt),
  ModifyTime: unixNano(evaluation.modifiedAt),
});

export const evaluationToWire = (
  names: Names,
  evaluation: Evaluation,
  related: readonly wire.EvaluationStub[] | null = null,
): wire.Evaluation => ({
  ...evaluationStubToWire(names, evaluation),
  JobModifyIndex: evaluation.jobModifyIndex,
  NodeModifyIndex: 0,
  Wait: 0,
  RelatedEvals: related,
  FailedTGAllocs: failuresToWire(
    evaluation.failedGroups,
    names.nodePool({ namespace: evaluation.namespace, id: evaluation.jobId }),
  ),
  PlanAnnotations: null,
  ClassEligibility: null,
  QuotaLimitReached: "",
  EscapedComputedClass: false,
  AnnotatePlan: false,
  QueuedAllocations: isOpen(evaluation) ? null : evaluation.queued,
  SnapshotIndex: evaluation.modifyIndex,
});
