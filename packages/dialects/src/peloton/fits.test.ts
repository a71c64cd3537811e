import { describe, expect, test } from "vitest";
import { findGroup, taskOfInstance, type Job, type JobSpec } from "@longshore/core/model";
import { must } from "@longshore/core/invariant";
import { parseDefinition } from "@longshore/core/spec/parse";
import { writeDefinition } from "@longshore/core/spec/write";
import { jobOf } from "@longshore/core/testing/specs";
import {
  did,
  lost,
  report,
  send,
  serverWith,
  started,
  workOff,
  type TestServer,
} from "@longshore/core/testing/test-server";
import golden from "./golden/storefront.json" with { type: "json" };
import {
  checkIndexOf,
  createCommand,
  deleteCommand,
  replaceCommand,
  startCommand,
  stopCommand,
} from "./inbound/commands.ts";
import { createdSpec, replacedSpec } from "./inbound/job.ts";
import { entityVersion } from "./outbound/entity-version.ts";
import { definitionToWire, jobIdOf, jobInfoToWire, jobSummaryToWire } from "./outbound/job.ts";
import { podInfoToWire, podSpecOf, podSummaryToWire } from "./outbound/pod.ts";
import type * as wire from "./wire.ts";

const request = golden.create as unknown as wire.CreateJobRequest;
const at = { newId: "00000000-0000-4000-8000-000000000000", namespace: "shop" };
const origin = { door: "peloton", by: "dana" } as const;
const { spec, warnings } = createdSpec(request, at);
const group = must(findGroup(spec, "pods"), "the group");
const [fetch, web] = group.tasks.map((task) => task);

describe("[M12] Peloton's job as ours", () => {
  test("[M12] one group of instances whose containers are tasks", () => {
    expect([spec.id, spec.name, spec.namespace, spec.type]).toEqual([
      request.job_id?.value,
      "storefront",
      "shop",
      "service",
    ]);
    expect(spec.about).toMatchObject({
      owner: "dana",
      team: "shop",
      labels: { service: "storefront", tier: "1" },
      priorityGiven: { value: 7, lowerFirst: false },
    });
    expect(spec.priority).toBe(57);
    expect([group.count, group.update?.maxParallel, group.migrate?.maxParallel]).toEqual([5, 2, 2]);
    expect(fetch).toMatchObject({ name: "fetch", lifecycle: { hook: "prestart", sidecar: false } });
    expect(web).toMatchObject({
      name: "web",
      driver: "raw_exec",
      config: { command: "/bin/sh", args: ["-c", "exec ./storefront --port $HTTP_PORT"] },
      env: { MODE: "live", CACHE: "on", HTTP_PORT: "${NOMAD_PORT_http}" },
      resources: { cpuMhz: 500, memoryMb: 128 },
      killTimeoutMs: 10_000,
    });
    expect(web?.services[0]?.checks[0]).toMatchObject({
      type: "http",
      path: "/health",
      portLabel: "http",
      intervalMs: 5000,
    });
    expect(group.ephemeralDisk.sizeMb).toBe(64);
    expect(group.networks[0]).toMatchObject({
      reservedPorts: [{ label: "admin", value: 9090 }],
      dynamicPorts: [{ label: "http" }],
    });
    expect(group.constraints).toEqual([
      { attribute: "${meta.rack}", operator: "=", value: "r1" },
      { attribute: "", operator: "distinct_hosts", value: "" },
    ]);
  });

  test("[M12] a crash is waited after for 30 seconds, each time twice as long, to an hour, without an end", () => {
    expect(group.restart.attempts).toBe(0);
    expect(group.reschedule).toMatchObject({
      unlimited: true,
      delayFunction: "exponential",
      delayMs: 30_000,
      maxDelayMs: 3_600_000,
    });
  });

  test("[M12] an instance's own specification differs in variables and command, and takes away what it does not name", () => {
    const own = taskOfInstance(group, must(web, "the task"), 0);
    expect(own.env).toEqual({ MODE: "live", ROLE: "leader", HTTP_PORT: "${NOMAD_PORT_http}" });
    expect(own.config["args"]).toEqual(["-c", "exec ./storefront --port $HTTP_PORT --leader"]);
    expect(taskOfInstance(group, must(web, "the task"), 1)).toBe(web);
    expect(Object.keys(group.instances)).toEqual(["0"]);
  });

  test("[M10] [M12] what has no effect is kept, and said", () => {
    expect(warnings.map(({ path }) => path.join(".")).toSorted()).toEqual([
      "spec.default_spec.containers.0.resource.fd_limit",
      "spec.default_spec.labels",
      "spec.default_spec.restart_policy",
      "spec.instance_spec.0.containers.0.ports",
      "spec.instance_spec.0.containers.0.resource",
      "spec.instance_spec.3.labels",
      "spec.ldap_groups",
      "spec.respool_id",
      "spec.sla.preemptible",
      "spec.sla.revocable",
      "update_spec.max_instance_retries",
    ]);
  });
});

