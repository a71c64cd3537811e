import type { SavePlan } from "../command.ts";
import type { Decided } from "../decision.ts";
import { limits } from "../limits.ts";
import type { Plan } from "../model/plan.ts";
import { ok } from "../result.ts";
import type { StateView } from "../state.ts";
import { planDigest } from "./digest.ts";
import { nodesOfPlan } from "./truth.ts";

/** What is kept of a plan: of a big one not how each node was found. */
export const keptPlan = (plan: Plan): Plan =>
  plan.instances.length <= limits.planMetrics
    ? plan
    : {
        ...plan,
        instances: plan.instances.map((one) => (one.to === null ? one : { ...one, to: { ...one.to, metrics: null } })),
      };

/** [Y1] Keeps a plan for others to look at. What it would do is worked out by whoever asks, and is looked at again when it is applied. */
export const savePlan = (view: StateView, command: SavePlan, now: number): Decided => {
  const { plan, comment, origin } = command;
  const { checkIndex: _, ...asked } = command.change;
  const key = view.next.plan;
  return ok({
    events: [
      {
        type: "planSaved",
        plan: key,
        namespace: plan.namespace,
        jobId: plan.id,
        change: { ...asked, origin },
        comment,
        origin,
        base: plan.base,
        version: plan.version,
        counts: plan.counts,
        digest: planDigest(plan),
        expiresAt: now + limits.planLifetimeMs,
      },
    ],
    effects: [],
    settled: [],
    planBody: { key, plan: keptPlan(plan), nodes: nodesOfPlan(view, plan) },
  });
};
