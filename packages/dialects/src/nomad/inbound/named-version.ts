import type { DialectRequest } from "../../dialect.ts";
import { isRefused, refuse, type Refused } from "../reply.ts";
import { readBody, readNumber, readString, type Body } from "./body.ts";
import { readNamespace } from "./query.ts";

/** A version of a job, which a body names by `JobID` and `JobVersion`; the path has to mean the same job. */
export type NamedVersion = {
  readonly namespace: string;
  readonly id: string;
  readonly version: number;
  readonly body: Body;
};

export const readNamedVersion = (request: DialectRequest, id: string): NamedVersion | Refused => {
  const namespace = readNamespace(request);
  if (isRefused(namespace)) return namespace;
  const body = readBody(request);
  if (isRefused(body)) return body;
  const named = readString(body, "JobID");
  if (isRefused(named)) return named;
  if (named === "") return refuse(400, "JobID must be specified");
  if (named !== id) return refuse(400, "Job ID does not match");
  const version = readNumber(body, "JobVersion");
  return isRefused(version) ? version : { namespace, id, version: version ?? 0, body };
};
