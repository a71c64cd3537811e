import type { Command } from "../command.ts";
import { must } from "../invariant.ts";
import { changeJob } from "../jobs/change-job.ts";
import { evolve } from "../evolve.ts";
import { isLive, type Allocation } from "../model/allocation.ts";
import type { Evaluation } from "../model/evaluation.ts";
import type { JobKey, NodeKey } from "../model/ids.ts";
import { findGroup, isTemplate, runsPerNode } from "../model/job-spec.ts";
import type { Job } from "../model/job.ts";
import type { PlacementMetrics } from "../model/placement.ts";
import type { WhatIf, WhatIfInstance, WhatIfJob, WhatIfOutcome, WhatIfQuestion } from "../model/what-if.ts";
import { findNode } from "../nodes/find-node.ts";
import { own } from "../own.ts";
import type { Rejection } from "../rejection.ts";
import { no, ok, type Result } from "../result.ts";
import { failureText } from "../schedule/failure-text.ts";
import { instanceKey, overlay, type State, type StateView } from "../state.ts";
import { rowsOf } from "../table.ts";
import { nothingTouched, type Touched } from "../touched.ts";
import { transact } from "../transact.ts";

/** A copy of the state in which it has happened. */
type World = { readonly before: StateView; readonly state: State; readonly touched: Touched; readonly now: number };

const send = ({ state, touched, now }: World, command: Command): Result<unknown, Rejection> =>
  transact(state, command, { index: state.index + 1, now, touched });

const nobody = { door: "scheduler", by: "what if" } as const;

const begin = (world: World, question: WhatIfQuestion): Result<unknown, Rejection> => {
  const { state, touched, now } = world;
  if (question.type === "count") {
    const { namespace, id, group, count } = question;
    // A namespace that asks for approval is no hindrance to asking.
    const decided = changeJob(state, { type: "scaleJob", namespace, id, group, count, origin: nobody });
    if (decided.ok && decided.value.events.length > 0)
      evolve(state, { index: state.index + 1, at: now, events: decided.value.events }, touched);
    return decided;
  }
  const found = findNode(state, question.node);
  if (!found.ok) return found;
  const { id, key, status } = found.value;
  if (status === "down") return no({ kind: "nodeIsDown", id });
  if (question.type === "lose")
    return send(world, { type: "reportNode", node: key, status: "down", description: "it is lost" });
  const { ignoreSystemJobs } = question;
  return send(world, { type: "drainNode", id, deadlineMs: 0, ignoreSystemJobs, origin: nobody });
};

/** The jobs that anything happened to so far, oldest first. */
const jobsIn = ({ touched }: World): readonly JobKey[] =>
  [
    ...new Set([
      ...[...touched.allocations.values()].map(({ job }) => job),
      ...[...touched.evaluations.values()].map(({ job }) => job),
    ]),
  ].toSorted((a, b) => a - b);

const openOf = ({ state }: World, job: JobKey): readonly Evaluation[] =>
  rowsOf(state.openOfJob, job, state.evaluations);

/** The most important of what is due of these jobs, then the oldest. */
const nextDue = (world: World): Evaluation | undefined =>
  jobsIn(world)
    .flatMap((job) => openOf(world, job))
    .filter(({ status, waitUntil }) => status === "pending" && (waitUntil ?? world.now) <= world.now)
    .toSorted((a, b) => b.priority - a.priority || a.key - b.key)[0];

/** Looks at jobs beyond this number are not made: what has not come to rest by then may never. */
const mostLooks = 10_000;
const mostRounds = 50;

const lookAtJobs = (world: World, looksBefore: number): number => {
  let looks = looksBefore;
  for (let due = nextDue(world); due !== undefined && looks < mostLooks; due = nextDue(world)) {
    send(world, { type: "advanceEvaluation", evaluation: due.key, limit: Number.MAX_SAFE_INTEGER });
    looks++;
  }
  return looks;
};

/** What was asked to stop has stopped; whether there was anything. */
const letStop = (world: World): boolean => {
  const { state, touched, now } = world;
  const stopping = [...touched.allocations.keys()].filter((key) => {
    const one = state.allocations.get(key);
    return one !== undefined && isLive(one) && one.desired !== "run" && one.client !== "unknown";
  });
  for (const alloc of stopping) {
    for (const [task, { phase, issued, attempt }] of Object.entries(state.allocations.get(alloc)?.tasks ?? {})) {
      if (phase !== "running" && !issued) continue;
      const run = { alloc, attempt, task };
      send(world, {
        type: "observeTask",
        report: { type: "exited", run, at: now, exitCode: 143, signal: 15, oomKilled: false },
      });
    }
  }
  return stopping.length > 0;
};

/** Works it off until nothing more happens; false: it did not come to rest. */
const comeToRest = (world: World): boolean => {
  let looks = 0;
  for (let round = 0; round < mostRounds; round++) {
    looks = lookAtJobs(world, looks);
    const { index } = world.state;
    if (looks >= mostLooks) return false;
    if (!letStop(world) || world.state.index === index) return nextDue(world) === undefined;
  }
  return false;
};

