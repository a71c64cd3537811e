import { describe, expect, test } from "vitest";
import { must } from "@longshore/core/invariant";
import type { Allocation, Job, JobSpec } from "@longshore/core/model";
import { jobOf } from "@longshore/core/testing/specs";
import { did, report, send, serverWith, started, workOff, type TestServer } from "@longshore/core/testing/test-server";
import golden from "./golden/nightly-report.json" with { type: "json" };
import { storedJob } from "./inbound/defaults.ts";
import { createCommand, replaceCommand, specFromWire, tokenOf } from "./inbound/job.ts";
import { parseQuantity } from "./inbound/quantity.ts";
import { overridesKey, runOf, unmatchedOverrides } from "./inbound/run.ts";
import { definitionToWire } from "./outbound/definition.ts";
import { executionReference, executionToWire, phaseOf, taskToWire } from "./outbound/execution.ts";
import { jobToWire } from "./outbound/job.ts";
import { executionNameOf, resourceVersionOf, timeText } from "./outbound/metadata.ts";
import type * as wire from "./wire.ts";

const given = golden.job as wire.Job;
const overrides = golden.run.overrides as wire.Overrides;
const origin = { door: "cloudrun", by: "dana" } as const;
const setting = { location: "here", uid: (key: number) => `uid-${String(key)}` };
const { spec, warnings } = specFromWire(given);

const jobIn = (server: TestServer, key = 1): Job => must(server.state.jobs.get(key), "the job");
const registered = (of: JobSpec): TestServer => {
  const server = serverWith();
  did(server, createCommand(of, origin));
  workOff(server);
  return server;
};
/** The job as it is stored, with whatever its specification is. */
const template = (of: JobSpec = spec): Job => ({
  ...jobIn(registered(jobOf({ type: "batch" }))),
  spec: of,
  revision: 4,
});

describe("[M21] Cloud Run's job as ours", () => {
  test("[M21] a template that is dispatched once for each execution, one instance for each task", () => {
    expect([spec.id, spec.namespace, spec.type]).toEqual(["nightly-report", "demo", "batch"]);
    expect(spec.parameterized).toEqual({ payload: "forbidden", metaRequired: [], metaOptional: [] });
    expect(spec.about?.labels).toEqual({ team: "finance" });
    const [group] = spec.taskGroups;
    expect(group).toMatchObject({
      count: 5,
      parallelism: 2,
      restart: { attempts: 0 },
      reschedule: { attempts: 1, unlimited: false },
      maxRunDurationMs: 1_800_000,
    });
    expect(group?.tasks[0]).toMatchObject({
      name: "nightly-report-1",
      driver: "raw_exec",
      config: { command: "/bin/sh", args: ["-c", "make report SHARD=$CLOUD_RUN_TASK_INDEX"] },
      env: { MODE: "full" },
      resources: { cpuMhz: 2000, memoryMb: 1024 },
    });
  });

  test("[M21] an image other than local is a container, its command the entrypoint", () => {
    const container = { name: "c", image: "redis:7", command: ["redis-cli"], args: ["ping"] };
    const job = { ...given, spec: { template: { spec: { template: { spec: { containers: [container] } } } } } };
    const read = specFromWire(job).spec;
    expect(read.taskGroups[0]?.tasks[0]).toMatchObject({
      driver: "docker",
      config: { image: "redis:7", entrypoint: ["redis-cli"], args: ["ping"] },
      resources: { cpuMhz: 1000, memoryMb: 512 },
    });
    expect(definitionToWire(read)).toEqual(storedJob(job));
  });

  test("[M10] [M21] what has no effect is kept, and said", () => {
    const task = "spec.template.spec.template.spec";
    expect(warnings.map(({ path }) => path.join(".")).toSorted()).toEqual([
      `${task}.containers.0.volumeMounts`,
      `${task}.serviceAccountName`,
      `${task}.volumes`,
    ]);
    const env = [
      { name: "A", value: "1" },
      { name: "KEY", valueFrom: { secretKeyRef: { name: "s", key: "k" } } },
    ];
    const secret = {
      ...given,
      spec: { template: { spec: { template: { spec: { containers: [{ image: "local", env }] } } } } },
    };
    expect(specFromWire(secret).warnings.map(({ message }) => message)).toEqual([
      "KEY has no effect: secrets are not fetched",
    ]);
  });

  test.each([
    ["1000m", 1],
    ["2", 2],
    ["0.5", 0.5],
    ["512Mi", 2 ** 29],
    ["1G", 1e9],
    ["1e3", undefined],
    ["", undefined],
    ["x", undefined],
  ])("[M21] the quantity %j is %j", (text, amount) => {
    expect(parseQuantity(text)).toBe(amount);
  });
});

