import fc from "fast-check";
import { jobSpec } from "@longshore/core/testing/arbitraries";
import { writeDefinition } from "@longshore/core/spec/write";
import { expect, test } from "vitest";
import { exchange, reply, type Asked } from "../testing/exchange.ts";
import { memoryDesk, type MemoryDesk } from "../testing/memory-desk.ts";
import { nomad } from "./nomad.ts";

const ask = (desk: MemoryDesk, asked: Asked | string) =>
  exchange(nomad, desk, typeof asked === "string" ? { target: asked } : asked);

const read = async (desk: MemoryDesk, target: string): Promise<Record<string, unknown>> => {
  const { status, text } = await ask(desk, target);
  expect([status, target]).toEqual([200, target]);
  return JSON.parse(text) as Record<string, unknown>;
};

const list = async (desk: MemoryDesk, target: string) =>
  (await read(desk, target)) as unknown as Record<string, unknown>[];

const task = {
  Name: "main",
  Driver: "raw_exec",
  Config: { command: "/bin/sleep" },
  Resources: { CPU: 10, MemoryMB: 10 },
};
const job = (id: string, more: object = {}) => ({
  ID: id,
  Type: "service",
  TaskGroups: [{ Name: "g", Count: 1, EphemeralDisk: { SizeMB: 10 }, Tasks: [task] }],
  ...more,
});

const put = async (desk: MemoryDesk, definition: object, query = "") => {
  const { status, text } = await ask(desk, { method: "PUT", target: `/v1/jobs${query}`, body: { Job: definition } });
  expect([status, text]).toEqual([200, text]);
  return JSON.parse(text) as Record<string, unknown>;
};

const indexOf = (headers: Readonly<Record<string, string>>): number => Number(headers["X-Nomad-Index"]);

test("[N1] keys in any case, unknown keys, PUT and POST", async () => {
  const desk = memoryDesk();
  const definition = { id: "lower", type: "batch", taskgroups: job("x").TaskGroups, Nonsense: { a: 1 } };
  const answer = await ask(desk, { method: "POST", target: "/v1/jobs", body: { JOB: definition, whatever: true } });
  expect(answer.status).toBe(200);
  expect(await read(desk, "/v1/job/lower")).toMatchObject({ ID: "lower", Name: "lower", Type: "batch" });
});

test("[N1] malformed JSON and what is no object are refused by name", async () => {
  const desk = memoryDesk();
  for (const body of ["{", "[]", '"text"', "null", "{} {}", '{"Job": 7}', '{"Job":{"ID":7}}'])
    expect([body, (await ask(desk, { method: "PUT", target: "/v1/jobs", body })).status]).toEqual([body, 400]);
});

test("[N3] brackets without end are refused before they are read, brackets in text are text", async () => {
  const desk = memoryDesk();
  const send = (body: string) => ask(desk, { method: "PUT", target: "/v1/jobs", body });
  expect((await send("[".repeat(1_000_000))).text).toBe("json: exceeded max depth");
  expect((await send('{"a":'.repeat(20_000))).text).toBe("json: exceeded max depth");
  const text = JSON.stringify({ Job: job("text", { Meta: { a: '[{"\\'.repeat(20_000) } }) });
  expect((await send(text)).status).toBe(200);
});

test("[N4] ids with slashes, raw and encoded, and ids that end like an operation", async () => {
  const desk = memoryDesk();
  for (const id of ["a/b", "team/web/plan-b", "versions", "größe/作業", "a/b/summary/x"]) {
    await put(desk, job(id));
    expect(await read(desk, `/v1/job/${encodeURIComponent(id)}`)).toMatchObject({ ID: id });
    expect(await read(desk, `/v1/job/${encodeURIComponent(id)}/summary`)).toMatchObject({ JobID: id });
  }
  expect(await read(desk, "/v1/job/a/b")).toMatchObject({ ID: "a/b" });
  expect(await list(desk, "/v1/job/a/b/allocations")).toHaveLength(1);
  const update = { method: "PUT", target: "/v1/job/a/b", body: { Job: job("a/b", { Priority: 51 }) } };
  expect((await ask(desk, update)).status).toBe(200);
});

test("[N5] a job read and sent back is the same job", async () => {
  await fc.assert(
    fc.asyncProperty(jobSpec({ id: "same" }), async (spec) => {
      const desk = memoryDesk();
      const first = await put(desk, { ...writeDefinition(spec) });
      const again = await put(desk, await read(desk, "/v1/job/same"));
      expect(again["JobModifyIndex"]).toBe(first["JobModifyIndex"]);
      expect(again["EvalID"]).not.toBe(first["EvalID"]);
      expect(await list(desk, "/v1/job/same/versions")).toHaveLength(1);
    }),
    { numRuns: 60 },
  );
});

