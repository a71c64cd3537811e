import fc, { type Arbitrary } from "fast-check";
import { runsPerNode, type JobSpec, type JobType } from "../model/job-spec.ts";
import type { Capacity } from "../model/resources.ts";
import { updates } from "./rollout-steps.ts";
import { jobOf, type GroupGiven } from "./specs.ts";

/** Ids that a careless lookup would find on every object, beside ordinary ones; one id always has the same type. */
const jobTypes = new Map<string, JobType>([
  ["web", "service"],
  ["constructor", "batch"],
  ["__proto__", "batch"],
  ["everywhere", "system"],
  ["once", "sysbatch"],
]);
const groupNames = ["web", "toString", "__proto__"];

/** Tasks with their places in their group's life: most groups have a main one alone. */
const tasks = (): Arbitrary<Pick<GroupGiven, "tasks" | "more">> =>
  fc.constantFrom<Pick<GroupGiven, "tasks" | "more">[]>(
    { tasks: ["main"] },
    { tasks: ["main"] },
    { tasks: ["main"] },
    { tasks: ["main", "constructor"] },
    { tasks: ["main", "constructor"], more: { main: { leader: true, shutdownDelayMs: 500 } } },
    {
      tasks: ["constructor", "main", "__proto__"],
      more: {
        constructor: { lifecycle: { hook: "prestart", sidecar: false } },
        ["__proto__"]: { lifecycle: { hook: "poststop", sidecar: false } },
      },
    },
    {
      tasks: ["main", "warm", "proxy"],
      more: {
        warm: { lifecycle: { hook: "poststart", sidecar: false } },
        proxy: { lifecycle: { hook: "prestart", sidecar: true } },
      },
    },
  );

const group = (name: string, type: JobType): Arbitrary<GroupGiven> =>
  fc.tuple(groupAlone(name, type), tasks()).map(([alone, own]) => ({ ...alone, ...own }));

const groupAlone = (name: string, type: JobType): Arbitrary<GroupGiven> =>
  fc.record<GroupGiven>({
    shutdownDelayMs: fc.constantFrom(0, 0, 0, 1000),
    ...(type === "batch" ? { maxRunDurationMs: fc.constantFrom(undefined, undefined, 8000) as Arbitrary<number> } : {}),
    name: fc.constant(name),
    count: runsPerNode(type) ? fc.constantFrom(0, 1, 1, 1) : fc.integer({ min: 0, max: 4 }),
    memoryMb: fc.constantFrom(100, 300, 700),
    cpuMhz: fc.constantFrom(100, 400),
    env: fc.constantFrom({}, { A: "1" }, { A: "2" }),
    killTimeoutMs: fc.constantFrom(5000, 6000),
    driver: fc.constantFrom("raw_exec", "raw_exec", "raw_exec", "raw_exec", "exec"),
    restart: fc.record({
      attempts: fc.integer({ min: 0, max: 2 }),
      intervalMs: fc.constant(10_000),
      delayMs: fc.constantFrom(0, 1000),
      mode: fc.constantFrom("fail", "delay"),
    }),
    ...(type === "batch"
      ? { parallelism: fc.option(fc.integer({ min: 1, max: 2 }), { nil: undefined }) as Arbitrary<number> }
      : {}),
    ...(type === "system"
      ? { update: fc.constantFrom({ maxParallel: 0 }, { staggerMs: 3000, minHealthyTimeMs: 1000 }) }
      : {}),
    ...(type === "service"
      ? {
          update: updates(),
          reschedule: fc.constantFrom(
            { delayMs: 5000, maxDelayMs: 20_000 },
            { attempts: 0, unlimited: false },
            { attempts: 1, unlimited: false, intervalMs: 60_000, delayFunction: "constant" },
          ),
          disconnect: fc.constantFrom(
            undefined,
            undefined,
            { lostAfterMs: 5000 },
            { lostAfterMs: 5000, replace: false },
          ),
        }
      : {}),
    instances: fc.constantFrom({}, {}, { 1: { tasks: { main: { env: { A: "3" }, meta: {}, config: {} } } } }),
  });

/** Small jobs that crowd small nodes: one id always has the same type. */
export const crowdedSpec = (): Arbitrary<JobSpec> =>
  fc
    .record({
      id: fc.constantFrom(...jobTypes.keys()),
      names: fc.uniqueArray(fc.constantFrom(...groupNames), { minLength: 1, maxLength: 2 }),
    })
    .chain(({ id, names }) => {
      const type = jobTypes.get(id) ?? "service";
      return fc
        .record({
          groups: fc.tuple(...names.map((name) => group(name, type))),
          datacenters: fc.constantFrom(["*"], ["*"], ["*"], ["dc2"]),
          meta: fc.constantFrom({}, {}, { M: "1" }),
          priority: fc.constantFrom(50, 50, 20, 90),
        })
        .map((given) => jobOf({ id, type, ...given }));
    });

export const capacity = (): Arbitrary<Capacity> =>
  fc.record({
    cpuMhz: fc.constantFrom(500, 2000),
    memoryMb: fc.constantFrom(400, 900, 2000),
    diskMb: fc.constantFrom(30, 1000),
  });