describe("[M22] reading back", () => {
  test("[M22] a job reads back as it was written with the API's defaults, and once more the same", () => {
    const shown = definitionToWire(spec);
    expect(shown).toEqual(storedJob(given));
    expect(shown).toMatchObject({ metadata: given.metadata, spec: { startExecutionToken: "first" } });
    expect(definitionToWire(specFromWire(shown).spec)).toEqual(shown);
  });

  test("[M22] a client that sends the whole reply back changes nothing", () => {
    const job = template();
    const reply = jobToWire(job, { count: 0, latest: undefined }, setting);
    const again = must(replaceCommand(job, reply, origin), "the command");
    expect(again.spec).toEqual(spec);
    expect(again.checkIndex).toBe(job.jobModifyIndex);
  });

  test("[M22] a definition made for another version of the job is not taken; one that names none is", () => {
    const job = template();
    const named = (resourceVersion: string) => ({ ...given, metadata: { ...given.metadata, resourceVersion } });
    expect(replaceCommand(job, named("AAAAAAAAAAA"), origin)).toBeUndefined();
    expect(replaceCommand(job, named(""), origin)?.checkIndex).toBe(job.jobModifyIndex);
    expect(resourceVersionOf({ jobModifyIndex: 1 })).toBe("AAAAAAAAAAE");
  });

  test("[M22] what another door changed shows, and the rest is as it was written", () => {
    const [group] = spec.taskGroups;
    const shown = definitionToWire({ ...spec, taskGroups: [{ ...must(group, "it"), count: 9 }] });
    expect(shown.spec?.template?.spec).toEqual({ ...storedJob(given).spec?.template?.spec, taskCount: 9 });
    expect(shown.metadata).toEqual(given.metadata);
  });

  test("[M22] a job tells its generation, its readiness and its newest execution", () => {
    const execution = {
      ...template(),
      spec: runOf(template(), "first", {}).spec,
      parent: { job: 1, version: 0, id: "nightly-report" },
    };
    const shown = jobToWire(template(), { count: 3, latest: execution }, setting);
    expect(shown).toMatchObject({
      apiVersion: "run.googleapis.com/v1",
      kind: "Job",
      metadata: { generation: 4, uid: "uid-1", labels: { team: "finance", "cloud.googleapis.com/location": "here" } },
      status: {
        observedGeneration: 4,
        conditions: [{ type: "Ready", status: "True" }],
        executionCount: 3,
        latestCreatedExecution: { name: "nightly-report-first", completionStatus: "EXECUTION_PENDING" },
      },
    });
    expect(timeText(Date.UTC(2026, 0, 1) + 1.5)).toBe("2026-01-01T00:00:00.001500Z");
  });

  test("[M22] a token names the execution that the definition asks for", () => {
    expect(tokenOf(given)).toEqual({ name: "first", readyWhen: "started" });
    expect(tokenOf({ spec: { runExecutionToken: "x" } })).toEqual({ name: "x", readyWhen: "completed" });
    expect(tokenOf({})).toBeUndefined();
  });
});

