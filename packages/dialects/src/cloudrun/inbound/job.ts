import type { RegisterJob } from "@longshore/core/command";
import type { Job, JobSpec, JsonObject, Origin } from "@longshore/core/model";
import type { SpecProblem } from "@longshore/core/spec/problem";
import { difference, warningsOf, type WithoutEffect } from "../../left-over.ts";
import { resourceVersionOf } from "../outbound/metadata.ts";
import { writeJob } from "../outbound/write-job.ts";
import type * as wire from "../wire.ts";
import { storedJob } from "./defaults.ts";
import { readJob } from "./read-job.ts";

const task = "spec.template.spec.template.spec";
/** What is kept, read back and told, and does nothing. */
const withoutEffect: WithoutEffect = [
  ["metadata.generateName", "a job is called by its name"],
  ["spec.template.spec.delayExecution", "an execution starts when there is room"],
  [`${task}.volumes`, "volumes are not mounted"],
  [`${task}.serviceAccountName`, "tasks run as the server's own user"],
  [`${task}.nodeSelector`, "devices are not assigned"],
  [`${task}.containers.*.volumeMounts`, "volumes are not mounted"],
  [`${task}.containers.*.workingDir`, "a task starts in its own directory"],
  [`${task}.containers.*.ports`, "a job's tasks are not called"],
  [`${task}.containers.*.startupProbe`, "a task has started when its process has"],
  [`${task}.containers.*.livenessProbe`, "a task lives while its process does"],
  [`${task}.containers.*.readinessProbe`, "a job's tasks are not called"],
  [`${task}.containers.*.resources.requests`, "what is asked for is the limit"],
];

const secretWarnings = (job: wire.Job): readonly SpecProblem[] =>
  (job.spec?.template?.spec?.template?.spec?.containers ?? []).flatMap((container, at) =>
    (container.env ?? []).flatMap(({ name, valueFrom }, index) =>
      valueFrom === undefined
        ? []
        : [
            {
              path: [...task.split("."), "containers", String(at), "env", String(index)],
              message: `${name} has no effect: secrets are not fetched`,
              severity: "warning" as const,
            },
          ],
    ),
  );

export type ReadJob = { readonly spec: JobSpec; readonly warnings: readonly SpecProblem[] };

/** A definition as a specification that says it all again: see `definitionToWire`. */
export const specFromWire = (given: wire.Job): ReadJob => {
  const job = storedJob(given);
  const spec = readJob(job);
  const leftOver = difference(writeJob(spec) as JsonObject, job as JsonObject);
  if (leftOver === undefined || spec.about === null) return { spec, warnings: [] };
  return {
    spec: { ...spec, about: { ...spec.about, foreign: { cloudrun: leftOver as JsonObject } } },
    warnings: [...warningsOf(leftOver, withoutEffect), ...secretWarnings(job)],
  };
};

export const createCommand = (spec: JobSpec, origin: Origin): RegisterJob => ({
  type: "registerJob",
  spec,
  checkIndex: 0,
  origin,
});

/** Undefined: the definition was made for another version than the one in force. One that names none is always in force. */
export const replaceCommand = (job: Job, given: wire.Job, origin: Origin): RegisterJob | undefined => {
  const version = given.metadata?.resourceVersion ?? "";
  if (version !== "" && version !== resourceVersionOf(job)) return undefined;
  return { type: "registerJob", spec: specFromWire(given).spec, checkIndex: job.jobModifyIndex, origin };
};

/** The execution that a definition asks for by a token, by name, and what the job waits for to be ready. */
export const tokenOf = (
  given: wire.Job,
): { readonly name: string; readonly readyWhen: "started" | "completed" } | undefined => {
  const { startExecutionToken: start = "", runExecutionToken: run = "" } = given.spec ?? {};
  if (start !== "") return { name: start, readyWhen: "started" };
  return run === "" ? undefined : { name: run, readyWhen: "completed" };
};
