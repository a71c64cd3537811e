import type { JobSpec, Migrate, MissedRuns, Parameterized, Periodic, ReschedulePolicy } from "../model/job-spec.ts";
import { about } from "./canonicalize/about.ts";
import { group } from "./canonicalize/group.ts";
import { given, saysSomething, type Partly } from "./canonicalize/partly.ts";
import { affinity, constraint, spread } from "./canonicalize/placement.ts";
import { updateDefaults } from "./canonicalize/policies.ts";
import type { Draft } from "./read.ts";

type GivenPeriodic = Partly<Periodic> & {
  readonly spec?: string;
  readonly cron?: string;
  readonly crons?: readonly string[];
};

const missedRuns = (block: Partly<MissedRuns>): MissedRuns => ({
  policy: block.policy || "run_once",
  most: block.most ?? 10,
});

const periodic = (block: GivenPeriodic): Periodic => ({
  enabled: block.enabled ?? true,
  specs: [...(block.specs ?? []), ...(block.crons ?? []), block.spec ?? "", block.cron ?? ""].filter(
    (spec) => spec !== "",
  ),
  timeZone: block.timeZone || "UTC",
  prohibitOverlap: block.prohibitOverlap ?? false,
  missedRuns: block.missedRuns ? missedRuns(block.missedRuns) : null,
});

const parameterized = (block: Partly<Parameterized>): Parameterized => ({
  payload: block.payload || "optional",
  metaRequired: block.metaRequired ?? [],
  metaOptional: block.metaOptional ?? [],
});

type GivenJob = Partly<JobSpec> & {
  readonly reschedule?: Partly<ReschedulePolicy>;
  readonly migrate?: Partly<Migrate>;
};

/** Fills in Nomad's defaults. What a job says of updates, replacements and drains goes into every group; it keeps the first. */
export const canonicalize = (draft: Draft): JobSpec => {
  const block = draft as GivenJob;
  const { type = "service", id = "" } = block;
  const name = block.name || id;
  const update = saysSomething(block.update) ? given(block.update) : null;
  const policies = { type, update, reschedule: block.reschedule, migrate: block.migrate };
  return {
    id,
    name,
    namespace: block.namespace || "default",
    region: block.region || "global",
    type,
    priority: block.priority || 50,
    allAtOnce: block.allAtOnce ?? false,
    datacenters: block.datacenters?.length ? block.datacenters : ["*"],
    nodePool: block.nodePool || "default",
    constraints: (block.constraints ?? []).map(constraint),
    affinities: (block.affinities ?? []).map(affinity),
    spreads: (block.spreads ?? []).map(spread),
    update: update === null ? null : { ...updateDefaults, ...update },
    periodic: block.periodic ? periodic(block.periodic) : null,
    parameterized: block.parameterized ? parameterized(block.parameterized) : null,
    payload: block.payload || null,
    meta: block.meta ?? {},
    taskGroups: (block.taskGroups ?? []).map((one) => group(one, { ...policies, name })),
    about: block.about ? about(block.about) : null,
    carried: block.carried ?? {},
  };
};
