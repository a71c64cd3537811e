import type { JobChange } from "../command.ts";
import { evolve } from "../evolve.ts";
import { changeJob } from "../jobs/change-job.ts";
import { jobByName } from "../jobs/find-job.ts";
import { limits } from "../limits.ts";
import type { Allocation } from "../model/allocation.ts";
import type { Deployment } from "../model/deployment.ts";
import type { DeploymentKey, JobKey } from "../model/ids.ts";
import type { RehearsalBranch, RehearsalFrame, RehearsalHeader, RehearsalSummary } from "../model/rehearsal.ts";
import type { Rejection } from "../rejection.ts";
import { ok, type Result } from "../result.ts";
import { activeRollout } from "../rollouts/begin-rollout.ts";
import { overlay, type State, type StateView } from "../state.ts";
import { rowsOf } from "../table.ts";
import { nothingTouched, type Touched } from "../touched.ts";
import { beatOf } from "./beat.ts";
import { createEngineModel, type EngineGiven } from "./engine-model.ts";
import type { Outcome } from "./outcome.ts";
import { followPromotion, promotable } from "./promotion.ts";
import { createRecord } from "./record.ts";
import { timesOf } from "./times.ts";
import { victimOf } from "./victim.ts";
import { createWorld } from "./world.ts";

export type RehearsalGiven = {
  readonly now: number;
  readonly seed: string;
  readonly branch: RehearsalBranch;
  /** Milliseconds after which somebody promotes canaries that are all healthy; null: nobody does. */
  readonly promoteAfterMs: number | null;
  /** Allocations of the job whose records tell how long its engine takes. */
  readonly past: readonly Allocation[];
  /** Other jobs of which something starts or stops now: what becomes of that is played too. */
  readonly underWay: Iterable<JobKey>;
  readonly most?: { readonly ms: number; readonly steps: number };
  /** Asked before each command: whoever looks on has gone, or has had enough. */
  readonly isStopped?: () => boolean;
};

export type Rehearsal = {
  readonly header: RehearsalHeader;
  /** Plays it, once: first every instance as it is, then what changes. */
  readonly play: () => Generator<RehearsalFrame, RehearsalSummary>;
  /** What has become of the state so far; a copy. */
  readonly state: StateView;
};

type Stage = {
  readonly before: StateView;
  readonly state: State;
  readonly given: RehearsalGiven;
  readonly engine: EngineGiven;
  /** What the change itself has changed. */
  readonly touched: Touched;
  readonly stableVersion: number | null;
  /** The rollout that the change began, or goes on with. */
  readonly mine: DeploymentKey | null;
};

/** Nothing more changes until somebody resumes it, or promotes its canaries, which are all healthy. */
const isHeld = (view: StateView, deployment: Deployment): boolean =>
  deployment.status === "paused" || promotable(view, deployment.job) !== undefined;

const isBlocked = (view: StateView, job: JobKey): boolean =>
  rowsOf(view.openOfJob, job, view.evaluations).some(({ status }) => status === "blocked");

const play = function* (stage: Stage): Generator<RehearsalFrame, RehearsalSummary> {
  const { before, state, given, engine, touched, stableVersion, mine } = stage;
  const { job } = engine;
  const engines = createEngineModel(engine);
  const record = createRecord({ before, state }, engine, engines);
  yield* record.frames(given.now);
  const world = createWorld(state, [job, ...given.underWay], { startsAt: given.now, engines, watch: record.watch });
  world.follow(touched);
  record.begin(touched, given.now);
  const promotion = followPromotion(world, job, given.promoteAfterMs);
  const most = given.most ?? { ms: limits.rehearsedMs, steps: limits.rehearsedSteps };
  const { isStopped = () => false } = given;
  const limitReached = (): "steps" | "stopped" | null =>
    world.steps() >= most.steps ? "steps" : isStopped() ? "stopped" : null;
  const end = (limit: Outcome["limit"]): RehearsalSummary =>
    record.summary({ mine, stableVersion, limit, steps: world.steps() });
  /** Nothing of the job happens any more unless somebody makes it happen, or what others leave gives it room. */
  const isOver = (): boolean => {
    if (engines.firstAt() !== null && isBlocked(state, job)) return false;
    const active = activeRollout(state, state.jobs.get(job));
    return record.isQuiet() && (active === undefined || (isHeld(state, active) && promotion.dueAt() === null));
  };

  for (;;) {
    while (limitReached() === null && (world.doDue() || promotion.take() || world.workOff()));
    yield* record.frames(world.now());
    const limit = limitReached();
    if (limit !== null) return end(limit);
    promotion.look();
    const times = [world.nextAt(), promotion.dueAt()].filter((time) => time !== null);
    if (times.length === 0 || isOver()) return end(null);
    const next = Math.min(...times);
    if (next > given.now + most.ms) return end("time");
    world.goTo(next);
  }
};

/**
 * [Z1] Plays a change forward with the very functions that will carry it out, on a copy of the state and a virtual clock: what engines
 * answer, and when, follows from the seed. The change is made whatever its namespace's rules say: those are for making it.
 */
export const rehearse = (view: StateView, change: JobChange, given: RehearsalGiven): Result<Rehearsal, Rejection> => {
  const name = change.type === "registerJob" ? change.spec : change;
  const before = jobByName(view, name);
  const decided = changeJob(view, change);
  if (!decided.ok) return decided;
  const state = overlay(view);
  const touched = nothingTouched();
  const { events } = decided.value;
  if (events.length > 0) evolve(state, { index: view.index + 1, at: given.now, events }, touched);
  const job = before?.key ?? view.next.job;
  const after = state.jobs.get(job);
  const failing = victimOf(state, job, given);
  const spec = after?.spec ?? before?.spec;
  const times = spec === undefined ? {} : timesOf(spec, given.past);
  const engine: EngineGiven = {
    seed: given.seed,
    job,
    times,
    failing,
    startsAt: given.now,
    beatMs: spec === undefined ? 1 : beatOf(spec, times),
  };
  const stage: Stage = {
    before: view,
    state,
    given,
    engine,
    touched,
    stableVersion: before?.stableVersion ?? null,
    mine: activeRollout(state, after)?.key ?? null,
  };
  return ok({
    header: {
      namespace: name.namespace,
      id: name.id,
      version: after?.version ?? before?.version ?? 0,
      index: view.index,
      startsAt: given.now,
      seed: given.seed,
      branch: given.branch,
      victim: failing === null ? null : { group: failing.group, index: failing.index },
      times: engine.times,
      beatMs: engine.beatMs,
    },
    play: () => play(stage),
    state,
  });
};
