import type { Desk, DialectRequest, Operation, Reply } from "../../dialect.ts";
import { checkCommon, readWait } from "../inbound/query.ts";
import { isRefused, type Refused } from "../reply.ts";

type Params = Readonly<Record<string, string>>;

type Given = Omit<Operation, "handle"> & {
  readonly handle: (desk: Desk, request: DialectRequest, params: Params) => Promise<Reply | Refused> | Reply | Refused;
};

/** An operation behind the checks that all of them share. */
export const operation = ({ handle, ...rest }: Given): Operation => ({
  ...rest,
  handle: async (desk, request, params) => {
    const answer = checkCommon(request) ?? (await handle(desk, request, params));
    return isRefused(answer) ? answer.refused : answer;
  },
});

export const readMethods = ["GET"] as const;
/** Nomad treats both alike. */
export const writeMethods = ["PUT", "POST"] as const;

export const pathParam = (params: Params, name: string): string => params[name] ?? "";

/** A path without parameters. */
export const exactly =
  (wanted: string): Operation["match"] =>
  (path) =>
    path === wanted ? {} : undefined;

/** One parameter after `before`, which may contain slashes. */
export const after =
  (before: string, name: string): Operation["match"] =>
  (path) =>
    path.startsWith(before) && path.length > before.length ? { [name]: path.slice(before.length) } : undefined;

const jobPrefix = "/v1/job/";

/** What may follow a job's id; an id may contain slashes, so the end of the path decides. The longer before its own end. */
const jobSuffixes = [
  "/dispatch/payload",
  "/dispatch",
  "/periodic/force",
  "/versions",
  "/allocations",
  "/evaluations",
  "/evaluate",
  "/summary",
  "/plan",
  "/revert",
  "/scale",
  "/stable",
  "/submission",
  "/services",
  "/actions",
  "/deployments",
  "/deployment",
] as const;
type JobSuffix = (typeof jobSuffixes)[number];

const suffixOf = (path: string): JobSuffix | undefined =>
  jobSuffixes.find((suffix) => path.endsWith(suffix) && path.length >= jobPrefix.length + suffix.length);

export const jobWith =
  (suffix: JobSuffix): Operation["match"] =>
  (path) =>
    path.startsWith(jobPrefix) && suffixOf(path) === suffix
      ? { job: path.slice(jobPrefix.length, path.length - suffix.length) }
      : undefined;

export const jobItself: Operation["match"] = (path) =>
  path.startsWith(jobPrefix) && suffixOf(path) === undefined ? { job: path.slice(jobPrefix.length) } : undefined;

/** Nomad spreads waiters over another sixteenth of their wait. */
const jitterShare = 16;

/**
 * A blocking query: with `index=N` it answers once what it shows has an index above N, or when the wait is over.
 * `index` may never go back, or a client would wait for what it has missed.
 */
export const blocking = async (
  desk: Desk,
  request: DialectRequest,
  query: { readonly index: () => number; readonly answer: (index: number) => Reply | Refused },
): Promise<Reply | Refused> => {
  const wait = readWait(request);
  if (isRefused(wait)) return wait;
  if (wait.after > 0 && query.index() <= wait.after) {
    const waitMs = wait.waitMs * (1 + desk.random() / jitterShare);
    await desk.waitFor({ after: wait.after, waitMs, currentIndex: query.index });
  }
  return query.answer(Math.max(1, query.index()));
};
