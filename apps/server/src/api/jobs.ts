import { jobListQuery, type JobListQuery } from "@longshore/api/jobs";
import type { Job, JobHealth, JobType } from "@longshore/core/model";
import { BadCursor, type JobFilter, type Reader, type Wanted } from "@longshore/core/reader";
import { z } from "zod";
import type { Principal } from "../http/credentials.ts";
import { mayUse, requireNamespace } from "./access.ts";
import { evaluationItem } from "./evaluation-view.ts";
import { json, type ApiRequest, type ApiServices, type Handler } from "./handler.ts";
import { principalOf, queryOf } from "./input.ts";
import { jobDetail, jobListItem } from "./job-view.ts";
import { ApiProblem, notFound } from "./problem.ts";

const wanted = <T extends string>(text: string | undefined, separator: RegExp): Wanted<T> | undefined => {
  const words = (text ?? "").split(separator).filter((word) => word !== "" && word !== "-");
  if (words.length === 0) return undefined;
  return {
    include: words.filter((word) => !word.startsWith("-")) as T[],
    exclude: words.filter((word) => word.startsWith("-")).map((word) => word.slice(1)) as T[],
  };
};

/** The namespaces to look in; undefined: all of them. */
export const visibleNamespaces = (
  { namespaces }: Principal,
  asked: string | undefined,
): readonly string[] | undefined => {
  const visible = namespaces ?? undefined;
  if (asked === undefined || asked === "*") return visible;
  return visible === undefined || visible.includes(asked) ? [asked] : [];
};

/** No job has this key: a parent that is not there has no children. */
const nobody = 0;

const parentOf = (reader: Reader, { parent, namespace }: JobListQuery, principal: Principal): number | undefined => {
  if (parent === undefined || parent === "") return undefined;
  const of = namespace === undefined || namespace === "*" ? "default" : namespace;
  return mayUse(principal, of) ? (reader.job(of, parent)?.key ?? nobody) : nobody;
};

const filterOf = (query: JobListQuery, principal: Principal): JobFilter => {
  const words = wanted<string>(query.q, /\s+/);
  const health = wanted<JobHealth>(query.health, /,/);
  const type = wanted<JobType>(query.type, /,/);
  const namespaces = visibleNamespaces(principal, query.namespace);
  return {
    ...(words && { words }),
    ...(health && { health }),
    ...(type && { type }),
    ...(namespaces && { namespaces }),
    ...(query.children === "hidden" && { withoutChildren: true }),
  };
};

const pageFault = (cause: unknown): unknown =>
  cause instanceof BadCursor
    ? new ApiProblem("bad-request", "That page does not exist any more: start again from the first")
    : cause;

/** Wraps a page read: a cursor that is none is the client's fault. */
export const readPage = <T>(read: () => T): T => {
  try {
    return read();
  } catch (cause) {
    throw pageFault(cause);
  }
};

const pageSize = 50;

export const listJobs: Handler = async ({ reader, searchJobs }, request) => {
  const query = queryOf(jobListQuery, request);
  const principal = principalOf(request);
  const parent = parentOf(reader, query, principal);
  const filter = { ...filterOf(query, principal), parent };
  const sort = query.sort ?? (parent === undefined ? "health" : "key");
  const found = await searchJobs({
    page: {
      filter,
      sort,
      descending: sort === "key" ? query.order !== "asc" : query.order === "desc",
      cursor: query.cursor,
      limit: query.limit ?? pageSize,
    },
    all: principal.namespaces === null ? {} : { namespaces: principal.namespaces },
  }).catch((cause: unknown) => {
    throw pageFault(cause);
  });
  return json({
    items: found.page.items.map(jobListItem),
    next: found.page.next,
    counts: found.counts.byHealth,
    total: found.counts.total,
    all: found.all,
    hidden: found.hidden,
    index: found.index,
  });
};

export const findJob = ({ reader }: ApiServices, request: ApiRequest): Job => {
  const { namespace = "", job: id = "" } = request.params;
  const what = `job "${id}" in namespace "${namespace}"`;
  requireNamespace(principalOf(request), namespace, what);
  const job = reader.job(namespace, id);
  if (job === undefined) throw notFound(what);
  return job;
};

/** A job has few open evaluations: one that waits for room, one that is worked off, and those that are due later. */
const mostOpen = 50;

export const getJob: Handler = (services, request) => {
  const job = findJob(services, request);
  const { namespace, id } = job.spec;
  const open = services.reader.allEvaluations(
    { namespaces: [namespace], jobId: id, status: ["pending", "blocked"] },
    { limit: mostOpen },
  );
  return json(
    jobDetail(job, {
      principal: principalOf(request),
      now: services.now(),
      deployment: job.deployment === null ? undefined : services.reader.deploymentByKey(job.deployment),
      open: open.items.filter((evaluation) => evaluation.job === job.key),
    }),
  );
};

export const pageQuery = z.strictObject({
  cursor: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(500).optional(),
});

export const listJobEvaluations: Handler = (services, request) => {
  const job = findJob(services, request);
  const { cursor, limit = pageSize } = queryOf(pageQuery, request);
  const page = readPage(() => services.reader.evaluations(job.spec.namespace, job.spec.id, { cursor, limit }));
  return json({ items: page.items.map(evaluationItem), next: page.next, index: job.evaluationsIndex });
};
