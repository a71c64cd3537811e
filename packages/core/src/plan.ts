import type { JobChange } from "./command.ts";
import { evolve } from "./evolve.ts";
import { changeJob } from "./jobs/change-job.ts";
import { specOfChange } from "./jobs/spec-of-change.ts";
import { jobByName } from "./jobs/find-job.ts";
import type { Job } from "./model/job.ts";
import { isLive } from "./model/allocation.ts";
import { findGroup } from "./model/job-spec.ts";
import {
  noPlanCounts,
  type Plan,
  type PlanCause,
  type PlanCounts,
  type PlannedGroup,
  type PlannedInstance,
  type PlannedPreemption,
  type PlanVerb,
} from "./model/plan.ts";
import type { Rejection } from "./rejection.ts";
import { ok, type Result } from "./result.ts";
import type { InstanceDecision } from "./schedule/decision.ts";
import { failureText } from "./schedule/failure-text.ts";
import { reconcile, type Reconciliation } from "./schedule/reconcile.ts";
import { diffSpecs, withStop } from "./spec/diff.ts";
import { overlay, type StateView } from "./state.ts";
import { nothingTouched } from "./touched.ts";

/** What becomes of it in the end. */
const shownVerb = ({ verb, later }: InstanceDecision): PlanVerb => later ?? verb;

const count = (decisions: readonly InstanceDecision[]): PlanCounts => {
  const counts: Record<PlanVerb, number> = { ...noPlanCounts };
  for (const decision of decisions) counts[shownVerb(decision)] += 1;
  return counts;
};

const causesOf = (decisions: readonly InstanceDecision[]): PlannedGroup["causes"] => {
  const causes: { [cause in PlanCause]?: number } = {};
  for (const { verb, cause, dueAt, later } of decisions)
    if (verb !== "keep" || dueAt !== null || later !== null) causes[cause] = (causes[cause] ?? 0) + 1;
  return causes;
};

const instanceOf = (view: StateView, decision: InstanceDecision, version: number): PlannedInstance => {
  const { group, index, cause, reason, current, node, metrics } = decision;
  const verb = shownVerb(decision);
  const nodeId = (key: number): string => view.nodes.get(key)?.id ?? "";
  const stays = decision.verb === "keep" && current !== null && isLive(current);
  const target = decision.later !== null ? null : stays ? current.node : verb === "keep" ? null : node;
  return {
    group,
    index,
    verb,
    cause,
    isLater: decision.later !== null,
    isCanary: decision.isCanary,
    reason,
    from: current === null ? null : { allocation: current.id, node: nodeId(current.node), version: current.version },
    to:
      target === null
        ? null
        : { node: nodeId(target), version: stays ? current.version : (decision.under ?? version), metrics },
  };
};

const groupsOf = (found: Reconciliation, before: Job | undefined, after: Job | undefined): readonly PlannedGroup[] => {
  const names = new Set(
    [...(after?.spec.taskGroups ?? []), ...(before?.spec.taskGroups ?? [])].map((group) => group.name),
  );
  for (const { group } of found.decisions) names.add(group);
  const wanted = (job: Job | undefined, name: string): number =>
    job === undefined || job.stop ? 0 : (findGroup(job.spec, name)?.count ?? 0);
  const byGroup = Map.groupBy(found.decisions, (decision) => decision.group);
  return [...names].map((name) => ({
    name,
    countBefore: before === undefined || findGroup(before.spec, name) === undefined ? null : wanted(before, name),
    countAfter: wanted(after, name),
    counts: count(byGroup.get(name) ?? []),
    causes: causesOf(byGroup.get(name) ?? []),
    failure: found.failures.get(name) ?? null,
  }));
};

const preemptionsOf = (view: StateView, found: Reconciliation): readonly PlannedPreemption[] =>
  found.decisions.flatMap(({ group, index, evicts }) =>
    evicts.map((victim) => ({
      namespace: victim.namespace,
      jobId: victim.jobId,
      priority: view.jobs.get(victim.job)?.spec.priority ?? 0,
      group: victim.group,
      index: victim.index,
      allocation: victim.id,
      node: view.nodes.get(victim.node)?.id ?? "",
      for: { group, index },
    })),
  );

const followUpsOf = (found: Reconciliation): Plan["followUps"] => [
  ...[...found.failures].map(([group, metrics]) => ({
    status: "blocked" as const,
    at: null,
    why: `${group}: ${failureText(metrics)}`,
  })),
  ...found.decisions.flatMap(({ group, index, reason, dueAt }) =>
    dueAt === null ? [] : [{ status: "pending" as const, at: dueAt, why: `${group}[${String(index)}]: ${reason}` }],
  ),
];

/** Nomad's words for what happens to instances, as its plan's diff counts them. */
const updateWords: readonly (readonly [PlanVerb, string])[] = [
  ["create", "create"],
  ["stop", "destroy"],
  ["inPlace", "in-place update"],
  ["replace", "create/destroy update"],
  ["keep", "ignore"],
];

const updatesOf = (groups: readonly PlannedGroup[]): ReadonlyMap<string, Record<string, number>> =>
  new Map(
    groups.map((group) => [
      group.name,
      Object.fromEntries(
        updateWords.flatMap(([verb, word]) => (group.counts[verb] > 0 ? [[word, group.counts[verb]]] : [])),
      ),
    ]),
  );

/**
 * The decision that `change` would be, taken on a copy of the state and not committed: the same functions, the same state and time,
 * so what it shows is what applying does.
 */
export const planChange = (view: StateView, change: JobChange, now: number): Result<Plan, Rejection> => {
  const name = change.type === "registerJob" ? change.spec : change;
  const before = jobByName(view, name);
  const working = overlay(view);
  const decided = changeJob(view, change);
  if (!decided.ok) return decided;
  const { events } = decided.value;
  if (events.length > 0) evolve(working, { index: view.index + 1, at: now, events }, nothingTouched());
  const key = before?.key ?? view.next.job;
  const after = working.jobs.get(key);
  const found = reconcile(working, key, { now });
  const groups = groupsOf(found, before, after);
  const version = after?.version ?? before?.version ?? 0;
  return ok({
    namespace: name.namespace,
    id: name.id,
    base: { version: before?.version ?? null, jobModifyIndex: before?.jobModifyIndex ?? 0, index: view.index },
    version,
    counts: count(found.decisions),
    groups,
    instances: found.decisions.map((decision) => instanceOf(working, decision, version)),
    preemptions: preemptionsOf(working, found),
    followUps: followUpsOf(found),
    nextLaunches: [],
    diff: withStop(diffSpecs(before?.spec, specOfChange(change, before, after), updatesOf(groups)), {
      from: before?.stop ?? false,
      to: (before === undefined ? undefined : after?.stop) ?? before?.stop ?? false,
    }),
    warnings: [],
  });
};