describe("[M23] executions", () => {
  const run = runOf(template(), "x7abc", overrides);

  test("[M23] an execution is a child of its job with the overrides merged in, which are kept beside", () => {
    expect(run.parent).toEqual({ job: 1, version: 0, id: "nightly-report" });
    expect([run.spec.id, run.spec.parameterized]).toEqual(["nightly-report/x7abc", null]);
    const [group] = run.spec.taskGroups;
    expect([group?.count, group?.parallelism, group?.maxRunDurationMs]).toEqual([3, 2, 60_000]);
    expect(group?.tasks[0]).toMatchObject({
      config: { command: "/bin/sh", args: ["-c", "make smoke"] },
      env: { MODE: "smoke", TRACE: "1" },
    });
    expect(run.spec.about?.foreign[overridesKey]).toEqual(overrides);
    expect(run.spec.about?.labels).toEqual({ kind: "report" });
  });

  test("[M23] without overrides it runs what the job says, and reads back so", () => {
    const plain = runOf(template(), "y", {});
    expect(plain.spec.taskGroups).toEqual(spec.taskGroups);
    const child = { ...template(plain.spec), parent: plain.parent };
    expect(executionToWire(child, { allocations: [], generation: 4 }, setting).spec).toEqual(
      storedJob(given).spec?.template?.spec,
    );
  });

  test("[M23] an override names a container of the job, or none where there is one", () => {
    expect(unmatchedOverrides(definitionToWire(spec), overrides)).toEqual([]);
    expect(unmatchedOverrides(definitionToWire(spec), { containerOverrides: [{ name: "other" }] })).toEqual(["other"]);
    const cleared = runOf(template(), "z", { containerOverrides: [{ clearArgs: true }] });
    expect(cleared.spec.taskGroups[0]?.tasks[0]?.config["args"]).toEqual(["-c"]);
  });

  /** The execution as a job that runs: two tasks, one at a time. */
  const running = (): TestServer => {
    const [group] = run.spec.taskGroups;
    return registered({
      ...run.spec,
      id: "nightly-report/x7abc",
      namespace: "default",
      taskGroups: [{ ...must(group, "it"), count: 2, parallelism: 2, maxRunDurationMs: null, reschedule: null }],
    });
  };
  const child = (server: TestServer): Job => ({
    ...jobIn(server),
    parent: { job: 9, version: 3, id: "nightly-report" },
  });
  const task = "nightly-report-1";
  const ends = (server: TestServer, alloc: number, exitCode: number): void => {
    started(server, { alloc, attempt: 1, task });
    server.now += 1000;
    report(server, {
      type: "exited",
      run: { alloc, attempt: 1, task },
      at: server.now,
      exitCode,
      signal: 0,
      oomKilled: false,
    });
  };
  const allocationsOf = (server: TestServer): readonly Allocation[] =>
    [1, 2].map((key) => must(server.state.allocations.get(key), "the allocation"));
  const shownBy = (server: TestServer) =>
    executionToWire(child(server), { allocations: allocationsOf(server), generation: 4 }, setting);
  const completed = (server: TestServer) => shownBy(server).status.conditions[0];

  test("[M23] it is running until every task has come to its end, then succeeded", () => {
    const server = running();
    expect(completed(server)).toMatchObject({ type: "Completed", status: "Unknown" });
    expect(shownBy(server).status.conditions.map(({ type }) => type)).toEqual([
      "Completed",
      "ResourcesAvailable",
      "Started",
      "ContainerReady",
    ]);
    ends(server, 1, 0);
    expect(shownBy(server).status).toMatchObject({ succeededCount: 1 });
    expect(phaseOf(child(server))).toBe("running");
    ends(server, 2, 0);
    expect(shownBy(server)).toMatchObject({
      kind: "Execution",
      metadata: {
        name: "nightly-report-x7abc",
        labels: { "run.googleapis.com/job": "nightly-report", "run.googleapis.com/jobGeneration": "4", kind: "report" },
        ownerReferences: [{ kind: "Job", name: "nightly-report", uid: "uid-9" }],
      },
      status: { succeededCount: 2, completionTime: "2026-01-01T00:00:02.000000Z" },
    });
    expect(completed(server)).toMatchObject({ status: "True", message: "Execution completed successfully in 2s." });
    expect(executionReference(child(server)).completionStatus).toBe("EXECUTION_SUCCEEDED");
    expect(Object.keys(shownBy(server).status)).not.toContain("failedCount");
  });

  test("[M23] it has failed once every task has come to its end and one has failed for good", () => {
    const server = running();
    ends(server, 1, 1);
    workOff(server);
    ends(server, 2, 0);
    workOff(server);
    expect(completed(server)).toMatchObject({
      status: "False",
      reason: "NonZeroExitCode",
      message:
        "Task nightly-report-x7abc-task0 failed with exit code: 1 and message: The container exited with an error.",
    });
    expect(shownBy(server).status).toMatchObject({ succeededCount: 1, failedCount: 1 });
    expect(executionReference(child(server)).completionStatus).toBe("EXECUTION_FAILED");
  });

  test("[M23] a cancelled one says so once nothing of it runs, and what never started was abandoned", () => {
    const server = running();
    started(server, { alloc: 1, attempt: 1, task });
    did(server, { type: "stopJob", namespace: "default", id: "nightly-report/x7abc", origin });
    workOff(server);
    expect(completed(server)).toMatchObject({ status: "Unknown", reason: "Cancelling" });
    for (const alloc of [1, 2])
      send(server, {
        type: "observeTask",
        report: {
          type: "exited",
          run: { alloc, attempt: 1, task },
          at: server.now,
          exitCode: 143,
          signal: 15,
          oomKilled: false,
        },
      });
    expect(completed(server)).toMatchObject({ status: "False", reason: "Cancelled" });
    expect(shownBy(server).status).toMatchObject({ cancelledCount: 2 });
    expect(executionReference(child(server)).completionStatus).toBe("EXECUTION_CANCELLED");
  });

  test("[M24] a task is an instance by its number, with the retries and the end of its last attempt", () => {
    const server = running();
    ends(server, 1, 3);
    const [first, second] = allocationsOf(server);
    expect(taskToWire(child(server), { index: 0, allocation: first }, setting)).toMatchObject({
      kind: "Task",
      metadata: { name: "nightly-report-x7abc-task0", labels: { "run.googleapis.com/runningState": "Failed" } },
      status: {
        conditions: [
          { type: "Completed", status: "False" },
          { type: "Started", status: "True" },
        ],
        lastAttemptResult: { status: { code: 10 }, exitCode: 3 },
      },
    });
    expect(taskToWire(child(server), { index: 1, allocation: second }, setting).status).toMatchObject({
      index: 1,
      conditions: [
        { type: "Completed", status: "Unknown" },
        { type: "Started", status: "Unknown" },
      ],
    });
    expect(
      taskToWire({ ...child(server), stop: true }, { index: 2, allocation: undefined }, setting).metadata.labels,
    ).toMatchObject({ "run.googleapis.com/runningState": "Abandoned" });
    expect(executionNameOf(child(server))).toBe("nightly-report-x7abc");
  });
});
