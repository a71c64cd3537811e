import type { DispatchJob } from "@longshore/core/command";
import { limits } from "@longshore/core/limits";
import type { Job, Strings } from "@longshore/core/model";
import type { Desk, DialectRequest, Operation, Reply } from "../../dialect.ts";
import { isObject, readNumber, readOptionalBody, readString, type Body } from "../inbound/body.ts";
import { readNamespace } from "../inbound/query.ts";
import { replyTo } from "../refusals.ts";
import { isRefused, jsonReply, queryMeta, refuse, writeHeaders, type Refused } from "../reply.ts";
import { originOf } from "./job-writes.ts";
import { jobWith, operation, pathParam, writeMethods } from "./operation.ts";

const readMeta = (body: Body): Strings | Refused => {
  const given = body.get("Meta") ?? {};
  if (!isObject(given))
    return refuse(400, "json: cannot unmarshal into Go struct field Meta of type map[string]string");
  const entries = Object.entries(given).map(([key, value]) => [key, value ?? ""] as const);
  const wrong = entries.find(([, value]) => typeof value !== "string");
  return wrong === undefined
    ? (Object.fromEntries(entries) as Strings)
    : refuse(400, `json: cannot unmarshal ${typeof wrong[1]} into Go struct field Meta of type string`);
};

const wordsOf = (kind: string, id: string): Refused | undefined => {
  if (kind === "jobNotFound") return refuse(500, "parameterized job not found");
  return kind === "jobIsStopped" ? refuse(500, `Specified job "${id}" is stopped`) : undefined;
};

const dispatched = (
  request: DialectRequest,
  child: Job,
  made: { readonly index: number; readonly evaluation: string },
) =>
  jsonReply(
    request,
    {
      DispatchedJobID: child.spec.id,
      EvalID: made.evaluation,
      EvalCreateIndex: made.evaluation === "" ? 0 : made.index,
      JobCreateIndex: child.createIndex,
      ...queryMeta(made.index),
    },
    writeHeaders(made.index),
  );

const submit = async (desk: Desk, request: DialectRequest, command: DispatchJob): Promise<Reply | Refused> => {
  const { reader } = desk;
  const { namespace, id, token = "" } = command;
  const outcome = await desk.submit(command);
  if (!outcome.ok) return wordsOf(outcome.rejection.kind, id) ?? replyTo(outcome.rejection);
  const { evaluationId, index } = outcome.committed;
  const jobId = evaluationId === "" ? undefined : reader.evaluation(evaluationId)?.jobId;
  const child =
    jobId === undefined ? reader.dispatched(reader.job(namespace, id)?.key ?? 0, token) : reader.job(namespace, jobId);
  if (child === undefined) return refuse(500, "dispatched job not found");
  return dispatched(request, child, { index, evaluation: evaluationId });
};

type Given = Pick<DispatchJob, "payload" | "meta" | "idPrefix" | "priority">;

const readGiven = (request: DialectRequest, id: string): Given | Refused => {
  const body = readOptionalBody(request);
  if (isRefused(body)) return body;
  const named = readString(body, "JobID");
  if (isRefused(named)) return named;
  if (named !== "" && named !== id) return refuse(400, "Job ID does not match");
  const payload = readString(body, "Payload");
  if (isRefused(payload)) return payload;
  const meta = readMeta(body);
  if (isRefused(meta)) return meta;
  const idPrefix = readString(body, "IdPrefixTemplate");
  if (isRefused(idPrefix)) return idPrefix;
  const priority = readNumber(body, "Priority");
  if (isRefused(priority)) return priority;
  return { payload: payload === "" ? null : payload, meta, idPrefix, priority: priority === 0 ? undefined : priority };
};

/** `.../dispatch/payload` takes the payload as it is. */
const readRaw = ({ body }: DialectRequest): Given | Refused => {
  if (body.length === 0) return { payload: null, meta: {} };
  const { payloadBytes: max } = limits;
  if (body.length > max) return refuse(500, `Payload exceeds maximum size; ${String(body.length)} > ${String(max)}`);
  return { payload: btoa(Array.from(body, (byte) => String.fromCharCode(byte)).join("")), meta: {} };
};

const dispatchWith = (name: string, suffix: "/dispatch" | "/dispatch/payload", read: typeof readGiven): Operation =>
  operation({
    name,
    methods: writeMethods,
    pattern: `/v1/job/{job}${suffix}`,
    match: jobWith(suffix),
    role: "operator",
    handle: (desk, request, params) => {
      const namespace = readNamespace(request);
      if (isRefused(namespace)) return namespace;
      const id = pathParam(params, "job");
      const given = read(request, id);
      if (isRefused(given)) return given;
      const token = request.query.get("idempotency_token") ?? "";
      return submit(desk, request, { type: "dispatchJob", namespace, id, token, ...given, origin: originOf(request) });
    },
  });

export const dispatches: readonly Operation[] = [
  dispatchWith("dispatchJobPayload", "/dispatch/payload", readRaw),
  dispatchWith("dispatchJob", "/dispatch", readGiven),
];