/** The allocation that runs, or is to run, for an instance. */
const present = (
  view: StateView,
  job: JobKey,
  at: { readonly group: string; readonly index: number },
): Allocation | undefined => {
  const newest = view.instances.get(instanceKey(job, at.group, at.index))?.allocation ?? null;
  const allocation = newest === null ? undefined : view.allocations.get(newest);
  return allocation !== undefined &&
    isLive(allocation) &&
    allocation.desired === "run" &&
    allocation.client !== "unknown"
    ? allocation
    : undefined;
};

const countOf = (job: Job | undefined, group: string): number =>
  job === undefined || job.stop || isTemplate(job.spec) ? 0 : (findGroup(job.spec, group)?.count ?? 0);

const isWanted = (job: Job | undefined, group: string, index: number): boolean =>
  job !== undefined && !runsPerNode(job.spec.type) && index < countOf(job, group);

/** Of which instances something may have changed: those with a changed allocation, and those that are newly wanted. */
const instancesOf = (world: World, key: JobKey): readonly { readonly group: string; readonly index: number }[] => {
  const [before, after] = [world.before.jobs.get(key), world.state.jobs.get(key)];
  const found = new Map<string, { readonly group: string; readonly index: number }>();
  const note = (group: string, index: number): void => void found.set(instanceKey(key, group, index), { group, index });
  for (const { job, group, index } of world.touched.allocations.values()) if (job === key) note(group, index);
  if (after !== undefined && !runsPerNode(after.spec.type))
    for (const { name } of after.spec.taskGroups)
      for (let index = countOf(before, name); index < countOf(after, name); index++) note(name, index);
  return [...found.values()].toSorted((a, b) => (a.group === b.group ? a.index - b.index : a.group < b.group ? -1 : 1));
};

const failuresOf = (world: World, job: JobKey): { readonly [group: string]: PlacementMetrics } =>
  Object.fromEntries(openOf(world, job).flatMap(({ failedGroups }) => Object.entries(failedGroups)));

const outcomeOf = (
  world: World,
  job: JobKey,
  at: { readonly group: string; readonly index: number },
): WhatIfOutcome | undefined => {
  const [was, is] = [present(world.before, job, at), present(world.state, job, at)];
  const wanted = isWanted(world.state.jobs.get(job), at.group, at.index);
  if (was === undefined) {
    if (is !== undefined) return "starts";
    // What did not run before and was wanted then is no news.
    const isNew = wanted && !isWanted(world.before.jobs.get(job), at.group, at.index);
    return isNew ? "waits" : undefined;
  }
  if (is === undefined) return wanted ? "waits" : "stops";
  return is.key === was.key ? undefined : "moves";
};

const whyOf = (
  world: World,
  outcome: WhatIfOutcome,
  by: { readonly last: Allocation | undefined; readonly failure: PlacementMetrics | undefined },
): string => {
  const { last, failure } = by;
  if (outcome === "starts") return "It is wanted";
  if (outcome === "waits" && last?.client === "unknown") return "Its node is out of sight, and its group waits for it";
  if (outcome === "waits" && failure !== undefined) return failureText(failure);
  if (last === undefined) return "";
  return last.client === "lost" ? "Its node is lost" : last.desiredDescription;
};

const jobIn = (world: World, key: JobKey): WhatIfJob | undefined => {
  const { before, state } = world;
  const job = state.jobs.get(key) ?? before.jobs.get(key);
  if (job === undefined) return undefined;
  const failures = failuresOf(world, key);
  const nodeId = (node: NodeKey | undefined): string | null =>
    node === undefined ? null : (before.nodes.get(node)?.id ?? null);
  const instances = instancesOf(world, key).flatMap((at): WhatIfInstance[] => {
    const outcome = outcomeOf(world, key, at);
    if (outcome === undefined) return [];
    const was = present(before, key, at);
    const last = was === undefined ? undefined : must(state.allocations.get(was.key), "allocation");
    const pusher = last?.preemptedBy === null || last === undefined ? undefined : state.jobs.get(last.preemptedBy);
    return [
      {
        ...at,
        outcome,
        from: nodeId(was?.node),
        to: nodeId(present(state, key, at)?.node),
        allocation: was?.id ?? null,
        preemptedBy: pusher === undefined ? null : { namespace: pusher.spec.namespace, id: pusher.spec.id },
        why: whyOf(world, outcome, { last, failure: own(failures, at.group) }),
      },
    ];
  });
  if (instances.length === 0) return undefined;
  const { namespace, id, type, priority } = job.spec;
  return { namespace, id, type, priority, instances, failures };
};

/**
 * [Y10] What would come of it: decided by the functions that would decide it, on a copy of the state, until everything that has to stop has
 * stopped and nothing more happens.
 */
export const planWhatIf = (view: StateView, question: WhatIfQuestion, now: number): Result<WhatIf, Rejection> => {
  const world: World = { before: view, state: overlay(view), touched: nothingTouched(), now };
  const begun = begin(world, question);
  if (!begun.ok) return begun;
  const isWhole = comeToRest(world);
  const jobs = jobsIn(world).flatMap((key) => jobIn(world, key) ?? []);
  const counts = { moves: 0, starts: 0, stops: 0, waits: 0, preempted: 0 };
  for (const { instances } of jobs) {
    for (const { outcome, preemptedBy } of instances) {
      counts[outcome] += 1;
      if (preemptedBy !== null) counts.preempted += 1;
    }
  }
  return ok({ index: view.index, counts, jobs, isWhole });
};
