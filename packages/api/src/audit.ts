import { z } from "zod";

const count = z.int().min(0);
const text = z.string().max(300).optional();
const page = {
  cursor: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(500).optional(),
};

export const auditQuery = z.strictObject({
  /** A job's id; with `namespace`, since ids are unique in theirs alone. */
  job: text,
  namespace: text,
  who: text,
  door: text,
  action: text,
  /** UUID of a saved plan. */
  plan: text,
  ...page,
});
export const jobAuditQuery = auditQuery.omit({ job: true, namespace: true });

export const auditItem = z.strictObject({
  /** The journal's index at that time: of what was done, its own. */
  index: count,
  at: z.number(),
  who: z.string(),
  /** Null for whoever is no administrator. */
  address: z.string().nullable(),
  door: z.string(),
  action: z.string(),
  object: z.string(),
  namespace: z.string().nullable(),
  job: z.string().nullable(),
  /** UUID of the saved plan that it came from, or was done to. */
  plan: z.string().nullable(),
  requestId: z.string().nullable(),
});
export const auditList = z.strictObject({ items: z.array(auditItem), next: z.string().nullable() });
export type AuditList = z.infer<typeof auditList>;
