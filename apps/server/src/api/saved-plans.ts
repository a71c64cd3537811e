import {
  applyPlanRequest,
  comparisonQuery,
  plannedInstancesQuery,
  reviewRequest,
  savedPlanListQuery,
  savePlanRequest,
  type PlannedInstances,
  type PlanNow,
  type PlansCompared,
  type SavedPlanList,
  type SavedPlanReply,
} from "@longshore/api/saved-plans";
import type { Command, JobChange } from "@longshore/core/command";
import {
  isPending,
  planVerdicts,
  verdictOf,
  type Moved,
  type Plan,
  type PlanBody,
  type SavedPlan,
} from "@longshore/core/model";
import { comparePlans } from "@longshore/core/plans/compare";
import { planDigest } from "@longshore/core/plans/digest";
import { isStillTrue, movedSince } from "@longshore/core/plans/truth";
import type { Rejection } from "@longshore/core/rejection";
import type { Result } from "@longshore/core/result";
import { decodeCursor, encodeCursor } from "@longshore/store/cursor";
import { auditLine } from "../http/audit.ts";
import { mayUse, refuseOtherUsers } from "./access.ts";
import { readChange } from "./change.ts";
import { json, type ApiRequest, type ApiServices, type Handler } from "./handler.ts";
import { bodyOf, principalOf, queryOf } from "./input.ts";
import { readPage, visibleNamespaces } from "./jobs.ts";
import { nodeNames } from "./node-view.ts";
import { nodesById } from "./nodes-by-id.ts";
import { planReply } from "./plan-view.ts";
import { ApiProblem, notFound, rejected } from "./problem.ts";
import {
  comparisonView,
  jobTypeOf,
  movedTexts,
  nodesCompared,
  savedPlanDetail,
  savedPlanItem,
  type Window,
} from "./saved-plan-view.ts";

const pageSize = 50;

const findPlan = ({ reader }: ApiServices, request: ApiRequest, parameter: "plan" | "other" = "plan"): SavedPlan => {
  const id = request.params[parameter] ?? "";
  const plan = reader.plan(id);
  if (plan === undefined || !mayUse(principalOf(request), plan.namespace)) throw notFound(`plan ${id.slice(0, 50)}`);
  return plan;
};

const originOf = (request: ApiRequest) => ({ door: "dashboard", by: principalOf(request).name }) as const;

/** The plan of a change as it is now; a big one is worked out beside the main thread. */
const presentPlan = async ({ kernel, keptPlan }: ApiServices, change: JobChange): Promise<Result<Plan, Rejection>> =>
  (await keptPlan(change)) ?? kernel.plan(change);

/** A command that concerns a plan's job. The kernel names the plan in the audit log. */
const submit = async (
  { kernel }: ApiServices,
  request: ApiRequest,
  by: {
    readonly command: Command;
    readonly action: string;
    readonly of: { readonly namespace: string; readonly jobId: string };
  },
) => {
  const { command, action, of } = by;
  const act = { action, object: of.jobId, namespace: of.namespace };
  return kernel.submit(command, auditLine(request, "dashboard", act));
};

export const savePlan: Handler = async (services, request) => {
  const { change: asked, comment = "" } = bodyOf(savePlanRequest, request);
  const principal = principalOf(request);
  const { change, warnings } = readChange(asked, { principal, check: services.checkDriverConfig });
  const planned = await presentPlan(services, change);
  if (!planned.ok) throw rejected(planned.rejection);
  const plan = { ...planned.value, warnings: [...planned.value.warnings, ...warnings.map(({ message }) => message)] };
  const of = { namespace: plan.namespace, jobId: plan.id };
  const command = { type: "savePlan", change, plan, comment, origin: originOf(request) } as const;
  const done = await submit(services, request, { command, action: "savePlan", of });
  if (!done.ok) throw rejected(done.rejection);
  const saved = services.reader.plan(done.value.plan ?? "");
  if (saved === undefined) throw notFound("plan any more");
  const view = services.kernel.view();
  const reply: SavedPlanReply = {
    saved: savedPlanItem(saved, services.now()),
    plan: planReply(view, plan, { principal, type: jobTypeOf(view, { ...of, change }), warnings: [] }),
    index: done.value.index,
  };
  return json(reply);
};

