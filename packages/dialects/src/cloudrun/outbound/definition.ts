import type { JobSpec, JsonObject } from "@longshore/core/model";
import { putBack } from "../../left-over.ts";
import { readJob } from "../inbound/read-job.ts";
import type * as wire from "../wire.ts";
import { writeJob } from "./write-job.ts";

/** A specification as the API defines jobs: what was written through that door reads back as it was, as far as it still holds. */
export const definitionToWire = (spec: JobSpec): wire.Job =>
  putBack(writeJob(spec) as JsonObject, spec.about?.foreign["cloudrun"], (job) => readJob(job as wire.Job));
