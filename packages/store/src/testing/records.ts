import {
  type Allocation,
  type ClientStatus,
  type Evaluation,
  type InstanceCounts,
  type Job,
  type JobSpec,
  type JobType,
  type JobVersion,
  type Node,
  dynamicPorts,
  mainRole,
  noInstances,
  type TaskState,
} from "@longshore/core/model";
import { uuidOf } from "@longshore/core/uuid";

/** Records as the core makes them, of ordinary size; for tests and for filling a data directory. */
const origin = { door: "nomad", by: "tests" } as const;
const seed = "00000000-0000-4000-8000-000000000000";

export type SpecOf = {
  readonly id: string;
  readonly name?: string;
  readonly namespace?: string;
  readonly type?: JobType;
  readonly count?: number;
};

const restart = { attempts: 2, intervalMs: 1_800_000, delayMs: 15_000, mode: "fail", renderTemplates: false };

export const specRecord = ({ id, name = id, namespace = "default", type = "batch", count = 1 }: SpecOf): JobSpec => ({
  id,
  name,
  namespace,
  region: "global",
  type,
  priority: 50,
  allAtOnce: false,
  datacenters: ["*"],
  nodePool: "default",
  constraints: [],
  affinities: [],
  spreads: [],
  update: null,
  periodic: null,
  parameterized: null,
  payload: null,
  meta: {},
  taskGroups: [
    {
      name: "main",
      count,
      definedCount: null,
      parallelism: null,
      constraints: [],
      affinities: [],
      spreads: [],
      restart,
      reschedule: null,
      update: null,
      migrate: null,
      ephemeralDisk: { sticky: false, migrate: false, sizeMb: 300 },
      meta: {},
      disconnect: null,
      networks: [],
      services: [],
      shutdownDelayMs: null,
      maxRunDurationMs: null,
      instances: {},
      tasks: [
        {
          name: "run",
          driver: "raw_exec",
          user: "",
          config: { command: "/bin/true", args: [] },
          env: {},
          meta: {},
          constraints: [],
          affinities: [],
          resources: {
            cpuMhz: 100,
            cores: 0,
            memoryMb: 300,
            memoryMaxMb: 0,
            diskMb: 0,
            iops: 0,
            networks: [],
            carried: {},
          },
          restart: null,
          lifecycle: null,
          templates: [],
          services: [],
          dispatchPayload: null,
          leader: false,
          killTimeoutMs: 5000,
          killSignal: "",
          shutdownDelayMs: 0,
          logs: { maxFiles: 10, maxFileSizeMb: 10, disabled: false },
          carried: {},
        },
      ],
      carried: {},
    },
  ],
  about: null,
  carried: {},
});

export type JobOf = SpecOf & {
  readonly key: number;
  readonly counts?: Partial<InstanceCounts>;
  readonly changedAt?: number;
  readonly index?: number;
  readonly version?: number;
};

export const jobRecord = ({
  key,
  counts = { complete: 1 },
  changedAt = key,
  index = 1,
  version = 0,
  ...of
}: JobOf): Job => ({
  key,
  spec: specRecord(of),
  version,
  revision: 0,
  stop: false,
  stable: false,
  startedVersion: 0,
  deployment: null,
  stableVersion: null,
  deploymentsIndex: index,
  counters: { configuration: 1, desiredState: 0, workflow: 0 },
  created: origin,
  changed: origin,
  createdAt: changedAt,
  changedAt,
  jobModifyIndex: index,
  createIndex: index,
  modifyIndex: index,
  allocationsIndex: index,
  evaluationsIndex: index,
  parent: null,
  launches: null,
  groups: {
    main: {
      now: { ...noInstances, ...counts },
      ever: { complete: counts.complete ?? 0, failed: 0, lost: 0 },
      reach: of.count ?? 1,
    },
  },
  openEvaluations: 0,
  lastStartedAt: changedAt,
  lastEndedAt: changedAt,
});

