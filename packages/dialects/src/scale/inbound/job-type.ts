import type { RegisterJob } from "@longshore/core/command";
import type { JobSpec, JsonObject, Origin } from "@longshore/core/model";
import type { SpecProblem } from "@longshore/core/spec/problem";
import { difference, warningsOf, type WithoutEffect } from "../../left-over.ts";
import { writeType } from "../outbound/write-type.ts";
import type * as wire from "../wire.ts";
import { readType } from "./read-type.ts";

/** What is kept, read back and told, and does nothing. */
const withoutEffect: WithoutEffect = [
  ["max_scheduled", "jobs are placed as there is room"],
  ["auto_update", "an image is what its name says"],
  ["configuration.mounts", "volumes are not mounted"],
  ["configuration.output_workspaces", "outputs stay in the task's directory"],
  ["configuration.settings", "settings are not given to the task"],
  ["manifest.job.interface.inputs.files", "files are not fetched: a job is told their ids"],
  ["manifest.job.interface.outputs", "outputs stay in the task's directory"],
  ["manifest.job.interface.mounts", "volumes are not mounted"],
  ["manifest.job.interface.settings", "settings are not given to the task"],
  ["manifest.job.resources.scalar.*.inputMultiplier", "the size of the input is not known"],
];

/** A job type as a specification that says it all again: see `definitionToWire`. */
export const specFromWire = (
  type: wire.JobTypeDefinition,
  namespace: string,
): { readonly spec: JobSpec; readonly warnings: readonly SpecProblem[] } => {
  const spec = readType(type, namespace);
  const leftOver = difference(writeType(spec) as JsonObject, type as JsonObject);
  if (leftOver === undefined || spec.about === null) return { spec, warnings: [] };
  return {
    spec: { ...spec, about: { ...spec.about, foreign: { scale: leftOver as JsonObject } } },
    warnings: warningsOf(leftOver, withoutEffect),
  };
};

/** Makes the type, or its next revision. */
export const defineCommand = (spec: JobSpec, origin: Origin): RegisterJob => ({ type: "registerJob", spec, origin });
