import { z } from "zod";
import { specDiff } from "./jobs.ts";

const count = z.int().min(0);

/** A version by its number or its tag. */
const versionName = z.string().min(1).max(300);

export const definitionQuery = z.strictObject({ version: versionName.optional() });

export const versionsQuery = z.strictObject({
  cursor: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(500).optional(),
  /** Compare each with this version instead of the one before it. */
  diff: versionName.optional(),
});

export const compareQuery = z.strictObject({ from: versionName, to: versionName.optional() });
export const compareReply = z.strictObject({ from: count, to: count, diff: specDiff, index: count });
export type CompareReply = z.infer<typeof compareReply>;

export const tagRequest = z.strictObject({
  /** The one in force when left out. */
  version: count.optional(),
  description: z.string().optional(),
});
export type TagRequest = z.infer<typeof tagRequest>;
export const stableRequest = z.strictObject({ stable: z.boolean() });

export const versionReply = z.strictObject({ index: count, version: count });
export type VersionReply = z.infer<typeof versionReply>;
