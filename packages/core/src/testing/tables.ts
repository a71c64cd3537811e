import { emptyState, type State, type StateView } from "../state.ts";

const rows = <K, V>(entries: Iterable<readonly [K, V]>): readonly (readonly [string, V])[] =>
  [...entries]
    .map(([key, value]) => [String(key), value] as const)
    .toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));

const sets = <K>(entries: Iterable<readonly [K, ReadonlySet<number>]>) =>
  rows(entries).map(([key, set]) => [key, [...set].toSorted((a, b) => a - b)] as const);

/** Everything a state holds, in an order of its own, so that two states can be compared. */
export const tablesOf = (view: StateView) => ({
  index: view.index,
  seed: view.seed,
  settings: view.settings,
  next: view.next,
  indexes: view.indexes,
  jobs: rows(view.jobs.entries()),
  jobKeys: rows(view.jobKeys.entries()),
  dispatched: rows(view.dispatched.entries()),
  instances: rows(view.instances.entries()),
  specs: rows(view.specs.entries()),
  allocations: rows(view.allocations.entries()),
  evaluations: rows(view.evaluations.entries()),
  deployments: rows(view.deployments.entries()),
  nodes: rows(view.nodes.entries()),
  savedPlans: rows(view.savedPlans.entries()),
  liveOfJob: sets(view.liveOfJob.entries()),
  liveOfNode: sets(view.liveOfNode.entries()),
  portsOfNode: sets(view.portsOfNode.entries()),
  perNodeJobs: rows(view.perNodeJobs.entries()),
  clockJobs: rows(view.clockJobs.entries()),
  openOfJob: sets(view.openOfJob.entries()),
  activeDeployments: rows(view.activeDeployments.entries()),
  blocked: rows(view.blocked.entries()),
  waiting: sets(view.waiting.entries()),
  reserving: rows(view.reserving.entries()),
  used: rows(view.used.entries()),
});

const copyBackwards = <K, V>(
  from: { readonly entries: () => Iterable<readonly [K, V]> },
  set: (key: K, value: V) => void,
): void => {
  for (const [key, value] of [...from.entries()].toReversed()) set(key, value);
};

/** The same state, every table filled in the opposite order. */
export const reversed = (view: StateView): State => {
  const state: State = {
    ...emptyState(view.seed),
    index: view.index,
    settings: view.settings,
    next: { ...view.next },
    indexes: { ...view.indexes },
  };
  copyBackwards(view.jobs, state.jobs.set);
  copyBackwards(view.jobKeys, state.jobKeys.set);
  copyBackwards(view.dispatched, state.dispatched.set);
  copyBackwards(view.instances, state.instances.set);
  copyBackwards(view.specs, state.specs.set);
  copyBackwards(view.allocations, state.allocations.set);
  copyBackwards(view.evaluations, state.evaluations.set);
  copyBackwards(view.deployments, state.deployments.set);
  copyBackwards(view.nodes, state.nodes.set);
  copyBackwards(view.savedPlans, state.savedPlans.set);
  copyBackwards(view.perNodeJobs, state.perNodeJobs.set);
  copyBackwards(view.clockJobs, state.clockJobs.set);
  copyBackwards(view.activeDeployments, state.activeDeployments.set);
  copyBackwards(view.blocked, state.blocked.set);
  copyBackwards(view.reserving, state.reserving.set);
  copyBackwards(view.used, state.used.set);
  copyBackwards(view.waiting, (wanted, keys) => {
    for (const key of [...keys].toReversed()) state.waiting.add(wanted, key);
  });
  for (const [from, to] of [
    [view.liveOfJob, state.liveOfJob],
    [view.liveOfNode, state.liveOfNode],
    [view.portsOfNode, state.portsOfNode],
    [view.openOfJob, state.openOfJob],
  ] as const)
    copyBackwards(from, (key, set) => {
      for (const value of [...set].toReversed()) to.add(key, value);
    });
  return state;
};
