import type { Problem, ProblemKind } from "@longshore/api/problem";

/** The server's refusal, as it sent it. */
export class ApiProblem extends Error {
  override name = "ApiProblem";
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.title);
    this.problem = problem;
  }
}

/** No answer came: the server is down, or the network is. */
export class Unreachable extends Error {
  override name = "Unreachable";
}

export const problemOf = (error: unknown): Problem | null => (error instanceof ApiProblem ? error.problem : null);

export const isKind = (error: unknown, kind: ProblemKind): boolean => problemOf(error)?.kind === kind;

export type ErrorWords = {
  readonly title: string;
  readonly detail: string | null;
  readonly requestId: string | null;
};

/** What to show for an error: what happened, what to do about it, and what to quote when asking for help. */
export const wordsOf = (error: unknown): ErrorWords => {
  const problem = problemOf(error);
  if (problem !== null)
    return {
      title: problem.title,
      detail: problem.detail ?? null,
      requestId: problem.requestId === "" ? null : problem.requestId,
    };
  if (error instanceof Unreachable)
    return {
      title: "The server does not answer",
      detail: "Nothing was changed by this page. It tries again by itself as soon as the server is back.",
      requestId: null,
    };
  return {
    title: "Something went wrong in this page",
    detail: error instanceof Error ? error.message : String(error),
    requestId: null,
  };
};
