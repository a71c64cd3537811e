import { holding, predecessorOf, successorOf, usedOn } from "../capacity.ts";
import { hasEnded, isLive, type Allocation } from "../model/allocation.ts";
import type { CumulativeCounts, Instance, InstanceState, Job } from "../model/job.ts";
import { minus, plus, type Capacity } from "../model/resources.ts";
import { instanceKey, type StateView } from "../state.ts";
import { mayStart } from "../tasks/start.ts";
import { withTrackedHealth } from "../rollouts/health.ts";
import { issueStart } from "../tasks/transition.ts";
import type { Evolution } from "./evolution.ts";
import { countEver, forgetUnwanted, moveInstance, putJob } from "./jobs.ts";

/** How an allocation counts for its job; null when a newer one of its instance counts instead. */
export const instanceStateOf = (allocation: Allocation, isNewest: boolean): InstanceState | null => {
  if (allocation.desired !== "run") return isLive(allocation) ? "stopping" : null;
  if (!isNewest) return null;
  if (allocation.client === "pending") return "starting";
  return allocation.client === "unknown" ? "lost" : allocation.client;
};

const newestOf = (view: StateView, allocation: Allocation): Instance | undefined =>
  view.instances.get(instanceKey(allocation.job, allocation.group, allocation.index));

/** Keeps the sets of what lives up to date. */
export const setLive = (on: Evolution, allocation: Allocation): void => {
  const { state } = on;
  if (isLive(allocation)) {
    state.liveOfJob.add(allocation.job, allocation.key);
    state.liveOfNode.add(allocation.node, allocation.key);
    for (const { value } of allocation.ports) state.portsOfNode.add(allocation.node, value);
    return;
  }
  state.liveOfJob.remove(allocation.job, allocation.key);
  state.liveOfNode.remove(allocation.node, allocation.key);
  if (allocation.ports.length === 0) return;
  // A replacement on the same node takes over the ports of the one it replaces.
  const others = [predecessorOf(state, allocation), successorOf(state, allocation)]
    .filter((other) => other?.node === allocation.node)
    .flatMap((other) => other?.ports ?? []);
  for (const { value } of allocation.ports)
    if (!others.some((port) => port.value === value)) state.portsOfNode.remove(allocation.node, value);
};

const isCounted = (client: Allocation["client"]): client is keyof CumulativeCounts =>
  client === "complete" || client === "failed" || client === "lost";

const countForJob = (on: Evolution, before: Allocation, after: Allocation): void => {
  const job = on.state.jobs.get(after.job);
  if (job === undefined) return;
  const isNewest = newestOf(on.state, after)?.allocation === after.key;
  const from = instanceStateOf(before, isNewest);
  let next: Job = {
    ...moveInstance(job, after.group, { from, to: instanceStateOf(after, isNewest) }),
    allocationsIndex: on.index,
  };
  if (hasEnded(after) && !hasEnded(before)) {
    if (isCounted(after.client)) next = countEver(next, after.group, after.client);
    if (!on.state.liveOfJob.has(after.job)) next = { ...next, lastEndedAt: on.at };
    next = forgetUnwanted(on, next, after);
  }
  if (after.client === "running" && before.client === "pending") next = { ...next, lastStartedAt: on.at };
  putJob(on, next);
};

const keep = (on: Evolution, changed: Allocation): Allocation => {
  const after = { ...withTrackedHealth(on.state, changed, on.at), modifiedAt: on.at, modifyIndex: on.index };
  on.state.allocations.set(after.key, after);
  on.touched.allocations.set(after.key, after);
  on.state.indexes.allocations = on.index;
  return after;
};

/** What a node's live allocations hold of it becomes more, and less; of one that was removed nothing is held. */
export const hold = (
  on: Evolution,
  node: number,
  by: { readonly more: Capacity; readonly less: Capacity | undefined },
): void => {
  if (!on.state.nodes.has(node)) return;
  const used = plus(usedOn(on.state, node), by.more);
  on.state.used.set(node, by.less === undefined ? used : minus(used, by.less));
};

/** Stores what became of an allocation and everything that is counted from it: live sets, what its node holds, its job's counts. */
export const putAllocation = (on: Evolution, before: Allocation, changed: Allocation): Allocation => {
  const { state } = on;
  const successor = successorOf(state, before);
  const heldBefore = holding(state, before);
  const successorBefore = successor === undefined ? undefined : holding(state, successor);
  const after = keep(on, changed);
  hold(on, after.node, { more: holding(state, after), less: heldBefore });
  if (successor !== undefined) hold(on, successor.node, { more: holding(state, successor), less: successorBefore });
  if (isLive(before) !== isLive(after)) setLive(on, after);
  countForJob(on, before, after);
  if (hasEnded(after) && isLive(before) && successor !== undefined && mayStart(state, successor))
    putAllocation(on, successor, issueStart(successor));
  return after;
};
