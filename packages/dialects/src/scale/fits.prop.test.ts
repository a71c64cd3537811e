import fc, { type Arbitrary } from "fast-check";
import { expect, test } from "vitest";
import type { Job } from "@longshore/core/model";
import { jobSpec } from "@longshore/core/testing/arbitraries";
import { jobOf } from "@longshore/core/testing/specs";
import { specFromWire } from "./inbound/job-type.ts";
import { inputOf } from "./inbound/payload.ts";
import { queuedJob } from "./inbound/queue.ts";
import { readType } from "./inbound/read-type.ts";
import { definitionToWire } from "./outbound/job-type.ts";
import { linesToWire, type LogSetting } from "./outbound/log.ts";
import { writeType } from "./outbound/write-type.ts";
import type * as wire from "./wire.ts";

const word = fc.constantFrom("a", "b-c", "constructor", "");
const text = fc.constantFrom("", "v", "two  words", " x", "größe");
const optional = <T extends object>(fields: { [K in keyof T]-?: Arbitrary<NonNullable<T[K]>> }): Arbitrary<T> =>
  fc.record(fields, { requiredKeys: [], noNullPrototype: true }) as unknown as Arbitrary<T>;
const few = <T>(of: Arbitrary<T>): Arbitrary<T[]> => fc.array(of, { maxLength: 2 });

const named = few(fc.record({ name: word }));
const manifestJob = optional<NonNullable<wire.Manifest["job"]>>({
  name: word,
  jobVersion: fc.constantFrom("1.0.0", "2.1.0-rc+x", ""),
  packageVersion: text,
  title: text,
  description: text,
  tags: few(text),
  maintainer: optional<NonNullable<NonNullable<wire.Manifest["job"]>["maintainer"]>>({
    name: text,
    organization: text,
    email: text,
    url: text,
    phone: text,
  }),
  timeout: fc.constantFrom(0, 10, 1800),
  interface: optional<NonNullable<NonNullable<wire.Manifest["job"]>["interface"]>>({
    command: text,
    inputs: fc.constant({ files: [{ name: "f" }] }),
    outputs: fc.constant({ json: [] }),
    mounts: named,
    settings: named,
  }),
  resources: optional<{ scalar?: { name: string; value: number; inputMultiplier?: number }[] }>({
    scalar: few(
      fc.record(
        {
          name: fc.constantFrom("cpus", "mem", "disk", "gpus"),
          value: fc.constantFrom(0, 0.1, 2, 300, 512.5),
          inputMultiplier: fc.constantFrom(0, 2),
        },
        { requiredKeys: ["name", "value"], noNullPrototype: true },
      ) as Arbitrary<{ name: string; value: number; inputMultiplier?: number }>,
    ),
  }),
  errors: few(
    fc.record(
      {
        code: fc.integer({ min: 0, max: 4 }),
        name: text,
        title: text,
        category: fc.constantFrom("job" as const, "data" as const),
      },
      { requiredKeys: ["code"], noNullPrototype: true },
    ) as Arbitrary<wire.ManifestError>,
  ),
});
const type = optional<wire.JobTypeDefinition>({
  manifest: optional<wire.Manifest>({ seedVersion: fc.constant("1.0.0"), job: manifestJob }),
  docker_image: fc.constantFrom("local", "resize:1", ""),
  configuration: optional<wire.Configuration>({
    mounts: fc.constant({ m: { type: "host" } }),
    priority: fc.integer({ min: 1, max: 400 }),
    output_workspaces: fc.constant({ default: "w", outputs: {} }),
    settings: fc.constant({ s: "1" }),
  }),
  icon_code: text,
  max_scheduled: fc.nat({ max: 3 }),
  is_published: fc.boolean(),
  is_active: fc.boolean(),
  is_paused: fc.boolean(),
  auto_update: fc.boolean(),
});

test("[M26] whatever a job type can say reads back as it was written", () => {
  fc.assert(
    fc.property(type, (given) => {
      expect(definitionToWire(specFromWire(given, "default").spec)).toEqual(given);
    }),
    { numRuns: 500 },
  );
});

test("[M26] what is written for a specification means that specification", () => {
  fc.assert(
    fc.property(type, (given) => {
      const read = readType(given, "default");
      expect(readType(writeType(read), "default")).toEqual(read);
    }),
    { numRuns: 500 },
  );
});

test("[M26] any job can be told", () => {
  fc.assert(
    fc.property(jobSpec(), (made) => {
      expect(definitionToWire(made).manifest?.job).toBeDefined();
    }),
  );
});

const template = { key: 1, version: 0, spec: jobOf({ type: "batch" }) } as Job;

test("[M27] an input reads back as it was given", () => {
  const json = fc.dictionary(word, fc.oneof(text, fc.integer(), fc.boolean(), few(text)), { noNullPrototype: true });
  const files = fc.dictionary(word, few(fc.nat()), { noNullPrototype: true });
  fc.assert(
    fc.property(files, json, (given, values) => {
      const input = { files: given, json: values };
      expect(inputOf(queuedJob(template, { job_type_id: 1, input }, "x").spec.payload)).toEqual(input);
    }),
  );
});

const setting: LogSetting = {
  job: template,
  attempt: {
    allocation: 1,
    number: 1,
    group: "web",
    index: 0,
    node: 1,
    queuedAt: 0,
    startedAt: 0,
    endedAt: null,
    outcome: "running",
    exitCode: null,
    signal: null,
    timedOut: false,
    message: "",
  },
  hostname: "h",
  stream: "stdout",
};

test("[M30] a log read in parts of any size gives the lines of the whole", () => {
  const log = fc
    .array(fc.constantFrom(0x61, 0x0a, 0xc3, 0xbc, 0xff), { maxLength: 30 })
    .map((bytes) => Uint8Array.from(bytes));
  fc.assert(
    fc.property(log, fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 5 }), (bytes, sizes) => {
      const whole = linesToWire({ bytes, offset: 0, isEnd: true }, setting);
      const records: wire.LogRecord[] = [];
      let from = 0;
      for (let size = 0, round = 0; from < bytes.length; round++) {
        // What held no whole line is read again with more behind it.
        size = Math.min(bytes.length - from, size + (sizes[round % sizes.length] ?? 1));
        const isEnd = from + size === bytes.length;
        const part = linesToWire({ bytes: bytes.subarray(from, from + size), offset: from, isEnd }, setting);
        records.push(...part.records);
        if (part.next > from) size = 0;
        from = part.next;
      }
      expect(records).toEqual(whole.records);
      expect(whole.next).toBe(bytes.length);
    }),
  );
});
