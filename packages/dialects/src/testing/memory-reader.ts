import {
  evaluationStatuses,
  jobHealth,
  jobHealths,
  type Deployment,
  type Evaluation,
  type Job,
  type JobVersion,
  type PlacementMetrics,
} from "@longshore/core/model";
import { jobNameKey } from "@longshore/core/model";
import {
  BadCursor,
  type DeploymentFilter,
  type EvaluationFilter,
  type JobFilter,
  type Page,
  type PageRequest,
  type Reader,
} from "@longshore/core/reader";
import { dispatchKey, type State } from "@longshore/core/state";

/** A page of a whole list; the cursor is the id of the last item given, which the next page starts after. */
const pageOf = <T>(items: readonly T[], request: PageRequest, idOf: (item: T) => string): Page<T> => {
  const at = request.cursor === undefined ? -1 : items.findIndex((item) => idOf(item) === request.cursor);
  if (request.cursor !== undefined && at < 0) throw new BadCursor(request.cursor);
  const page = items.slice(at + 1, at + 1 + request.limit);
  const last = page.at(-1);
  const isLast = at + 1 + request.limit >= items.length;
  return { items: page, next: isLast || last === undefined ? null : idOf(last) };
};

const values = <K, V>(table: { readonly entries: () => Iterable<readonly [K, V]> }): V[] =>
  [...table.entries()].map(([, value]) => value);

const matches = (job: Job, filter: JobFilter): boolean =>
  (filter.namespaces === undefined || filter.namespaces.includes(job.spec.namespace)) &&
  (filter.parent === undefined || job.parent?.job === filter.parent) &&
  job.spec.id.startsWith(filter.prefix ?? "");

const isListed = (one: Evaluation, { namespaces, jobId, status, triggeredBy }: EvaluationFilter): boolean =>
  (namespaces === undefined || namespaces.includes(one.namespace)) &&
  (jobId === undefined || one.jobId === jobId) &&
  (status === undefined || status.includes(one.status)) &&
  (triggeredBy === undefined || triggeredBy.includes(one.triggeredBy));

const isShown = (one: Deployment, { namespaces, job, status }: DeploymentFilter): boolean =>
  (namespaces === undefined || namespaces.includes(one.namespace)) &&
  (job === undefined || one.job === job) &&
  (status === undefined || status.includes(one.status));

const byKey = (a: { readonly key: number }, b: { readonly key: number }): number => a.key - b.key;

/** A reader over the state in memory, where nothing is ever evicted. `versions` are all that jobs ever had, by `versionKey`. */
export const memoryReader = (
  state: State,
  kept: {
    readonly versions: ReadonlyMap<string, { readonly job: number; readonly version: JobVersion }>;
    readonly placements: ReadonlyMap<number, PlacementMetrics>;
  },
): Reader => {
  const { versions, placements } = kept;
  const jobNamed = (namespace: string, id: string): Job | undefined => {
    const key = state.jobKeys.get(jobNameKey(namespace, id));
    return key === undefined ? undefined : state.jobs.get(key);
  };
  const keyText = (item: { readonly key: number }): string => String(item.key);
  return {
    index: () => state.index,
    tableIndex: (table) => state.indexes[table],
    job: jobNamed,
    dispatched: (parent, token) => state.jobs.get(state.dispatched.get(dispatchKey(parent, token)) ?? 0),
    jobs: (request) => {
      const found = values(state.jobs)
        .filter((job) => matches(job, request.filter))
        .toSorted((a, b) => (a.spec.name < b.spec.name ? -1 : a.spec.name > b.spec.name ? 1 : byKey(a, b)));
      return pageOf(request.descending ? found.toReversed() : found, request, keyText);
    },
    jobCounts: (filter) => {
      const found = values(state.jobs).filter((job) => matches(job, filter));
      const byHealth = jobHealths.map((health) => [health, found.filter((job) => jobHealth(job) === health).length]);
      return {
        byHealth: Object.fromEntries(byHealth) as Record<(typeof jobHealths)[number], number>,
        total: found.length,
      };
    },
    versions: (job, request) =>
      pageOf(
        [...versions.values()]
          .filter((one) => one.job === job)
          .map((one) => one.version)
          .toSorted((a, b) => b.version - a.version),
        request,
        (version) => String(version.version),
      ),
    version: (job, version) => versions.get(`${String(job)}/${String(version)}`)?.version,
    allocations: (filter, request) => {
      const found = values(state.allocations)
        .filter((one) => one.namespace === filter.namespace && one.jobId === filter.jobId)
        .filter((one) => filter.job === undefined || one.job === filter.job)
        .toSorted((a, b) => byKey(b, a));
      return { ...pageOf(found, request, keyText), total: found.length };
    },
    allocation: (id) => values(state.allocations).find((one) => one.id === id),
    allocationByKey: (key) => state.allocations.get(key),
    allocationsByPrefix: (prefix, limit) =>
      values(state.allocations)
        .filter((one) => one.id.startsWith(prefix))
        .toSorted((a, b) => (a.id < b.id ? -1 : 1))
        .slice(0, limit),
    evaluations: (namespace, jobId, request) =>
      pageOf(
        values(state.evaluations)
          .filter((one) => one.namespace === namespace && one.jobId === jobId)
          .toSorted((a, b) => byKey(b, a)),
        request,
        keyText,
      ),
    allEvaluations: (filter, request) =>
      pageOf(
        values(state.evaluations)
          .filter((one) => isListed(one, filter))
          .toSorted((a, b) => byKey(b, a)),
        request,
        keyText,
      ),
    evaluationCounts: (filter) => {
      const found = values(state.evaluations).filter((one) => isListed(one, { ...filter, status: undefined }));
      const counts = evaluationStatuses.map((status) => [status, found.filter((one) => one.status === status).length]);
      return Object.fromEntries(counts) as Record<(typeof evaluationStatuses)[number], number>;
    },
    evaluation: (id) => values(state.evaluations).find((one) => one.id === id),
    evaluationByKey: (key) => state.evaluations.get(key),
    allocationsOfEvaluation: (key, request) =>
      pageOf(
        values(state.allocations)
          .filter((one) => one.evaluation === key)
          .toSorted((a, b) => byKey(b, a)),
        request,
        keyText,
      ),
    deployments: (filter, request) =>
      pageOf(
        values(state.deployments)
          .filter((one) => isShown(one, filter))
          .toSorted((a, b) => byKey(b, a)),
        request,
        keyText,
      ),
    deployment: (id) => values(state.deployments).find((one) => one.id === id),
    deploymentByKey: (key) => state.deployments.get(key),
    deploymentsByPrefix: (prefix, limit) =>
      values(state.deployments)
        .filter((one) => one.id.startsWith(prefix))
        .toSorted((a, b) => (a.id < b.id ? -1 : 1))
        .slice(0, limit),
    allocationsOfDeployment: (key, request) =>
      pageOf(
        values(state.allocations)
          .filter((one) => one.rollout?.deployment === key)
          .toSorted((a, b) => byKey(b, a)),
        request,
        keyText,
      ),
    // No foreign API has plans as objects.
    plans: () => ({ items: [], next: null }),
    plan: () => undefined,
    planHead: () => undefined,
    plannedInstances: () => [],
    placement: (key) => placements.get(key),
    node: (id) => values(state.nodes).find((node) => node.id === id),
    nodeByKey: (key) => state.nodes.get(key),
    nodes: () => values(state.nodes).toSorted(byKey),
  };
};
