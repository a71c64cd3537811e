import { noAbout, type About, type JobSpec } from "@longshore/core/model";
import { parseDefinition, type CheckDriverConfig } from "@longshore/core/spec/parse";
import type { SpecProblem } from "@longshore/core/spec/problem";
import type * as wire from "../wire.ts";

const withoutEffect = (word: string, why: string): SpecProblem => ({
  path: [word],
  message: `${word} has no effect: ${why}`,
  severity: "warning",
});

export type ReadDefinition = {
  readonly spec: JobSpec | undefined;
  readonly errors: readonly SpecProblem[];
  readonly warnings: readonly SpecProblem[];
};

/** A job's definition as a specification. What is said beside the template stands beside the specification. */
export const specFromWire = (
  definition: wire.JobDefinition,
  at: { readonly id: string; readonly namespace: string; readonly check: CheckDriverConfig },
): ReadDefinition => {
  const job = { ...definition.template, ID: at.id, Namespace: at.namespace };
  const { spec, errors, warnings } = parseDefinition(job, at.check);
  const { autostart, byCluster = false, clusterCategories, dependencies } = definition;
  const kept = {
    ...(clusterCategories === undefined ? {} : { clusterCategories }),
    ...(dependencies === undefined ? {} : { dependencies }),
  };
  const about: About = {
    ...(spec?.about ?? noAbout),
    autostart: autostart ?? null,
    byCluster,
    foreign: { ...spec?.about?.foreign, ...(Object.keys(kept).length === 0 ? {} : { cluster: kept }) },
  };
  return {
    spec: spec === undefined ? undefined : { ...spec, about },
    errors,
    warnings: [
      ...warnings,
      ...(byCluster ? [withoutEffect("byCluster", "there is one cluster here, so it runs once")] : []),
      ...(clusterCategories?.length ? [withoutEffect("clusterCategories", "there is one cluster here")] : []),
      ...(dependencies?.length ? [withoutEffect("dependencies", "jobs start independently of each other")] : []),
    ],
  };
};
