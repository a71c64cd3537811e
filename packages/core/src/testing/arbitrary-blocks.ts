import fc, { type Arbitrary } from "fast-check";
import type { Check, Network, Port, Service } from "../model/connections.ts";
import type {
  Disconnect,
  JobType,
  Migrate,
  ReschedulePolicy,
  RestartPolicy,
  Strings,
  Template,
  Update,
} from "../model/job-spec.ts";

/** Words that a careless lookup would find on every object, beside ordinary ones. */
export const word = fc.oneof(
  { weight: 8, arbitrary: fc.stringMatching(/^[a-z][a-z0-9-]{0,9}$/) },
  { weight: 1, arbitrary: fc.constantFrom("constructor", "toString", "valueOf", "length", "0", "größe", "作業") },
);

export const text = fc.oneof(
  fc.constantFrom("", "a", "ü", "${attr.kernel.name}", 'quo"te\n', "🚢"),
  fc.string({ maxLength: 12 }).filter((value) => !value.includes("\0")),
);

export const strings = (): Arbitrary<Strings> =>
  fc.dictionary(word, text, { maxKeys: 3, noNullPrototype: true }) as Arbitrary<Strings>;

export const milliseconds = (min: number, max: number): Arbitrary<number> => fc.integer({ min, max });

export const update = (): Arbitrary<Update> =>
  fc
    .record({
      staggerMs: milliseconds(1, 60_000),
      maxParallel: fc.integer({ min: 0, max: 3 }),
      healthCheck: fc.constantFrom("checks", "task_states"),
      minHealthyTimeMs: milliseconds(0, 10_000),
      healthyDeadlineMs: milliseconds(20_000, 300_000),
      progressDeadlineMs: fc.oneof(fc.constant(0), milliseconds(400_000, 600_000)),
      autoRevert: fc.boolean(),
      autoPromote: fc.boolean(),
      canary: fc.integer({ min: 0, max: 2 }),
    })
    .map((given) => ({ ...given, autoPromote: given.autoPromote && given.canary > 0 }));

export const restart = (): Arbitrary<RestartPolicy> =>
  fc
    .record({
      attempts: fc.integer({ min: 0, max: 4 }),
      intervalMs: milliseconds(20_000, 3_600_000),
      delayMs: milliseconds(0, 5000),
      mode: fc.constantFrom("fail", "delay"),
      renderTemplates: fc.boolean(),
    })
    .map((given) => ({ ...given, mode: given.attempts === 0 ? "fail" : given.mode }));

export const reschedule = (): Arbitrary<ReschedulePolicy> =>
  fc
    .record({
      attempts: fc.integer({ min: 0, max: 3 }),
      intervalMs: milliseconds(100_000, 86_400_000),
      delayMs: milliseconds(5000, 20_000),
      delayFunction: fc.constantFrom("constant", "exponential", "fibonacci"),
      maxDelayMs: milliseconds(20_000, 3_600_000),
      unlimited: fc.boolean(),
    })
    .map((given) => ({ ...given, unlimited: given.unlimited && given.attempts === 0 }));

export const migrate = (): Arbitrary<Migrate> =>
  fc.record({
    maxParallel: fc.integer({ min: 1, max: 3 }),
    healthCheck: fc.constantFrom("checks", "task_states"),
    minHealthyTimeMs: milliseconds(0, 10_000),
    healthyDeadlineMs: milliseconds(20_000, 300_000),
  });

export const disconnect = (type: JobType): Arbitrary<Disconnect> =>
  fc
    .record({
      lostAfterMs: fc.option(milliseconds(1, 60_000)),
      stopOnClientAfterMs: fc.option(milliseconds(0, 60_000)),
      replace: fc.boolean(),
      reconcile: fc.constantFrom("best_score", "keep_original", "keep_replacement", "longest_running"),
    })
    .map((given) =>
      given.lostAfterMs !== null || (type !== "service" && type !== "batch")
        ? { ...given, stopOnClientAfterMs: null }
        : given,
    );

const port = (label: string): Arbitrary<Port> =>
  fc.record({
    label: fc.constant(label),
    value: fc.constant(0),
    to: fc.constantFrom(0, 0, -1, 8080),
    hostNetwork: fc.constant("default"),
  });

