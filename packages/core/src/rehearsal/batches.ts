import type { Event } from "../event.ts";
import { limits } from "../limits.ts";
import { isLive, type Allocation } from "../model/allocation.ts";
import type { AllocationKey, JobKey } from "../model/ids.ts";
import type { RehearsedBatch } from "../model/rehearsal.ts";
import type { StateView } from "../state.ts";
import { isInService } from "./instance-state.ts";

type Batch = { -readonly [K in keyof RehearsedBatch]: RehearsedBatch[K] } & { left: number };

/** Nothing more is to be heard of it as part of its batch. */
const isDecided = (view: StateView, one: Allocation): boolean => {
  if (!isLive(one) || one.desired !== "run") return true;
  const deployment = one.rollout === null ? undefined : view.deployments.get(one.rollout.deployment);
  return deployment === undefined ? isInService(view, one) : one.rollout?.healthy !== null;
};

/** Which instances of a job are set going together, and when the last of each such batch was decided on. */
export const followBatches = (job: JobKey) => {
  const batches: Batch[] = [];
  const open = new Map<AllocationKey, Batch>();
  let count = 0;

  const batchAt = (by: Pick<Batch, "group" | "version" | "canaries">, at: number): Batch => {
    const same = batches
      .slice(-8)
      .find(
        (one) =>
          one.begin === at && one.group === by.group && one.version === by.version && one.canaries === by.canaries,
      );
    if (same !== undefined) return same;
    const batch: Batch = { ...by, instances: 0, begin: at, end: null, left: 0 };
    count += 1;
    if (batches.length < limits.rehearsedBatches) batches.push(batch);
    return batch;
  };

  const join = (key: AllocationKey, by: Pick<Batch, "group" | "version" | "canaries">, at: number): void => {
    const batch = batchAt(by, at);
    batch.instances += 1;
    batch.left += 1;
    open.set(key, batch);
  };

  return {
    noteEvents: (view: StateView, events: readonly Event[], at: number): void => {
      for (const event of events) {
        if (event.type === "allocationsPlaced" && event.job === job)
          for (const { allocation, canary } of event.placed)
            join(allocation, { group: event.group, version: event.version, canaries: canary }, at);
        if (event.type !== "allocationUpdated") continue;
        const one = view.allocations.get(event.allocation);
        if (one?.job === job) join(one.key, { group: one.group, version: event.version, canaries: false }, at);
      }
    },
    noteAllocation: (view: StateView, one: Allocation, at: number): void => {
      const batch = open.get(one.key);
      if (batch === undefined || !isDecided(view, one)) return;
      open.delete(one.key);
      batch.left -= 1;
      if (batch.left === 0) batch.end = at;
    },
    told: (): { readonly batches: readonly RehearsedBatch[]; readonly batchCount: number } => ({
      batches: batches.map(({ left: _, ...batch }) => batch),
      batchCount: count,
    }),
  };
};
