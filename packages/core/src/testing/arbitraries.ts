import fc, { type Arbitrary } from "fast-check";
import type {
  About,
  Affinity,
  Constraint,
  InstanceOverride,
  JobSpec,
  JobType,
  ReschedulePolicy,
  RestartPolicy,
  Spread,
  Strings,
  Task,
  TaskGroup,
  Update,
} from "../model/job-spec.ts";
import type { Json, JsonObject } from "../model/json.ts";

/** Words that a careless lookup would find on every object, beside ordinary ones. */
const word = fc.oneof(
  { weight: 8, arbitrary: fc.stringMatching(/^[a-z][a-z0-9-]{0,9}$/) },
  { weight: 1, arbitrary: fc.constantFrom("constructor", "toString", "valueOf", "length", "0", "größe", "作業") },
);

const text = fc.oneof(
  fc.constantFrom("", "a", "ü", "${attr.kernel.name}", 'quo"te\n', "🚢"),
  fc.string({ maxLength: 12 }).filter((value) => !value.includes("\0")),
);

const strings = (): Arbitrary<Strings> =>
  fc.dictionary(word, text, { maxKeys: 3, noNullPrototype: true }) as Arbitrary<Strings>;

const milliseconds = (min: number, max: number): Arbitrary<number> => fc.integer({ min, max });

const constraint = (): Arbitrary<Constraint> =>
  fc.record({
    attribute: fc.constantFrom("${attr.kernel.name}", "${node.datacenter}", "${attr.cpu.arch}", "${meta.rack}"),
    operator: fc.constantFrom("=", "!=", "<=", ">", "set_contains_any", "is_set", "is_not_set"),
    value: fc.constantFrom("linux", "dc1", "amd64", "r1,r2", ""),
  });

const affinity = (): Arbitrary<Affinity> =>
  fc
    .tuple(constraint(), fc.integer({ min: -100, max: 100 }))
    .map(([given, weight]) => ({ ...given, weight: weight === 0 ? 1 : weight }));

const spread = (): Arbitrary<Spread> =>
  fc.record({
    attribute: fc.constantFrom("${node.datacenter}", "${meta.rack}"),
    weight: fc.integer({ min: 1, max: 100 }),
    targets: fc.array(fc.record({ value: text, percent: fc.integer({ min: 0, max: 100 }) }), { maxLength: 2 }),
  });

const update = (): Arbitrary<Update> =>
  fc.record({
    staggerMs: milliseconds(1, 60_000),
    maxParallel: fc.integer({ min: 0, max: 5 }),
    healthCheck: fc.constantFrom("checks", "task_states", "manual"),
    minHealthyTimeMs: milliseconds(0, 10_000),
    healthyDeadlineMs: milliseconds(20_000, 300_000),
    progressDeadlineMs: milliseconds(400_000, 600_000),
    autoRevert: fc.boolean(),
    autoPromote: fc.boolean(),
    canary: fc.integer({ min: 0, max: 2 }),
  });

const restart = (): Arbitrary<RestartPolicy> =>
  fc.record({
    attempts: fc.integer({ min: 0, max: 4 }),
    intervalMs: milliseconds(20_000, 3_600_000),
    delayMs: milliseconds(0, 5000),
    mode: fc.constantFrom("fail", "delay"),
    renderTemplates: fc.boolean(),
  });

const reschedule = (): Arbitrary<ReschedulePolicy> =>
  fc.record({
    attempts: fc.integer({ min: 0, max: 3 }),
    intervalMs: milliseconds(15_000, 86_400_000),
    delayMs: milliseconds(5000, 30_000),
    delayFunction: fc.constantFrom("constant", "exponential", "fibonacci"),
    maxDelayMs: milliseconds(30_000, 3_600_000),
    unlimited: fc.boolean(),
  });

const json = (): Arbitrary<Json> =>
  fc.oneof(text, fc.boolean(), fc.integer(), fc.array(text, { maxLength: 3 })) as Arbitrary<Json>;

const config = (): Arbitrary<JsonObject> =>
  fc
    .tuple(
      fc.constantFrom("/bin/sleep", "/bin/true", "/bin/sh"),
      fc.array(text, { maxLength: 3 }),
      fc.dictionary(word, json(), { maxKeys: 1, noNullPrototype: true }),
    )
    .map(([command, args, more]) => ({ ...more, command, args }));

const task = (name: string): Arbitrary<Task> =>
  fc.record({
    name: fc.constant(name),
    driver: fc.constantFrom("raw_exec", "exec"),
    user: fc.constantFrom("", "nobody"),
    config: config(),
    env: strings(),
    meta: strings(),
    constraints: fc.array(constraint(), { maxLength: 1 }),
    affinities: fc.array(affinity(), { maxLength: 1 }),
    resources: fc
      .record({ cpuMhz: fc.integer({ min: 1, max: 900 }), memoryMb: fc.integer({ min: 10, max: 900 }) })
      .map((asked) => ({ ...asked, cores: 0, memoryMaxMb: 0, diskMb: 0, iops: 0, networks: [], carried: {} })),
    restart: fc.option(restart(), { freq: 3 }),
    lifecycle: fc.constant(null),
    templates: fc.constant([]),
    services: fc.constant([]),
    dispatchPayload: fc.constant(null),
    leader: fc.constant(false),
    killTimeoutMs: milliseconds(0, 30_000),
    killSignal: fc.constantFrom("", "SIGTERM", "SIGINT"),
    shutdownDelayMs: fc.constant(0),
    logs: fc.record({
      maxFiles: fc.integer({ min: 1, max: 10 }),
      maxFileSizeMb: fc.integer({ min: 1, max: 10 }),
      disabled: fc.boolean(),
    }),
    carried: fc.constantFrom<JsonObject>({}, {}, { Actions: [{ Name: "ls", Command: "/bin/ls" }] }),
  });

