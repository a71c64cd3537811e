import { limits } from "../limits.ts";

/** A complaint about one place of a job definition; `path` in the job file's words, such as `["TaskGroups", 0, "Count"]`. */
export type SpecProblem = {
  readonly path: readonly (string | number)[];
  readonly message: string;
  readonly severity: "error" | "warning";
};

/** Collects complaints, so many of each severity: warnings never crowd out what makes a definition invalid. */
export const complaints = (): {
  readonly problems: readonly SpecProblem[];
  readonly add: (problem: SpecProblem) => void;
} => {
  const problems: SpecProblem[] = [];
  const told = { error: 0, warning: 0 };
  return {
    problems,
    add: (problem) => {
      told[problem.severity] += 1;
      if (told[problem.severity] <= limits.problems) problems.push(problem);
    },
  };
};
