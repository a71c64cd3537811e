import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import type { AuditList } from "@longshore/api/audit";
import { call } from "./client.ts";
import type { ListParams } from "./queries.ts";

/** The live stream does not name what was asked for: each visit asks anew. */
export const auditQuery = (query: ListParams) =>
  queryOptions({
    queryKey: ["audit", query],
    queryFn: ({ signal }) => call<AuditList>("listAudit", { query, signal }),
    placeholderData: keepPreviousData,
    staleTime: 0,
  });

/** Under the job's key: whatever is asked of a job changes it. */
export const jobAuditQuery = (namespace: string, job: string) =>
  infiniteQueryOptions({
    queryKey: ["job", namespace, job, "audit"],
    queryFn: ({ signal, pageParam }) =>
      call<AuditList>("listJobAudit", { params: { namespace, job }, query: { cursor: pageParam, limit: 50 }, signal }),
    initialPageParam: "",
    getNextPageParam: (page) => page.next,
  });