export const listPlans: Handler = ({ reader, now }, request) => {
  const { namespace, job: jobId, state, author, cursor, limit = pageSize } = queryOf(savedPlanListQuery, request);
  const wanted = (state ?? "").split(",");
  const verdicts = state === undefined || state === "" ? undefined : planVerdicts.filter((one) => wanted.includes(one));
  const namespaces = visibleNamespaces(principalOf(request), namespace);
  const at = now();
  const page = readPage(() => reader.plans({ namespaces, jobId, verdicts, author, now: at }, { cursor, limit }));
  const list: SavedPlanList = {
    items: page.items.map((plan) => savedPlanItem(plan, at)),
    next: page.next,
    index: reader.tableIndex("plans"),
  };
  return json(list);
};

export const getPlan: Handler = (services, request) => {
  const plan = findPlan(services, request);
  const { kernel, reader, now } = services;
  const by = { principal: principalOf(request), now: now(), head: reader.planHead(plan.key) };
  return json(savedPlanDetail(kernel.view(), plan, by));
};

const instancesRoute = "plan/instances";

export const listPlannedInstances: Handler = (services, request) => {
  const plan = findPlan(services, request);
  const { cursor, limit = pageSize } = queryOf(plannedInstancesQuery, request);
  const { reader, kernel } = services;
  const total = reader.planHead(plan.key)?.instances;
  if (total === undefined) throw notFound("record of what this plan would do any more");
  const asked = cursor === undefined ? 0 : Number(readPage(() => decodeCursor(instancesRoute, cursor, [0]))[0]);
  const from = Math.min(Math.max(0, Math.trunc(asked)), total);
  const items = reader.plannedInstances(plan.key, from, limit);
  const named = items.flatMap(({ from: before, to }) => [before, to].flatMap((at) => (at === null ? [] : [at.node])));
  const scored = items.flatMap(({ to }) => (to?.metrics?.scores ?? []).map(({ nodeId }) => nodeId));
  const list: PlannedInstances = {
    items: items as PlannedInstances["items"],
    next: from + limit < total ? encodeCursor(instancesRoute, [from + limit]) : null,
    total,
    nodes: nodeNames(nodesById(kernel.view()), [...named, ...scored]),
  };
  return json(list);
};

/** What was saved of a plan, all of it. */
const bodyOfPlan = ({ reader }: ApiServices, { key }: SavedPlan): PlanBody | undefined => {
  const head = reader.planHead(key);
  if (head === undefined) return undefined;
  return {
    key,
    plan: { ...head.plan, instances: reader.plannedInstances(key, 0, head.instances) },
    nodes: head.nodes,
  };
};

const windowOf = (request: ApiRequest): Window => {
  const { from = 0, limit = 200 } = queryOf(comparisonQuery, request);
  return { from, limit };
};

const nothingMoved: Moved = { job: null, nodes: [], comparison: null };

type Look = Pick<PlanNow, "truth" | "digestNow" | "refused"> & { readonly moved: Moved };

/** With the same digest it does what it did: its instances need not be read. */
const bodyBeside = (
  services: ApiServices,
  plan: SavedPlan,
  { present, digestNow }: { readonly present: Plan | undefined; readonly digestNow: string | null },
): PlanBody | undefined => {
  if (present === undefined || digestNow !== plan.digest) return bodyOfPlan(services, plan);
  const nodes = services.reader.planHead(plan.key)?.nodes;
  return nodes && { key: plan.key, plan: present, nodes };
};

/** Plans the change again, and tells what is not as it was. */
const lookAgain = async (services: ApiServices, plan: SavedPlan): Promise<Look> => {
  if (!isPending(verdictOf(plan, services.now())))
    return { truth: "over", digestNow: null, refused: null, moved: nothingMoved };
  const planned = await presentPlan(services, plan.change);
  const view = services.kernel.view();
  const digestNow = planned.ok ? planDigest(planned.value) : null;
  const isTrue = isStillTrue(view, plan, digestNow);
  const present = planned.ok ? planned.value : undefined;
  const moved = movedSince(view, plan, { body: bodyBeside(services, plan, { present, digestNow }), present });
  return {
    truth: isTrue ? "true" : "stale",
    digestNow,
    refused: planned.ok ? null : rejected(planned.rejection).message,
    moved,
  };
};

