import { expect, test } from "vitest";
import { exchange } from "../testing/exchange.ts";
import { memoryDesk, type MemoryDesk } from "../testing/memory-desk.ts";
import { nomad } from "./nomad.ts";

const ask = async (desk: MemoryDesk, method: "GET" | "PUT", target: string, body?: unknown) => {
  const { status, text } = await exchange(nomad, desk, { method, target, ...(body === undefined ? {} : { body }) });
  return { status, text, json: status === 200 ? (JSON.parse(text) as Record<string, unknown>) : {} };
};

const job = (more: object = {}) => ({
  ID: "report",
  Type: "batch",
  Periodic: { Spec: "0 * * * *", ProhibitOverlap: true },
  TaskGroups: [
    {
      Name: "g",
      EphemeralDisk: { SizeMB: 10 },
      Tasks: [
        { Name: "main", Driver: "raw_exec", Config: { command: "/bin/true" }, Resources: { CPU: 10, MemoryMB: 10 } },
      ],
    },
  ],
  ...more,
});
const register = (desk: MemoryDesk, definition: object) => ask(desk, "PUT", "/v1/jobs", { Job: definition });

test("[W20] a periodic job is registered without an evaluation, and is shown with its schedule", async () => {
  const desk = memoryDesk();
  expect((await register(desk, job())).json).toMatchObject({ EvalID: "", EvalCreateIndex: 0 });
  expect((await register(desk, job())).json).toMatchObject({ EvalID: "", EvalCreateIndex: 0 });
  expect((await ask(desk, "GET", "/v1/job/report")).json).toMatchObject({
    Status: "running",
    ParentID: "",
    Version: 0,
    Periodic: {
      Enabled: true,
      Spec: "",
      Specs: ["0 * * * *"],
      SpecType: "cron",
      ProhibitOverlap: true,
      TimeZone: "UTC",
    },
  });
});

test("[W20] a plan of it places nothing and names the next launch", async () => {
  const desk = memoryDesk();
  const planned = await ask(desk, "PUT", "/v1/job/report/plan", { Job: job() });
  expect(planned.json).toMatchObject({
    NextPeriodicLaunch: "2023-11-14T23:00:00Z",
    Annotations: { DesiredTGUpdates: { g: { Place: 0 } } },
  });
  const off = await ask(desk, "PUT", "/v1/job/report/plan", {
    Job: job({ Periodic: { Spec: "0 * * * *", Enabled: false } }),
  });
  expect(off.json).toMatchObject({ NextPeriodicLaunch: null });
});

test("[W20] a forced launch replies with the child's evaluation; the child is listed with its parent, and counted", async () => {
  const desk = memoryDesk();
  await register(desk, job());
  const forced = await ask(desk, "PUT", "/v1/job/report/periodic/force");
  expect(forced.json).toMatchObject({ EvalID: expect.stringMatching(/^[\da-f-]{36}$/), EvalCreateIndex: 3 });
  const children = (await ask(desk, "GET", "/v1/jobs?prefix=report/periodic-")).json as unknown as Record<
    string,
    unknown
  >[];
  expect(children).toMatchObject([{ ParentID: "report", Periodic: false, Status: "running" }]);
  const id = String(children[0]?.["ID"]);
  expect(id).toMatch(/^report\/periodic-17\d{8}$/);
  expect((await ask(desk, "GET", `/v1/job/${id}`)).json).toMatchObject({ ParentID: "report", Periodic: null });
  const parents = (await ask(desk, "GET", "/v1/jobs?prefix=report")).json as unknown as Record<string, unknown>[];
  expect(parents[0]).toMatchObject({
    ID: "report",
    ParentID: "",
    Periodic: true,
    JobSummary: { Children: { Running: 1 } },
  });
  expect((await ask(desk, "GET", "/v1/job/report/summary")).json).toMatchObject({
    Children: { Pending: 0, Running: 1, Dead: 0 },
  });
  desk.startAll();
  desk.endAll(id, 0);
  expect((await ask(desk, "GET", "/v1/job/report/summary")).json).toMatchObject({ Children: { Running: 0, Dead: 1 } });
});

test("[W20] what is refused, in Nomad's words", async () => {
  const desk = memoryDesk();
  const { Periodic: _, ...plain } = job({ ID: "plain" });
  await register(desk, job());
  await register(desk, plain);
  const texts = await Promise.all([
    ask(desk, "PUT", "/v1/job/none/periodic/force"),
    ask(desk, "PUT", "/v1/job/plain/periodic/force"),
    ask(desk, "PUT", "/v1/job/report/evaluate", { JobID: "report" }),
    register(desk, { ...plain, ID: "report" }),
    register(desk, job({ ID: "plain" })),
  ]);
  expect(texts.map(({ status, text }) => [status, text])).toEqual([
    [500, "job not found"],
    [500, "can't force launch non-periodic job"],
    [500, "can't evaluate periodic job"],
    [500, "cannot update periodic job to being non-periodic"],
    [500, "cannot update non-periodic job to being periodic"],
  ]);
  await register(desk, job({ Periodic: { Spec: "0 * * * *", Enabled: false } }));
  expect((await ask(desk, "PUT", "/v1/job/report/periodic/force")).text).toBe(
    'force launch for job "report" failed: can\'t force run non-tracked job "report" (default)',
  );
  expect((await register(desk, job({ ID: "bad", Periodic: { Spec: "61 * * * *" } }))).text).toContain(
    'Invalid cron spec "61 * * * *"',
  );
  expect((await register(desk, job({ ID: "bad", Type: "service" }))).text).toContain(
    'Periodic can only be used with "batch" or "sysbatch" scheduler',
  );
});
