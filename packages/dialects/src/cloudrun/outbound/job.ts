import type { Job } from "@longshore/core/model";
import type * as wire from "../wire.ts";
import { definitionToWire } from "./definition.ts";
import { executionReference } from "./execution.ts";
import { apiVersion, jobMetadata, timeText, type Setting } from "./metadata.ts";

/** `latest`: the newest of its children. */
export type Executions = { readonly count: number; readonly latest: Job | undefined };

export const jobToWire = (job: Job, executions: Executions, setting: Setting): wire.Job => {
  const { metadata = {}, spec = {} } = definitionToWire(job.spec);
  return {
    apiVersion,
    kind: "Job",
    metadata: jobMetadata(job, metadata, setting),
    spec,
    status: {
      observedGeneration: job.revision,
      conditions: [{ type: "Ready", status: "True", lastTransitionTime: timeText(job.changedAt) }],
      ...(executions.count === 0 ? {} : { executionCount: executions.count }),
      ...(executions.latest === undefined ? {} : { latestCreatedExecution: executionReference(executions.latest) }),
    },
  };
};
