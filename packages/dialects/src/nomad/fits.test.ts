import { expect, test } from "vitest";
import { must } from "@longshore/core/invariant";
import { parseDefinition } from "@longshore/core/spec/parse";
import { writeDefinition } from "@longshore/core/spec/write";
import { exchange } from "../testing/exchange.ts";
import { memoryDesk } from "../testing/memory-desk.ts";
import golden from "./golden/documented-job.json" with { type: "json" };
import { nomad } from "./nomad.ts";

const parse = (definition: unknown) => parseDefinition(definition, () => []);

/** Where the reply differs from what was sent, in the documented fields alone. */
const missing = (path: string, wanted: unknown, got: unknown): readonly string[] => {
  if (Array.isArray(wanted))
    return wanted.flatMap((item, at) =>
      missing(`${path}[${String(at)}]`, item, (got as readonly unknown[] | null)?.[at]),
    );
  if (typeof wanted === "object" && wanted !== null)
    return Object.entries(wanted).flatMap(([key, value]) =>
      missing(`${path}.${key}`, value, (got as Record<string, unknown> | null | undefined)?.[key]),
    );
  return wanted === (got ?? null) ? [] : [`${path}: ${JSON.stringify(wanted)} is ${JSON.stringify(got)}`];
};

test("[M20] the documented job fits as it stands, old fields and zeros included", () => {
  const { spec, errors } = parse({ Job: golden.job });
  expect(errors).toEqual([]);
  const [group] = must(spec, "the specification").taskGroups;
  const [binstore, locker] = group?.tasks ?? [];
  expect([group?.count, binstore?.resources.iops, binstore?.resources.memoryMb]).toEqual([5, 0, 300]);
  expect(binstore?.resources.networks[0]?.mbits).toBe(100);
  expect([locker?.driver, locker?.resources.networks]).toEqual(["java", []]);
  // An update block of zeros asks for nothing.
  expect(spec?.update).toBeNull();
  expect(parse(writeDefinition(must(spec, "it"))).spec).toEqual(spec);
});

test("[M20] it reads back with every documented field, but for what the scheduler assigns and the memory that 0 stands for", async () => {
  const desk = memoryDesk();
  const target = `/v1/job/${golden.job.ID}`;
  const put = await exchange(nomad, desk, { method: "PUT", target, body: { Job: golden.job } });
  expect([put.status, put.text.includes('"EvalID"')]).toEqual([200, true]);
  const got = JSON.parse((await exchange(nomad, desk, { method: "GET", target })).text) as unknown;
  const { Status: _s, Version: _v, CreateIndex: _c, ModifyIndex: _m, ...sent } = golden.job;
  const network = "Job.TaskGroups[0].Tasks[0].Resources.Networks[0]";
  expect(missing("Job", sent, got)).toEqual([
    "Job.TaskGroups[0].Tasks[0].Resources.MemoryMB: 0 is 300",
    ...["Device", "CIDR", "IP"].map((word) => `${network}.${word}: "" is undefined`),
    "Job.TaskGroups[0].Tasks[1].Resources.MemoryMB: 0 is 300",
  ]);
});

test("[M20] allocations, evaluations and the summary have every documented field", async () => {
  const desk = memoryDesk();
  const job = {
    ID: "example",
    TaskGroups: [{ Name: "cache", Tasks: [{ Name: "redis", Driver: "raw_exec", Config: { command: "/bin/true" } }] }],
  };
  await exchange(nomad, desk, { method: "PUT", target: "/v1/job/example", body: { Job: job } });
  desk.startAll();
  const get = async (what: string) =>
    JSON.parse((await exchange(nomad, desk, { method: "GET", target: `/v1/job/example/${what}` })).text) as unknown;
  const keysOf = (value: unknown) => Object.keys((Array.isArray(value) ? value[0] : value) as object);
  expect(keysOf(await get("allocations"))).toEqual(expect.arrayContaining(Object.keys(golden.allocation)));
  expect(keysOf(await get("evaluations"))).toEqual(expect.arrayContaining(Object.keys(golden.evaluation)));
  const summary = (await get("summary")) as typeof golden.summary;
  expect(Object.keys(summary)).toEqual(expect.arrayContaining(Object.keys(golden.summary)));
  expect(summary.Summary.cache).toMatchObject(golden.summary.Summary.cache);
});
