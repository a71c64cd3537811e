export type ApiRoute = {
  readonly method: string;
  readonly path: string;
  readonly role: "public" | "viewer" | "operator" | "administrator";
  readonly everywhere?: true;
};

/**
 * Every route of `/api/`, by name: method, path and the role it needs. `everywhere`: what it changes is every namespace's, so a
 * token that is bound to some may not. No schema here, so that the browser pays nothing for it.
 */
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
  compareVersions: { method: "GET", path: "/api/jobs/{namespace}/{job}/compare", role: "viewer" },
  tagVersion: { method: "PUT", path: "/api/jobs/{namespace}/{job}/tags/{tag}", role: "operator" },
  untagVersion: { method: "DELETE", path: "/api/jobs/{namespace}/{job}/tags/{tag}", role: "operator" },
  markVersion: { method: "PUT", path: "/api/jobs/{namespace}/{job}/versions/{version}/stable", role: "operator" },
  listJobAllocations: {
    method: "GET",
    path: "/api/jobs/{namespace}/{job}/allocations",
    role: "viewer",
  },
  listJobEvaluations: {
    method: "GET",
    path: "/api/jobs/{namespace}/{job}/evaluations",
    role: "viewer",
  },
  listJobDeployments: {
    method: "GET",
    path: "/api/jobs/{namespace}/{job}/deployments",
    role: "viewer",
  },
  restartJob: { method: "POST", path: "/api/jobs/{namespace}/{job}/restart", role: "operator" },
  evaluateJob: { method: "POST", path: "/api/jobs/{namespace}/{job}/evaluate", role: "operator" },
  forceLaunch: { method: "POST", path: "/api/jobs/{namespace}/{job}/force-launch", role: "operator" },
  dispatchJob: { method: "POST", path: "/api/jobs/{namespace}/{job}/dispatch", role: "operator" },
  plan: { method: "POST", path: "/api/plan", role: "operator" },
  apply: { method: "POST", path: "/api/apply", role: "operator" },
  savePlan: { method: "POST", path: "/api/plans", role: "operator" },
  listPlans: { method: "GET", path: "/api/plans", role: "viewer" },
  getPlan: { method: "GET", path: "/api/plans/{plan}", role: "viewer" },
  listPlannedInstances: { method: "GET", path: "/api/plans/{plan}/instances", role: "viewer" },
  getPlanNow: { method: "GET", path: "/api/plans/{plan}/now", role: "viewer" },
  comparePlans: { method: "GET", path: "/api/plans/{plan}/compare/{other}", role: "viewer" },
  approvePlan: { method: "POST", path: "/api/plans/{plan}/approve", role: "operator" },
  rejectPlan: { method: "POST", path: "/api/plans/{plan}/reject", role: "operator" },
  applyPlan: { method: "POST", path: "/api/plans/{plan}/apply", role: "operator" },
  getNamespaceRules: { method: "GET", path: "/api/namespaces/{namespace}/rules", role: "viewer" },
  setNamespaceRules: { method: "PUT", path: "/api/namespaces/{namespace}/rules", role: "administrator" },
  whatIf: { method: "POST", path: "/api/what-if", role: "operator" },
  rehearse: { method: "POST", path: "/api/rehearsals", role: "operator" },
  getAllocation: { method: "GET", path: "/api/allocations/{allocation}", role: "viewer" },
  stopAllocation: { method: "POST", path: "/api/allocations/{allocation}/stop", role: "operator" },
  readLog: {
    method: "GET",
    path: "/api/allocations/{allocation}/logs/{task}/{stream}",
    role: "viewer",
  },
  listEvaluations: { method: "GET", path: "/api/evaluations", role: "viewer" },
  getEvaluation: { method: "GET", path: "/api/evaluations/{evaluation}", role: "viewer" },
  listEvaluationAllocations: { method: "GET", path: "/api/evaluations/{evaluation}/allocations", role: "viewer" },
  listDeployments: { method: "GET", path: "/api/deployments", role: "viewer" },
  getDeployment: { method: "GET", path: "/api/deployments/{deployment}", role: "viewer" },
  listDeploymentInstances: { method: "GET", path: "/api/deployments/{deployment}/instances", role: "viewer" },
  pauseDeployment: { method: "POST", path: "/api/deployments/{deployment}/pause", role: "operator" },
  resumeDeployment: { method: "POST", path: "/api/deployments/{deployment}/resume", role: "operator" },
  promoteDeployment: { method: "POST", path: "/api/deployments/{deployment}/promote", role: "operator" },
  failDeployment: { method: "POST", path: "/api/deployments/{deployment}/fail", role: "operator" },
  abortDeployment: { method: "POST", path: "/api/deployments/{deployment}/abort", role: "operator" },
  listNodes: { method: "GET", path: "/api/nodes", role: "viewer" },
  getNode: { method: "GET", path: "/api/nodes/{node}", role: "viewer" },
  listNodeAllocations: { method: "GET", path: "/api/nodes/{node}/allocations", role: "viewer" },
  drainNode: { method: "POST", path: "/api/nodes/{node}/drain", role: "operator", everywhere: true },
  cancelDrain: { method: "DELETE", path: "/api/nodes/{node}/drain", role: "operator", everywhere: true },
  setEligibility: { method: "PUT", path: "/api/nodes/{node}/eligibility", role: "operator", everywhere: true },
  removeNode: { method: "DELETE", path: "/api/nodes/{node}", role: "operator", everywhere: true },
  getScheduler: { method: "GET", path: "/api/scheduler", role: "viewer" },
  setScheduler: { method: "PUT", path: "/api/scheduler", role: "administrator", everywhere: true },
  getRetention: { method: "GET", path: "/api/retention", role: "viewer" },
  setRetention: { method: "PUT", path: "/api/retention", role: "administrator", everywhere: true },
  collectGarbage: { method: "POST", path: "/api/system/gc", role: "administrator", everywhere: true },
  listAudit: { method: "GET", path: "/api/audit", role: "administrator" },
  listJobAudit: { method: "GET", path: "/api/jobs/{namespace}/{job}/audit", role: "viewer" },
  definitionSchema: { method: "GET", path: "/api/definition-schema", role: "viewer" },
  live: { method: "GET", path: "/api/live", role: "viewer" },
  follow: { method: "PUT", path: "/api/live/{stream}/logs", role: "viewer" },
  openapi: { method: "GET", path: "/api/openapi.json", role: "viewer" },
} as const satisfies Record<string, ApiRoute>;

export type ApiRouteName = keyof typeof apiRoutes;

/** Fills a route's path; every value is percent-encoded, so a job id may contain slashes. */
export const apiPath = (name: ApiRouteName, params: Readonly<Record<string, string>> = {}): string =>
  apiRoutes[name].path.replaceAll(/\{(\w+)\}/g, (_, param: string) => encodeURIComponent(params[param] ?? ""));
