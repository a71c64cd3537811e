import { awaitsPromotion, deploymentCan, type Deployment } from "../model/deployment.ts";
import type { JobKey } from "../model/ids.ts";
import type { Origin } from "../model/origin.ts";
import { activeRollout } from "../rollouts/begin-rollout.ts";
import { canPromote } from "../rollouts/progress.ts";
import type { StateView } from "../state.ts";
import type { World } from "./world.ts";

const player: Origin = { door: "scheduler", by: "rehearsal" };

/** The rollout of the job whose canaries are all healthy and wait for somebody to promote them. */
export const promotable = (view: StateView, key: JobKey): Deployment | undefined => {
  const job = view.jobs.get(key);
  const active = activeRollout(view, job);
  if (job === undefined || active === undefined || !deploymentCan.promote(active)) return undefined;
  const waiting = Object.entries(active.groups).filter(([, group]) => awaitsPromotion(group));
  return waiting.every(([name]) => canPromote(view, { job, deployment: active, name })) ? active : undefined;
};

/** [Z4] Somebody who promotes canaries some time after they have become healthy; `afterMs` null: nobody does. */
export const followPromotion = (world: World, job: JobKey, afterMs: number | null) => {
  let dueAt: number | null = null;
  return {
    look: (): void => {
      const isReady = afterMs !== null && promotable(world.state, job) !== undefined;
      dueAt = isReady ? (dueAt ?? world.now() + afterMs) : null;
    },
    dueAt: (): number | null => dueAt,
    take: (): boolean => {
      if (dueAt === null || dueAt > world.now()) return false;
      dueAt = null;
      const deployment = promotable(world.state, job)?.key;
      if (deployment === undefined) return false;
      world.send({ type: "promoteDeployment", deployment, groups: null, origin: player });
      return true;
    },
  };
};
