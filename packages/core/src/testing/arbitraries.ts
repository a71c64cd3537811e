import fc, { type Arbitrary } from "fast-check";
import type {
  About,
  InstanceOverride,
  JobSpec,
  JobType,
  Lifecycle,
  Parameterized,
  Periodic,
  Resources,
  Task,
  TaskGroup,
} from "../model/job-spec.ts";
import type { Json, JsonObject } from "../model/json.ts";
import {
  disconnect,
  migrate,
  milliseconds,
  network,
  reschedule,
  restart,
  service,
  strings,
  template,
  text,
  update,
  word,
} from "./arbitrary-blocks.ts";
import { affinities, constraints, spreads, type Blocks, type Kind } from "./arbitrary-placement.ts";

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

const hooks: readonly (Lifecycle | null)[] = [
  null,
  { hook: "prestart", sidecar: false },
  { hook: "prestart", sidecar: true },
  { hook: "poststart", sidecar: false },
  { hook: "poststart", sidecar: true },
  { hook: "poststop", sidecar: false },
];

/** Of which task of which job: the first task of a group is its main one. */
type TaskPlace = Kind & { readonly name: string; readonly position: number };

const resources = ({ blocks, name, position }: TaskPlace): Arbitrary<Resources> =>
  fc.record({
    cpuMhz: fc.integer({ min: 1, max: 900 }),
    cores: fc.constant(0),
    memoryMb: fc.integer({ min: 10, max: 900 }),
    memoryMaxMb: blocks === "plain" ? fc.constant(0) : fc.constantFrom(0, 0, 900, 2000),
    diskMb: fc.constant(0),
    iops: blocks === "plain" ? fc.constant(0) : fc.constantFrom(0, 0, 100),
    networks:
      blocks === "plain"
        ? fc.constant([])
        : fc.oneof(
            { weight: 3, arbitrary: fc.constant([]) },
            { weight: 1, arbitrary: fc.tuple(network([`task-${String(position)}`], 1)) },
          ),
    carried: name.startsWith("a") ? fc.constantFrom({}, { SecretsMB: 1 }) : fc.constant({}),
  });

const task = (place: TaskPlace): Arbitrary<Task> => {
  const isFull = place.blocks !== "plain";
  const { name, position } = place;
  return fc.record({
    name: fc.constant(name),
    driver: fc.constantFrom("raw_exec", "exec"),
    user: fc.constantFrom("", "nobody"),
    config: config(),
    env: strings(),
    meta: strings(),
    constraints: constraints(place.blocks, true),
    affinities: affinities(place),
    resources: resources(place),
    restart: fc.option(restart(), { freq: 3 }),
    lifecycle: isFull && position > 0 ? fc.constantFrom(...hooks) : fc.constant(null),
    templates: isFull
      ? fc
          .subarray(["local/app.env", "${NOMAD_SECRETS_DIR}/key", "local/a/b"])
          .chain((files) => fc.tuple(...files.map(template)))
      : fc.constant([]),
    services: isFull
      ? fc.oneof(
          fc.constant([]),
          fc.tuple(
            service({ name: `task-${String(position)}`, owner: name, task: name, labels: [""], hasChecks: false }),
          ),
        )
      : fc.constant([]),
    dispatchPayload: fc.constant(null),
    leader: isFull && position === 0 ? fc.boolean() : fc.constant(false),
    killTimeoutMs: milliseconds(0, 30_000),
    killSignal: fc.constantFrom("", "SIGTERM", "SIGINT"),
    shutdownDelayMs: isFull ? fc.constantFrom(0, 0, 3000) : fc.constant(0),
    logs: fc.record({
      maxFiles: fc.integer({ min: 1, max: 10 }),
      maxFileSizeMb: fc.integer({ min: 1, max: 10 }),
      disabled: fc.boolean(),
    }),
    carried: fc.constantFrom<JsonObject>({}, {}, { Actions: [{ Name: "ls", Command: "/bin/ls" }] }),
  });
};

const overrides = (tasks: readonly Task[]): Arbitrary<{ readonly [index: string]: InstanceOverride }> =>
  fc.dictionary(
    fc.integer({ min: 0, max: 4 }).map(String),
    fc
      .record({
        name: fc.constantFrom(...tasks.map((one) => one.name)),
        env: strings(),
        meta: strings(),
        unset: fc.constantFrom({}, {}, { unsetEnv: ["A", "constructor"] }),
      })
      .map(({ name, env, meta, unset }) => ({
        tasks: Object.fromEntries([[name, { env, meta, config: {}, ...unset }]]),
      })),
    { maxKeys: 2, noNullPrototype: true },
  );

const names = (maxLength: number): Arbitrary<string[]> => fc.uniqueArray(word, { minLength: 1, maxLength });

const tasks = (kind: Kind): Arbitrary<Task[]> =>
  names(2).chain(
    (list) =>
      fc.tuple(...list.map((name, position) => task({ ...kind, name, position }))) as unknown as Arbitrary<Task[]>,
  );

const labels = ["http", "admin", "metrics"];

/** The group's network, and services on its ports. */
const connections = ({ blocks }: Kind, first: Task): Arbitrary<Pick<TaskGroup, "networks" | "services">> => {
  if (blocks === "plain") return fc.constant({ networks: [], services: [] });
  return fc.subarray(labels).chain((given) =>
    fc.record({
      networks: given.length === 0 ? fc.constant([]) : fc.tuple(network(given, 8000)),
      services: fc.oneof(
        fc.constant([]),
        fc.tuple(service({ name: "group", owner: "", task: first.name, labels: given, hasChecks: true })),
      ),
    }),
  );
};

