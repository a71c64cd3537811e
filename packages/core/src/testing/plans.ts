import type { JobChange } from "../command.ts";
import { must } from "../invariant.ts";
import type { Origin } from "../model/origin.ts";
import type { Plan } from "../model/plan.ts";
import type { PlanBody, SavedPlan } from "../model/saved-plan.ts";
import { planChange } from "../plan.ts";
import { did, origin, type TestServer } from "./test-server.ts";

/** Somebody who is not `origin`. */
export const bob: Origin = { door: "dashboard", by: "bob" };

export const plannedNow = (server: TestServer, change: JobChange): Plan => {
  const planned = planChange(server.state, change, server.now);
  if (!planned.ok) throw new Error(`${change.type} cannot be planned: ${JSON.stringify(planned.rejection)}`);
  return planned.value;
};

/** Plans a change and keeps the plan. */
export const save = (
  server: TestServer,
  change: JobChange,
  by: Origin = origin,
): { readonly plan: SavedPlan; readonly body: PlanBody } => {
  const key = server.state.next.plan;
  const { planBody } = did(server, {
    type: "savePlan",
    change,
    plan: plannedNow(server, change),
    comment: "why not",
    origin: by,
  });
  return { plan: must(server.state.savedPlans.get(key), "plan"), body: must(planBody, "what the plan would do") };
};
