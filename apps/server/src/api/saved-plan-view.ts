import type { PlanComparisonReply, SavedPlanDetail, SavedPlanItem } from "@longshore/api/saved-plans";
import type { JobChange } from "@longshore/core/command";
import { planCan, verdictOf, type Moved, type PlanComparison, type SavedPlan } from "@longshore/core/model";
import { rulesOf } from "@longshore/core/plans/rules";
import { writeDefinition } from "@longshore/core/spec/write";
import type { StateView } from "@longshore/core/state";
import type { Permission } from "@longshore/api/jobs";
import type { PlanHead } from "@longshore/core/reader";
import type { Principal } from "../http/credentials.ts";
import { mayOperate } from "./access.ts";
import { planReply, visiblePreemption } from "./plan-view.ts";
import { withoutNulls } from "./without-nulls.ts";

type ChangeType = SavedPlanItem["type"];

const typeOf = (change: JobChange): ChangeType => change.type.slice(0, -"Job".length) as ChangeType;

export const savedPlanItem = (plan: SavedPlan, now: number): SavedPlanItem => ({
  id: plan.id,
  namespace: plan.namespace,
  jobId: plan.jobId,
  type: typeOf(plan.change),
  author: plan.author,
  comment: plan.comment,
  verdict: verdictOf(plan, now),
  base: plan.base,
  version: plan.version,
  counts: plan.counts,
  digest: plan.digest,
  review: plan.review,
  applied: plan.applied,
  createdAt: plan.createdAt,
  expiresAt: plan.expiresAt,
  modifyIndex: plan.modifyIndex,
});

/** In the words in which it was asked for. */
const changeView = (change: JobChange): SavedPlanDetail["change"] => {
  const { origin: _, type: __, ...rest } = change;
  const type = typeOf(change);
  if (change.type !== "registerJob") return withoutNulls({ type, ...rest }) as SavedPlanDetail["change"];
  const { spec, rollout } = change;
  return {
    type,
    definition: withoutNulls(writeDefinition(spec)),
    ...(rollout === undefined ? {} : { rollout }),
  };
};

const over: { readonly [K in SavedPlanItem["verdict"]]: string } = {
  open: "",
  approved: "It is approved already",
  rejected: "It is rejected",
  applied: "It is applied already",
  expired: "It has expired",
};

/** Why it cannot be applied before somebody else approved it; whether it is still true is looked at when that is asked. */
const whyNotApplied = (plan: SavedPlan, needsApproval: boolean): string | undefined =>
  needsApproval && plan.status !== "approved" ? "Somebody other than its author has to approve it first" : undefined;

const permissions = (
  plan: SavedPlan,
  by: { readonly principal: Principal; readonly now: number; readonly needsApproval: boolean },
): SavedPlanDetail["can"] => {
  const { principal, now, needsApproval } = by;
  const allowed = mayOperate(principal, plan.namespace);
  const verdict = verdictOf(plan, now);
  const and = (ok: boolean, why: string): Permission => (!allowed.ok || ok ? allowed : { ok: false, why });
  const missing = whyNotApplied(plan, needsApproval);
  return {
    approve: and(
      planCan.approve(plan, principal.name, now),
      verdict === "open" ? "You made it: somebody else has to approve it" : over[verdict],
    ),
    reject: and(planCan.reject(plan, now), over[verdict]),
    apply: and(planCan.apply(plan, now) && missing === undefined, missing ?? over[verdict]),
  };
};

export const savedPlanDetail = (
  view: StateView,
  plan: SavedPlan,
  by: { readonly principal: Principal; readonly now: number; readonly head: PlanHead | undefined },
): SavedPlanDetail => {
  const { principal, now, head } = by;
  const needsApproval = plan.change.type !== "stopJob" && rulesOf(view, plan.namespace).approval;
  const shown = { principal, type: jobTypeOf(view, plan), warnings: [] };
  const { instances: _, ...summary } =
    head === undefined ? { instances: [] } : planReply(view, { ...head.plan, instances: [] }, shown);
  return {
    ...savedPlanItem(plan, now),
    change: changeView(plan.change),
    plan: head === undefined ? null : (summary as SavedPlanDetail["plan"]),
    instances: head?.instances ?? 0,
    needsApproval,
    can: permissions(plan, { principal, now, needsApproval }),
  };
};

/** A job that is gone was most likely a service. */
export const jobTypeOf = (
  view: StateView,
  { change, namespace, jobId }: Pick<SavedPlan, "change" | "namespace" | "jobId">,
) => {
  if (change.type === "registerJob") return change.spec.type;
  const key = view.jobKeys.get(`${namespace}\0${jobId}`);
  return (key === undefined ? undefined : view.jobs.get(key)?.spec.type) ?? "service";
};

export type Window = { readonly from: number; readonly limit: number };

export const comparisonView = (
  comparison: PlanComparison,
  principal: Principal,
  { from, limit }: Window,
): PlanComparisonReply => ({
  isSame: comparison.isSame,
  instances: comparison.instances.slice(from, from + limit).map((one) => ({ ...one })),
  total: comparison.instances.length,
  lines: comparison.lines.map((line) => ({ ...line })),
  preemptions: {
    a: comparison.preemptions.a.map(visiblePreemption(principal)),
    b: comparison.preemptions.b.map(visiblePreemption(principal)),
  },
});

/** The nodes that a window of a comparison names. */
export const nodesCompared = ({ instances, preemptions }: PlanComparisonReply): readonly string[] => [
  ...instances.flatMap(({ a, b }) => [a?.from, a?.to, b?.from, b?.to].flatMap((at) => (at ? [at.node] : []))),
  ...[...preemptions.a, ...preemptions.b].map(({ node }) => node),
];

const instancesText = (count: number): string => (count === 1 ? "1 instance" : `${String(count)} instances`);

const jobText = ({ from, to, by }: NonNullable<Moved["job"]>): string => {
  if (to === null) return "The job is gone";
  const who = by === null ? "" : ` by ${by.by}`;
  if (from === null) return `The job was made${who}`;
  return from === to
    ? `The job was made anew${who}`
    : `The job went from version ${String(from)} to ${String(to)}${who}`;
};

/** What moved, one sentence each. `nodeName`: of a node that is there. */
export const movedTexts = (moved: Moved, nodeName: (id: string) => string): string[] => {
  const { job, nodes, comparison } = moved;
  const differ = comparison?.instances.length ?? 0;
  const lines = comparison?.lines.length ?? 0;
  return [
    ...(job === null ? [] : [jobText(job)]),
    ...(differ === 0
      ? []
      : [
          `${instancesText(differ)} would fare otherwise than planned${job === null && nodes.length === 0 ? ": other work came or went" : ""}`,
        ]),
    ...(lines === 0
      ? []
      : [`${lines === 1 ? "1 line" : `${String(lines)} lines`} of the definition would change otherwise`]),
    ...nodes.slice(0, 20).map(({ id, from, to }) => {
      const name = nodeName(id);
      if (to === null) return `Node ${name} was removed`;
      return from === to ? `Node ${name} has changed, and is still ${to}` : `Node ${name} was ${from} and is ${to}`;
    }),
  ];
};
