import { describe, expect, test } from "vitest";
import { must } from "@longshore/core/invariant";
import { attemptId, type Allocation, type Job, type JobSpec } from "@longshore/core/model";
import { jobOf } from "@longshore/core/testing/specs";
import { did, lost, report, serverWith, started, workOff, type TestServer } from "@longshore/core/testing/test-server";
import documented from "./golden/documented.json" with { type: "json" };
import golden from "./golden/test-job.json" with { type: "json" };
import { defineCommand, specFromWire } from "./inbound/job-type.ts";
import { inputOf } from "./inbound/payload.ts";
import { cancelCommand, queuedJob, requeueCommands } from "./inbound/queue.ts";
import { nameAndVersion } from "./inbound/read-type.ts";
import { attemptsOfJob, executionDetailsToWire, executionToWire, exeNumOf } from "./outbound/execution.ts";
import { definitionToWire, jobTypeDetailsToWire, jobTypeToWire } from "./outbound/job-type.ts";
import { jobDetailsToWire, jobToWire, type JobSetting } from "./outbound/job.ts";
import { linesToWire } from "./outbound/log.ts";
import { statusOf } from "./outbound/status.ts";
import type * as wire from "./wire.ts";

const type = golden.type as unknown as wire.JobTypeDefinition;
const queue = golden.queue as unknown as wire.QueueJob;
const origin = { door: "scale", by: "dana" } as const;
const { spec, warnings } = specFromWire(type, "default");

const jobIn = (server: TestServer, key = 1): Job => must(server.state.jobs.get(key), "the job");
const registered = (of: JobSpec): TestServer => {
  const server = serverWith();
  did(server, defineCommand(of, origin));
  workOff(server);
  return server;
};
/** The type as it is stored, with whatever its specification is. */
const typeJob = (): Job => ({ ...jobIn(registered(jobOf({ type: "batch" }))), key: 7, spec, version: 3, revision: 2 });
const queued = queuedJob(typeJob(), queue, "x1");

/** The queued job as it runs; retries that wait are another test's. */
const running = (reschedule: JobSpec["taskGroups"][number]["reschedule"] = null): TestServer =>
  registered({
    ...queued.spec,
    taskGroups: queued.spec.taskGroups.map((group) => ({ ...group, reschedule, maxRunDurationMs: null })),
  });
const child = (server: TestServer): Job => ({ ...jobIn(server), parent: queued.parent });
const settingOf = (server: TestServer): JobSetting => ({
  type: typeJob(),
  jobType: jobTypeToWire(typeJob()),
  hostname: () => "machine.com",
  revision: { number: 2, createdAt: 0 },
  allocations: [1].flatMap((key): readonly Allocation[] => {
    const allocation = server.state.allocations.get(key);
    return allocation === undefined ? [] : [allocation];
  }),
});
const run = { alloc: 1, attempt: 1, task: "main" };
const ends = (server: TestServer, exitCode: number): void => {
  started(server, run);
  server.now += 1500;
  report(server, { type: "exited", run, at: server.now, exitCode, signal: 0, oomKilled: false });
  workOff(server);
};
const shown = (server: TestServer) => jobToWire(child(server), settingOf(server));

describe("[M25] Scale's job type as ours", () => {
  test("[M25] a template that is dispatched once for each job", () => {
    expect([spec.id, spec.name, spec.type]).toEqual(["test-job@1.0.0", "Test Job", "batch"]);
    expect(spec.about).toMatchObject({
      owner: "jdoe@example.com",
      priorityGiven: { value: 50, lowerFirst: true },
      exitCategories: { 3: "data", 4: "algorithm" },
    });
    expect(spec.priority).toBe(75);
    const [group] = spec.taskGroups;
    expect(group).toMatchObject({
      count: 1,
      reschedule: { attempts: 2, unlimited: false },
      maxRunDurationMs: 10_000,
      ephemeralDisk: { sizeMb: 64 },
    });
    expect(group?.tasks[0]).toMatchObject({
      driver: "raw_exec",
      config: { command: "/bin/sh", args: ["-c", "python3 resize.py $INPUT_A --size $SIZE"] },
      resources: { cpuMhz: 500, memoryMb: 256 },
      dispatchPayload: { file: "input.json" },
    });
    expect(nameAndVersion(spec.id)).toEqual({ name: "test-job", version: "1.0.0" });
  });

  test("[M25] the documented manifest fits as it stands", () => {
    const manifest = documented.queued.job_type_rev.manifest as unknown as wire.Manifest;
    const read = specFromWire({ manifest, docker_image: "fake" }, "default").spec;
    expect(read.taskGroups[0]?.tasks[0]).toMatchObject({
      driver: "docker",
      config: { image: "fake" },
      resources: { cpuMhz: 250, memoryMb: 128 },
    });
    expect(definitionToWire(read)).toEqual({ manifest, docker_image: "fake" });
  });

  test("[M10] [M25] what has no effect is kept, and said", () => {
    expect(warnings.map(({ path }) => path.join(".")).toSorted()).toEqual([
      "configuration.mounts",
      "configuration.output_workspaces",
      "configuration.settings",
      "manifest.job.interface.inputs.files",
      "manifest.job.interface.outputs",
      "manifest.job.resources.scalar.2.inputMultiplier",
      "max_scheduled",
    ]);
  });

  test("[M26] a job type reads back as it was written, whatever another door changed of it", () => {
    expect(definitionToWire(spec)).toEqual(type);
    expect(definitionToWire({ ...spec, priority: 90 })).toEqual({
      ...type,
      configuration: { ...type.configuration, priority: 20 },
    });
  });

  test("[M26] its details have every field of a job type", () => {
    expect(Object.keys(jobTypeToWire(typeJob()))).toEqual(
      expect.arrayContaining(Object.keys(documented.queued.job_type)),
    );
    expect(jobTypeDetailsToWire(typeJob())).toMatchObject({
      id: 7,
      name: "test-job",
      version: "1.0.0",
      title: "Test Job",
      description: "This is a test job",
      icon_code: "f013",
      revision_num: 2,
      max_tries: 3,
      max_scheduled: 4,
      docker_image: "local",
      manifest: type.manifest,
      configuration: type.configuration,
    });
  });
});

