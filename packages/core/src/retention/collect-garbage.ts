import type { CollectGarbage, SetRetention } from "../command.ts";
import { happened, nothing, type Decided } from "../decision.ts";
import { sameJson } from "../equal.ts";
import { garbageSize, type Garbage } from "../model/garbage.ts";
import { ok } from "../result.ts";
import type { StateView } from "../state.ts";
import { judge, type Judgement } from "./dispensable.ts";

/** Those of the candidates that may go now. */
export const collectable = (view: StateView, candidates: Garbage, at: Judgement): Garbage => {
  const may = judge(view, at);
  return {
    jobs: candidates.jobs.filter(may.jobs),
    allocations: candidates.allocations.filter(may.allocations),
    evaluations: candidates.evaluations.filter(may.evaluations),
    deployments: candidates.deployments.filter(may.deployments),
    plans: candidates.plans.filter(may.plans),
    versions: candidates.versions.filter(may.versions),
    instances: candidates.instances.filter(may.instances),
    names: candidates.names.filter(may.names),
  };
};

export const collectGarbage = (view: StateView, { candidates, force }: CollectGarbage, now: number): Decided => {
  const garbage = collectable(view, candidates, { now, force });
  if (garbageSize(garbage) === 0) return ok(nothing);
  // The journal need not say what there was none of.
  const some = Object.fromEntries(Object.entries(garbage).filter(([, kind]) => kind.length > 0));
  return happened([{ type: "garbageCollected", garbage: some }]);
};

export const setRetention = (view: StateView, { retention }: SetRetention): Decided =>
  sameJson(view.settings.retention, retention) ? ok(nothing) : happened([{ type: "retentionChanged", retention }]);