test("[M10] a constraint that nodes are held to only in part is said", () => {
  const constraint: wire.Constraint = { type: "CONSTRAINT_TYPE_OR", or_constraint: { constraints: [] } };
  const asked = { ...request, spec: { ...request.spec, default_spec: { ...request.spec?.default_spec, constraint } } };
  expect(createdSpec(asked, at).warnings.at(-1)).toMatchObject({ path: ["spec", "default_spec", "constraint"] });
});

describe("[M13] reading back", () => {
  const written = { spec: request.spec, update_spec: request.create_spec, opaque_data: request.opaque_data };

  test("[M13] a job reads back as it was written", () => {
    expect(definitionToWire(spec)).toEqual(written);
  });

  test("[M13] so it does after a client of Nomad read it and sent it back", () => {
    const again = parseDefinition(JSON.parse(JSON.stringify(writeDefinition(spec))), () => []);
    expect(again.malformed).toBe(false);
    const parsed = again.spec ?? spec;
    expect(definitionToWire(parsed)).toEqual(written);
  });

  test("[M13] what another door changed shows, and the rest is as it was written", () => {
    const changed: JobSpec = { ...spec, priority: 90, taskGroups: [{ ...group, count: 9 }] };
    const shown = definitionToWire(changed);
    expect(shown.spec).toEqual({ ...request.spec, instance_count: 9, sla: { ...request.spec?.sla, priority: 40 } });
    expect(shown.update_spec).toEqual(request.create_spec);
  });

  test("[M13] an instance's pod is the default with its own fields set", () => {
    const shown = definitionToWire(spec).spec;
    expect(podSpecOf(shown, 3)).toEqual({ ...request.spec?.default_spec, labels: [{ key: "canary", value: "yes" }] });
  });
});

const createdServer = (): TestServer => {
  const server = serverWith();
  did(server, createCommand(simple, origin));
  workOff(server);
  return server;
};
const simple = createdSpec(
  {
    spec: {
      name: "small",
      instance_count: 1,
      default_spec: { containers: [{ name: "a", entrypoint: { value: "true" } }] },
    },
  },
  { ...at, namespace: "default" },
).spec;
const jobIn = (server: TestServer): Job => must(server.state.jobs.get(1), "the job");

describe("[M14] entity versions", () => {
  test("[M14] a new job is 1-1-1, a change of its definition moves the first and the last, a stop and a start the middle", () => {
    const server = createdServer();
    const version = () => entityVersion(jobIn(server).counters);
    const checked = () => ({
      checkIndex: must(checkIndexOf(jobIn(server), { value: version() }), "the index"),
      origin,
    });
    expect(version()).toBe("1-1-1");
    const { spec: next } = replacedSpec({ spec: { ...definitionToWire(simple).spec, owner: "eve" } }, simple);
    did(server, replaceCommand(next, checked()));
    expect(version()).toBe("2-1-2");
    did(server, stopCommand(jobIn(server), checked()));
    did(server, startCommand(jobIn(server), checked()));
    expect(version()).toBe("2-3-2");
  });

  test("[M14] a change under another version than the job's is not made", () => {
    const server = createdServer();
    for (const value of ["", "1", "1-1-2", "2-1-1", "01-1-1"])
      expect(checkIndexOf(jobIn(server), { value })).toBeUndefined();
    expect(checkIndexOf(jobIn(server), undefined)).toBeUndefined();
    const checkIndex = must(checkIndexOf(jobIn(server), { value: "1-1-1" }), "the index");
    did(server, stopCommand(jobIn(server), { checkIndex, origin }));
    expect(send(server, deleteCommand(jobIn(server), { checkIndex, origin })).ok).toBe(false);
    expect(send(server, createCommand(simple, origin)).ok).toBe(false);
  });
});

const setting = { jobId: "j", revision: 1, desiredRevision: 2, host: { name: "anchor", id: "n-1" } };

