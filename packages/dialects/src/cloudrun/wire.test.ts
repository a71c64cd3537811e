import { expect, test } from "vitest";
import documented from "./golden/documented.json" with { type: "json" };
import type * as wire from "./wire.ts";

/** Every documented field beside its name on the wire; the compiler sees that none is missing. */
const said = {
  job: {
    apiVersion:
      "Optional. APIVersion defines the versioned schema of this representation of an object. Servers should convert recognized schemas to the latest internal value, and may reject unrecognized values. |",
    kind: "Optional. Kind is a string value representing the REST resource this object represents. Servers may infer this from the endpoint the client submits requests to. Cannot be updated. In CamelCase. |",
    metadata: "Optional. Standard object's metadata. |",
    spec: "Optional. Specification of the desired behavior of a job. |",
    status: "Output only. Current status of a job. |",
  } satisfies Record<keyof wire.Job, string>,
  jobSpec: {
    template: "Optional. Describes the execution that will be created when running a job.",
    startExecutionToken:
      "A unique string used as a suffix for creating a new execution. The Job will become ready when the execution is successfully started. The sum of job name and token length must be fewer than 63 characters.",
    runExecutionToken:
      "A unique string used as a suffix for creating a new execution. The Job will become ready when the execution is successfully completed. The sum of job name and token length must be fewer than 63 characters.",
  } satisfies Record<keyof wire.JobSpec, string>,
  jobStatus: {
    observedGeneration: "The 'generation' of the job that was last processed by the controller.",
    conditions:
      'Conditions communicate information about ongoing/complete reconciliation processes that bring the "spec" inline with the observed state of the world.',
    executionCount: "Number of executions created for this job.",
    latestCreatedExecution:
      "A pointer to the most recently created execution for this job. This is set regardless of the eventual state of the execution.",
  } satisfies Record<keyof wire.JobStatus, string>,
  completionStatus: {
    COMPLETION_STATUS_UNSPECIFIED: "The default value. This value is used if the state is omitted. |",
    EXECUTION_SUCCEEDED: "Job execution has succeeded. |",
    EXECUTION_FAILED: "Job execution has failed. |",
    EXECUTION_RUNNING: "Job execution is running normally. |",
    EXECUTION_PENDING: "Waiting for backing resources to be provisioned. |",
    EXECUTION_CANCELLED: "Job execution has been cancelled by the user. |",
  } satisfies Record<wire.CompletionStatus, string>,
  reference: {
    name: "Optional. Name of the execution. |",
    creationTimestamp:
      'Optional. Creation timestamp of the execution. Uses RFC 3339, where generated output will always be Z-normalized and uses 0, 3, 6 or 9 fractional digits. Offsets other than "Z" are also accepted. Examples: |',
    completionTimestamp:
      'Optional. Completion timestamp of the execution. Uses RFC 3339, where generated output will always be Z-normalized and uses 0, 3, 6 or 9 fractional digits. Offsets other than "Z" are also accepted. Examples: |',
    deletionTimestamp:
      'Optional. The read-only soft deletion timestamp of the execution. Uses RFC 3339, where generated output will always be Z-normalized and uses 0, 3, 6 or 9 fractional digits. Offsets other than "Z" are also accepted. Examples: |',
    completionStatus: "Optional. Status for the execution completion. |",
  } satisfies Record<keyof wire.ExecutionReference, string>,
};

test("[M11] a job, its status and the reference to an execution have every documented field", () => {
  const lines = new Set(documented.lines);
  const sentences = Object.values(said).flatMap((message) => Object.values(message));
  expect(sentences.filter((sentence) => !lines.has(sentence))).toEqual([]);
});
