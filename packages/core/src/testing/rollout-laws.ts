import { isLive, type Allocation } from "../model/allocation.ts";
import { isActive, type Deployment } from "../model/deployment.ts";
import { own } from "../own.ts";
import type { State } from "../state.ts";

const allOf = <K, V>(table: { readonly entries: () => Iterable<readonly [K, V]> }): readonly V[] =>
  [...table.entries()].map(([, one]) => one);

/** What was placed as one, as long as its rollout knows of it. */
export const canariesOf = (state: State): ReadonlySet<number> =>
  new Set(allOf(state.deployments).flatMap(({ groups }) => Object.values(groups).flatMap(({ canaries }) => canaries)));

const activeBroken = (state: State): string[] =>
  allOf(state.deployments).flatMap((one) => {
    const name = `rollout ${String(one.key)}`;
    const job = state.jobs.get(one.job);
    return [
      ...(state.activeDeployments.has(one.key) === isActive(one)
        ? []
        : [`${name} is ${one.status}: activeDeployments`]),
      ...(isActive(one) && (job === undefined || job.stop || job.deployment !== one.key || job.version !== one.version)
        ? [`${name} is under way, and its job wants another version, or nothing`]
        : []),
    ];
  });

const countsBroken = (deployment: Deployment, parts: readonly Allocation[]): string[] =>
  Object.entries(deployment.groups).flatMap(([name, group]) => {
    const ofGroup = parts.filter((one) => one.group === name);
    const healthy = ofGroup.filter(({ rollout }) => rollout?.healthy === true).length;
    const unhealthy = ofGroup.filter(({ rollout }) => rollout?.healthy === false).length;
    const canaries = ofGroup.filter((one) => one.rollout?.canary === true && isLive(one));
    // What was updated in place joined another one meanwhile, and counts for both.
    const isTold = group.placed >= ofGroup.length && group.healthy >= healthy && group.unhealthy >= unhealthy;
    const areKnown = canaries.every(({ key }) => group.canaries.includes(key));
    return isTold && areKnown ? [] : [`rollout ${String(deployment.key)} counts ${JSON.stringify(group)}`];
  });

/** [U15] What holds of rollouts after every step. */
export const rolloutsBroken = (state: State): readonly string[] => {
  const parts = Map.groupBy(
    allOf(state.allocations).filter(({ rollout }) => rollout !== null),
    ({ rollout }) => rollout?.deployment ?? 0,
  );
  return [
    ...activeBroken(state),
    ...allOf(state.deployments).flatMap((one) => countsBroken(one, parts.get(one.key) ?? [])),
    ...allOf(state.allocations).flatMap(({ key, rollout, group }) =>
      rollout === null || own(state.deployments.get(rollout.deployment)?.groups ?? {}, group) !== undefined
        ? []
        : [`allocation ${String(key)} belongs to a rollout that is not of its group`],
    ),
  ];
};