/** Ports with these labels; static ones from `from` on. */
export const network = (labels: readonly string[], from: number): Arbitrary<Network> =>
  fc.record({
    mode: fc.constant("host"),
    mbits: fc.constantFrom(0, 0, 10),
    reservedPorts: fc
      .tuple(...labels.filter((_, index) => index % 2 === 1).map(port))
      .map((ports) => ports.map((one, index) => ({ ...one, value: from + index }))),
    dynamicPorts: fc.tuple(...labels.filter((_, index) => index % 2 === 0).map(port)) as Arbitrary<Port[]>,
    carried: fc.constantFrom({}, {}, { Hostname: "web" }),
  });

const httpCheck = (name: string): Arbitrary<Check> =>
  fc.record({
    name: fc.constant(name),
    type: fc.constantFrom("http", "tcp"),
    command: fc.constant(""),
    args: fc.constant([]),
    path: fc.constantFrom("/", "/health?full=1"),
    protocol: fc.constantFrom("http", "https"),
    method: fc.constantFrom("GET", "HEAD", "POST"),
    body: text,
    headers: fc.constantFrom({}, { Accept: ["text/plain", "*/*"] }),
    portLabel: fc.constantFrom("", "8080"),
    taskName: fc.constant(""),
    intervalMs: milliseconds(1000, 20_000),
    timeoutMs: milliseconds(1000, 5000),
    successBeforePassing: fc.integer({ min: 0, max: 2 }),
    failuresBeforeCritical: fc.integer({ min: 0, max: 2 }),
    tlsSkipVerify: fc.boolean(),
    restart: fc.option(
      fc.record({
        limit: fc.integer({ min: 0, max: 3 }),
        graceMs: milliseconds(0, 5000),
        ignoreWarnings: fc.boolean(),
      }),
    ),
    carried: fc.constantFrom({}, {}, { Notes: "why" }),
  });

const scriptCheck = (name: string, task: string): Arbitrary<Check> =>
  fc.tuple(httpCheck(name), fc.array(text, { maxLength: 2 })).map(([check, args]) => ({
    ...check,
    type: "script",
    command: "/bin/true",
    args,
    path: "",
    taskName: task,
  }));

/** A service of the task, or of the group where `owner` is empty; a script runs in `task`. */
export const service = (of: {
  readonly name: string;
  readonly owner: string;
  readonly task: string;
  readonly labels: readonly string[];
  readonly hasChecks: boolean;
}): Arbitrary<Service> =>
  fc.record({
    name: fc.constant(of.name),
    portLabel: fc.constantFrom(...of.labels, "9000"),
    provider: fc.constant("nomad"),
    address: fc.constantFrom("", "10.0.0.1"),
    tags: fc.uniqueArray(word, { maxLength: 2 }),
    meta: strings(),
    taskName: fc.constant(of.owner),
    checks: of.hasChecks
      ? fc.oneof(
          fc.constant([]),
          fc.tuple(httpCheck("alive")),
          fc.tuple(httpCheck("alive"), scriptCheck("ready", of.task)),
        )
      : fc.constant([]),
    carried: fc.constantFrom({}, {}, { CanaryTags: ["next"] }),
  });

export const template = (destination: string): Arbitrary<Template> =>
  fc
    .record({
      data: fc.constantFrom("A=1\n", 'PORT={{ env "NOMAD_PORT_http" }}\n'),
      destination: fc.constant(destination),
      env: fc.boolean(),
      perms: fc.constantFrom("0644", "600"),
      leftDelimiter: fc.constant("{{"),
      rightDelimiter: fc.constant("}}"),
      changeMode: fc.constantFrom("restart", "noop", "signal"),
      changeSignal: fc.constantFrom("SIGHUP", "SIGUSR1"),
      splayMs: milliseconds(0, 5000),
      errorOnMissingKey: fc.boolean(),
      carried: fc.constantFrom({}, {}, { Once: true }),
    })
    .map((given) => (given.changeMode === "signal" ? { ...given, env: false } : given));
