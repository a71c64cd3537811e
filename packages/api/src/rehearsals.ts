import { z } from "zod";
import { deploymentStatuses, rehearsalBranches, rehearsedStates } from "@longshore/core/model";
import { change } from "./plans.ts";

const count = z.int().min(0);
/** Milliseconds since the change was made. */
const since = z.number().min(0);

/** `POST /api/rehearsals`: plays a change, or that of a saved plan, forward. Nothing is changed. */
export const rehearsalRequest = z.strictObject({
  /** Either of these two. */
  change: change.optional(),
  plan: z.string().optional(),
  /** The same seed plays the same; without one a new one is drawn. */
  seed: z.string().max(100).optional(),
  branch: z.enum(rehearsalBranches).optional(),
  /** After how long canaries that are all healthy are promoted; null: by nobody. At once when left out. */
  promoteAfterMs: z.number().min(0).max(604_800_000).nullable().optional(),
});
export type RehearsalRequest = z.infer<typeof rehearsalRequest>;

const spread = z.strictObject({ median: z.number(), low: z.number(), high: z.number(), samples: count });

const header = z.strictObject({
  type: z.literal("header"),
  namespace: z.string(),
  id: z.string(),
  version: count,
  index: count,
  startsAt: z.number(),
  seed: z.string(),
  branch: z.enum(rehearsalBranches),
  victim: z.strictObject({ group: z.string(), index: count }).nullable(),
  times: z.record(z.string(), z.strictObject({ start: spread, checks: spread, stop: spread })),
  beatMs: z.number(),
});

/** What is left out of a change is as it was. `nodes`: names of those that are named for the first time. */
const frame = z.strictObject({
  type: z.literal("frame"),
  at: since,
  changes: z.array(
    z.strictObject({
      group: z.string(),
      index: count,
      state: z.enum(rehearsedStates),
      version: count.optional(),
      node: z.string().nullable().optional(),
      canary: z.boolean().optional(),
    }),
  ),
  nodes: z.record(z.string(), z.string()).optional(),
});

const room = { instances: count, why: z.string() };
const outcome = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("successful") }),
  z.strictObject({ type: z.literal("failed"), why: z.string(), room: z.strictObject(room).nullable() }),
  z.strictObject({ type: z.literal("reverted"), why: z.string(), to: count, isDone: z.boolean() }),
  z.strictObject({ type: z.literal("waits for promotion") }),
  z.strictObject({ type: z.literal("paused") }),
  z.strictObject({ type: z.literal("waits for room"), ...room }),
  z.strictObject({ type: z.literal("unfinished"), limit: z.enum(["time", "steps", "stopped"]) }),
]);

const lowest = { instances: count, at: since, before: count, after: count };

const summary = z.strictObject({
  type: z.literal("summary"),
  outcome,
  endsAt: since,
  batches: z.array(
    z.strictObject({
      group: z.string(),
      version: count,
      instances: count,
      canaries: z.boolean(),
      begin: since,
      end: since.nullable(),
    }),
  ),
  batchCount: count,
  lowest: z.strictObject({ ...lowest, groups: z.record(z.string(), z.strictObject(lowest)) }),
  events: z.array(z.strictObject({ at: since, version: count, status: z.enum(deploymentStatuses), text: z.string() })),
  steps: count,
});

/** One line of the reply: a header, then frames, then a summary; or, in the summary's place, why there is none. */
export const rehearsalLine = z.discriminatedUnion("type", [
  header,
  frame,
  summary,
  z.strictObject({ type: z.literal("problem"), title: z.string() }),
]);
export type RehearsalLine = z.infer<typeof rehearsalLine>;
