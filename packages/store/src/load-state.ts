import { recountUsed } from "@longshore/core/capacity";
import { addWaiting } from "@longshore/core/evolve/waiting";
import {
  type Allocation,
  type Deployment,
  type Evaluation,
  hasEnded,
  type Instance,
  isActive,
  isLaunchedByClock,
  isOpen,
  isTemplate,
  type Job,
  jobNameKey,
  type JobSpec,
  type JobVersion,
  type Node,
  type SavedPlan,
} from "@longshore/core/model";
import { dispatchKey, emptyState, instanceKey, type State, versionKey } from "@longshore/core/state";
import { type BackedTable, backedTable } from "@longshore/core/table";
import type { Touched } from "@longshore/core/touched";
import { unpackAllocation } from "./allocation-body.ts";
import { shedding } from "./eviction.ts";
import { readMeta } from "./meta.ts";
import { liveStates } from "./instance-state.ts";
import { bodies, body, type Body, type Db, first, rows } from "./sqlite.ts";

/**
 * How many records of a kind stay in memory although disk has them. Live allocations and open evaluations do not count.
 * A job with its specification takes some 4 kB of heap and comes back from disk in some 20 µs.
 */
export type MemoryLimits = {
  readonly jobs: number;
  readonly specs: number;
  readonly instances: number;
  readonly ended: number;
};
export const memoryLimits: MemoryLimits = { jobs: 10_000, specs: 2_000, instances: 50_000, ended: 1_000 };

export type LoadedState = {
  readonly state: State;
  /** After the commit of `touched`: forgets what disk can bring back. */
  readonly evict: (touched: Touched) => void;
};

/** Splits `job/index/group`; only the group may hold slashes. */
const splitInstanceKey = (key: string): readonly [number, string, number] => {
  const [job = "", index = ""] = key.split("/", 2);
  return [Number(job), key.slice(job.length + index.length + 2), Number(index)];
};

const backedJobs = (db: Db, limit: number) => {
  const byKey = db.sql("SELECT body FROM job WHERE key = ?");
  const byName = db.sql("SELECT key FROM job WHERE namespace = ? AND id = ?");
  const shed = shedding<number, Job>(() => jobs, limit);
  const jobs: BackedTable<number, Job> = backedTable((key) => {
    const job = body<Job>(byKey, key);
    if (job !== undefined) shed.stored(key, job);
    return job;
  });
  const jobKeys = backedTable<string, number>((name) => {
    const cut = name.indexOf("\0");
    return first<{ key: number }>(byName, name.slice(0, cut), name.slice(cut + 1))?.key;
  });
  const byToken = db.sql("SELECT key FROM job INDEXED BY job_by_token WHERE parent = ? AND token = ?");
  const dispatched = backedTable<string, number>((key) => {
    const cut = key.indexOf("/");
    return first<{ key: number }>(byToken, Number(key.slice(0, cut)), key.slice(cut + 1))?.key;
  });
  const evict = (touched: Touched): void => {
    for (const [key, job] of touched.jobs) {
      if (job !== null) shed.stored(key, job);
      else if (jobs.get(key) === undefined) jobs.evict(key);
    }
    // Asked for once for each dispatch: disk answers from now on.
    for (const job of touched.jobs.values()) {
      const token = job?.parent?.dispatch?.token ?? "";
      if (job?.parent && token !== "") dispatched.evict(dispatchKey(job.parent.job, token));
    }
    shed.trim((key, job) => {
      const name = jobNameKey(job.spec.namespace, job.spec.id);
      if (jobKeys.get(name) === key) jobKeys.evict(name);
    });
  };
  return { jobs, jobKeys, dispatched, evict };
};

const backedSpecs = (db: Db, limit: number) => {
  const byKey = db.sql("SELECT body FROM job_version WHERE job = ? AND version = ?");
  const shed = shedding<string, JobSpec>(() => specs, limit);
  const specs: BackedTable<string, JobSpec> = backedTable((key) => {
    const [job, version] = key.split("/");
    const spec = body<JobVersion>(byKey, Number(job), Number(version))?.spec;
    if (spec !== undefined) shed.stored(key, spec);
    return spec;
  });
  const evict = (touched: Touched): void => {
    // A new version turns the one before it into an old one; its specification was stored when it was made.
    for (const { job, version } of touched.versions.values()) {
      const before = versionKey(job, version.version - 1);
      const spec = specs.get(before);
      if (spec !== undefined) shed.stored(before, spec);
    }
    shed.trim();
  };
  return { specs, evict };
};

