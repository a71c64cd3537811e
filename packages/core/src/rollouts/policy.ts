import type { RolloutOptions, RolloutPolicy } from "../model/deployment.ts";
import { isTemplate, type JobSpec, type Update } from "../model/job-spec.ts";
import { updateDefaults } from "../spec/canonicalize/policies.ts";

export type Policies = { readonly [group: string]: RolloutPolicy };

/** Whether instances of such a job are brought to a new version by a rollout at all: those that end by themselves are not. */
export const isRolledOut = (spec: JobSpec): boolean =>
  (spec.type === "service" || spec.type === "system") && !isTemplate(spec);

const policyOf = (update: Update | null, options: RolloutOptions | undefined): RolloutPolicy => {
  const { startPaused: _, ...asked } = options ?? {};
  return {
    ...(update ?? { ...updateDefaults, maxParallel: 0 }),
    toleratedFailures: null,
    instanceRetries: null,
    ...asked,
  };
};

/**
 * How each group of a job is rolled out; empty when it changes at once: its type has no rollouts, or its `MaxParallel` is 0, as in Nomad, and
 * nobody asked for one. A policy's own `maxParallel` 0 is a rollout of all instances at once.
 */
export const policiesOf = (spec: JobSpec, options: RolloutOptions | undefined): Policies => {
  if (!isRolledOut(spec)) return {};
  return Object.fromEntries(
    spec.taskGroups
      .filter(({ update }) => options !== undefined || (update !== null && update.maxParallel > 0))
      .map(({ name, update }) => [name, policyOf(update, options)]),
  );
};
