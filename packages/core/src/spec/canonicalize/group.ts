import type { EphemeralDisk, InstanceOverride, TaskGroup } from "../../model/job-spec.ts";
import type { JsonObject } from "../../model/json.ts";
import { network, service } from "./network.ts";
import { given, type Partly } from "./partly.ts";
import { affinity, constraint, spread } from "./placement.ts";
import {
  disconnectOf,
  migrateOf,
  rescheduleOf,
  restartOf,
  updateOf,
  type JobPolicies,
  type OlderDisconnect,
} from "./policies.ts";
import { task } from "./task.ts";

const diskDefaults: EphemeralDisk = { sticky: false, migrate: false, sizeMb: 300 };

const override = (block: Partly<InstanceOverride>): InstanceOverride => ({
  tasks: Object.fromEntries(
    Object.entries(block.tasks ?? {}).map(([name, patch]: [string, Partly<InstanceOverride["tasks"][string]>]) => [
      name,
      {
        env: patch.env ?? {},
        meta: patch.meta ?? {},
        config: patch.config ?? {},
        ...(patch.unsetEnv?.length ? { unsetEnv: patch.unsetEnv } : {}),
      },
    ]),
  ),
});

/** Nomad begins with the least that a group may be scaled to. */
const defaultCount = (carried: JsonObject | undefined): number => {
  const { Min } = (carried?.["Scaling"] ?? {}) as { readonly Min?: unknown };
  return typeof Min === "number" && Number.isSafeInteger(Min) && Min >= 0 ? Min : 1;
};

export const group = (
  block: Partly<TaskGroup> & OlderDisconnect,
  job: JobPolicies & { readonly name: string },
): TaskGroup => {
  const name = block.name ?? "";
  const restart = restartOf(job, block.restart);
  return {
    name,
    count: block.count ?? defaultCount(block.carried),
    definedCount: block.definedCount ?? null,
    parallelism: block.parallelism ?? null,
    constraints: (block.constraints ?? []).map(constraint),
    affinities: (block.affinities ?? []).map(affinity),
    spreads: (block.spreads ?? []).map(spread),
    restart,
    reschedule: rescheduleOf(job, block.reschedule),
    update: updateOf(job, block.update),
    migrate: migrateOf(job, block.migrate),
    disconnect: disconnectOf(block),
    networks: (block.networks ?? []).map(network),
    services: (block.services ?? []).map((one) => service(one, { defaultName: `${job.name}-${name}`, task: "" })),
    ephemeralDisk: { ...diskDefaults, ...given(block.ephemeralDisk) },
    meta: block.meta ?? {},
    shutdownDelayMs: block.shutdownDelayMs ?? null,
    maxRunDurationMs: block.maxRunDurationMs ?? null,
    instances: Object.fromEntries(
      Object.entries(block.instances ?? {}).map(([index, patch]) => [index, override(patch)]),
    ),
    tasks: (block.tasks ?? []).map((one) => task(one, { job: job.name, group: name, restart })),
    carried: block.carried ?? {},
  };
};