/** `newJob`: jobs from this key on were made after loading; of those, disk is asked only for instances that left memory. */
const backedInstances = (db: Db, limit: number, newJob: number) => {
  const byKey = db.sql("SELECT body FROM instance WHERE job = ? AND grp = ? AND idx = ?");
  const forgotten = new Set<number>();
  const shed = shedding<string, Instance>(() => instances, limit);
  const instances: BackedTable<string, Instance> = backedTable((key) => {
    const [job, group, index] = splitInstanceKey(key);
    if (job >= newJob && !forgotten.has(job)) return undefined;
    const instance = body<Instance>(byKey, job, group, index);
    if (instance !== undefined) shed.stored(key, instance);
    return instance;
  });
  const evict = (touched: Touched): void => {
    for (const { job, group, index, instance } of touched.instances.values())
      shed.stored(instanceKey(job, group, index), instance);
    shed.trim((key) => void forgotten.add(Number.parseInt(key, 10)));
  };
  return { instances, evict };
};

const backedAllocations = (db: Db, limit: number) => {
  const byKey = db.sql("SELECT body FROM allocation WHERE key = ?");
  const shed = shedding<number, Allocation>(() => allocations, limit);
  const allocations: BackedTable<number, Allocation> = backedTable((key) => {
    const row = first<Body>(byKey, key);
    const allocation = row && unpackAllocation(row.body);
    if (allocation !== undefined) shed.stored(key, allocation);
    return allocation;
  });
  const evict = (touched: Touched): void => {
    for (const allocation of touched.allocations.values())
      if (hasEnded(allocation)) shed.stored(allocation.key, allocation);
    shed.trim();
  };
  return { allocations, evict };
};

const backedEvaluations = (db: Db, limit: number) => {
  const byKey = db.sql("SELECT body FROM evaluation WHERE key = ?");
  const shed = shedding<number, Evaluation>(() => evaluations, limit);
  const evaluations: BackedTable<number, Evaluation> = backedTable((key) => {
    const evaluation = body<Evaluation>(byKey, key);
    if (evaluation !== undefined) shed.stored(key, evaluation);
    return evaluation;
  });
  const evict = (touched: Touched): void => {
    for (const evaluation of touched.evaluations.values())
      if (!isOpen(evaluation)) shed.stored(evaluation.key, evaluation);
    shed.trim();
  };
  return { evaluations, evict };
};

const backedDeployments = (db: Db, limit: number) => {
  const byKey = db.sql("SELECT body FROM deployment WHERE key = ?");
  const shed = shedding<number, Deployment>(() => deployments, limit);
  const deployments: BackedTable<number, Deployment> = backedTable((key) => {
    const deployment = body<Deployment>(byKey, key);
    if (deployment !== undefined) shed.stored(key, deployment);
    return deployment;
  });
  const evict = (touched: Touched): void => {
    for (const deployment of touched.deployments.values())
      if (!isActive(deployment)) shed.stored(deployment.key, deployment);
    shed.trim();
  };
  return { deployments, evict };
};

const backedSavedPlans = (db: Db, limit: number) => {
  const byKey = db.sql("SELECT body FROM plan WHERE key = ?");
  const shed = shedding<number, SavedPlan>(() => savedPlans, limit);
  const savedPlans: BackedTable<number, SavedPlan> = backedTable((key) => {
    const plan = body<SavedPlan>(byKey, key);
    if (plan !== undefined) shed.stored(key, plan);
    return plan;
  });
  const evict = (touched: Touched): void => {
    for (const plan of touched.savedPlans.values()) shed.stored(plan.key, plan);
    shed.trim();
  };
  return { savedPlans, evict };
};

const activeDeployments =
  "SELECT body FROM deployment INDEXED BY deployment_active WHERE status IN ('running', 'paused') ORDER BY key";

const perNodeJobs = "SELECT key FROM job INDEXED BY job_per_node WHERE type IN ('system', 'sysbatch') ORDER BY key";

const periodicJobs = "SELECT key FROM job INDEXED BY job_periodic WHERE periodic = 1 ORDER BY key";

