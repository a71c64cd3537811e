import type { JobKey } from "../model/ids.ts";
import type { RehearsalBranch } from "../model/rehearsal.ts";
import type { InstanceDecision } from "../schedule/decision.ts";
import { textNumber } from "../schedule/hash.ts";
import { reconcile } from "../schedule/reconcile.ts";
import type { StateView } from "../state.ts";
import type { Failing } from "./engine-model.ts";

const isNew = ({ verb, later }: InstanceDecision): boolean =>
  verb === "create" || verb === "replace" || later === "create" || later === "replace";

/** [Z5] The instance that fails on this branch, chosen by the seed among those that could; null: none could. */
export const victimOf = (
  view: StateView,
  job: JobKey,
  by: { readonly branch: RehearsalBranch; readonly seed: string; readonly now: number },
): Failing | null => {
  const { branch, seed, now } = by;
  const version = view.jobs.get(job)?.version;
  if (branch === "as-expected" || version === undefined) return null;
  const { decisions } = reconcile(view, job, { now });
  const could = decisions.filter(
    (one) => one.under === null && (branch === "canary-fails" ? one.isCanary : isNew(one)),
  );
  const one = could[textNumber(`${seed}/${branch}`) % Math.max(1, could.length)];
  return one === undefined ? null : { group: one.group, index: one.index, version, how: branch };
};
