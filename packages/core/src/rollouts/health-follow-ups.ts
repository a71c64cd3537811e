import type { Event } from "../event.ts";
import type { Allocation } from "../model/allocation.ts";
import { evaluationsFor } from "../nodes/affected-jobs.ts";
import type { StateView } from "../state.ts";

/**
 * What was decided of an allocation's health, with the look at its job that this asks for. `besides`: what the same decision leads to
 * besides.
 */
export const healthFollowUps = (
  view: StateView,
  { rollout, job }: Allocation,
  told: { readonly health: readonly Event[]; readonly besides: readonly Event[] },
): readonly Event[] => {
  const { health, besides } = told;
  const deployment = rollout === null ? undefined : view.deployments.get(rollout.deployment);
  if (health.length === 0 || deployment?.status !== "running") return health;
  const created = besides.filter((event) => event.type === "evaluationCreated");
  if (created.some((event) => event.job === job)) return health;
  return [...health, ...evaluationsFor(view, [job], { triggeredBy: "deployment-watcher", after: created.length })];
};
