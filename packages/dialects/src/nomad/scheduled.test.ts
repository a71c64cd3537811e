import { must } from "@longshore/core/invariant";
import { expect, test } from "vitest";
import { exchange } from "../testing/exchange.ts";
import { memoryDesk, type MemoryDesk } from "../testing/memory-desk.ts";
import { nomad } from "./nomad.ts";
import { planToWire } from "./outbound/plan.ts";

type Wire = Record<string, unknown>;

const ask = async (desk: MemoryDesk, method: "GET" | "PUT", target: string, body?: unknown) => {
  const { status, text } = await exchange(nomad, desk, { method, target, ...(body === undefined ? {} : { body }) });
  expect([status, target, status === 200 ? "" : text]).toEqual([200, target, ""]);
  return JSON.parse(text) as Wire;
};
const read = (desk: MemoryDesk, target: string) => ask(desk, "GET", target);
const list = async (desk: MemoryDesk, target: string) => (await read(desk, target)) as unknown as Wire[];

const job = (id: string, given: { readonly job?: object; readonly group?: object; readonly task?: object } = {}) => ({
  ID: id,
  Type: "service",
  TaskGroups: [
    {
      Name: "g",
      Count: 1,
      EphemeralDisk: { SizeMB: 10 },
      Tasks: [
        {
          Name: "main",
          Driver: "raw_exec",
          Config: { command: "/bin/sleep" },
          Resources: { CPU: 1000, MemoryMB: 100 },
          ...given.task,
        },
      ],
      ...given.group,
    },
  ],
  ...given.job,
});
const register = (desk: MemoryDesk, definition: object) => ask(desk, "PUT", "/v1/jobs", { Job: definition });
const plan = (desk: MemoryDesk, definition: { readonly ID: string }) =>
  ask(desk, "PUT", `/v1/job/${definition.ID}/plan`, { Job: definition, Diff: true });

/** The job's allocations whole, newest first. */
const wholeOf = async (desk: MemoryDesk, id: string): Promise<Wire[]> => {
  const stubs = await list(desk, `/v1/job/${id}/allocations`);
  return Promise.all(stubs.map((stub) => read(desk, `/v1/allocation/${String(stub["ID"])}`)));
};

const uuid = expect.stringMatching(/^[\da-f-]{36}$/) as unknown;

test("[N16] an allocation has its ports with their values and the address they are reached at", async () => {
  const desk = memoryDesk();
  const ports = { ReservedPorts: [{ Label: "db", Value: 5432 }], DynamicPorts: [{ Label: "http", To: 80 }] };
  await register(desk, job("web", { group: { Networks: [ports] } }));
  const [allocation] = await wholeOf(desk, "web");
  const http = desk.allocationsOf("web")[0]?.ports.find(({ label }) => label === "http")?.value;
  expect(http).toBeGreaterThanOrEqual(20_000);
  expect(must(allocation, "allocation")["AllocatedResources"]).toMatchObject({
    Shared: {
      Networks: [
        {
          IP: "127.0.0.1",
          ReservedPorts: [{ Label: "db", Value: 5432 }],
          DynamicPorts: [{ Label: "http", Value: http, To: 80 }],
        },
      ],
      Ports: [
        { Label: "db", Value: 5432, HostIP: "127.0.0.1" },
        { Label: "http", Value: http, To: 80, HostIP: "127.0.0.1" },
      ],
    },
  });
});

test("[N16] a port that a task asks for itself stands with the task", async () => {
  const desk = memoryDesk();
  const Resources = { CPU: 10, MemoryMB: 10, Networks: [{ MBits: 10, DynamicPorts: [{ Label: "http" }] }] };
  await register(desk, job("old", { task: { Resources } }));
  const [allocation] = await wholeOf(desk, "old");
  const DynamicPorts = [{ Label: "http", Value: desk.allocationsOf("old")[0]?.ports[0]?.value }];
  expect(allocation).toMatchObject({
    TaskResources: { main: { Networks: [{ DynamicPorts }] } },
    AllocatedResources: { Tasks: { main: { Networks: [{ DynamicPorts }] } }, Shared: { Networks: null, Ports: null } },
  });
});

const flaky = job("flaky", {
  group: {
    RestartPolicy: { Attempts: 0, Mode: "fail", Interval: 60_000_000_000, Delay: 1_000_000_000 },
    ReschedulePolicy: { Unlimited: true, Delay: 3_600_000_000_000, DelayFunction: "constant" },
  },
});

test("[N16] what failed names the evaluation that will replace it, which says when", async () => {
  const desk = memoryDesk();
  await register(desk, flaky);
  desk.startAll();
  desk.endAll("flaky", 1);
  const [failed] = await wholeOf(desk, "flaky");
  expect(failed).toMatchObject({ ClientStatus: "failed", DesiredStatus: "run", FollowupEvalID: uuid });
  const followUp = await read(desk, `/v1/evaluation/${String(failed?.["FollowupEvalID"])}`);
  expect(followUp).toMatchObject({ Status: "pending", TriggeredBy: "alloc-reschedule", PreviousEval: uuid });
  expect(followUp["WaitUntil"]).toMatch(/^2023-11-14T23:\d\d:\d\dZ$/);
});

const soon = {
  Unlimited: false,
  Attempts: 3,
  Interval: 86_400_000_000_000,
  Delay: 5_000_000_000,
  DelayFunction: "constant",
};