export const getPlanNow: Handler = async (services, request) => {
  const window = windowOf(request);
  const plan = findPlan(services, request);
  const { truth, digestNow, refused, moved } = await lookAgain(services, plan);
  const byId = nodesById(services.kernel.view());
  const nameOf = (id: string): string => byId.get(id)?.name ?? id;
  const comparison = moved.comparison === null ? null : comparisonView(moved.comparison, principalOf(request), window);
  const reply: PlanNow = {
    verdict: verdictOf(plan, services.now()),
    truth,
    digest: plan.digest,
    digestNow,
    refused,
    why: truth === "stale" ? movedTexts(moved, nameOf) : [],
    moved: {
      job: moved.job,
      nodes: moved.nodes.map((node) => ({ ...node, name: nameOf(node.id) })),
      comparison,
    },
    nodes: nodeNames(byId, comparison === null ? [] : nodesCompared(comparison)),
    index: services.reader.index(),
  };
  return json(reply);
};

export const compareSavedPlans: Handler = (services, request) => {
  const window = windowOf(request);
  const [a, b] = [findPlan(services, request), findPlan(services, request, "other")];
  const [one, other] = [bodyOfPlan(services, a), bodyOfPlan(services, b)];
  if (one === undefined || other === undefined) throw notFound("record of what these plans would do any more");
  const comparison = comparisonView(comparePlans(one.plan, other.plan), principalOf(request), window);
  const now = services.now();
  const reply: PlansCompared = {
    ...comparison,
    a: savedPlanItem(a, now),
    b: savedPlanItem(b, now),
    nodes: nodeNames(nodesById(services.kernel.view()), nodesCompared(comparison)),
  };
  return json(reply);
};

const review =
  (type: "approvePlan" | "rejectPlan"): Handler =>
  async (services, request) => {
    const { comment = "" } = bodyOf(reviewRequest, request);
    const plan = findPlan(services, request);
    const command = { type, plan: plan.key, comment, origin: originOf(request) };
    const done = await submit(services, request, { command, action: type, of: plan });
    if (!done.ok) throw rejected(done.rejection);
    const after = services.reader.plan(plan.id) ?? plan;
    return json({ plan: savedPlanItem(after, services.now()), index: done.value.index });
  };

export const approvePlan = review("approvePlan");
export const rejectPlan = review("rejectPlan");

/** A refusal for being stale says what moved, as far as that can be told. */
const refusal = async (services: ApiServices, plan: SavedPlan, rejection: Rejection): Promise<ApiProblem> => {
  const problem = rejected(rejection);
  if (rejection.kind !== "stalePlan") return problem;
  const { moved } = await lookAgain(services, plan);
  const byId = nodesById(services.kernel.view());
  const why = movedTexts(moved, (id) => byId.get(id)?.name ?? id);
  const detail = [...why.slice(0, 5).map((text) => `${text}.`), problem.more.detail ?? ""].join(" ").trim();
  return new ApiProblem(problem.kind, problem.message, { ...problem.more, detail });
};

export const applyPlan: Handler = async (services, request) => {
  const { reviewed } = bodyOf(applyPlanRequest, request);
  const plan = findPlan(services, request);
  const { change } = plan;
  // Whoever applies it does it: what only an administrator may ask for is not lent by a plan.
  const refused = refuseOtherUsers(change, principalOf(request).role);
  if (refused !== undefined) throw rejected(refused);
  const planned = isPending(verdictOf(plan, services.now())) ? await services.keptPlan(change) : undefined;
  const seen =
    planned?.ok === true ? { index: planned.value.base.index, digest: planDigest(planned.value) } : undefined;
  const command = { type: "applySavedPlan", plan: plan.key, reviewed, seen, origin: originOf(request) } as const;
  const done = await submit(services, request, { command, action: change.type, of: plan });
  if (!done.ok) throw await refusal(services, plan, done.rejection);
  const { index, jobModifyIndex, version, evaluation } = done.value;
  const after = services.reader.plan(plan.id) ?? plan;
  return json({
    plan: savedPlanItem(after, services.now()),
    evaluationId: evaluation,
    jobModifyIndex,
    version,
    index,
  });
};
