/** A complaint about one place of a job definition; `path` in the job file's words, such as `["TaskGroups", 0, "Count"]`. */
export type SpecProblem = {
  readonly path: readonly (string | number)[];
  readonly message: string;
  readonly severity: "error" | "warning";
};
