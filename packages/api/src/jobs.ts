import { z } from "zod";
import { deploymentStatuses, instanceStates, jobHealths } from "@longshore/core/model";
import { launches } from "./launches.ts";

const count = z.int().min(0);
/** Milliseconds since the epoch, UTC. */
const time = z.number();

export const instanceCounts = z.strictObject(
  Object.fromEntries(instanceStates.map((state) => [state, count])) as Record<
    (typeof instanceStates)[number],
    typeof count
  >,
);

export const health = z.enum(jobHealths);
export const jobType = z.enum(["service", "batch", "system", "sysbatch"]);
export const originSchema = z.strictObject({ door: z.string(), by: z.string() });

/** Whether something may be done now by the one who asks, and if not, why. */
export const permission = z.strictObject({ ok: z.boolean(), why: z.string().optional() });
export type Permission = z.infer<typeof permission>;

export const groupSummary = z.strictObject({ name: z.string(), count, now: instanceCounts });
export type GroupSummary = z.infer<typeof groupSummary>;

export const jobListItem = z.strictObject({
  namespace: z.string(),
  id: z.string(),
  name: z.string(),
  type: jobType,
  /** The job that it was launched from; null for what is no child. */
  parent: z.string().nullable(),
  periodic: z.boolean(),
  priority: z.int(),
  health,
  version: count,
  stop: z.boolean(),
  groups: z.array(groupSummary),
  /** When its newest allocation started; null before the first. */
  lastStartedAt: time.nullable(),
  /** When its last live allocation ended; null while one lives or none ever did. */
  lastEndedAt: time.nullable(),
  changed: originSchema,
  changedAt: time,
  modifyIndex: count,
});
export type JobListItem = z.infer<typeof jobListItem>;

export const jobListQuery = z.strictObject({
  /** Words that id or name contain; `-word` excludes. */
  q: z.string().max(500).optional(),
  /** Comma-separated healths; a leading `-` excludes. */
  health: z.string().optional(),
  type: z.string().optional(),
  namespace: z.string().optional(),
  /** Only children of this job, which is in `namespace`; newest first where no sort is asked for. */
  parent: z.string().max(300).optional(),
  /** `hidden`: without what was launched from other jobs. */
  children: z.enum(["shown", "hidden"]).optional(),
  sort: z.enum(["health", "name", "changed"]).optional(),
  /** `desc` reverses the sort. */
  order: z.enum(["asc", "desc"]).optional(),
  cursor: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(500).optional(),
});
export type JobListQuery = z.infer<typeof jobListQuery>;

export const jobList = z.strictObject({
  items: z.array(jobListItem),
  /** The next page's cursor; null on the last page. */
  next: z.string().nullable(),
  /** Jobs per health that match everything but the health filter. */
  counts: z.strictObject(
    Object.fromEntries(jobHealths.map((h) => [h, count])) as Record<(typeof jobHealths)[number], typeof count>,
  ),
  /** Jobs that match the whole filter. */
  total: count,
  /** Children that match it but for being hidden. */
  hidden: count,
  /** Jobs there are at all: tells "nothing yet" from "filtered out". */
  all: count,
  index: count,
});
export type JobList = z.infer<typeof jobList>;

export const jobDetail = jobListItem.extend({
  revision: count,
  counters: z.strictObject({ configuration: count, desiredState: count, workflow: count }),
  stable: z.boolean(),
  /** The newest version that works, by its rollout or somebody's word. */
  stableVersion: count.nullable(),
  created: originSchema,
  createdAt: time,
  jobModifyIndex: count,
  createIndex: count,
  datacenters: z.array(z.string()),
  nodePool: z.string(),
  /**
   * Why instances wait, in one sentence per group; empty when none does. `queued` is 0 when they run and are to be moved or
   * replaced. `evaluationId`: what waits for room.
   */
  placementFailures: z.array(
    z.strictObject({ group: z.string(), queued: count, why: z.string(), evaluationId: z.string() }),
  ),
  /** What the scheduler will look at later, and why not now; soonest first. */
  delayed: z.array(z.strictObject({ evaluationId: z.string(), at: time, why: z.string() })),
  /** Task names by group, in the job file's order. */
  tasks: z.record(z.string(), z.array(z.strictObject({ name: z.string(), driver: z.string() }))),
  /** What is launched from it; null for a job that runs itself. */
  launches: launches.nullable(),
  /** Its newest rollout; null when it never had one. */
  deployment: z.strictObject({ id: z.string(), status: z.enum(deploymentStatuses) }).nullable(),
  /** An evaluation of it is still being worked off. */
  evaluating: z.boolean(),
  can: z.strictObject({
    plan: permission,
    evaluate: permission,
    launch: permission,
    dispatch: permission,
    stop: permission,
    start: permission,
    restart: permission,
    scale: permission,
    revert: permission,
    purge: permission,
  }),
});
export type JobDetail = z.infer<typeof jobDetail>;

export const definitionReply = z.strictObject({
  namespace: z.string(),
  id: z.string(),
  version: count,
  jobModifyIndex: count,
  /** The Nomad job specification, as JSON. */
  definition: z.record(z.string(), z.unknown()),
});
export type DefinitionReply = z.infer<typeof definitionReply>;

export const fieldDiff = z.strictObject({
  kind: z.enum(["none", "added", "deleted", "edited"]),
  name: z.string(),
  old: z.string(),
  new: z.string(),
  annotations: z.array(z.string()).readonly(),
});
const objectDiff = z.strictObject({
  kind: z.enum(["none", "added", "deleted", "edited"]),
  name: z.string(),
  fields: z.array(fieldDiff).readonly(),
  get objects() {
    return z.array(objectDiff).readonly();
  },
});
const taskDiff = objectDiff.extend({ annotations: z.array(z.string()).readonly() });
const groupDiff = objectDiff.extend({
  tasks: z.array(taskDiff).readonly(),
  updates: z.record(z.string(), count),
});
export const specDiff = z.strictObject({
  kind: z.enum(["none", "added", "deleted", "edited"]),
  id: z.string(),
  fields: z.array(fieldDiff).readonly(),
  objects: z.array(objectDiff).readonly(),
  groups: z.array(groupDiff).readonly(),
});

export const versionItem = z.strictObject({
  version: count,
  stop: z.boolean(),
  stable: z.boolean(),
  origin: originSchema,
  at: time,
  index: count,
  note: z.string(),
  /** The saved plan that it came from; null: it came from none. */
  plan: z.string().nullable(),
  /** What people call it; null for most. A version with a tag is never forgotten. */
  tag: z.strictObject({ name: z.string(), description: z.string(), taggedAt: time }).nullable(),
  /** Against the version before it, or the one that was asked for; null where that is not kept. */
  diff: specDiff.nullable(),
});
export type VersionItem = z.infer<typeof versionItem>;
export const versionList = z.strictObject({
  items: z.array(versionItem),
  next: z.string().nullable(),
  index: count,
});
export type VersionList = z.infer<typeof versionList>;
