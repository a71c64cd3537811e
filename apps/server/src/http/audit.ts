import type { Audited } from "../kernel/kernel.ts";
import type { RequestContext } from "./context.ts";

export type Act = { readonly action: string; readonly object: string; readonly namespace: string | null };

/** A line of the audit log: who did what, from where, through which door. Never taken from what the client says of itself. */
export const auditLine = ({ principal, address, requestId }: RequestContext, door: string, act: Act): Audited => ({
  who: principal?.name ?? "",
  address,
  door,
  requestId,
  ...act,
});