/** What is under way: open evaluations, active rollouts, and the jobs that the clock or the fleet makes work for. */
export const loadOpen = (db: Db, state: State): void => {
  const open = bodies<Evaluation>(
    db.sql(
      "SELECT body FROM evaluation INDEXED BY evaluation_open WHERE status IN ('pending', 'blocked') ORDER BY key",
    ),
  );
  for (const evaluation of open) {
    state.evaluations.set(evaluation.key, evaluation);
    state.openOfJob.add(evaluation.job, evaluation.key);
    if (evaluation.status === "blocked") {
      state.blocked.set(evaluation.key, evaluation.job);
      addWaiting(state, evaluation, state.jobs.get(evaluation.job)?.spec);
    }
    if (evaluation.reserves.length > 0) state.reserving.set(evaluation.key, evaluation.job);
  }
  for (const deployment of bodies<Deployment>(db.sql(activeDeployments))) {
    state.deployments.set(deployment.key, deployment);
    state.activeDeployments.set(deployment.key, deployment.job);
  }
  for (const { key } of rows<{ key: number }>(db.sql(perNodeJobs))) {
    const job = state.jobs.get(key);
    if (job !== undefined && !job.stop && !isTemplate(job.spec)) state.perNodeJobs.set(key, true);
  }
  for (const { key } of rows<{ key: number }>(db.sql(periodicJobs))) {
    const job = state.jobs.get(key);
    if (job !== undefined && isLaunchedByClock(job)) state.clockJobs.set(key, true);
  }
};

const loadLive = (db: Db, state: State): void => {
  const live = db.sql(`SELECT body FROM allocation INDEXED BY allocation_live WHERE state IN ${liveStates}`);
  for (const row of live.iterate() as Iterable<Body>) {
    const allocation = unpackAllocation(row.body);
    state.allocations.set(allocation.key, allocation);
    state.liveOfJob.add(allocation.job, allocation.key);
    state.liveOfNode.add(allocation.node, allocation.key);
    for (const { value } of allocation.ports) state.portsOfNode.add(allocation.node, value);
  }
  for (const node of bodies<Node>(db.sql("SELECT body FROM node ORDER BY key"))) state.nodes.set(node.key, node);
  loadOpen(db, state);
  recountUsed(state);
};

/** A state in which what can be fetched is fetched when asked for, and nothing is live yet. */
export const backedState = (db: Db, limits: MemoryLimits): LoadedState => {
  const meta = readMeta(db);
  const { jobs, jobKeys, dispatched, evict: evictJobs } = backedJobs(db, limits.jobs);
  const { specs, evict: evictSpecs } = backedSpecs(db, limits.specs);
  const { instances, evict: evictInstances } = backedInstances(db, limits.instances, meta.next.job);
  const { allocations, evict: evictAllocations } = backedAllocations(db, limits.ended);
  const { evaluations, evict: evictEvaluations } = backedEvaluations(db, limits.ended);
  const { deployments, evict: evictDeployments } = backedDeployments(db, limits.ended);
  const { savedPlans, evict: evictSavedPlans } = backedSavedPlans(db, limits.ended);
  const state: State = {
    ...emptyState(meta.seed),
    settings: meta.settings,
    index: meta.index,
    next: meta.next,
    indexes: meta.indexes,
    jobs,
    jobKeys,
    dispatched,
    specs,
    instances,
    allocations,
    evaluations,
    deployments,
    savedPlans,
  };
  const tables: { readonly [kind: string]: { readonly evict: (key: never) => void } } = {
    allocations,
    evaluations,
    deployments,
    plans: savedPlans,
    versions: specs,
    instances,
  };
  /** What was forgotten is not on disk any more either. */
  const evictGone = ({ gone }: Touched): void => {
    for (const [row, { kind, key }] of gone) {
      const name = typeof key === "number" ? key : row.slice(kind.length + 1);
      tables[kind]?.evict(name as never);
    }
  };
  const evict = (touched: Touched): void => {
    evictGone(touched);
    evictSpecs(touched);
    evictJobs(touched);
    evictInstances(touched);
    evictAllocations(touched);
    evictEvaluations(touched);
    evictDeployments(touched);
    evictSavedPlans(touched);
  };
  return { state, evict };
};

/** The live state as it was last committed, in time proportional to what is live: history is fetched when asked for. */
export const loadState = (db: Db, limits: MemoryLimits): LoadedState => {
  const loaded = backedState(db, limits);
  loadLive(db, loaded.state);
  return loaded;
};
