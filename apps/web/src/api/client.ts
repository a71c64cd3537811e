import { apiPath, apiRoutes } from "@longshore/api/routes";
import type { ApiRouteName } from "@longshore/api/routes";
import type { Problem } from "@longshore/api/problem";
import type { SessionReply } from "@longshore/api/session";
import { ApiProblem, Unreachable } from "./errors.ts";
import { csrfToken, signedIn, signedOut } from "./session.ts";

export type RequestOptions = {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  readonly body?: unknown;
  readonly signal?: AbortSignal;
};

const search = (query: RequestOptions["query"]): string => {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {}))
    if (value !== undefined && value !== "") params.set(name, String(value));
  const text = params.toString();
  return text === "" ? "" : `?${text}`;
};

export const apiUrl = (route: ApiRouteName, options: RequestOptions = {}): string =>
  apiPath(route, options.params) + search(options.query);

const headersFor = (route: ApiRouteName, options: RequestOptions): HeadersInit => ({
  Accept: "application/json, application/problem+json",
  ...(options.body === undefined ? {} : { "Content-Type": "application/json" }),
  ...(apiRoutes[route].method === "GET" ? {} : { "X-CSRF-Token": csrfToken() }),
});

const unknownProblem = (response: Response): Problem => ({
  kind: "internal",
  status: response.status,
  title: `The server answered ${String(response.status)} without saying why`,
  requestId: response.headers.get("x-request-id") ?? "",
});

const isProblem = (value: unknown): value is Problem =>
  typeof value === "object" && value !== null && "kind" in value && "title" in value;

const problemFrom = async (response: Response): Promise<ApiProblem> => {
  const body: unknown = await response.json().catch(() => null);
  return new ApiProblem(isProblem(body) ? body : unknownProblem(response));
};

const send = (route: ApiRouteName, options: RequestOptions): Promise<Response> =>
  fetch(apiUrl(route, options), {
    method: apiRoutes[route].method,
    headers: headersFor(route, options),
    credentials: "same-origin",
    ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  }).catch((error: unknown) => {
    if (options.signal?.aborted === true) throw error;
    throw new Unreachable("the server does not answer", { cause: error });
  });

/** Another tab signed in since: the cookie is of that session, the token in memory of the one before. True when there is a new token. */
const renewCsrf = async (): Promise<boolean> => {
  const before = csrfToken();
  const response = await send("session", {});
  if (!response.ok) return false;
  signedIn((await response.json()) as SessionReply);
  return csrfToken() !== before;
};

/** The raw answer, for bodies that are not JSON. Throws `ApiProblem` for a refusal, `Unreachable` for no answer. */
export const respond = async (route: ApiRouteName, options: RequestOptions = {}): Promise<Response> => {
  let response = await send(route, options);
  const isUnsafe = apiRoutes[route].method !== "GET" && route !== "signIn";
  if (response.status === 403 && isUnsafe && (await renewCsrf())) response = await send(route, options);
  if (response.ok) return response;
  const problem = await problemFrom(response);
  // A wrong token on the sign-in form is answered in the form.
  if (response.status === 401 && route !== "signIn") signedOut();
  throw problem;
};

/** One call of the dashboard's API. `T` is the reply's type in `packages/api`; the server is the one that validates. */
export const call = async <T>(route: ApiRouteName, options: RequestOptions = {}): Promise<T> => {
  const response = await respond(route, options);
  if (response.status === 204) return undefined as T;
  return (await response.json()) as T;
};
