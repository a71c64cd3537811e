import fc, { type Arbitrary } from "fast-check";
import { expect, test } from "vitest";
import { jobSpec } from "@longshore/core/testing/arbitraries";
import { storedJob } from "./inbound/defaults.ts";
import { specFromWire } from "./inbound/job.ts";
import { readJob } from "./inbound/read-job.ts";
import { definitionToWire } from "./outbound/definition.ts";
import { writeJob } from "./outbound/write-job.ts";
import type * as wire from "./wire.ts";

const word = fc.constantFrom("a", "b", "constructor", "run.googleapis.com/x", "größe");
const text = fc.constantFrom("", "v", "two words", "0");
const optional = <T extends object>(fields: { [K in keyof T]-?: Arbitrary<NonNullable<T[K]>> }): Arbitrary<T> =>
  fc.record(fields, { requiredKeys: [], noNullPrototype: true }) as unknown as Arbitrary<T>;
const few = <T>(of: Arbitrary<T>): Arbitrary<T[]> => fc.array(of, { minLength: 1, maxLength: 2 });
const strings = fc.dictionary(word, text, { minKeys: 1, maxKeys: 2, noNullPrototype: true });

const container = optional<wire.Container>({
  name: word,
  image: fc.constantFrom("local", "redis:7", ""),
  command: few(text),
  args: few(text),
  env: few(
    fc.oneof(
      fc.record({ name: word, value: text }),
      fc.record({ name: word }),
      fc.constant({ name: "KEY", valueFrom: { secretKeyRef: { name: "s", key: "k" } } }),
    ),
  ),
  workingDir: text,
  resources: optional<NonNullable<wire.Container["resources"]>>({
    limits: optional<wire.Strings>({
      cpu: fc.constantFrom("1", "0.5", "1500m", "x"),
      memory: fc.constantFrom("512Mi", "1G", "1Gi", "64M", ""),
      "nvidia.com/gpu": fc.constant("1"),
    } as never),
    requests: strings,
  }),
  volumeMounts: few(fc.constant({ name: "v", mountPath: "/v" })),
  ports: few(fc.constant({ name: "p", containerPort: 80 })),
});
const metadata = optional<wire.ObjectMeta>({
  name: word,
  namespace: fc.constantFrom("demo", "default"),
  labels: strings,
  annotations: strings,
  generateName: text,
} as never);
const job: Arbitrary<wire.Job> = optional<wire.Job>({
  metadata,
  spec: optional<wire.JobSpec>({
    template: optional<wire.ExecutionTemplateSpec>({
      metadata,
      spec: optional<wire.ExecutionSpec>({
        parallelism: fc.nat({ max: 3 }),
        taskCount: fc.nat({ max: 3 }),
        template: optional<{ spec?: wire.TaskSpec }>({
          spec: optional<wire.TaskSpec>({
            containers: few(container),
            volumes: few(fc.constant({ name: "v", emptyDir: {} })),
            maxRetries: fc.nat({ max: 3 }),
            timeoutSeconds: fc.constantFrom<string | number>("60", 60, "600"),
            serviceAccountName: text,
            nodeSelector: strings,
          }),
        }),
        delayExecution: fc.boolean(),
      }),
    }),
    startExecutionToken: text,
    runExecutionToken: text,
  }),
} as never);

test("[M22] whatever a job can say reads back as it was written, with the API's defaults", () => {
  fc.assert(
    fc.property(job, (given) => {
      const stored = storedJob(given);
      expect(storedJob(stored)).toEqual(stored);
      expect(definitionToWire(specFromWire(given).spec)).toEqual(stored);
    }),
    { numRuns: 500 },
  );
});

test("[M22] what is written for a specification means that specification", () => {
  fc.assert(
    fc.property(job, (given) => {
      const read = readJob(storedJob(given));
      expect(readJob(writeJob(read))).toEqual(read);
    }),
    { numRuns: 500 },
  );
});

test("[M22] any job can be told", () => {
  fc.assert(
    fc.property(jobSpec(), (made) => {
      expect(definitionToWire(made).metadata?.name).toBe(made.id);
    }),
  );
});

test("[M22] a count that another door set shows, and the rest is as it was written", () => {
  fc.assert(
    fc.property(job, fc.integer({ min: 4, max: 9 }), (given, count) => {
      const { spec } = specFromWire(given);
      const scaled = { ...spec, taskGroups: spec.taskGroups.map((group) => ({ ...group, count })) };
      const stored = storedJob(given);
      const template = stored.spec?.template;
      expect(definitionToWire(scaled)).toEqual({
        ...stored,
        spec: { ...stored.spec, template: { ...template, spec: { ...template?.spec, taskCount: count } } },
      });
    }),
  );
});