describe("[M27] jobs", () => {
  test("[M27] a queued job is a child of its type: its input is its payload and its variables", () => {
    expect(queued.parent).toEqual({ job: 7, version: 3, id: "test-job@1.0.0" });
    expect([queued.spec.id, queued.spec.parameterized, queued.spec.priority]).toEqual(["test-job@1.0.0/x1", null, 90]);
    expect(queued.spec.taskGroups[0]?.tasks[0]?.env).toEqual({ SIZE: "640" });
    expect(inputOf(queued.spec.payload)).toEqual(queue.input);
    expect(inputOf("aGk=")).toBeUndefined();
    expect(inputOf(null)).toBeUndefined();
  });

  test("[M27] lists and details have every documented field", () => {
    const server = running();
    const details = jobDetailsToWire(child(server), settingOf(server));
    const [entry] = documented.list.results;
    const keysOf = (value: object | null | undefined) => Object.keys(value ?? {});
    expect(keysOf(shown(server))).toEqual(expect.arrayContaining(keysOf(entry)));
    expect(keysOf(details)).toEqual(expect.arrayContaining(keysOf(documented.queued)));
    expect(keysOf(details)).toEqual(expect.arrayContaining(keysOf(documented.details)));
    expect(keysOf(details.job_type_rev)).toEqual(expect.arrayContaining(keysOf(documented.queued.job_type_rev)));
    expect(keysOf(details.execution)).toEqual(expect.arrayContaining(keysOf(documented.execution)));
    expect(keysOf(details.configuration)).toEqual(expect.arrayContaining(keysOf(documented.details.configuration)));
    expect(details).toMatchObject({
      input: queue.input,
      job_type_rev: {
        revision_num: 2,
        docker_image: "local",
        manifest: { job: { errors: type.manifest?.job?.errors } },
      },
      resources: { resources: { mem: 256, cpus: 0.5, disk: 64 } },
      configuration: { priority: 20 },
    });
  });

  test("[M28] a job is queued, runs, and has completed", () => {
    const waiting = registered({ ...queued.spec, datacenters: ["nowhere"] });
    expect(jobDetailsToWire(child(waiting), settingOf(waiting))).toMatchObject({
      status: "QUEUED",
      num_exes: 1,
      started: null,
      node: null,
      execution: null,
    });
    const server = running();
    started(server, run);
    expect(shown(server)).toMatchObject({
      status: "RUNNING",
      num_exes: 1,
      node: { hostname: "machine.com" },
      ended: null,
    });
    ends(running(), 0);
    const done = running();
    ends(done, 0);
    expect(shown(done)).toMatchObject({
      status: "COMPLETED",
      error: null,
      created: "2026-01-01T00:00:00Z",
      started: "2026-01-01T00:00:00Z",
      ended: "2026-01-01T00:00:01.5Z",
      last_status_change: "2026-01-01T00:00:01.5Z",
    });
  });

  test("[M28] a failed job says whose fault it was, in its manifest's words where it has any", () => {
    const after = (exitCode: number) => {
      const server = running();
      ends(server, exitCode);
      return shown(server);
    };
    expect(after(3)).toMatchObject({
      status: "FAILED",
      error: { name: "bad-image", category: "DATA", is_builtin: false, job_type_name: "test-job" },
    });
    expect(after(4).error).toMatchObject({ name: "bug", category: "ALGORITHM" });
    expect(after(1).error).toMatchObject({ category: "ALGORITHM", is_builtin: true, job_type_name: null });
    const server = running();
    started(server, run);
    lost(server, run);
    workOff(server);
    expect(attemptsOfJob(queued.spec, settingOf(server).allocations)[0]?.outcome).toBe("lost");
  });

  test("[M28] a job that is tried again is queued meanwhile, for its next execution", () => {
    const server = running(queued.spec.taskGroups[0]?.reschedule ?? null);
    ends(server, 1);
    expect(statusOf(child(server))).toBe("QUEUED");
    expect(shown(server)).toMatchObject({ num_exes: 2, error: null, started: null, node: null, max_tries: 3 });
  });

  test("[M28] cancel ends what has not completed, requeue runs again what failed or was canceled, as the same job", () => {
    const server = running();
    started(server, run);
    did(server, must(cancelCommand(child(server), origin), "the command"));
    workOff(server);
    expect(statusOf(child(server))).toBe("RUNNING");
    report(server, { type: "exited", run, at: server.now, exitCode: 143, signal: 15, oomKilled: false });
    expect(shown(server)).toMatchObject({ status: "CANCELED", error: null, node: null, ended: null });
    expect(cancelCommand(child(server), origin)).toBeUndefined();
    for (const command of requeueCommands(child(server), origin)) did(server, command);
    workOff(server);
    expect(statusOf(child(server))).toBe("RUNNING");
    expect(requeueCommands(child(server), origin)).toEqual([]);
    const failed = running();
    ends(failed, 1);
    for (const command of requeueCommands(child(failed), origin)) did(failed, command);
    workOff(failed);
    expect([statusOf(child(failed)), jobIn(failed).key]).toEqual(["RUNNING", 1]);
    const done = running();
    ends(done, 0);
    expect([cancelCommand(child(done), origin), requeueCommands(child(done), origin)]).toEqual([undefined, []]);
  });
});

