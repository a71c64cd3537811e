/** Every URL of the dashboard, below `/ui`. Links are built here and nowhere else. */

const part = encodeURIComponent;

const withQuery = (path: string, query: Readonly<Record<string, string | undefined>>): string => {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined && value !== "") params.set(name, value);
  const text = params.toString();
  return text === "" ? path : `${path}?${text}`;
};

export type JobTab = "overview" | "instances" | "rollouts" | "versions" | "evaluations" | "activity" | "definition";

export const jobsPath = (query: Readonly<Record<string, string | undefined>> = {}): string => withQuery("/jobs", query);

export const jobPath = (namespace: string, id: string, tab: JobTab = "overview"): string =>
  `/jobs/${part(namespace)}/${part(id)}${tab === "overview" ? "" : `/${tab}`}`;

/** The job's instances, filtered and from where on. */
export const instancesPath = (
  namespace: string,
  id: string,
  query: Readonly<Record<string, string | undefined>>,
): string => withQuery(jobPath(namespace, id, "instances"), query);

export const newJobPath = (): string => "/jobs/new";

/** The job's versions, two of them compared; each by its number or its tag, `to` the one in force when left out. */
export const versionsPath = (
  namespace: string,
  id: string,
  query: { readonly from?: string | undefined; readonly to?: string | undefined } = {},
): string => withQuery(jobPath(namespace, id, "versions"), query);

/** `version` opens that version's definition, named by its number or its tag, instead of the newest one. */
export const editJobPath = (namespace: string, id: string, version?: number | string): string =>
  withQuery(`/jobs/${part(namespace)}/${part(id)}/edit`, {
    version: version === undefined ? undefined : String(version),
  });

/** `draft` names the change kept in this tab's session storage. */
export const planPath = (draft: string): string => `/plan/${part(draft)}`;

export const allocationPath = (allocation: string): string => `/allocations/${part(allocation)}`;

export const logsPath = (allocation: string, task: string, stream: "stdout" | "stderr" = "stdout"): string =>
  `/allocations/${part(allocation)}/logs/${part(task)}/${stream}`;

type Query = Readonly<Record<string, string | undefined>>;

export const nodesPath = (query: Query = {}): string => withQuery("/nodes", query);
/** `query` says from where on its instances are shown. */
export const nodePath = (node: string, query: Query = {}): string => withQuery(`/nodes/${part(node)}`, query);

/** Of all jobs. */
export const evaluationsPath = (query: Query = {}): string => withQuery("/evaluations", query);
export const evaluationPath = (evaluation: string, query: Query = {}): string =>
  withQuery(`/evaluations/${part(evaluation)}`, query);

/** `query` says from where on its instances are shown. */
export const rolloutPath = (deployment: string, query: Query = {}): string =>
  withQuery(`/rollouts/${part(deployment)}`, query);

export const plansPath = (query: Query = {}): string => withQuery("/plans", query);
/** `query` says what it is compared with. */
export const savedPlanPath = (plan: string, query: Query = {}): string => withQuery(`/plans/${part(plan)}`, query);

export const schedulerPath = (): string => "/scheduler";

/** How long what is past is kept. */
export const retentionPath = (): string => "/retention";

/** Who asked for which change. */
export const auditPath = (query: Query = {}): string => withQuery("/audit", query);
