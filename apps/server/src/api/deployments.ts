import {
  deploymentInstancesQuery,
  deploymentListQuery,
  promoteRequest,
  restartRequest,
  type DeploymentInstances,
  type DeploymentList,
  type RestartReply,
} from "@longshore/api/deployments";
import type { Command } from "@longshore/core/command";
import { invariant } from "@longshore/core/invariant";
import { deploymentStatuses, type Deployment, type Job } from "@longshore/core/model";
import type { DeploymentFilter, PageRequest, Reader } from "@longshore/core/reader";
import type { z } from "zod";
import { auditLine } from "../http/audit.ts";
import { requireNamespace } from "./access.ts";
import { nodeOfKey } from "./allocations.ts";
import { deploymentDetail, deploymentItem } from "./deployment-view.ts";
import { listed } from "./evaluations.ts";
import { json, type ApiReply, type ApiRequest, type ApiServices, type Handler } from "./handler.ts";
import { bodyOf, principalOf, queryOf } from "./input.ts";
import { findJob, pageQuery, readPage, visibleNamespaces } from "./jobs.ts";
import { ApiProblem, notFound, rejected } from "./problem.ts";
import {
  deploymentInstance,
  healthOf,
  instancesOfGroup,
  placeOf,
  underwayOf,
  type RolloutInstance,
  type Underway,
} from "./rollout-instances.ts";

const pageSize = 50;

const listOf = ({ reader }: ApiServices, filter: DeploymentFilter, request: PageRequest): ApiReply => {
  const page = readPage(() => reader.deployments(filter, request));
  const list: DeploymentList = {
    items: page.items.map(deploymentItem),
    next: page.next,
    index: reader.tableIndex("deployments"),
  };
  return json(list);
};

export const listDeployments: Handler = (services, request) => {
  const { status, namespace, cursor, limit = pageSize } = queryOf(deploymentListQuery, request);
  const namespaces = visibleNamespaces(principalOf(request), namespace);
  return listOf(services, { namespaces, status: listed(deploymentStatuses, status) }, { cursor, limit });
};

export const listJobDeployments: Handler = (services, request) => {
  const job = findJob(services, request);
  const { cursor, limit = pageSize } = queryOf(pageQuery, request);
  return listOf(services, { job: job.key }, { cursor, limit });
};

/** By UUID; a namespace that the token is not for hides it. */
const findDeployment = ({ reader }: ApiServices, request: ApiRequest): Deployment => {
  const id = request.params["deployment"] ?? "";
  const deployment = reader.deployment(id);
  if (deployment === undefined) throw notFound(`rollout ${id.slice(0, 50)}`);
  requireNamespace(principalOf(request), deployment.namespace, `rollout ${id}`);
  return deployment;
};

/** The job that a rollout was of; one that took its name over is another. */
const jobOf = (reader: Reader, { namespace, jobId, job }: Deployment): Job | undefined => {
  const found = reader.job(namespace, jobId);
  return found?.key === job ? found : undefined;
};

/** A rollout is taken back by the next one of its job; newer ones than that are few while anybody looks. */
const mostNewer = 100;

const takenBackBy = (reader: Reader, { key, job, status }: Deployment): Deployment | undefined =>
  status === "failed"
    ? reader.deployments({ job }, { limit: mostNewer }).items.find(({ takesBack }) => takesBack === key)
    : undefined;

export const getDeployment: Handler = (services, request) => {
  const { reader, kernel } = services;
  const found = findDeployment(services, request);
  const underway = underwayOf(kernel.view(), found);
  const deployment = underway?.deployment ?? found;
  return json(
    deploymentDetail(deployment, {
      principal: principalOf(request),
      underway,
      job: jobOf(reader, deployment),
      takesBack: deployment.takesBack === null ? undefined : reader.deploymentByKey(deployment.takesBack),
      takenBackBy: takenBackBy(reader, deployment),
    }),
  );
};

/** The next page of what is under way begins after this place. */
const placeIn = (cursor: string | undefined): readonly [group: number, index: number] => {
  if (cursor === undefined || cursor === "") return [0, -1];
  const [, group, index] = /^(\d{1,9})\.(\d{1,15})$/.exec(cursor) ?? [];
  if (group === undefined || index === undefined)
    throw new ApiProblem("bad-request", "That page does not exist any more: start again from the first");
  return [Number(group), Number(index)];
};

type Asked = PageRequest & Pick<z.infer<typeof deploymentInstancesQuery>, "group" | "health">;

const isAsked = (key: number, { group, health }: Asked, instance: RolloutInstance): boolean =>
  (group === undefined || instance.group === group) && (health === undefined || healthOf(key, instance) === health);

