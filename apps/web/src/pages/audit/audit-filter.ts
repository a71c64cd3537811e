import { changed, given, readPaged, writeBefore } from "../../lib/list-filter.ts";
import type { Paged, Query } from "../../lib/list-filter.ts";
import type { ListAddress } from "../../lib/use-list-filter.ts";
import { auditPath } from "../../paths.ts";

/** What is typed whole; each is told from the others by what it is of. */
export const typedFields = ["who", "job", "namespace", "plan"] as const;
export type TypedField = (typeof typedFields)[number];

export type AuditFilter = Paged & { readonly [field in TypedField]: string } & {
  readonly door: string;
  readonly action: string;
  /** What the field of the filter is for. */
  readonly by: TypedField;
};

const none = { who: "", job: "", namespace: "", plan: "", door: "", action: "" } as const;

export const readAuditFilter = (params: URLSearchParams): AuditFilter => {
  const text = (name: string): string => params.get(name) ?? "";
  return {
    who: text("who"),
    job: text("job"),
    namespace: text("namespace"),
    plan: text("plan"),
    door: text("door"),
    action: text("action"),
    by: typedFields.find((field) => field === params.get("by")) ?? "who",
    ...readPaged(params),
  };
};

export const auditQueryOf = ({ who, job, namespace, plan, door, action, cursor }: AuditFilter): Query => ({
  who: given(who),
  job: given(job),
  namespace: given(namespace),
  plan: given(plan),
  door: given(door),
  action: given(action),
  cursor: given(cursor),
});

export const auditAddress: ListAddress<AuditFilter> = {
  read: readAuditFilter,
  pathOf: (filter) =>
    auditPath({
      ...auditQueryOf(filter),
      by: filter.by === "who" ? undefined : filter.by,
      before: writeBefore(filter),
    }),
  typedOf: (filter) => filter[filter.by],
};

export const clearAuditFilter = (filter: AuditFilter): AuditFilter => changed(filter, none);

export const isAuditFiltered = (filter: AuditFilter): boolean =>
  [...typedFields, "door" as const, "action" as const].some((field) => filter[field] !== "");