const group = (name: string, kind: Kind): Arbitrary<TaskGroup> => {
  const { type, blocks } = kind;
  const [isFull, isPerNode, toEnd] = [
    blocks !== "plain",
    type === "system" || type === "sysbatch",
    type === "batch" || type === "sysbatch",
  ];
  return tasks(kind).chain((list) =>
    fc
      .record({
        name: fc.constant(name),
        count: fc.integer({ min: 0, max: isPerNode ? 1 : 5 }),
        definedCount: fc.option(fc.integer({ min: 1, max: 5 }), { freq: 5 }),
        parallelism: type === "batch" ? fc.option(fc.integer({ min: 1, max: 3 })) : fc.constant(null),
        constraints: constraints(blocks, false),
        affinities: affinities(kind),
        spreads: spreads(kind),
        restart: restart(),
        reschedule: isPerNode ? fc.constant(null) : reschedule(),
        update: toEnd ? fc.constant(null) : update(),
        migrate: type === "service" ? migrate() : fc.constant(null),
        disconnect: isFull ? fc.option(disconnect(type)) : fc.constant(null),
        connections: connections(kind, list[0] as Task),
        ephemeralDisk: fc.integer({ min: 10, max: 900 }).map((sizeMb) => ({ sticky: false, migrate: false, sizeMb })),
        meta: strings(),
        shutdownDelayMs: isFull ? fc.constantFrom(null, 0, 2000) : fc.constantFrom(null, 0),
        maxRunDurationMs: isFull && toEnd ? fc.option(milliseconds(1, 60_000)) : fc.constant(null),
        instances: fc.oneof({ weight: 3, arbitrary: fc.constant({}) }, { weight: 1, arbitrary: overrides(list) }),
        tasks: fc.constant(list),
        carried: fc.constantFrom<JsonObject>({}, {}, { Scaling: { Min: 0, Max: 9 } }),
      })
      .map(({ connections: { networks, services }, ...rest }) => ({ ...rest, networks, services })),
  );
};

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

const periodic = (): Arbitrary<Periodic> =>
  fc.record({
    enabled: fc.boolean(),
    specs: fc.uniqueArray(fc.constantFrom("@daily", "*/15 * * * *", "0 0 12 * * ? 2030"), { minLength: 1 }),
    timeZone: fc.constantFrom("UTC", "Europe/Berlin"),
    prohibitOverlap: fc.boolean(),
    missedRuns: fc.constantFrom(null, { policy: "skip", most: 10 }, { policy: "run_all", most: 3 }),
  });

const parameterized = (): Arbitrary<Parameterized> =>
  fc.record({
    payload: fc.constantFrom("optional", "required", "forbidden"),
    metaRequired: fc.constantFrom([], ["who"], ["who", "where"]),
    metaOptional: fc.constantFrom([], ["why"]),
  });

export type JobSpecOptions = {
  readonly id?: string;
  /** A service or batch job when left out. */
  readonly type?: JobType;
  readonly namespace?: string;
  /** Groups at most; 2 when left out. Groups have up to five instances and two tasks. */
  readonly groups?: number;
  /** `plain` when left out. */
  readonly blocks?: Blocks;
};

/**
 * Canonical, small job specifications: what `parseDefinition` would return; valid but for `read`. Some constraints no node satisfies,
 * some demands exceed a small node, and some names collide with what every object inherits.
 */
export const jobSpec = (options: JobSpecOptions = {}): Arbitrary<JobSpec> => {
  const { type: wanted, id: named, namespace = "default", groups = 2, blocks = "plain" } = options;
  return fc
    .tuple(
      wanted === undefined ? fc.constantFrom<JobType>("service", "batch") : fc.constant(wanted),
      named === undefined ? word : fc.constant(named),
      names(groups),
    )
    .chain(([type, id, list]) => {
      const kind = { type, blocks };
      const isUpdated = type === "service" || type === "system";
      return fc.record({
        id: fc.constant(id),
        name: fc.constantFrom(id, `${id} by name`),
        namespace: fc.constant(namespace),
        region: fc.constant("global"),
        type: fc.constant(type),
        priority: fc.integer({ min: 1, max: 100 }),
        allAtOnce: fc.boolean(),
        datacenters: fc.constantFrom(["*"], ["dc1"], ["dc1", "dc2"]),
        nodePool: fc.constantFrom("default", "all"),
        constraints: constraints(blocks, false),
        affinities: affinities(kind),
        spreads: spreads(kind),
        update: isUpdated ? fc.option(update(), { freq: 2 }) : fc.constant(null),
        periodic: blocks === "read" ? fc.option(periodic()) : fc.constant(null),
        parameterized: blocks === "read" ? fc.option(parameterized()) : fc.constant(null),
        payload: blocks === "read" ? fc.constantFrom(null, "aGk=") : fc.constant(null),
        meta: strings(),
        taskGroups: fc.tuple(...list.map((name) => group(name, kind))) as unknown as Arbitrary<TaskGroup[]>,
        about: fc.option(about()),
        carried: fc.constantFrom<JsonObject>({}, { UI: { Description: "shown", Links: null } }),
      });
    });
};
