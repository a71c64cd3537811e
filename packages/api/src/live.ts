import { z } from "zod";

/**
 * `GET /api/live` is one `text/event-stream` per browser. Every `change` event carries `id:` = the index it brings the
 * client up to; reconnecting with `Last-Event-ID` resumes after it, and `resync` says that the gap is too old: refetch everything.
 * The first event is always `hello`. A comment line is sent every 15 s of silence.
 */
export const hello = z.strictObject({ stream: z.string(), index: z.int() });
export type Hello = z.infer<typeof hello>;

/** What changed since the last `change`, coalesced over at least 100 ms. Ids only: pages refetch what they show. */
export const liveChange = z.strictObject({
  index: z.int(),
  /** `[namespace, id]` of every job of which anything changed; null when there are more than 200: assume all. */
  jobs: z.array(z.tuple([z.string(), z.string()])).nullable(),
  /** Ids of changed allocations; null when there are more than 500. */
  allocations: z.array(z.string()).nullable(),
  /** Ids of nodes that changed, or what runs on them did; null when there are more than 200, or one was removed. */
  nodes: z.array(z.string()).nullable(),
  /** Ids of changed evaluations; null when there are more than 500. */
  evaluations: z.array(z.string()).nullable(),
  /** Ids of saved plans that changed; null when there are more than 200. */
  plans: z.array(z.string()).nullable(),
  /** Ids of rollouts that changed, or an instance of theirs did; null when there are more than 200. */
  deployments: z.array(z.string()).nullable(),
});
export type LiveChange = z.infer<typeof liveChange>;

/** A followed log reaches `size` bytes now; sent at most ten times a second per log. */
export const liveLog = z.strictObject({
  allocation: z.string(),
  task: z.string(),
  stream: z.enum(["stdout", "stderr"]),
  head: z.int(),
  size: z.int(),
});
export type LiveLog = z.infer<typeof liveLog>;

/** `PUT /api/live/{stream}/logs`: the logs this browser follows now, the whole list each time. */
export const followRequest = z.strictObject({
  logs: z
    .array(
      z.strictObject({
        allocation: z.string(),
        task: z.string(),
        stream: z.enum(["stdout", "stderr"]),
      }),
    )
    .max(200),
});
export type FollowRequest = z.infer<typeof followRequest>;

export type LiveMessages = {
  readonly hello: Hello;
  readonly change: LiveChange;
  readonly log: LiveLog;
  readonly resync: Record<string, never>;
};
