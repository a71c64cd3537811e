import { sameJson } from "@longshore/core/equal";
import { isAutostart, noAbout, type About, type Job, type JsonObject } from "@longshore/core/model";
import { writeDefinition } from "@longshore/core/spec/write";
import { withDefinedCounts } from "../inbound/counts.ts";
import type * as wire from "../wire.ts";

type Kept = Partial<Pick<wire.JobDefinition, "clusterCategories" | "dependencies">>;

/** What this API keeps of a job beside its template. */
const keptOf = (foreign: JsonObject | undefined): Kept => (foreign ?? {}) as Kept;

/** What stands in the template because this API has no place for it. */
const besides = (about: About | null): About | null => {
  if (about === null) return null;
  const { cluster: _, ...foreign } = about.foreign;
  const rest = { ...about, autostart: null, byCluster: false, foreign };
  return sameJson(rest, noAbout) ? null : rest;
};

/** A job's definition: its template has the counts of a job that runs, and nothing that stands beside it. */
export const definitionToWire = (job: Job): wire.JobDefinition => {
  const { about } = job.spec;
  const { clusterCategories, dependencies } = keptOf(about?.foreign["cluster"]);
  return {
    autostart: isAutostart(job),
    byCluster: about?.byCluster ?? false,
    ...(clusterCategories === undefined ? {} : { clusterCategories }),
    ...(dependencies === undefined ? {} : { dependencies }),
    template: writeDefinition({ ...withDefinedCounts(job.spec), about: besides(about) }),
  };
};
