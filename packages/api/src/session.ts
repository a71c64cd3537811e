import { z } from "zod";

export const roles = ["viewer", "operator", "administrator"] as const;
export type Role = (typeof roles)[number];

/** `POST /api/session` swaps a token for a session cookie; the reply's `csrf` must be sent as `X-CSRF-Token` with every unsafe request. */
export const signInRequest = z.strictObject({ token: z.string().min(1).max(200) });
export const sessionReply = z.strictObject({
  name: z.string(),
  role: z.enum(roles),
  /** Namespaces the token is bound to; null is all. */
  namespaces: z.array(z.string()).nullable(),
  csrf: z.string(),
  version: z.string(),
  /** Facts an operator wants to know: `Tasks end with this container`, `Memory limits are not enforced here`. */
  notices: z.array(z.string()),
});
export type SessionReply = z.infer<typeof sessionReply>;

export const tokenItem = z.strictObject({
  id: z.string(),
  name: z.string(),
  role: z.enum(roles),
  namespaces: z.array(z.string()).nullable(),
  createdAt: z.number(),
  lastUsedAt: z.number().nullable(),
});
export const tokenList = z.strictObject({ items: z.array(tokenItem) });
export const tokenRequest = z.strictObject({
  name: z.string().min(1).max(100),
  role: z.enum(roles),
  namespaces: z.array(z.string().min(1).max(128)).nullable().optional(),
});
/** The only time the secret is shown. */
export const tokenReply = tokenItem.extend({ secret: z.string() });