const underwayPage = (services: ApiServices, underway: Underway, request: Asked): DeploymentInstances => {
  const [fromGroup, fromIndex] = placeIn(request.cursor);
  const { key, groups } = underway.deployment;
  const nodeOf = nodeOfKey(services);
  const items: DeploymentInstances["items"] = [];
  let [last, next]: [string | null, string | null] = [null, null];
  for (const [at, name] of Object.keys(groups).entries()) {
    if (at < fromGroup || next !== null) continue;
    for (const instance of instancesOfGroup(underway, name)) {
      if ((at === fromGroup && instance.index <= fromIndex) || !isAsked(key, request, instance)) continue;
      if (items.length === request.limit) {
        next = last;
        break;
      }
      items.push(deploymentInstance(key, instance, nodeOf));
      last = `${String(at)}.${String(instance.index)}`;
    }
  }
  return { items, next, index: underway.view.indexes.deployments };
};

/** Allocations that are looked at for one page: some 20 µs each. */
const mostLookedAt = 1000;

/** What came of it. Where few are asked for, pages are read until one has some of them. */
const endedPage = (services: ApiServices, key: number, request: Asked): DeploymentInstances => {
  const nodeOf = nodeOfKey(services);
  const items: DeploymentInstances["items"] = [];
  let { cursor } = request;
  let lookedAt = 0;
  do {
    const page = services.reader.allocationsOfDeployment(key, { cursor, limit: request.limit });
    lookedAt += page.items.length;
    cursor = page.next ?? undefined;
    for (const place of page.items.map(placeOf))
      if (isAsked(key, request, place)) items.push(deploymentInstance(key, place, nodeOf));
  } while (cursor !== undefined && items.length === 0 && lookedAt < mostLookedAt);
  return { items, next: cursor ?? null, index: services.reader.tableIndex("deployments") };
};

export const listDeploymentInstances: Handler = (services, request) => {
  const found = findDeployment(services, request);
  const { limit = pageSize, ...query } = queryOf(deploymentInstancesQuery, request);
  const asked: Asked = { ...query, limit };
  const underway = underwayOf(services.kernel.view(), found);
  return json(
    underway === undefined
      ? readPage(() => endedPage(services, found.key, asked))
      : underwayPage(services, underway, asked),
  );
};

type Target = Pick<Extract<Command, { readonly type: "failDeployment" }>, "deployment" | "origin">;

const change =
  (commandOf: (target: Target, request: ApiRequest) => Command): Handler =>
  async (services, request) => {
    const { key, id, namespace } = findDeployment(services, request);
    const command = commandOf(
      { deployment: key, origin: { door: "dashboard", by: principalOf(request).name } },
      request,
    );
    const action = command.type === "pauseDeployment" && !command.pause ? "resumeDeployment" : command.type;
    const done = await services.kernel.submit(
      command,
      auditLine(request, "dashboard", { action, object: id, namespace }),
    );
    if (!done.ok) throw rejected(done.rejection);
    return json({ index: done.value.index });
  };

export const pauseDeployment = change((target) => ({ type: "pauseDeployment", pause: true, ...target }));
export const resumeDeployment = change((target) => ({ type: "pauseDeployment", pause: false, ...target }));
export const promoteDeployment = change((target, request) => ({
  type: "promoteDeployment",
  groups: bodyOf(promoteRequest, request).groups ?? null,
  ...target,
}));
export const failDeployment = change((target) => ({ type: "failDeployment", ...target }));
export const abortDeployment = change((target) => ({ type: "abortDeployment", ...target }));

export const restartJob: Handler = async (services, request) => {
  const { key, spec } = findJob(services, request);
  const { namespace, id } = spec;
  const { instances = null, rollout, checkIndex } = bodyOf(restartRequest, request);
  const backwards = instances?.find(({ from, to }) => from > to);
  if (backwards !== undefined)
    throw new ApiProblem(
      "bad-request",
      `The range of instances ${String(backwards.from)} to ${String(backwards.to)} ends before it begins; nothing was changed`,
    );
  const done = await services.kernel.submit(
    {
      type: "restartJob",
      namespace,
      id,
      instances,
      rollout,
      checkIndex,
      origin: { door: "dashboard", by: principalOf(request).name },
    },
    auditLine(request, "dashboard", { action: "restartJob", object: id, namespace }),
  );
  if (!done.ok) throw rejected(done.rejection);
  const { index, version, evaluation } = done.value;
  const begun = services.reader
    .deployments({ job: key }, { limit: mostNewer })
    .items.find((deployment) => deployment.version === version);
  invariant(begun !== undefined, "a restart has a rollout");
  const reply: RestartReply = { index, evaluationId: evaluation, deploymentId: begun.id, version };
  return json(reply);
};
