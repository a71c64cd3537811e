import type { Command } from "../command.ts";
import type { Decision } from "../decision.ts";
import { createDueQueue } from "../due-queue.ts";
import { allocationDueAt, deploymentDueAt, nodeDueAt } from "../due.ts";
import { sliceRows } from "../limits.ts";
import type { AllocationKey, DeploymentKey, JobKey, NodeKey } from "../model/ids.ts";
import type { Rejection } from "../rejection.ts";
import type { Result } from "../result.ts";
import { createEvaluationQueue } from "../schedule/evaluation-queue.ts";
import type { State } from "../state.ts";
import { rowsOf } from "../table.ts";
import { nothingTouched, type Touched } from "../touched.ts";
import { transact } from "../transact.ts";
import type { EngineModel } from "./engine-model.ts";

/** Told after each command of what it came to. */
export type Watch = (decision: Decision, touched: Touched, now: number) => void;

/** A copy of the state that goes its own way on a virtual clock, driven as the server drives the true one. */
export type World = {
  readonly state: State;
  readonly now: () => number;
  readonly send: (command: Command) => Result<Decision, Rejection>;
  /** Takes up what was applied to the state by somebody else. */
  readonly follow: (touched: Touched) => void;
  /** Works off one slice of an evaluation that is due; false: there is none. */
  readonly workOff: () => boolean;
  /** When something comes due next; null: nothing ever does. */
  readonly nextAt: () => number | null;
  /** Goes on to this time. */
  readonly goTo: (at: number) => void;
  /** Does one thing that is due by now; false: there is none. */
  readonly doDue: () => boolean;
  readonly steps: () => number;
};

type Options = { readonly startsAt: number; readonly engines: EngineModel; readonly watch: Watch };

/** The sum of the slices is the same whatever their size, and here nobody waits between two of them. */
const lookRows = 8 * sliceRows;

const earliest = (times: readonly (number | null)[]): number | null =>
  times.reduce((first, time) => (time !== null && (first === null || time < first) ? time : first), null);

/**
 * [Z1] `jobs`: those whose instances are under way, besides the jobs that are to be looked at, are rolled out or leave nodes. Of any other
 * job what happens by itself is played from when something of it changes.
 */
export const createWorld = (state: State, jobs: Iterable<JobKey>, options: Options): World => {
  const { engines, watch } = options;
  const evaluations = createEvaluationQueue();
  const allocations = createDueQueue<AllocationKey>();
  const nodes = createDueQueue<NodeKey>();
  const deployments = createDueQueue<DeploymentKey>();
  const enlisted = new Set<JobKey>();
  let now = options.startsAt;
  let steps = 0;

  const enlist = (job: JobKey): void => {
    if (enlisted.has(job)) return;
    enlisted.add(job);
    for (const one of rowsOf(state.liveOfJob, job, state.allocations).toSorted((a, b) => a.key - b.key)) {
      allocations.set(one.key, allocationDueAt(one));
      engines.note(state, one, now);
    }
  };

  const follow = (touched: Touched): void => {
    for (const evaluation of touched.evaluations.values()) {
      evaluations.note(evaluation);
      enlist(evaluation.job);
    }
    for (const [key, one] of touched.allocations) {
      enlist(one.job);
      allocations.set(key, allocationDueAt(one));
      engines.note(state, one, now);
    }
    for (const [key, node] of touched.nodes) nodes.set(key, node === null ? null : nodeDueAt(node));
    for (const [key, deployment] of touched.deployments) deployments.set(key, deploymentDueAt(deployment));
  };

  const send = (command: Command): Result<Decision, Rejection> => {
    const touched = nothingTouched();
    steps += 1;
    const decided = transact(state, command, { index: state.index + 1, now, touched });
    if (!decided.ok) return decided;
    follow(touched);
    watch(decided.value, touched, now);
    return decided;
  };

  const begin = (): void => {
    for (const [, open] of state.openOfJob.entries())
      for (const key of open) {
        const evaluation = state.evaluations.get(key);
        if (evaluation === undefined) continue;
        evaluations.note(evaluation);
        if (evaluation.status === "pending") enlist(evaluation.job);
      }
    for (const [key, job] of state.activeDeployments.entries()) {
      const deployment = state.deployments.get(key);
      if (deployment !== undefined) deployments.set(key, deploymentDueAt(deployment));
      enlist(job);
    }
    for (const [key, node] of state.nodes.entries()) {
      nodes.set(key, nodeDueAt(node));
      if (node.drain !== null) for (const one of rowsOf(state.liveOfNode, key, state.allocations)) enlist(one.job);
    }
    for (const job of jobs) enlist(job);
  };

  /** What has come due, the engines' answers first. */
  const takeDue = (): readonly Command[] | undefined => {
    const seen = engines.take(state, now);
    if (seen !== undefined) return seen;
    const allocation = allocations.take(now);
    if (allocation !== undefined) return [{ type: "allocationDue", allocation }];
    const node = nodes.take(now);
    if (node !== undefined) return [{ type: "nodeDue", node }];
    const deployment = deployments.take(now);
    return deployment === undefined ? undefined : [{ type: "deploymentDue", deployment }];
  };

  begin();
  return {
    state,
    now: () => now,
    send,
    follow,
    workOff: () => {
      const evaluation = evaluations.take(now);
      if (evaluation === undefined) return false;
      send({ type: "advanceEvaluation", evaluation, limit: lookRows });
      evaluations.release(evaluation);
      return true;
    },
    nextAt: () =>
      earliest([
        engines.firstAt(),
        allocations.firstAt(),
        nodes.firstAt(),
        deployments.firstAt(),
        evaluations.firstDueAt(),
      ]),
    goTo: (at) => {
      now = Math.max(now, at);
    },
    doDue: () => {
      const due = takeDue();
      for (const command of due ?? []) send(command);
      return due !== undefined;
    },
    steps: () => steps,
  };
};