const overrides = (tasks: readonly Task[]): Arbitrary<{ readonly [index: string]: InstanceOverride }> =>
  fc.dictionary(
    fc.integer({ min: 0, max: 4 }).map(String),
    fc
      .record({ name: fc.constantFrom(...tasks.map((one) => one.name)), env: strings(), meta: strings() })
      .map(({ name, env, meta }) => ({ tasks: Object.fromEntries([[name, { env, meta, config: {} }]]) })),
    { maxKeys: 2, noNullPrototype: true },
  );

const names = (maxLength: number): Arbitrary<string[]> => fc.uniqueArray(word, { minLength: 1, maxLength });

const tasks = (): Arbitrary<Task[]> =>
  names(2).chain((list) => fc.tuple(...list.map(task)) as unknown as Arbitrary<Task[]>);

const group = (name: string, type: JobType): Arbitrary<TaskGroup> =>
  tasks().chain((list) =>
    fc.record({
      name: fc.constant(name),
      count: fc.integer({ min: 0, max: 5 }),
      definedCount: fc.option(fc.integer({ min: 1, max: 5 }), { freq: 5 }),
      parallelism: type === "batch" ? fc.option(fc.integer({ min: 1, max: 3 })) : fc.constant(null),
      constraints: fc.array(constraint(), { maxLength: 1 }),
      affinities: fc.array(affinity(), { maxLength: 1 }),
      spreads: fc.array(spread(), { maxLength: 1 }),
      restart: restart(),
      reschedule: reschedule(),
      update: type === "service" ? update() : fc.constant(null),
      migrate:
        type === "service"
          ? fc.record({
              maxParallel: fc.integer({ min: 1, max: 3 }),
              healthCheck: fc.constantFrom("checks", "task_states"),
              minHealthyTimeMs: milliseconds(0, 10_000),
              healthyDeadlineMs: milliseconds(20_000, 300_000),
            })
          : fc.constant(null),
      disconnect: fc.constant(null),
      networks: fc.constant([]),
      services: fc.constant([]),
      ephemeralDisk: fc.integer({ min: 10, max: 900 }).map((sizeMb) => ({ sticky: false, migrate: false, sizeMb })),
      meta: strings(),
      shutdownDelayMs: fc.constantFrom(null, 0),
      maxRunDurationMs: fc.constant(null),
      instances: fc.oneof({ weight: 3, arbitrary: fc.constant({}) }, { weight: 1, arbitrary: overrides(list) }),
      tasks: fc.constant(list),
      carried: fc.constant({}),
    }),
  );

const about = (): Arbitrary<About> =>
  fc.record({
    labels: strings(),
    owner: text,
    team: text,
    autostart: fc.option(fc.boolean()),
    byCluster: fc.boolean(),
    priorityGiven: fc.option(fc.record({ value: fc.nat({ max: 500 }), lowerFirst: fc.boolean() })),
    exitCategories: fc.constantFrom<About["exitCategories"]>({}, { 3: "data", 4: "system" }),
    foreign: fc.constantFrom<About["foreign"]>({}, { peloton: { ldap_groups: ["money"] } }),
  });

export type JobSpecOptions = {
  readonly id?: string;
  readonly type?: "service" | "batch";
  readonly namespace?: string;
  /** Groups at most; 2 when left out. Groups have up to five instances and two tasks. */
  readonly groups?: number;
};

/**
 * Valid, canonical, small job specifications: what `parseDefinition` would return. Some constraints no node satisfies, some demands
 * exceed a small node, and some names collide with what every object inherits.
 */
export const jobSpec = (options: JobSpecOptions = {}): Arbitrary<JobSpec> =>
  fc
    .tuple(
      options.type === undefined ? fc.constantFrom("service" as const, "batch" as const) : fc.constant(options.type),
      options.id === undefined ? word : fc.constant(options.id),
      names(options.groups ?? 2),
    )
    .chain(([type, id, groups]) =>
      fc.record({
        id: fc.constant(id),
        name: fc.constantFrom(id, `${id} by name`),
        namespace: fc.constant(options.namespace ?? "default"),
        region: fc.constant("global"),
        type: fc.constant(type),
        priority: fc.integer({ min: 1, max: 100 }),
        allAtOnce: fc.boolean(),
        datacenters: fc.constantFrom(["*"], ["dc1"], ["dc1", "dc2"]),
        nodePool: fc.constantFrom("default", "all"),
        constraints: fc.array(constraint(), { maxLength: 1 }),
        affinities: fc.array(affinity(), { maxLength: 1 }),
        spreads: fc.array(spread(), { maxLength: 1 }),
        update: type === "batch" ? fc.constant(null) : fc.option(update(), { freq: 2 }),
        periodic: fc.constant(null),
        parameterized: fc.constant(null),
        payload: fc.constant(null),
        meta: strings(),
        about: fc.option(about()),
        taskGroups: fc.tuple(...groups.map((name) => group(name, type))) as unknown as Arbitrary<TaskGroup[]>,
        carried: fc.constantFrom<JsonObject>({}, { UI: { Description: "shown", Links: null } }),
      }),
    );
