import { auditQuery, jobAuditQuery, type AuditList } from "@longshore/api/audit";
import type { AuditRow } from "@longshore/store/batch";
import { hasRole } from "./access.ts";
import { json, type ApiReply, type ApiRequest, type ApiServices, type Handler } from "./handler.ts";
import { principalOf, queryOf } from "./input.ts";
import { findJob, readPage, visibleNamespaces } from "./jobs.ts";

const pageSize = 50;

const item = ({ job = null, ...row }: AuditRow, seesAddresses: boolean): AuditList["items"][number] => ({
  ...row,
  job,
  address: seesAddresses ? row.address : null,
});

type Wanted = Parameters<ApiServices["auditRows"]>[1] & {
  readonly cursor?: string | undefined;
  readonly limit?: number | undefined;
};

const pageOf = (services: ApiServices, request: ApiRequest, wanted: Wanted): ApiReply => {
  const { cursor, limit = pageSize, ...filter } = wanted;
  const seesAddresses = hasRole(principalOf(request), "administrator");
  const page = readPage(() => services.auditRows({ cursor, limit }, filter));
  const reply: AuditList = { items: page.items.map((row) => item(row, seesAddresses)), next: page.next };
  return json(reply);
};

/** [A3] A token that is bound to namespaces sees what was done in those. */
export const listAudit: Handler = (services, request) => {
  const { namespace, ...wanted } = queryOf(auditQuery, request);
  return pageOf(services, request, { ...wanted, namespaces: visibleNamespaces(principalOf(request), namespace) });
};

export const listJobAudit: Handler = (services, request) => {
  const { namespace, id } = findJob(services, request).spec;
  return pageOf(services, request, { ...queryOf(jobAuditQuery, request), namespaces: [namespace], job: id });
};
