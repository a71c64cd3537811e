import type { Problem } from "@longshore/api/problem";
import type { ServerResponse } from "node:http";
import type { ApiProblem } from "../api/problem.ts";

/** Writes a problem in the form of `/api/`; it carries the request's id, which stands in the server's log too. */
export const replyProblem = (response: ServerResponse, problem: ApiProblem, requestId: string): void => {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const { detail, problems, checkIndex, digest, headers } = problem.more;
  const body: Problem = {
    kind: problem.kind,
    status: problem.status,
    title: problem.message,
    ...(detail === undefined ? {} : { detail }),
    ...(problems === undefined ? {} : { problems: [...problems] }),
    ...(checkIndex === undefined ? {} : { checkIndex }),
    ...(digest === undefined ? {} : { digest }),
    requestId,
  };
  response.writeHead(problem.status, {
    "Content-Type": "application/problem+json",
    "Cache-Control": "no-store",
    ...headers,
  });
  response.end(JSON.stringify(body));
};
