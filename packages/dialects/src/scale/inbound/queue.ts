import type { StartJob, StopJob } from "@longshore/core/command";
import {
  childSpec,
  priorityOf,
  type About,
  type Job,
  type JobSpec,
  type Json,
  type Origin,
  type ParentRef,
} from "@longshore/core/model";
import { toBase64 } from "../../units.ts";
import { statusOf } from "../outbound/status.ts";
import type * as wire from "../wire.ts";

/** A JSON input is a variable of the task, as Seed has it: its name in capitals, a text as it is and anything else as JSON. */
const variableOf = (name: string): string => name.toUpperCase().replaceAll(/[^A-Z0-9_]/g, "_");
const textOf = (value: Json): string => (typeof value === "string" ? value : JSON.stringify(value));

const environmentOf = (input: wire.Data): { readonly [name: string]: string } =>
  Object.fromEntries(Object.entries(input.json ?? {}).map(([name, value]) => [variableOf(name), textOf(value)]));

const payloadOf = (input: wire.Data): string =>
  toBase64(new TextEncoder().encode(JSON.stringify({ files: input.files ?? {}, json: input.json ?? {} })));

const withPriority = (spec: JobSpec, priority: number | undefined): JobSpec => {
  if (priority === undefined || spec.about === null) return spec;
  const priorityGiven = { value: priority, lowerFirst: true };
  const about: About = { ...spec.about, priorityGiven };
  return { ...spec, priority: priorityOf(priorityGiven), about };
};

/** A job as the child of its type: the type's specification as it is now, with the input as its payload and its variables. */
export const queuedJob = (
  type: Job,
  request: wire.QueueJob,
  name: string,
): { readonly spec: JobSpec; readonly parent: ParentRef } => {
  const input = request.input ?? {};
  const frozen = childSpec(type.spec, { name, meta: {}, payload: payloadOf(input) });
  const env = environmentOf(input);
  const taskGroups = frozen.taskGroups.map((group) => ({
    ...group,
    tasks: group.tasks.map((task) => ({ ...task, env: { ...task.env, ...env } })),
  }));
  return {
    spec: withPriority({ ...frozen, taskGroups }, request.configuration?.priority),
    parent: { job: type.key, version: type.version, id: type.spec.id },
  };
};

const named = ({ spec: { namespace, id } }: Job) => ({ namespace, id });

/** Undefined: it has come to its end well, or is canceled. */
export const cancelCommand = (job: Job, origin: Origin): StopJob | undefined =>
  statusOf(job) === "COMPLETED" || job.stop ? undefined : { type: "stopJob", ...named(job), origin };

/** Failed and canceled jobs run again, as the next executions of the same job; a failed one is ended first. */
export const requeueCommands = (job: Job, origin: Origin): readonly (StopJob | StartJob)[] => {
  const start: StartJob = { type: "startJob", ...named(job), origin };
  switch (statusOf(job)) {
    case "FAILED":
      return [{ type: "stopJob", ...named(job), origin }, start];
    case "CANCELED":
      return [start];
    case "PENDING":
    case "BLOCKED":
    case "QUEUED":
    case "RUNNING":
    case "COMPLETED":
      return [];
  }
};
