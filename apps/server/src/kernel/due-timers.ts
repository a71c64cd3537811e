import type { Command } from "@longshore/core/command";
import { allocationDueAt, deploymentDueAt, nodeDueAt } from "@longshore/core/due";
import { createDueQueue, type DueQueue } from "@longshore/core/due-queue";
import type { AllocationKey, DeploymentKey, NodeKey } from "@longshore/core/model";
import { createAlarm } from "./alarm.ts";
import type { Kernel } from "./kernel.ts";

/** Commands of one piece, so that many that come due together hold up nobody. */
const mostAtOnce = 100;
const retryMs = 1000;

/** Says when something has come due: restarts, kill signals, deadlines, what follows for rollouts. The times stand in the state; this only watches the clock. */
export const startDueTimers = (
  kernel: Kernel,
  { now, log }: { readonly now: () => number; readonly log: (message: string) => void },
): { readonly stop: () => void } => {
  const allocations = createDueQueue<AllocationKey>();
  const nodes = createDueQueue<NodeKey>();
  const deployments = createDueQueue<DeploymentKey>();
  let again: NodeJS.Timeout | undefined;
  let isAsked = false;
  let isStopped = false;

  const arm = (): void => {
    const times = [allocations, nodes, deployments].map((queue) => queue.firstAt() ?? Infinity);
    const first = Math.min(...times);
    alarm.set(first === Infinity ? null : first);
  };

  const submit = (command: Command): void => {
    // A fault leaves what is due in the state, where it is found again.
    kernel.submit(command).catch((fault: unknown) => {
      log(`${command.type} is tried again: ${String(fault)}`);
      again ??= setTimeout(() => {
        again = undefined;
        if (!isStopped) fill();
      }, retryMs);
    });
  };

  const takeAll = <K>(queue: DueQueue<K>, commandOf: (key: K) => Command): void => {
    const at = now();
    for (let left = mostAtOnce; left > 0; left--) {
      const key = queue.take(at);
      if (key === undefined) return;
      submit(commandOf(key));
    }
  };

  const takeDue = (): void => {
    isAsked = false;
    if (isStopped) return;
    takeAll(allocations, (allocation) => ({ type: "allocationDue", allocation }));
    takeAll(nodes, (node) => ({ type: "nodeDue", node }));
    takeAll(deployments, (deployment) => ({ type: "deploymentDue", deployment }));
    arm();
  };

  const alarm = createAlarm(now, () => {
    if (isAsked) return;
    isAsked = true;
    kernel.soon(takeDue);
  });

  const fill = (): void => {
    allocations.clear();
    nodes.clear();
    deployments.clear();
    const view = kernel.view();
    for (const [, live] of view.liveOfJob.entries()) {
      for (const key of live) {
        const allocation = view.allocations.get(key);
        if (allocation !== undefined) allocations.set(key, allocationDueAt(allocation));
      }
    }
    for (const [key, node] of view.nodes.entries()) nodes.set(key, nodeDueAt(node));
    for (const [key] of view.activeDeployments.entries()) {
      const deployment = view.deployments.get(key);
      if (deployment !== undefined) deployments.set(key, deploymentDueAt(deployment));
    }
    arm();
  };

  kernel.onCommit(({ touched }) => {
    for (const [key, allocation] of touched.allocations) allocations.set(key, allocationDueAt(allocation));
    for (const [key, node] of touched.nodes) nodes.set(key, node === null ? null : nodeDueAt(node));
    for (const [key, deployment] of touched.deployments) deployments.set(key, deploymentDueAt(deployment));
    arm();
  });
  kernel.onReload(fill);
  fill();
  return {
    stop: () => {
      isStopped = true;
      alarm.stop();
      clearTimeout(again);
    },
  };
};
