import type { JobSpec, JobType, ReschedulePolicy, Strings, Update } from "@longshore/core/model";
import { jobOf, type GroupGiven } from "@longshore/core/testing/specs";
import type { Random } from "../testing/random.ts";

/** One id always has the same type. */
const jobTypes: readonly (readonly [string, JobType])[] = [
  ["web", "service"],
  ["api", "service"],
  ["report", "batch"],
  ["constructor", "batch"],
  ["everywhere", "system"],
  ["once", "sysbatch"],
];

export const pick = <T>(random: Random, items: readonly T[]): T => items[random.below(items.length)] as T;

const forGood = "1000h";

/** What a mock task does. Of a job that runs to its end it ends. */
const config = (random: Random, type: JobType) => ({
  run_for: pick(
    random,
    type === "batch" || type === "sysbatch" ? ["0s", "2s", "20s"] : [forGood, forGood, "2s", "30s"],
  ),
  exit_code: pick(random, [0, 0, 0, 1]),
  kill_after: pick(random, ["0s", "0s", "1s", "20s"]),
  ...(random.chance(0.2) ? { start_block_for: "3s" } : {}),
  ...(random.chance(0.05) ? { start_error: "no such image" } : {}),
  ...(random.chance(0.05) ? { signal_error: "it does not listen" } : {}),
});

/** Most change all at once; the others a few at a time, with canaries, deadlines and ways back. */
const updateOf = (random: Random, type: JobType): Partial<Update> => {
  if (random.chance(0.3)) return { maxParallel: 0 };
  const canary = type === "service" && random.chance(0.4) ? 1 + random.below(2) : 0;
  return {
    maxParallel: 1 + random.below(2),
    staggerMs: 2000,
    healthCheck: pick(random, ["checks", "task_states"]),
    minHealthyTimeMs: pick(random, [0, 1000, 3000]),
    healthyDeadlineMs: 10_000,
    progressDeadlineMs: pick(random, [0, 20_000, 20_000]),
    canary,
    autoPromote: canary > 0 && random.chance(0.5),
    autoRevert: random.chance(0.4),
  };
};

const group = (random: Random, name: string, type: JobType): GroupGiven => ({
  name,
  count: type === "system" || type === "sysbatch" ? pick(random, [1, 1, 1, 0]) : random.below(6),
  memoryMb: pick(random, [100, 200, 300, 600]),
  cpuMhz: pick(random, [100, 400]),
  env: pick<Strings>(random, [{}, { A: "1" }, { A: "2" }]),
  killTimeoutMs: pick(random, [0, 5000]),
  driver: random.chance(0.04) ? "docker" : "mock_driver",
  config: config(random, type),
  restart: {
    attempts: random.below(3),
    intervalMs: 10_000,
    delayMs: pick(random, [0, 1000]),
    mode: pick(random, ["fail", "delay"]),
  },
  migrate: { maxParallel: pick(random, [1, 2]) },
  instances: random.chance(0.2) ? { 1: { tasks: { main: { env: { A: "3" }, meta: {}, config: {} } } } } : {},
  ...(type === "service" || type === "system" ? { update: updateOf(random, type) } : {}),
  ...(type === "batch" && random.chance(0.3) ? { parallelism: 1 + random.below(2) } : {}),
  ...(type === "service" || type === "batch"
    ? {
        reschedule: pick<Partial<ReschedulePolicy>>(random, [
          { delayMs: 5000, maxDelayMs: 20_000, unlimited: true },
          { attempts: 0, unlimited: false },
          { attempts: 1, unlimited: false, intervalMs: 60_000, delayFunction: "constant", delayMs: 1000 },
        ]),
      }
    : {}),
  ...(random.chance(0.5)
    ? {
        disconnect: {
          lostAfterMs: pick(random, [3000, 30_000, 300_000]),
          replace: random.chance(0.6),
          reconcile: pick(random, ["best_score", "keep_original", "keep_replacement"]),
        },
      }
    : {}),
  ...(random.chance(0.1)
    ? { constraints: [{ attribute: "", operator: "distinct_hosts", value: "true" }] }
    : random.chance(0.1)
      ? { constraints: [{ attribute: "${meta.rack}", operator: "=", value: "r1" }] }
      : {}),
  tasks: pick(random, [["main"], ["main"], ["main"], ["main", "side"], ["main", "side", "constructor"]]),
});

const hooks = [
  { hook: "prestart", sidecar: false },
  { hook: "prestart", sidecar: true },
  { hook: "poststart", sidecar: false },
  { hook: "poststop", sidecar: false },
] as const;

/** A life for the tasks beside the main one, delays, ports and a longest run, now and then. */
const elaborate = (random: Random, spec: JobSpec): JobSpec => ({
  ...spec,
  taskGroups: spec.taskGroups.map((one) => ({
    ...one,
    maxRunDurationMs: random.chance(0.05) ? 10_000 : null,
    shutdownDelayMs: random.chance(0.1) ? 2000 : null,
    networks: random.chance(0.2) ? [network(random)] : [],
    tasks: one.tasks.map((task, at) => {
      if (at === 0) return { ...task, leader: random.chance(0.1) };
      const lifecycle = random.chance(0.5) ? pick(random, hooks) : null;
      const isShort = lifecycle !== null && !lifecycle.sidecar;
      return { ...task, lifecycle, ...(isShort ? { config: { ...task.config, run_for: "1s" } } : {}) };
    }),
  })),
});

const network = (random: Random): JobSpec["taskGroups"][number]["networks"][number] => {
  const port = (label: string, value: number) => ({ label, value, to: 0, hostNetwork: "default" });
  return {
    mode: "host",
    mbits: 0,
    reservedPorts: random.chance(0.4) ? [port("admin", 8080)] : [],
    dynamicPorts: [port("http", 0)],
    carried: {},
  };
};

/** Small jobs that crowd small nodes. */
export const randomSpec = (random: Random): JobSpec => {
  const [id, type] = jobTypes[random.below(jobTypes.length)] ?? ["web", "service"];
  const names = pick(random, [["a"], ["a"], ["b"], ["a", "toString"]]);
  const spec = jobOf({
    id,
    type,
    priority: pick(random, [50, 20, 90]),
    meta: pick<Strings>(random, [{}, {}, { M: "1" }]),
    datacenters: random.chance(0.05) ? ["dc2"] : ["*"],
    groups: names.map((name) => group(random, name, type)),
  });
  return random.chance(0.3) ? elaborate(random, spec) : spec;
};

/** The same specification with something about it changed. */
export const changedSpec = (random: Random, spec: JobSpec): JobSpec => {
  const groups = (by: (one: JobSpec["taskGroups"][number]) => JobSpec["taskGroups"][number]): JobSpec => ({
    ...spec,
    taskGroups: spec.taskGroups.map(by),
  });
  switch (random.below(5)) {
    case 0:
      return { ...spec, meta: { M: String(random.below(3)) } };
    case 1:
      return { ...spec, priority: pick(random, [20, 50, 90]) };
    case 2:
      return groups((one) => ({ ...one, count: one.count > 1 ? one.count - 1 : 1 }));
    case 3:
      return groups((one) => ({
        ...one,
        tasks: one.tasks.map((task) => ({ ...task, killTimeoutMs: pick(random, [1000, 3000]) })),
      }));
    default:
      return groups((one) => ({
        ...one,
        tasks: one.tasks.map((task) => ({ ...task, env: { A: String(random.below(4)) } })),
      }));
  }
};