test("[N7] a diff leads from the version before, or from the one that is named", async () => {
  const desk = memoryDesk();
  for (const Priority of [50, 60, 70]) await put(desk, job("v", { Priority }));
  type Diffs = { Diffs: { Fields: { Old: string; New: string }[] | null }[]; Versions: { Version: number }[] };
  const changes = async (query: string) =>
    ((await read(desk, `/v1/job/v/versions?${query}`)) as unknown as Diffs).Diffs.map(
      ({ Fields }) => Fields?.map(({ Old, New }) => `${Old}>${New}`).join() ?? "",
    );
  expect(await changes("diffs=true")).toEqual(["60>70", "50>60"]);
  expect(await changes("diffs=true&diff_version=0")).toEqual(["50>70", "50>60", ""]);
  expect(await changes("diffs=true&diff_version=2")).toEqual(["", "70>60", "70>50"]);
});

const twoSpecs = fc
  .constantFrom("service" as const, "batch" as const)
  .chain((type) => fc.tuple(jobSpec({ id: "p", type }), jobSpec({ id: "p", type })));

test("[N6] a plan's counts are what applying it does", async () => {
  await fc.assert(
    fc.asyncProperty(twoSpecs, async ([before, after]) => {
      const desk = memoryDesk();
      await put(desk, writeDefinition(before));
      desk.startAll();
      const definition = writeDefinition(after);
      const planned = await ask(desk, {
        method: "PUT",
        target: "/v1/job/p/plan",
        body: { Job: definition, Diff: true },
      });
      const plan = JSON.parse(planned.text) as {
        Annotations: { DesiredTGUpdates: Record<string, Record<string, number>> };
        FailedTGAllocs: Record<string, { CoalescedFailures: number }> | null;
      };
      const had = desk.allocationsOf("p").length;
      await put(desk, definition);
      const sum = (word: string) =>
        Object.values(plan.Annotations.DesiredTGUpdates).reduce((total, counts) => total + (counts[word] ?? 0), 0);
      const failed = Object.values(plan.FailedTGAllocs ?? {}).reduce(
        (total, one) => total + 1 + one.CoalescedFailures,
        0,
      );
      expect(desk.allocationsOf("p").length - had).toBe(sum("Place") + sum("DestructiveUpdate") - failed);
    }),
    { numRuns: 60 },
  );
});

test("[N9] a read waits for what it shows, and only for that", async () => {
  const desk = memoryDesk();
  await put(desk, job("one"));
  desk.startAll();
  const index = indexOf((await ask(desk, "/v1/job/one")).headers);
  const waiting = ask(desk, `/v1/job/one?index=${String(index)}&wait=60s`);
  await put(desk, job("other"));
  expect(desk.waiting()).toBe(1);
  await put(desk, job("one", { Priority: 60 }));
  const answer = await waiting;
  expect(JSON.parse(answer.text)).toMatchObject({ Priority: 60 });
  expect(indexOf(answer.headers)).toBeGreaterThan(index);
  expect(desk.waiting()).toBe(0);
});

test("[N9] the wait ends after a sixteenth more at most, with the same index", async () => {
  const desk = memoryDesk();
  await put(desk, job("one"));
  const index = indexOf((await ask(desk, "/v1/job/one/allocations")).headers);
  const waiting = ask(desk, `/v1/job/one/allocations?index=${String(index)}&wait=16000ms`);
  await Promise.resolve();
  desk.pass(16_000);
  expect(desk.waiting()).toBe(1);
  desk.pass(500);
  expect(desk.waiting()).toBe(0);
  expect(indexOf((await waiting).headers)).toBe(index);
});

test("[N9] without a wait, or with a longer one, it is five minutes", async () => {
  const desk = memoryDesk();
  for (const query of ["index=99", "index=99&wait=1h", "index=99&wait=0s"]) {
    const waiting = ask(desk, `/v1/jobs?${query}`);
    await Promise.resolve();
    desk.pass(300_000);
    expect(desk.waiting()).toBe(1);
    desk.pass(300_000 / 32);
    expect(desk.waiting()).toBe(0);
    expect((await waiting).status).toBe(200);
  }
});