describe("[M15] pods", () => {
  const podOf = (server: TestServer, key = 1) =>
    podSummaryToWire(must(server.state.allocations.get(key), "the allocation"), setting);

  test("[M15] a pod is an instance, its run the attempt, its version its configuration's", () => {
    const server = createdServer();
    expect(podOf(server)).toMatchObject({
      pod_name: { value: "j-0" },
      status: {
        state: "POD_STATE_LAUNCHED",
        desired_state: "POD_STATE_RUNNING",
        pod_id: { value: "j-0-1" },
        prev_pod_id: { value: "" },
        version: { value: "1-0-0" },
        desired_version: { value: "2-0-0" },
        host: "anchor",
        start_time: "",
      },
    });
    started(server, { alloc: 1, attempt: 1, task: "a" });
    expect(podOf(server).status).toMatchObject({ state: "POD_STATE_RUNNING", start_time: "2026-01-01T00:00:00Z" });
    expect(podInfoToWire(must(server.state.allocations.get(1), "it"), { revocable: true }, setting).spec).toEqual({
      revocable: true,
      pod_name: { value: "j-0" },
    });
  });

  test("[M15] a pod that was stopped is killed, on request; one that failed says with which code; one that is lost is lost", () => {
    const stopped = createdServer();
    started(stopped, { alloc: 1, attempt: 1, task: "a" });
    did(stopped, { type: "stopJob", namespace: "default", id: simple.id, origin });
    workOff(stopped);
    expect(podOf(stopped).status.state).toBe("POD_STATE_KILLING");
    const end = {
      type: "exited",
      run: { alloc: 1, attempt: 1, task: "a" },
      at: stopped.now,
      oomKilled: false,
    } as const;
    report(stopped, { ...end, exitCode: 143, signal: 15 });
    expect(podOf(stopped).status).toMatchObject({
      state: "POD_STATE_KILLED",
      containers_status: [
        { terminationStatus: { reason: "TERMINATION_STATUS_REASON_KILLED_ON_REQUEST", exit_code: 143, signal: "15" } },
      ],
    });
    const failed = createdServer();
    started(failed, { alloc: 1, attempt: 1, task: "a" });
    report(failed, { ...end, exitCode: 3, signal: 0 });
    expect(podOf(failed).status).toMatchObject({
      state: "POD_STATE_FAILED",
      containers_status: [{ state: "CONTAINER_STATE_FAILED", terminationStatus: { exit_code: 3 } }],
    });
    const gone = createdServer();
    started(gone, { alloc: 1, attempt: 1, task: "a" });
    lost(gone, { alloc: 1, attempt: 1, task: "a" });
    expect(podOf(gone).status.state).toBe("POD_STATE_LOST");
  });
});

describe("[M16] jobs", () => {
  test("[M16] a job tells its specification with the configuration's number, its state and its pods' states", () => {
    const server = createdServer();
    started(server, { alloc: 1, attempt: 1, task: "a" });
    const info = jobInfoToWire("j", jobIn(server));
    expect(info.spec.revision).toMatchObject({ version: "1", created_at: "1767225600000000000", updated_by: "dana" });
    expect(info.status).toMatchObject({
      state: "JOB_STATE_RUNNING",
      desired_state: "JOB_STATE_RUNNING",
      version: { value: "1-1-1" },
      pod_stats: { POD_STATE_RUNNING: 1 },
      workflow_status: {
        type: "WORKFLOW_TYPE_UPDATE",
        state: "WORKFLOW_STATE_SUCCEEDED",
        prev_version: { value: "0-1-1" },
      },
    });
    expect(jobSummaryToWire("j", jobIn(server))).toMatchObject({
      name: "small",
      instance_count: 1,
      job_id: { value: "j" },
    });
    did(server, { type: "stopJob", namespace: "default", id: simple.id, origin });
    expect(jobInfoToWire("j", jobIn(server)).status.state).toBe("JOB_STATE_KILLING");
  });

  test("[M16] a job that was made elsewhere is told with its first group, under the UUID of its key", () => {
    const server = serverWith();
    did(server, {
      type: "registerJob",
      spec: jobOf({ groups: [{ count: 2, driver: "mock_driver", config: {} }] }),
      origin: { door: "nomad", by: "bob" },
    });
    const info = jobInfoToWire("u", jobIn(server));
    expect(info.spec).toMatchObject({
      name: "web",
      instance_count: 2,
      default_spec: { containers: [{ name: "main" }] },
    });
    expect(jobIdOf(jobIn(server), () => "u")).toBe("u");
    expect(jobIdOf(jobIn(createdServer()), () => "u")).toBe(simple.id);
  });
});
