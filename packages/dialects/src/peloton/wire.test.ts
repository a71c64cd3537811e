import { expect, test } from "vitest";
import documented from "./golden/documented.json" with { type: "json" };
import type * as wire from "./wire.ts";

/** Every documented field of a request beside the name it has on the wire; the compiler sees that none is missing. */
const said = {
  create: {
    job_id:
      "The unique job UUID specified by the client. This can be used by the client to re-create a deleted job. If unset, the server will create a new UUID for the job for each invocation.",
    spec: "The configuration of the job to be created.",
    secrets:
      "Experimental: This is a batch feature. The implementation is subject to change (or removal) from stateless. The list of secrets for this job",
    create_spec: "The creation SLA specification.",
    opaque_data: "Opaque data supplied by the client",
  } satisfies Record<keyof wire.CreateJobRequest, string>,
  replace: {
    job_id: "The job ID to be updated.",
    version: "The current version of the job. It is used to implement optimistic concurrency control.",
    spec: "The new job configuration to be applied.",
    secrets: "The list of secrets for this job",
    update_spec: "The update SLA specification.",
    opaque_data: "Opaque data supplied by the client",
  } satisfies Record<keyof wire.ReplaceJobRequest, string>,
  start: {
    job_id: "The job to start",
    version: "The current version of the job. It is used to implement optimistic concurrency control.",
  } satisfies Record<keyof wire.StartJobRequest, string>,
  stop: {
    job_id: "The job to stop",
    version: "The current version of the job. It is used to implement optimistic concurrency control.",
  } satisfies Record<keyof wire.StopJobRequest, string>,
  delete: {
    job_id: "The job to be deleted.",
    version: "The current version of the job. It is used to implement optimistic concurrency control.",
    force:
      "If set to true, it will force a delete of the job even if it is running. The job will be first stopped and deleted. This step cannot be undone, and the job cannot be re-created (with same uuid) till the delete is complete. So, it is recommended to not set force to true.",
  } satisfies Record<keyof wire.DeleteJobRequest, string>,
};

test("[M11] the messages that define and operate a job have every documented field", () => {
  const lines = new Set(documented.lines);
  const sentences = Object.values(said).flatMap((message) => Object.values(message));
  expect(sentences.filter((sentence) => !lines.has(sentence))).toEqual([]);
});
