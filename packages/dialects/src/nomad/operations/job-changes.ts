import type { Operation } from "../../dialect.ts";
import { bodyOf, isObject, readBody, readNumber, readOptionalBody, readString } from "../inbound/body.ts";
import { readNamedVersion } from "../inbound/named-version.ts";
import { readNamespace } from "../inbound/query.ts";
import { replyTo } from "../refusals.ts";
import { isRefused, jsonReply, readHeaders, refuse } from "../reply.ts";
import { jobSummaryIndex } from "./job-indexes.ts";
import { originOf, readCheckIndex, registered } from "./job-writes.ts";
import { blocking, jobWith, operation, pathParam, readMethods, writeMethods } from "./operation.ts";

/** The job is looked at again as it is; `ForceReschedule` asks for nothing more while nothing waits to be rescheduled. */
const evaluateJob = operation({
  name: "evaluateJob",
  methods: writeMethods,
  pattern: "/v1/job/{job}/evaluate",
  match: jobWith("/evaluate"),
  role: "operator",
  handle: async (desk, request, params) => {
    const namespace = readNamespace(request);
    if (isRefused(namespace)) return namespace;
    const id = pathParam(params, "job");
    const body = readOptionalBody(request);
    if (isRefused(body)) return body;
    const named = readString(body, "JobID");
    if (isRefused(named)) return named;
    if (request.body.length > 0 && named === "") return refuse(400, "Job ID must be specified");
    if (named !== "" && named !== id) return refuse(400, "JobID not same as job name");
    const outcome = await desk.submit({ type: "evaluateJob", namespace, id, origin: originOf(request) });
    if (!outcome.ok)
      return outcome.rejection.kind === "jobNotFound" ? refuse(500, "job not found") : replyTo(outcome.rejection);
    const jobModifyIndex = desk.reader.job(namespace, id)?.modifyIndex ?? outcome.committed.jobModifyIndex;
    return registered(request, { ...outcome.committed, jobModifyIndex });
  },
});

const revertJob = operation({
  name: "revertJob",
  methods: writeMethods,
  pattern: "/v1/job/{job}/revert",
  match: jobWith("/revert"),
  role: "operator",
  handle: async (desk, request, params) => {
    const named = readNamedVersion(request, pathParam(params, "job"));
    if (isRefused(named)) return named;
    const { namespace, id, version, body } = named;
    const enforceVersion = readNumber(body, "EnforcePriorVersion");
    if (isRefused(enforceVersion)) return enforceVersion;
    const outcome = await desk.submit({
      type: "revertJob",
      namespace,
      id,
      version,
      enforceVersion,
      origin: originOf(request),
    });
    if (outcome.ok) return registered(request, outcome.committed);
    return outcome.rejection.kind === "jobNotFound" ? refuse(500, `job "${id}" not found`) : replyTo(outcome.rejection);
  },
});

const scaleStatus = operation({
  name: "getJobScale",
  methods: readMethods,
  pattern: "/v1/job/{job}/scale",
  match: jobWith("/scale"),
  role: "viewer",
  handle: (desk, request, params) => {
    const namespace = readNamespace(request);
    if (isRefused(namespace)) return namespace;
    const { reader } = desk;
    const id = pathParam(params, "job");
    return blocking(desk, request, {
      index: () => jobSummaryIndex(reader, namespace, id),
      answer: (index) => {
        const job = reader.job(namespace, id);
        if (job === undefined) return refuse(404, `job "${id}" not found`, readHeaders(index));
        const groups = job.spec.taskGroups.map(({ name, count }) => {
          const now = Object.hasOwn(job.groups, name) ? job.groups[name]?.now : undefined;
          const running = now?.running ?? 0;
          const placed = running + (now?.starting ?? 0);
          return [
            name,
            { Desired: count, Placed: placed, Running: running, Healthy: running, Unhealthy: 0, Events: null },
          ] as const;
        });
        return jsonReply(
          request,
          {
            JobID: id,
            Namespace: namespace,
            JobCreateIndex: job.createIndex,
            JobModifyIndex: job.jobModifyIndex,
            JobStopped: job.stop,
            TaskGroups: Object.fromEntries(groups),
          },
          readHeaders(index),
        );
      },
    });
  },
});

const scaleJob = operation({
  name: "scaleJob",
  methods: writeMethods,
  pattern: "/v1/job/{job}/scale",
  match: jobWith("/scale"),
  role: "operator",
  handle: async (desk, request, params) => {
    const namespace = readNamespace(request);
    if (isRefused(namespace)) return namespace;
    const id = pathParam(params, "job");
    const body = readBody(request);
    if (isRefused(body)) return body;
    const target = body.get("Target");
    const group = isObject(target) ? readString(bodyOf(target), "Group") : "";
    if (isRefused(group)) return group;
    if (group === "") return refuse(400, "missing task group name for scaling action");
    const count = readNumber(body, "Count");
    if (isRefused(count)) return count;
    if (count !== undefined && count < 0) return refuse(400, "scaling action count can't be negative");
    const checkIndex = readCheckIndex(body);
    if (isRefused(checkIndex)) return checkIndex;
    const job = desk.reader.job(namespace, id);
    if (job === undefined) return refuse(404, `job "${id}" not found`);
    // Without a count it is only a note of an autoscaler, which Nomad keeps with the group's events.
    if (count === undefined)
      return registered(request, { index: desk.reader.index(), jobModifyIndex: job.jobModifyIndex, evaluationId: "" });
    const outcome = await desk.submit({
      type: "scaleJob",
      namespace,
      id,
      group,
      count,
      checkIndex,
      origin: originOf(request),
    });
    return outcome.ok ? registered(request, outcome.committed) : replyTo(outcome.rejection);
  },
});

export const jobChanges: readonly Operation[] = [evaluateJob, revertJob, scaleStatus, scaleJob];