test("[N16] a replacement knows what it replaced, and that is stopped", async () => {
  const desk = memoryDesk();
  const { TaskGroups } = flaky;
  await register(desk, { ...flaky, TaskGroups: TaskGroups.map((group) => ({ ...group, ReschedulePolicy: soon })) });
  desk.startAll();
  desk.endAll("flaky", 1);
  // A second passes with each of them.
  for (let Priority = 30; Priority < 40; Priority++) await register(desk, job("later", { job: { Priority } }));
  const [second, first] = await wholeOf(desk, "flaky");
  expect(first).toMatchObject({
    ClientStatus: "failed",
    DesiredStatus: "stop",
    DesiredDescription: "alloc was rescheduled because it failed",
    NextAllocation: second?.["ID"],
    RescheduleTracker: null,
  });
  expect(second).toMatchObject({
    PreviousAllocation: first?.["ID"],
    RescheduleTracker: {
      Events: [{ PrevAllocID: first?.["ID"], PrevNodeID: first?.["NodeID"], Delay: 5_000_000_000 }],
    },
  });
});

test("[N16] a node says that it is drained, until when, and which ports it hands out", async () => {
  for (const [deadlineMs, Deadline] of [
    [60_000, 60_000_000_000],
    [null, 0],
    [0, -1_000_000],
  ] as const) {
    const desk = memoryDesk();
    const [stub] = await list(desk, "/v1/nodes");
    expect(stub).toMatchObject({ Drain: false });
    await register(desk, job("web"));
    desk.startAll();
    const id = String(stub?.["ID"]);
    const origin = { door: "dashboard", by: "someone" } as const;
    await desk.submit({ type: "drainNode", id, deadlineMs, ignoreSystemJobs: true, origin });
    expect(await read(desk, `/v1/node/${id}`)).toMatchObject({
      Drain: true,
      DrainStrategy: { Deadline, IgnoreSystemJobs: true, StartedAt: expect.any(String) as unknown },
      SchedulingEligibility: "ineligible",
      NodeResources: { MinDynamicPort: 20_000, MaxDynamicPort: 32_000 },
    });
  }
});

const others = job("others", { job: { Priority: 20 }, group: { Count: 4 } });
const important = job("important", { job: { Type: "system", Priority: 90 } });

test("[N17] a plan names the allocations that make room, and does not count their room as missing", async () => {
  const desk = memoryDesk();
  await register(desk, others);
  desk.startAll();
  const planned = await plan(desk, important);
  expect(planned).toMatchObject({
    Annotations: {
      DesiredTGUpdates: { g: { Place: 1, Preemptions: 1 } },
      PreemptedAllocs: [{ JobID: "others", JobType: "service", TaskGroup: "g", Namespace: "default", ID: uuid }],
    },
    FailedTGAllocs: null,
    CreatedEvals: [{ Status: "blocked" }],
    Diff: { TaskGroups: [{ Name: "g", Updates: { create: 1 } }] },
  });
});

test("[N17] a plan's diff counts as its annotations do: what is wanted and does not fit, what a drain moves", async () => {
  const desk = memoryDesk();
  expect(await plan(desk, job("big", { group: { Count: 6 } }))).toMatchObject({
    Annotations: { DesiredTGUpdates: { g: { Place: 6 } } },
    FailedTGAllocs: { g: { CoalescedFailures: 1, NodePool: "default" } },
    Diff: { TaskGroups: [{ Updates: { create: 6 } }] },
  });
});

test("[N17] a plan says when what failed would be replaced", async () => {
  const desk = memoryDesk();
  const spec = must((await register(desk, flaky), desk.reader.job("default", "flaky")), "job").spec;
  const planned = await desk.plan({ type: "registerJob", spec, origin: { door: "nomad", by: "someone" } });
  if (!planned.ok) throw new Error(planned.rejection.kind);
  const later = { status: "pending", at: Date.UTC(2023, 10, 15), why: "g[0]: it failed" } as const;
  const written = planToWire(
    spec,
    { ...planned.value, followUps: [later, later] },
    { diff: false, warnings: [], preempted: [] },
  );
  expect(written.CreatedEvals).toMatchObject([
    { Status: "pending", TriggeredBy: "alloc-reschedule", WaitUntil: "2023-11-15T00:00:00Z" },
  ]);
});

test("[N18] a system job runs until it is stopped, whether it has found a node or not", async () => {
  const desk = memoryDesk();
  const nowhere = [{ LTarget: "${attr.kernel.name}", Operand: "=", RTarget: "plan9" }];
  const statuses = async () => [
    (await read(desk, "/v1/job/agent"))["Status"],
    (await list(desk, "/v1/jobs"))[0]?.["Status"],
    (await list(desk, "/v1/job/agent/versions"))[0]?.["Status"],
  ];
  await register(desk, job("agent", { job: { Type: "system", Constraints: nowhere } }));
  expect(await statuses()).toEqual(["running", "running", "running"]);
  await exchange(nomad, desk, { method: "DELETE", target: "/v1/job/agent" });
  expect(await statuses()).toEqual(["dead", "dead", "dead"]);
});

test("[N3] a filter is refused in the words at which Nomad's command line filters for itself", async () => {
  const { status, text } = await exchange(nomad, memoryDesk(), {
    method: "GET",
    target: "/v1/jobs?filter=Periodic+is+not+nil",
  });
  expect([status, text]).toEqual([400, expect.stringMatching(/^failed to create result paginator: /)]);
});
