import { limits } from "../limits.ts";
import { awaitsPromotion, isActive, type Deployment } from "../model/deployment.ts";
import type { DeploymentKey, JobKey } from "../model/ids.ts";
import type { LackOfRoom, RehearsalOutcome, RehearsedEvent } from "../model/rehearsal.ts";
import { failureText } from "../schedule/failure-text.ts";
import type { StateView } from "../state.ts";
import { rowsOf } from "../table.ts";

/** What a rehearsal came to. */
export type Outcome = {
  /** The rollout that the change began, or goes on with. */
  readonly mine: DeploymentKey | null;
  /** The rollouts of the job of which something changed. */
  readonly all: readonly Deployment[];
  /** Where the job would go back to. */
  readonly stableVersion: number | null;
  /** The limit at which the looking ended; null: it came to an end. */
  readonly limit: "time" | "steps" | "stopped" | null;
  /** What fitted nowhere while its rollout went on. */
  readonly room: LackOfRoom | null;
};

/** What of a job fits nowhere; null: all of it does. */
export const lackOfRoom = (view: StateView, job: JobKey): LackOfRoom | null => {
  const blocked = rowsOf(view.openOfJob, job, view.evaluations).find(({ status }) => status === "blocked");
  if (blocked === undefined) return null;
  const why = Object.entries(blocked.failedGroups).map(([group, metrics]) => `${group}: ${failureText(metrics)}`);
  return { instances: Object.values(blocked.queued).reduce((sum, count) => sum + count, 0), why: why.join("; ") };
};

const roomOrElse = (view: StateView, job: JobKey, otherwise: RehearsalOutcome): RehearsalOutcome => {
  const room = lackOfRoom(view, job);
  return room === null ? otherwise : { type: "waits for room", ...room };
};

const ofRollout = (view: StateView, deployment: Deployment, by: Outcome): RehearsalOutcome => {
  const { all, stableVersion, limit } = by;
  const { status, statusDescription: why, from, groups } = deployment;
  if (status === "successful") return { type: "successful" };
  if (!isActive(deployment)) {
    const back = all.find(({ takesBack }) => takesBack === deployment.key);
    return back === undefined
      ? { type: "failed", why, room: by.room }
      : { type: "reverted", why, to: stableVersion ?? from ?? 0, isDone: back.status === "successful" };
  }
  if (status === "paused") return { type: "paused" };
  if (limit !== null) return { type: "unfinished", limit };
  if (Object.values(groups).some(awaitsPromotion)) return { type: "waits for promotion" };
  return roomOrElse(view, deployment.job, { type: "failed", why: "Nothing more comes of its rollout", room: null });
};

/** [Z5] */
export const outcomeOf = (view: StateView, job: JobKey, by: Outcome): RehearsalOutcome => {
  const mine = by.mine === null ? undefined : view.deployments.get(by.mine);
  if (mine !== undefined) return ofRollout(view, mine, by);
  if (by.limit !== null) return { type: "unfinished", limit: by.limit };
  return roomOrElse(view, job, { type: "successful" });
};

/** What happened to the rollouts meanwhile, oldest first. */
export const eventsOf = (all: readonly Deployment[], startsAt: number): readonly RehearsedEvent[] =>
  all
    .flatMap(({ version, events }) =>
      events
        .filter(({ at }) => at >= startsAt)
        .map(({ at, status, text }) => ({ at: at - startsAt, version, status, text })),
    )
    .toSorted((a, b) => a.at - b.at)
    .slice(0, limits.rehearsedEvents);
