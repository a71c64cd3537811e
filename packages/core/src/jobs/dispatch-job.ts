import type { DispatchJob } from "../command.ts";
import { happened, nothing, type Decided } from "../decision.ts";
import type { Event } from "../event.ts";
import { limits } from "../limits.ts";
import { childId, childSpec } from "../model/child.ts";
import { jobNameKey } from "../model/ids.ts";
import type { Job } from "../model/job.ts";
import type { Parameterized, Strings } from "../model/job-spec.ts";
import type { Rejection } from "../rejection.ts";
import { no, ok } from "../result.ts";
import { checkJobId } from "../spec/validate/names.ts";
import { dispatchKey, type StateView } from "../state.ts";
import { hashText } from "../uuid.ts";
import { findJob } from "./find-job.ts";
import { evaluationOf } from "./versions.ts";

const base64 = /^[A-Za-z0-9+/]*={0,2}$/;

/** An end of text, or half of a character. */
const unusable = /[\0\p{Cs}]/u;

/** Bytes that a base64 text stands for. */
const bytesOf = (payload: string): number => Math.floor((payload.replace(/=+$/, "").length * 3) / 4);

const refusedPayload = ({ payload: rule }: Parameterized, payload: string | null): Rejection | undefined => {
  if (payload === null) return rule === "required" ? { kind: "payloadMissing" } : undefined;
  if (rule === "forbidden") return { kind: "payloadForbidden" };
  if (!base64.test(payload)) return { kind: "payloadNotBase64" };
  const bytes = bytesOf(payload);
  return bytes > limits.payloadBytes ? { kind: "payloadTooLarge", bytes, max: limits.payloadBytes } : undefined;
};

const refusedMeta = ({ metaRequired, metaOptional }: Parameterized, meta: Strings): Rejection | undefined => {
  const keys = Object.keys(meta);
  const allowed = new Set([...metaRequired, ...metaOptional]);
  const unknown = keys.filter((key) => !allowed.has(key) || key === "__proto__").toSorted();
  if (unknown.length > 0) return { kind: "metaForbidden", keys: unknown };
  const missing = metaRequired.filter((key) => !Object.hasOwn(meta, key)).toSorted();
  if (missing.length > 0) return { kind: "metaMissing", keys: missing };
  for (const key of keys) {
    const value = meta[key] ?? "";
    if (value.length > limits.valueLength)
      return { kind: "metaUnusable", key, why: `it is longer than ${String(limits.valueLength)} characters` };
    if (unusable.test(value)) return { kind: "metaUnusable", key, why: "no environment variable can hold it" };
  }
  return undefined;
};

/** Nomad's name of a dispatched child: when it was dispatched, and eight digits that tell it from others of that second. */
const childName = (view: StateView, parent: Job, at: { readonly prefix: string; readonly now: number }): string => {
  const { namespace, id } = parent.spec;
  const second = `dispatch-${at.prefix === "" ? "" : `${at.prefix}-`}${String(Math.floor(at.now / 1000))}`;
  for (let attempt = 0; ; attempt++) {
    const digits = hashText(`${view.seed}/${String(view.next.job)}/${String(attempt)}`).slice(0, 8);
    const name = `${second}-${digits}`;
    if (!view.jobKeys.has(jobNameKey(namespace, childId(id, name)))) return name;
  }
};

const refusedId = (id: string): Rejection | undefined => {
  let refused: Rejection | undefined;
  checkJobId((_path, why) => {
    refused ??= { kind: "childIdInvalid", id, why };
  }, id);
  return refused;
};

const refusedDispatch = (job: Job, command: DispatchJob): Rejection | undefined => {
  const { parameterized, id } = job.spec;
  if (parameterized === null) return { kind: "jobIsNotParameterized", id };
  if (job.stop) return { kind: "jobIsStopped", id };
  const { priority } = command;
  if (priority !== undefined && (!Number.isInteger(priority) || priority < 1 || priority > 100))
    return { kind: "priorityOutOfRange", priority };
  return refusedPayload(parameterized, command.payload) ?? refusedMeta(parameterized, command.meta);
};

/**
 * A child of a parameterized job, its specification frozen as the parent's is now. [W32] While a child is known that was dispatched
 * under the same token, nothing happens.
 */
export const dispatchJob = (view: StateView, command: DispatchJob, now: number): Decided => {
  const found = findJob(view, command, undefined);
  if (!found.ok) return found;
  const parent = found.value;
  const refused = refusedDispatch(parent, command);
  if (refused !== undefined) return no(refused);
  const { origin, evalPriority, token = "", meta, payload, priority, idPrefix = "" } = command;
  if (token.length > limits.nameLength || unusable.test(token))
    return no({ kind: "tokenUnusable", max: limits.nameLength });
  if (token !== "" && view.dispatched.has(dispatchKey(parent.key, token))) return ok(nothing);
  const frozen = childSpec(parent.spec, { name: childName(view, parent, { prefix: idPrefix, now }), meta, payload });
  const badId = refusedId(frozen.id);
  if (badId !== undefined) return no(badId);
  const spec = { ...frozen, priority: priority ?? frozen.priority };
  const key = view.next.job;
  const events: readonly Event[] = [
    { type: "childLaunched", job: parent.key, child: spec.id, forced: true, launch: { at: now, missed: 0 } },
    {
      type: "jobVersioned",
      job: key,
      cause: "launched",
      bumps: ["configuration", "desiredState", "workflow"],
      version: { version: 0, spec, stop: false, stable: false, revision: 1, origin, note: "dispatched" },
      parent: { job: parent.key, version: parent.version, id: parent.spec.id, dispatch: { token } },
    },
    evaluationOf(view, { key, spec }, { triggeredBy: "job-register", priority: evalPriority }),
  ];
  return happened(events);
};
