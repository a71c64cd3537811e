import { z } from "zod";
import { jobType, permission } from "./jobs.ts";
import { placementMetrics } from "./placements.ts";

const count = z.int().min(0);
const time = z.number();

export const instanceState = z.enum(["starting", "running", "complete", "failed", "lost", "stopping", "stopped"]);

export const allocationItem = z.strictObject({
  id: z.string(),
  namespace: z.string(),
  jobId: z.string(),
  jobType,
  group: z.string(),
  /** The instance's number; of a job that runs once per node, one of the node's own. */
  index: count,
  version: count,
  attempt: count,
  /** `stopped`: it ended because it was asked to. */
  state: instanceState,
  /** One sentence on the state, such as `Exited with 3, restarting in 12 s`; may be empty. */
  description: z.string(),
  desired: z.enum(["run", "stop", "evict"]),
  restarts: count,
  nodeId: z.string(),
  /** Empty when the node was removed. */
  nodeName: z.string(),
  /** Since when its node is out of sight, and whether it still runs not known. */
  disconnectedAt: time.nullable(),
  tasks: z.array(z.string()),
  createdAt: time,
  startedAt: time.nullable(),
  finishedAt: time.nullable(),
  modifyIndex: count,
});
export type AllocationItem = z.infer<typeof allocationItem>;

export const allocationListQuery = z.strictObject({
  group: z.string().optional(),
  /** Comma-separated states. */
  state: z.string().optional(),
  cursor: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(500).optional(),
});
/** Newest first. */
export const allocationList = z.strictObject({
  items: z.array(allocationItem),
  next: z.string().nullable(),
  total: count,
  index: count,
});
export type AllocationList = z.infer<typeof allocationList>;

export const taskEvent = z.strictObject({
  type: z.string(),
  at: time,
  message: z.string(),
  attempt: count,
  exitCode: z.int().optional(),
  signal: z.int().optional(),
  failsTask: z.boolean().optional(),
});

export const taskDetail = z.strictObject({
  name: z.string(),
  driver: z.string(),
  command: z.string(),
  /** When in the allocation's life it runs; a sidecar goes on beside the main tasks, a leader's end ends the others. */
  hook: z.enum(["main", "prestart", "poststart", "poststop"]),
  sidecar: z.boolean(),
  leader: z.boolean(),
  phase: z.enum(["pending", "running", "dead"]),
  failed: z.boolean(),
  restarts: count,
  attempt: count,
  startedAt: time.nullable(),
  finishedAt: time.nullable(),
  exitCode: z.int().nullable(),
  restartAt: time.nullable(),
  leakedPids: z.array(z.int()),
  /** Oldest first; the newest 20 are kept. */
  events: z.array(taskEvent),
});
export type TaskDetail = z.infer<typeof taskDetail>;

export const allocationDetail = allocationItem.omit({ tasks: true }).extend({
  tasks: z.array(taskDetail),
  evaluationId: z.string().nullable(),
  previousId: z.string().nullable(),
  nextId: z.string().nullable(),
  resources: z.strictObject({ cpuMhz: z.number(), memoryMb: z.number(), diskMb: z.number() }),
  ports: z.array(z.strictObject({ label: z.string(), value: count, to: z.int() })),
  checks: z.array(
    z.strictObject({
      /** `service/check`. */
      name: z.string(),
      status: z.enum(["pending", "passing", "failing"]),
      since: time,
      output: z.string(),
      /** In a row. */
      failures: count,
    }),
  ),
  /** The replacements that led to it, oldest first. */
  reschedules: z.array(
    z.strictObject({
      at: time,
      previousAllocation: z.string(),
      previousNode: z.string(),
      /** What was waited before it. */
      delayMs: z.number(),
    }),
  ),
  /** The evaluation that waits to replace it. */
  followUp: z.strictObject({ id: z.string(), waitUntil: time.nullable() }).nullable(),
  /** The job that needed its room. */
  preemptedBy: z.strictObject({ namespace: z.string(), id: z.string() }).nullable(),
  /** When it has run for as long as its group allows. */
  expiresAt: time.nullable(),
  /** How its node was found; null when that is not kept. `nodes` has the names of the nodes in it. */
  placement: z.strictObject({ metrics: placementMetrics, nodes: z.record(z.string(), z.string()) }).nullable(),
  createIndex: count,
  can: z.strictObject({ stop: permission }),
});
export type AllocationDetail = z.infer<typeof allocationDetail>;

export const logStream = z.enum(["stdout", "stderr"]);

/**
 * `GET /api/allocations/{id}/logs/{task}/{stream}` answers `application/octet-stream`: the bytes from `offset`
 * (default: the head), at most `limit` (default 1 MiB, at most 8 MiB). A negative offset counts from the end.
 * Headers: `X-Log-Head` and `X-Log-Size` (the extent at the time of the answer), `X-Log-Offset` (of the first byte sent).
 * An offset before the head answers from the head. 404 `log-not-found` before the task first started.
 * With `download=true` the whole log is streamed as an attachment.
 */
export const logQuery = z.strictObject({
  offset: z.coerce.number().int().optional(),
  limit: z.coerce.number().int().min(1).max(8_388_608).optional(),
  download: z.enum(["true", "false"]).optional(),
});