test("[N9] no index goes back, through registration, purge and registration again", async () => {
  const desk = memoryDesk();
  const targets = ["", "/summary", "/versions", "/allocations", "/evaluations"].map((end) => `/v1/job/one${end}`);
  const seen = new Map<string, number>();
  const look = async () => {
    for (const target of [...targets, "/v1/jobs", "/v1/allocations"]) {
      const now = indexOf((await ask(desk, target)).headers);
      expect([target, now >= (seen.get(target) ?? 1)]).toEqual([target, true]);
      seen.set(target, now);
    }
  };
  await look();
  for (let round = 0; round < 2; round++) {
    await put(desk, job("one"));
    await look();
    desk.startAll();
    await look();
    await ask(desk, { method: "DELETE", target: "/v1/job/one?purge=true" });
    await look();
    desk.endAll("one", 0);
    await look();
  }
});

test("[N10] pages together are the list, each with the next one's token", async () => {
  const desk = memoryDesk();
  for (let at = 0; at < 7; at++) await put(desk, job(`job-${String(at)}`, { Meta: { at: String(at) } }));
  const ids = (items: readonly Record<string, unknown>[]) => items.map((item) => item["ID"]);
  const whole = ids(await list(desk, "/v1/jobs"));
  expect(whole).toHaveLength(7);
  for (const path of ["/v1/jobs", "/v1/allocations"]) {
    const paged: unknown[] = [];
    let token = "";
    for (let pages = 0; pages < 10; pages++) {
      const answer = await ask(desk, `${path}?per_page=3&next_token=${encodeURIComponent(token)}`);
      paged.push(...ids(JSON.parse(answer.text) as Record<string, unknown>[]));
      token = answer.headers["X-Nomad-NextToken"] ?? "";
      if (token === "") break;
    }
    expect(paged).toEqual(ids(await list(desk, path)));
    expect(ids(await list(desk, `${path}?reverse=true`))).toEqual(paged.toReversed());
  }
  expect(ids(await list(desk, "/v1/jobs?prefix=job-3"))).toEqual(["job-3"]);
  expect((await list(desk, "/v1/jobs?prefix=job-3&meta=true"))[0]?.["Meta"]).toEqual({ at: "3" });
  expect((await ask(desk, "/v1/jobs?next_token=nonsense&per_page=2")).status).toBe(400);
  expect((await ask(desk, "/v1/jobs?filter=Status+%3D%3D+dead")).status).toBe(400);
});

test("[N10] a list of many allocations comes in pieces and whole", async () => {
  const desk = memoryDesk();
  const many = [{ Name: "g", Count: 390, EphemeralDisk: { SizeMB: 10 }, Tasks: [task] }];
  await put(desk, job("many", { TaskGroups: many }));
  const { body } = await reply(nomad, desk, { target: "/v1/job/many/allocations" });
  const pieces: string[] = [];
  if (typeof body === "object" && Symbol.asyncIterator in body)
    for await (const piece of body) pieces.push(String(piece));
  expect(pieces.length).toBeGreaterThan(3);
  expect(JSON.parse(pieces.join(""))).toHaveLength(390);
  expect(await list(desk, "/v1/allocations")).toHaveLength(390);
  expect(JSON.parse((await ask(desk, "/v1/job/many/allocations?pretty")).text)).toHaveLength(390);
});

test("[N11] the query's namespace over the body's over the job's", async () => {
  const desk = memoryDesk();
  await put(desk, job("a", { Namespace: "own" }));
  await ask(desk, {
    method: "PUT",
    target: "/v1/jobs",
    body: { Namespace: "body", Job: job("a", { Namespace: "own" }) },
  });
  await put(desk, job("a", { Namespace: "own" }), "?namespace=query");
  const namespaces = (await list(desk, "/v1/jobs?namespace=*")).map((one) => one["Namespace"]);
  expect(new Set(namespaces)).toEqual(new Set(["body", "own", "query"]));
  expect(await list(desk, "/v1/jobs")).toEqual([]);
  expect((await ask(desk, "/v1/job/a")).status).toBe(404);
  expect((await ask(desk, "/v1/job/a?namespace=own&region=mars")).status).toBe(500);
});

