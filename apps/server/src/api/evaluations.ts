import { evaluationListQuery, type EvaluationDetail, type EvaluationList } from "@longshore/api/evaluations";
import { evaluationStatuses, evaluationTriggers, type Evaluation } from "@longshore/core/model";
import type { EvaluationFilter } from "@longshore/core/reader";
import type { z } from "zod";
import { auditLine } from "../http/audit.ts";
import type { Principal } from "../http/credentials.ts";
import { requireNamespace } from "./access.ts";
import { allocationItem } from "./allocation-view.ts";
import { nodeOfKey } from "./allocations.ts";
import { evaluationDetail, evaluationItem } from "./evaluation-view.ts";
import { json, type ApiRequest, type ApiServices, type Handler } from "./handler.ts";
import { principalOf, queryOf } from "./input.ts";
import { findJob, pageQuery, readPage, visibleNamespaces } from "./jobs.ts";
import { nodesById } from "./nodes-by-id.ts";
import { notFound, rejected } from "./problem.ts";

const pageSize = 50;

/** Words that are none of the known ones ask for nothing: an address from elsewhere shows an empty list, not all. */
export const listed = <T extends string>(all: readonly T[], text: string | undefined): readonly T[] | undefined => {
  const words = (text ?? "").split(",").filter((word) => word !== "");
  return words.length === 0 ? undefined : all.filter((one) => words.includes(one));
};

const filterOf = (query: z.infer<typeof evaluationListQuery>, principal: Principal): EvaluationFilter => ({
  namespaces: visibleNamespaces(principal, query.namespace),
  jobId: query.job === "" ? undefined : query.job,
  status: listed(evaluationStatuses, query.status),
  triggeredBy: listed(evaluationTriggers, query.trigger),
});

const sum = (counts: Readonly<Record<string, number>>, of: readonly string[] = Object.keys(counts)): number =>
  of.reduce((total, one) => total + (counts[one] ?? 0), 0);

export const listEvaluations: Handler = ({ reader }, request) => {
  const query = queryOf(evaluationListQuery, request);
  const principal = principalOf(request);
  const filter = filterOf(query, principal);
  const page = readPage(() => reader.allEvaluations(filter, { cursor: query.cursor, limit: query.limit ?? pageSize }));
  const counts = reader.evaluationCounts(filter);
  const list: EvaluationList = {
    items: page.items.map(evaluationItem),
    next: page.next,
    counts,
    total: sum(counts, filter.status),
    all: sum(reader.evaluationCounts({ namespaces: principal.namespaces ?? undefined })),
    index: reader.tableIndex("evaluations"),
  };
  return json(list);
};

/** By UUID; a namespace that the token is not for hides it. */
const findEvaluation = ({ reader }: ApiServices, request: ApiRequest): Evaluation => {
  const id = request.params["evaluation"] ?? "";
  const evaluation = reader.evaluation(id);
  if (evaluation === undefined) throw notFound(`evaluation ${id.slice(0, 50)}`);
  requireNamespace(principalOf(request), evaluation.namespace, `evaluation ${id}`);
  return evaluation;
};

/** The cursor holds a group by its place in the specification. */
const cursorOf = ({ reader }: ApiServices, evaluation: Evaluation): EvaluationDetail["cursor"] => {
  if (evaluation.cursor === null) return null;
  const job = reader.job(evaluation.namespace, evaluation.jobId);
  const group = job?.key === evaluation.job ? job.spec.taskGroups[evaluation.cursor.group]?.name : undefined;
  return group === undefined ? null : { group, index: Math.max(0, evaluation.cursor.index) };
};

export const getEvaluation: Handler = (services, request) => {
  const evaluation = findEvaluation(services, request);
  const view = services.kernel.view();
  const detail = evaluationDetail(evaluation, {
    evaluation: services.reader.evaluationByKey,
    node: (key) => view.nodes.get(key),
    byId: nodesById(view),
  });
  return json({ ...detail, cursor: cursorOf(services, evaluation) });
};

export const listEvaluationAllocations: Handler = (services, request) => {
  const evaluation = findEvaluation(services, request);
  const { cursor, limit = pageSize } = queryOf(pageQuery, request);
  const page = readPage(() => services.reader.allocationsOfEvaluation(evaluation.key, { cursor, limit }));
  const nodeOf = nodeOfKey(services);
  return json({
    items: page.items.map((allocation) => allocationItem(allocation, nodeOf)),
    next: page.next,
    index: services.reader.tableIndex("allocations"),
  });
};

export const evaluateJob: Handler = async (services, request) => {
  const { namespace, id } = findJob(services, request).spec;
  const done = await services.kernel.submit(
    { type: "evaluateJob", namespace, id, origin: { door: "dashboard", by: principalOf(request).name } },
    auditLine(request, "dashboard", { action: "evaluateJob", object: id, namespace }),
  );
  if (!done.ok) throw rejected(done.rejection);
  return json({ index: done.value.index, evaluationId: done.value.evaluation });
};
