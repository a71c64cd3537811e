/** The nouns and their predicates; no library, safe to import in a browser. */
export * from "./model/allocation.ts";
export * from "./model/check.ts";
export * from "./model/deployment.ts";
export * from "./model/evaluation.ts";
export * from "./model/ids.ts";
export * from "./model/job.ts";
export * from "./model/job-spec.ts";
export * from "./model/json.ts";
export * from "./model/node.ts";
export * from "./model/origin.ts";
export * from "./model/placement.ts";
export * from "./model/plan.ts";
export * from "./model/resources.ts";
export * from "./model/run.ts";
export * from "./model/settings.ts";
export * from "./model/spec-diff.ts";
export * from "./model/task-state.ts";