export const versionRecord = (job: Job): JobVersion => ({
  version: job.version,
  spec: job.spec,
  stop: job.stop,
  stable: job.stable,
  revision: job.revision,
  origin,
  at: job.changedAt,
  index: job.jobModifyIndex,
  note: "",
});

const endedTask = (at: number): TaskState => ({
  role: mainRole,
  phase: "dead",
  failed: false,
  lost: false,
  lostWithNode: false,
  restarts: 0,
  lastRestartAt: null,
  startedAt: at + 3,
  finishedAt: at + 9,
  exitCode: 0,
  attempt: 1,
  restartAt: null,
  window: null,
  issued: false,
  stopRequestedAt: null,
  killAt: null,
  restartRequestedAt: null,
  leakedPids: [],
  events: [
    { type: "Received", at, message: "Task received by the engine", attempt: 1 },
    { type: "Started", at: at + 3, message: "Task started", attempt: 1 },
    { type: "Terminated", at: at + 9, message: "Exit code: 0", attempt: 1, exitCode: 0, signal: 0 },
  ],
});

export type AllocationOf = {
  readonly key: number;
  readonly job: Pick<Job, "key" | "spec">;
  readonly client?: ClientStatus;
  readonly index?: number;
  readonly node?: number;
  readonly evaluation?: number;
  readonly at?: number;
};

export const allocationRecord = (of: AllocationOf): Allocation => {
  const { key, job, client = "complete", index = 0, node = 1, evaluation = 1, at = 1_700_000_000_000 + key } = of;
  return {
    key,
    id: uuidOf(seed, "allocation", key),
    job: job.key,
    namespace: job.spec.namespace,
    jobId: job.spec.id,
    jobType: job.spec.type,
    group: "main",
    index,
    version: 0,
    node,
    evaluation,
    desired: "run",
    desiredDescription: "",
    client,
    clientDescription: "",
    attempt: 1,
    demand: { cpuMhz: 100, memoryMb: 300, diskMb: 300 },
    previous: null,
    next: null,
    tasks: { run: endedTask(at) },
    ports: [],
    reschedules: [],
    followUp: null,
    preemptedBy: null,
    disconnectedAt: null,
    lostAt: null,
    expiresAt: null,
    hasExpired: false,
    checks: {},
    rollout: null,
    createdAt: at,
    modifiedAt: at + 9,
    createIndex: 1,
    modifyIndex: 2,
  };
};

export const evaluationRecord = (key: number, job: Pick<Job, "key" | "spec">, open = false): Evaluation => ({
  key,
  id: uuidOf(seed, "evaluation", key),
  job: job.key,
  namespace: job.spec.namespace,
  jobId: job.spec.id,
  type: job.spec.type,
  priority: 50,
  triggeredBy: "job-register",
  status: open ? "pending" : "complete",
  statusDescription: "",
  jobModifyIndex: 1,
  waitUntil: null,
  node: null,
  previous: null,
  next: null,
  cursor: null,
  failures: 0,
  reserves: [],
  anyRoom: false,
  blocked: null,
  failedGroups: {},
  queued: {},
  written: 1,
  createdAt: 1,
  modifiedAt: 1,
  createIndex: 1,
  modifyIndex: 1,
});

export const nodeRecord = (key: number): Node => ({
  key,
  id: `${String(key).padStart(8, "0")}-0000-4000-8000-000000000000`,
  name: `node-${String(key)}`,
  datacenter: "dc1",
  engine: "local",
  nodeClass: "",
  nodePool: "default",
  attributes: {},
  meta: {},
  drivers: {},
  resources: { cpuMhz: 4000, memoryMb: 8192, diskMb: 100_000 },
  status: "ready",
  statusDescription: "",
  eligibility: "eligible",
  drain: null,
  ports: dynamicPorts,
  computedClass: "",
  statusUpdatedAt: 1,
  createIndex: 1,
  modifyIndex: 1,
});
