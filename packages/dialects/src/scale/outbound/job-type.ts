import { pairOf, type Job, type JobSpec, type JsonObject } from "@longshore/core/model";
import { putBack } from "../../left-over.ts";
import { rfc3339 } from "../../units.ts";
import { readType } from "../inbound/read-type.ts";
import type * as wire from "../wire.ts";
import { writeType } from "./write-type.ts";

/** A specification as Scale defines job types: what was written through that door reads back as it was, as far as it still holds. */
export const definitionToWire = (spec: JobSpec): wire.JobTypeDefinition =>
  putBack(writeType(spec) as JsonObject, spec.about?.foreign["scale"], (type) =>
    readType(type as wire.JobTypeDefinition, spec.namespace),
  );

const timeText = (ms: number): string => rfc3339(ms) ?? "";

/** A type's version where the job was made elsewhere and has none. */
const versionOf = (version: string | undefined): string => version || "1.0.0";

/** `type`: the parent of a job, or a job of another door, which is its own type. */
export const jobTypeToWire = (type: Job): wire.JobType => {
  const definition = definitionToWire(type.spec);
  const { name = "", jobVersion, title, description } = definition.manifest?.job ?? {};
  return {
    id: type.key,
    name,
    version: versionOf(jobVersion),
    title: title ?? null,
    description: description ?? null,
    is_active: (definition.is_active ?? true) && !type.stop,
    is_paused: definition.is_paused ?? false,
    is_system: false,
    is_published: definition.is_published ?? false,
    icon_code: definition.icon_code ?? null,
    unmet_resources: null,
  };
};

export const triesOf = (spec: JobSpec): number => {
  const policy = spec.taskGroups[0]?.reschedule ?? null;
  const retries = policy === null || policy.unlimited ? 0 : policy.attempts;
  return 1 + retries + (spec.taskGroups[0]?.restart.attempts ?? 0);
};

export const jobTypeDetailsToWire = (type: Job): wire.JobTypeDetails => {
  const definition = definitionToWire(type.spec);
  return {
    ...jobTypeToWire(type),
    max_scheduled: definition.max_scheduled ?? null,
    max_tries: triesOf(type.spec),
    revision_num: type.revision,
    docker_image: definition.docker_image ?? "",
    created: timeText(type.createdAt),
    deprecated: null,
    paused: null,
    last_modified: timeText(type.changedAt),
    manifest: definition.manifest ?? {},
    configuration: definition.configuration ?? {},
    recipe_types: [],
  };
};

/** The revision that a job was made from: frozen with it, whatever became of the type. */
export type Revision = { readonly number: number; readonly createdAt: number };

const revisionId = (type: Job, revision: Revision): number => pairOf(type.key, revision.number);

export const revisionToWire = (type: Job, revision: Revision): wire.JobTypeRev => ({
  id: revisionId(type, revision),
  job_type: { id: type.key },
  revision_num: revision.number,
});

/** `spec`: the job's own. */
export const revisionDetailsToWire = (type: Job, revision: Revision, spec: JobSpec): wire.JobTypeRevDetails => {
  const definition = definitionToWire({ ...spec, id: type.spec.id, name: type.spec.name });
  return {
    id: revisionId(type, revision),
    job_type: jobTypeToWire(type),
    revision_num: revision.number,
    docker_image: definition.docker_image ?? "",
    created: timeText(revision.createdAt),
    manifest: definition.manifest ?? {},
  };
};