describe("[M29] executions", () => {
  const lastOf = (server: TestServer) =>
    must(attemptsOfJob(child(server).spec, settingOf(server).allocations)[0], "an attempt");

  test("[M29] an execution is an attempt, with its own times, node, error and exit code", () => {
    const server = running();
    ends(server, 3);
    const attempt = lastOf(server);
    const execution = executionDetailsToWire(child(server), attempt, settingOf(server));
    expect(execution).toMatchObject({
      id: attemptId(attempt),
      status: "FAILED",
      exe_num: 1,
      job: { id: 1 },
      error: { category: "DATA" },
      ended: "2026-01-01T00:00:01.5Z",
      timeout: null,
      task_results: { tasks: [{ type: "main", status: "FAILED", exit_code: 3, was_timed_out: false }] },
    });
    const keys = Object.keys(executionToWire(child(server), attempt, settingOf(server)));
    expect(keys).toEqual(Object.keys(documented.executions.results[0] ?? {}));
    expect(execution.cluster_id).toMatch(/^scale_job_\d+_1x1$/);
  });

  test("[M29] of a job of several instances each attempt has a number of its own", () => {
    const { taskGroups } = jobOf({
      type: "batch",
      groups: [
        { name: "a", count: 2 },
        { name: "b", count: 1 },
      ],
    });
    const several = { ...queued.spec, taskGroups };
    const numbers = [1, 2].flatMap((number) => [
      exeNumOf(several, { number, group: "a", index: 0 }),
      exeNumOf(several, { number, group: "a", index: 1 }),
      exeNumOf(several, { number, group: "b", index: 0 }),
    ]);
    expect(numbers).toEqual([1, 2, 3, 4, 5, 6]);
  });

  test("[M26] a job that was made elsewhere is its own type", () => {
    const server = registered(jobOf({ id: "count", type: "batch", groups: [{ count: 2 }] }));
    const job = jobIn(server);
    const setting = { ...settingOf(server), type: job, jobType: jobTypeToWire(job) };
    expect(jobToWire(job, setting)).toMatchObject({
      id: 1,
      status: "RUNNING",
      job_type: { id: 1, name: "count", version: "1.0.0", title: null },
    });
    expect(definitionToWire(job.spec).manifest?.job?.interface).toEqual({ command: "/bin/sleep 60" });
  });

  test("[M30] a log's lines are told in order with where they begin, and every documented field", () => {
    const server = running();
    const attempt = lastOf(server);
    const setting = { job: child(server), attempt, hostname: "machine.com", stream: "stderr" as const };
    const bytes = new TextEncoder().encode("one\n\nthree");
    const part = linesToWire({ bytes, offset: 100, isEnd: false }, setting);
    expect(part.records.map(({ message, scale_order_num: order }) => [message, order])).toEqual([
      ["one", 201],
      ["", 209],
    ]);
    expect(part.next).toBe(105);
    const end = linesToWire({ bytes: bytes.subarray(5), offset: 105, isEnd: true }, setting);
    expect(end).toMatchObject({ records: [{ message: "three", scale_order_num: 211 }], next: 110 });
    expect(Object.keys(end.records[0] ?? {}).toSorted()).toEqual(Object.keys(documented.log).toSorted());
  });
});