test("[N11] an actor enters no namespace but its own", async () => {
  const desk = memoryDesk();
  await put(desk, job("a", { Namespace: "ours" }));
  await put(desk, job("b", { Namespace: "theirs" }));
  const actor = { namespaces: ["ours"] };
  const as = (target: string, method = "GET", body?: unknown) =>
    ask(desk, body === undefined ? { method, target, actor } : { method, target, actor, body });
  const stubs = JSON.parse((await as("/v1/jobs?namespace=*")).text) as Record<string, unknown>[];
  expect(stubs.map((one) => one["ID"])).toEqual(["a"]);
  const [theirs] = desk.allocationsOf("b");
  const [evaluation] = await list(desk, "/v1/job/b/evaluations?namespace=theirs");
  const denied = [
    await as("/v1/job/b?namespace=theirs"),
    await as("/v1/jobs?namespace=theirs"),
    await as("/v1/job/b/allocations?namespace=theirs"),
    await as(`/v1/allocation/${theirs?.id ?? ""}`),
    await as(`/v1/evaluation/${String(evaluation?.["ID"])}`),
    await as(`/v1/evaluation/${String(evaluation?.["ID"])}/allocations`),
    await as(`/v1/client/fs/logs/${theirs?.id ?? ""}?task=main&type=stdout`),
    await as("/v1/job/b?namespace=theirs", "DELETE"),
    await as("/v1/jobs", "PUT", { Job: job("c", { Namespace: "theirs" }) }),
    await as("/v1/job/b/plan?namespace=theirs", "PUT", { Job: job("b") }),
    await as("/v1/job/b/scale?namespace=theirs", "PUT", { Count: 0, Target: { Group: "g" } }),
    await as("/v1/job/b/revert?namespace=theirs", "PUT", { JobID: "b", JobVersion: 0 }),
    await as("/v1/job/b/evaluate?namespace=theirs", "PUT"),
  ];
  expect(denied.map(({ status, text }) => [status, text])).toEqual(denied.map(() => [403, "Permission denied"]));
  expect(JSON.parse((await as("/v1/allocations?namespace=*")).text)).toHaveLength(1);
  expect(JSON.parse((await as(`/v1/allocations?prefix=${theirs?.id ?? ""}`)).text)).toEqual([]);
});

test("[N12] complete and failed only grow; what is stopping still runs", async () => {
  const desk = memoryDesk();
  const groups = [{ ...job("x").TaskGroups[0], RestartPolicy: { Attempts: 0, Mode: "fail" } }];
  const summary = async () => (await read(desk, "/v1/job/b/summary"))["Summary"] as Record<string, object>;
  for (let round = 1; round <= 3; round++) {
    await put(desk, job("b", { Type: "batch", TaskGroups: groups, Meta: { round: String(round) } }));
    desk.startAll();
    desk.endAll("b", 1);
  }
  expect((await summary())["g"]).toMatchObject({ Running: 0, Complete: 0 });
  expect(((await summary())["g"] as { Failed: number }).Failed).toBeGreaterThan(1);
  await put(desk, job("s"));
  desk.startAll();
  await ask(desk, { method: "DELETE", target: "/v1/job/s" });
  expect(await read(desk, "/v1/job/s/summary")).toMatchObject({ Summary: { g: { Running: 1, Complete: 0 } } });
});

test("[N14] names that every object inherits are names", async () => {
  const desk = memoryDesk();
  const inherited = ["constructor", "toString", "hasOwnProperty"];
  for (const name of inherited) {
    const groups = [
      { Name: name, EphemeralDisk: { SizeMB: 10 }, Tasks: [{ ...task, Name: name, Env: { [name]: name } }] },
    ];
    await put(desk, job(name, { TaskGroups: groups, Meta: { [name]: name } }));
    expect(await read(desk, `/v1/job/${name}`)).toMatchObject({ ID: name, Meta: { [name]: name } });
    expect(Object.keys((await read(desk, `/v1/job/${name}/summary`))["Summary"] as object)).toEqual([name]);
    const [allocation] = desk.allocationsOf(name);
    const written = await read(desk, `/v1/allocation/${allocation?.id ?? ""}`);
    expect(Object.keys(written["TaskStates"] as object)).toEqual([name]);
  }
  const logs = await ask(
    desk,
    `/v1/client/fs/logs/${desk.allocationsOf("toString")[0]?.id ?? ""}?task=valueOf&type=stdout`,
  );
  expect(logs.text).toBe('unknown task name "valueOf"');
});

test("[N14] __proto__ as a key is refused wherever it stands", async () => {
  const desk = memoryDesk();
  const hostile = [
    '{"Job":{"ID":"x","__proto__":{"Type":"batch"}}}',
    '{"Job":{"ID":"x","Meta":{"__proto__":"y"}}}',
    '{"Job":{"ID":"x","TaskGroups":[{"Name":"g","Tasks":[{"Name":"t","Driver":"raw_exec","Config":{"__proto__":{}}}]}]}}',
  ];
  for (const body of hostile) expect((await ask(desk, { method: "PUT", target: "/v1/jobs", body })).status).toBe(400);
  const outside = await ask(desk, { method: "PUT", target: "/v1/jobs", body: '{"__proto__":{"Job":{"ID":"x"}}}' });
  expect(outside.text).toBe("Job must be specified");
});
