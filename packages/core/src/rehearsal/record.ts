import type { Allocation } from "../model/allocation.ts";
import type { AllocationKey, DeploymentKey } from "../model/ids.ts";
import type { LackOfRoom, RehearsalFrame, RehearsalSummary } from "../model/rehearsal.ts";
import { activeRollout } from "../rollouts/begin-rollout.ts";
import { healthDueAt } from "../rollouts/health.ts";
import type { StateView } from "../state.ts";
import { rowsOf } from "../table.ts";
import type { Touched } from "../touched.ts";
import { followBatches } from "./batches.ts";
import { createBoard } from "./board.ts";
import { followCapacity } from "./capacity.ts";
import { isFailing, type EngineGiven, type EngineModel } from "./engine-model.ts";
import { eventsOf, lackOfRoom, outcomeOf, type Outcome } from "./outcome.ts";
import type { Watch } from "./world.ts";

/** Something of it will be heard of: its engine owes an answer, or a time comes that decides. */
const isMoving = (engines: EngineModel, one: Allocation): boolean =>
  engines.owes(one.key) ||
  healthDueAt(one) !== null ||
  Object.values(one.tasks).some(({ restartAt, killAt }) => restartAt !== null || killAt !== null);

/** What is told of a rehearsal, kept up with each command. `before`: the state before the change. */
export const createRecord = (
  { before, state }: { readonly before: StateView; readonly state: StateView },
  engine: EngineGiven,
  engines: EngineModel,
) => {
  const { job, startsAt } = engine;
  const board = createBoard(before, job);
  const capacity = followCapacity(board.inService());
  const batches = followBatches(job);
  const rollouts = new Set<DeploymentKey>();
  const moving = new Map<AllocationKey, Allocation>();
  let counted = board.inService();
  let lastAt = 0;
  let room: LackOfRoom | null = null;

  const noteMoving = (one: Allocation): void => {
    if (isMoving(engines, one)) moving.set(one.key, one);
    else moving.delete(one.key);
  };

  const isRolling = (): boolean => activeRollout(state, state.jobs.get(job))?.status === "running";

  const noteTouched = (touched: Touched, now: number): void => {
    if (touched.jobs.has(job)) board.noteJob(state);
    for (const one of touched.allocations.values()) {
      if (one.job !== job) continue;
      lastAt = now - startsAt;
      board.noteAllocation(state, one);
      batches.noteAllocation(state, one, now - startsAt);
      noteMoving(one);
    }
    for (const [key, deployment] of touched.deployments) {
      if (deployment.job !== job) continue;
      rollouts.add(key);
      // They are canaries until they are promoted.
      for (const { canaries } of Object.values(deployment.groups))
        for (const canary of canaries) {
          const one = state.allocations.get(canary);
          if (one !== undefined) board.noteAllocation(state, one);
        }
    }
    if ([...touched.evaluations.values()].some((one) => one.job === job) && isRolling()) room = lackOfRoom(state, job);
    const inService = board.inService();
    if (inService !== counted) capacity.note(inService, now - startsAt);
    counted = inService;
  };

  const watch: Watch = (decision, touched, now) => {
    batches.noteEvents(state, decision.events, now - startsAt);
    noteTouched(touched, now);
  };

  return {
    watch,
    /** What was under way before, and what the change itself has changed. */
    begin: (touched: Touched, now: number): void => {
      for (const one of rowsOf(state.liveOfJob, job, state.allocations)) noteMoving(one);
      noteTouched(touched, now);
    },
    frames: (now: number): readonly RehearsalFrame[] => board.frames(state, now - startsAt),
    /** Nothing of the job will be heard of by itself, an instance that fails for ever excepted. */
    isQuiet: (): boolean => {
      for (const one of moving.values()) if (!isFailing(engine, one)) return false;
      return true;
    },
    summary: (by: Pick<Outcome, "mine" | "stableVersion" | "limit"> & { readonly steps: number }): RehearsalSummary => {
      const { steps, ...about } = by;
      const all = [...rollouts].toSorted((a, b) => a - b).flatMap((key) => state.deployments.get(key) ?? []);
      const events = eventsOf(all, startsAt);
      return {
        outcome: outcomeOf(state, job, { ...about, all, room }),
        endsAt: Math.max(lastAt, ...events.map(({ at }) => at)),
        ...batches.told(),
        lowest: capacity.lowest(),
        events,
        steps,
      };
    },
  };
};
