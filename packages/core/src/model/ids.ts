/** Integer keys are assigned by `decide` from counters that events carry, so replay gives the same ones. UUIDs and names stand beside them. */
export type JobKey = number;
export type AllocationKey = number;
export type EvaluationKey = number;
export type DeploymentKey = number;
export type NodeKey = number;
export type SavedPlanKey = number;

export type JobName = { readonly namespace: string; readonly id: string };

/** A map key for a job's name; NUL cannot occur in either part. */
export const jobNameKey = (namespace: string, id: string): string => `${namespace}\0${id}`;
