import { z } from "zod";

const count = z.int().min(0);

export const dispatchRequest = z.strictObject({
  /** Base64 of at most 16 KiB. */
  payload: z.string().optional(),
  meta: z.record(z.string(), z.string()).optional(),
  /** Asked for again under the same token, the child that is known stands for it. */
  token: z.string().optional(),
  /** Goes into the child's id. */
  idPrefix: z.string().optional(),
  /** The child's; the parent's when left out. */
  priority: z.int().optional(),
});
export type DispatchRequest = z.infer<typeof dispatchRequest>;

export const dispatchReply = z.strictObject({
  index: count,
  /** The child's id. */
  child: z.string(),
  /** Null when the child was there already. */
  evaluationId: z.string().nullable(),
});
export type DispatchReply = z.infer<typeof dispatchReply>;
