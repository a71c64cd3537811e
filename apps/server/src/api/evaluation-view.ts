import type { EvaluationDetail, EvaluationItem, EvaluationLink } from "@longshore/api/evaluations";
import type { Evaluation, EvaluationTrigger, Node, PlacementMetrics } from "@longshore/core/model";
import { failureText } from "@longshore/core/schedule/failure-text";
import { nodeNames } from "./node-view.ts";

/** Why instances fit nowhere, in one sentence. */
export const whyNotPlaced = (metrics: PlacementMetrics): string =>
  failureText(metrics) || "No node is left that takes it";

const waiting = (evaluation: Evaluation, group: string): number =>
  evaluation.queued[group] ?? (evaluation.failedGroups[group]?.coalescedFailures ?? -1) + 1;

export const evaluationItem = (evaluation: Evaluation): EvaluationItem => ({
  id: evaluation.id,
  namespace: evaluation.namespace,
  jobId: evaluation.jobId,
  type: evaluation.type,
  triggeredBy: evaluation.triggeredBy,
  status: evaluation.status,
  statusDescription: evaluation.statusDescription,
  priority: evaluation.priority,
  waitUntil: evaluation.waitUntil,
  failures: Object.entries(evaluation.failedGroups).map(([group, metrics]) => ({
    group,
    queued: waiting(evaluation, group),
    why: whyNotPlaced(metrics),
  })),
  createdAt: evaluation.createdAt,
  modifiedAt: evaluation.modifiedAt,
  createIndex: evaluation.createIndex,
  modifyIndex: evaluation.modifyIndex,
});

const delays: { readonly [K in EvaluationTrigger]?: string } = {
  "failed-follow-up": "The one before it could not be worked off; tries are made further and further apart",
  "alloc-failure": "Instances failed, and their reschedule policy waits before they are placed again",
  "alloc-reschedule": "Instances failed, and their reschedule policy waits before they are placed again",
  "max-disconnect-timeout": "Instances are on a node that is out of sight; from then on they count as lost",
};

/** Why it is not looked at now; null when it waits for no time. */
export const whyDelayed = (evaluation: Evaluation): string | null =>
  evaluation.status === "pending" && evaluation.waitUntil !== null
    ? (delays[evaluation.triggeredBy] ?? "It is due later")
    : null;

const linkOf = (evaluation: Evaluation | undefined): EvaluationLink | null =>
  evaluation === undefined
    ? null
    : {
        id: evaluation.id,
        status: evaluation.status,
        triggeredBy: evaluation.triggeredBy,
        waitUntil: evaluation.waitUntil,
      };

export type EvaluationContext = {
  readonly evaluation: (key: number) => Evaluation | undefined;
  readonly node: (key: number) => Pick<Node, "id" | "name"> | undefined;
  readonly byId: ReadonlyMap<string, Pick<Node, "name">>;
};

export const evaluationDetail = (evaluation: Evaluation, context: EvaluationContext): EvaluationDetail => {
  const other = (key: number | null): EvaluationLink | null => (key === null ? null : linkOf(context.evaluation(key)));
  const node = evaluation.node === null ? undefined : context.node(evaluation.node);
  const groups = Object.entries(evaluation.failedGroups);
  return {
    ...evaluationItem(evaluation),
    whyDelayed: whyDelayed(evaluation),
    node: node === undefined ? null : { id: node.id, name: node.name },
    previous: other(evaluation.previous),
    next: other(evaluation.next),
    blocked: other(evaluation.blocked),
    failedGroups: groups.map(([group, metrics]) => ({
      group,
      queued: waiting(evaluation, group),
      why: whyNotPlaced(metrics),
      metrics: metrics as EvaluationDetail["failedGroups"][number]["metrics"],
    })),
    queued: evaluation.queued,
    cursor: null,
    written: evaluation.written,
    failureCount: evaluation.failures,
    jobModifyIndex: evaluation.jobModifyIndex,
    nodes: nodeNames(
      context.byId,
      groups.flatMap(([, { scores }]) => scores.map(({ nodeId }) => nodeId)),
    ),
  };
};
