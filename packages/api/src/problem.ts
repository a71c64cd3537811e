import { z } from "zod";

/** Every kind of problem that `/api/` answers with; `application/problem+json`. */
export const problemKinds = [
  "bad-request",
  "invalid-definition",
  "not-found",
  "log-not-found",
  "unauthenticated",
  "forbidden",
  "cross-site",
  "wrong-host",
  "method-not-allowed",
  "unsupported-media-type",
  "too-large",
  "too-many-sign-ins",
  "stale-plan",
  "approval-needed",
  "conflict",
  "unavailable",
  "internal",
] as const;
export type ProblemKind = (typeof problemKinds)[number];

/** A complaint about one place of a job definition. `path` is in the job file's words: `["TaskGroups", 0, "Count"]`. */
export const definitionProblem = z.strictObject({
  path: z.array(z.union([z.string(), z.number()])),
  message: z.string(),
  severity: z.enum(["error", "warning"]),
});
export type DefinitionProblem = z.infer<typeof definitionProblem>;

export const problem = z.strictObject({
  kind: z.enum(problemKinds),
  status: z.int(),
  /** What happened, to what, and whether anything changed. */
  title: z.string(),
  /** What to do about it. */
  detail: z.string().optional(),
  /** Every fault of a job definition at once. */
  problems: z.array(definitionProblem).optional(),
  /** For `stale-plan`: the check index now. */
  checkIndex: z.int().optional(),
  /** For a saved plan that is stale: of the plan as it is now; applying it under this digest says that it was looked at. */
  digest: z.string().optional(),
  requestId: z.string(),
});
export type Problem = z.infer<typeof problem>;
