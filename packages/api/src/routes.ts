/** Every route of `/api/`, by name: method, path and the role it needs. No schema here, so that the browser pays nothing for it. */
export const apiRoutes = {
  health: { method: "GET", path: "/api/health", role: "public" },
  signIn: { method: "POST", path: "/api/session", role: "public" },
  session: { method: "GET", path: "/api/session", role: "viewer" },
  signOut: { method: "DELETE", path: "/api/session", role: "viewer" },
  listTokens: { method: "GET", path: "/api/tokens", role: "administrator" },
  createToken: { method: "POST", path: "/api/tokens", role: "administrator" },
  deleteToken: { method: "DELETE", path: "/api/tokens/{token}", role: "administrator" },
  listJobs: { method: "GET", path: "/api/jobs", role: "viewer" },
  getJob: { method: "GET", path: "/api/jobs/{namespace}/{job}", role: "viewer" },
  getDefinition: { method: "GET", path: "/api/jobs/{namespace}/{job}/definition", role: "viewer" },
  listVersions: { method: "GET", path: "/api/jobs/{namespace}/{job}/versions", role: "viewer" },
  listJobAllocations: {
    method: "GET",
    path: "/api/jobs/{namespace}/{job}/allocations",
    role: "viewer",
  },
  listEvaluations: {
    method: "GET",
    path: "/api/jobs/{namespace}/{job}/evaluations",
    role: "viewer",
  },
  plan: { method: "POST", path: "/api/plan", role: "operator" },
  apply: { method: "POST", path: "/api/apply", role: "operator" },
  getAllocation: { method: "GET", path: "/api/allocations/{allocation}", role: "viewer" },
  stopAllocation: { method: "POST", path: "/api/allocations/{allocation}/stop", role: "operator" },
  readLog: {
    method: "GET",
    path: "/api/allocations/{allocation}/logs/{task}/{stream}",
    role: "viewer",
  },
  listNodes: { method: "GET", path: "/api/nodes", role: "viewer" },
  definitionSchema: { method: "GET", path: "/api/definition-schema", role: "viewer" },
  live: { method: "GET", path: "/api/live", role: "viewer" },
  follow: { method: "PUT", path: "/api/live/{stream}/logs", role: "viewer" },
  openapi: { method: "GET", path: "/api/openapi.json", role: "viewer" },
} as const satisfies Record<
  string,
  { method: string; path: string; role: "public" | "viewer" | "operator" | "administrator" }
>;

export type ApiRouteName = keyof typeof apiRoutes;

/** Fills a route's path; every value is percent-encoded, so a job id may contain slashes. */
export const apiPath = (name: ApiRouteName, params: Readonly<Record<string, string>> = {}): string =>
  apiRoutes[name].path.replaceAll(/\{(\w+)\}/g, (_, param: string) => encodeURIComponent(params[param] ?? ""));
