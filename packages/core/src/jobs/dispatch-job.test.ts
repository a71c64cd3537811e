import { describe, expect, test } from "vitest";
import type { DispatchJob } from "../command.ts";
import { must } from "../invariant.ts";
import { nomadJobStatus, type Job } from "../model/job.ts";
import type { JobSpec, Parameterized } from "../model/job-spec.ts";
import { evolve } from "../evolve.ts";
import { emptyState } from "../state.ts";
import { startSetting } from "../tasks/start-setting.ts";
import { jobOf, type JobGiven } from "../testing/specs.ts";
import { tablesOf } from "../testing/tables.ts";
import {
  dawn,
  did,
  exited,
  openRuns,
  origin,
  refusal,
  send,
  serverWith,
  startAll,
  workOff,
  type TestServer,
} from "../testing/test-server.ts";
import { nothingTouched } from "../touched.ts";
import { jobByName } from "./find-job.ts";

const parameterizedJob = (rules: Partial<Parameterized> = {}, given: JobGiven = {}): JobSpec => ({
  ...jobOf({ id: "encode", type: "batch", ...given }),
  parameterized: { payload: "optional", metaRequired: [], metaOptional: [], ...rules },
});
const register = (server: TestServer, spec: JobSpec) => did(server, { type: "registerJob", spec, origin });
const dispatch = (more: Partial<DispatchJob> = {}): DispatchJob => ({
  type: "dispatchJob",
  namespace: "default",
  id: "encode",
  payload: null,
  meta: {},
  origin,
  ...more,
});
const named = (server: TestServer, id = "encode"): Job =>
  must(jobByName(server.state, { namespace: "default", id }), `job ${id}`);
const children = (server: TestServer): readonly Job[] =>
  [...server.state.jobs.entries()].map(([, job]) => job).filter((job) => job.parent !== null);
const serverOf = (rules: Partial<Parameterized> = {}, given: JobGiven = {}): TestServer => {
  const server = serverWith();
  register(server, parameterizedJob(rules, given));
  return server;
};

describe("a dispatch", () => {
  test("[W30] makes a child that is frozen as its parent is now, with what it was given, and runs", () => {
    const server = serverOf({ metaOptional: ["quality"] }, { meta: { quality: "low", codec: "av1" } });
    const { events } = did(server, dispatch({ payload: "aGk=", meta: { quality: "high" }, priority: 70 }));
    expect(events.map(({ type }) => type)).toEqual(["childLaunched", "jobVersioned", "evaluationCreated"]);
    const [child] = children(server);
    expect(child?.spec.id).toMatch(new RegExp(`^encode/dispatch-${String(dawn / 1000)}-[0-9a-f]{8}$`));
    expect(child?.spec).toMatchObject({
      name: child?.spec.id,
      parameterized: null,
      payload: "aGk=",
      priority: 70,
      meta: { quality: "high", codec: "av1" },
    });
    expect(child?.parent).toEqual({ job: named(server).key, version: 0, id: "encode", dispatch: { token: "" } });
    register(server, parameterizedJob({}, { meta: { codec: "h265" } }));
    expect(children(server)[0]?.spec.meta).toEqual({ quality: "high", codec: "av1" });
    workOff(server);
    startAll(server);
    expect(openRuns(server)).toHaveLength(1);
  });

  test("[W30] its parent runs until it is stopped, and counts its children", () => {
    const server = serverOf();
    did(server, dispatch());
    did(server, dispatch());
    expect(new Set(children(server).map(({ spec }) => spec.id)).size).toBe(2);
    workOff(server);
    startAll(server);
    const [run] = openRuns(server);
    if (run !== undefined) exited(server, run.run);
    expect(named(server).launches?.children).toEqual({ pending: 0, running: 1, dead: 1 });
    expect(nomadJobStatus(named(server))).toBe("running");
    expect(named(server).launches?.last).toMatchObject({ at: dawn, missed: 0 });
  });

  test("[W30] the payload is a file where the task wants it, byte for byte", () => {
    const more = { main: { dispatchPayload: { file: "in.bin" } } };
    const server = serverOf({}, { groups: [{ more }] });
    did(server, dispatch({ payload: "AP8=" }));
    workOff(server);
    const [allocation] = [...server.state.allocations.entries()].map(([, one]) => one);
    const { spec } = must(children(server)[0], "child");
    const group = must(spec.taskGroups[0], "group");
    const setting = startSetting({
      spec,
      group,
      task: must(group.tasks[0], "task"),
      allocation: must(allocation, "allocation"),
      node: must(server.state.nodes.get(1), "node"),
    });
    expect(setting.ok && setting.files).toEqual([
      { path: "local/in.bin", content: "AP8=", encoding: "base64", mode: 0o644 },
    ]);
  });

  test("[W30] a prefix goes into its id, which has to be one", () => {
    const server = serverOf();
    did(server, dispatch({ idPrefix: "eu" }));
    expect(children(server)[0]?.spec.id).toContain("encode/dispatch-eu-");
    expect(refusal(server, dispatch({ idPrefix: "a b" }))).toMatchObject({ kind: "childIdInvalid" });
    expect(refusal(server, dispatch({ idPrefix: "x".repeat(300) }))).toMatchObject({ kind: "childIdInvalid" });
  });
});

describe("what a dispatch is given", () => {
  const refused = (rules: Partial<Parameterized>, more: Partial<DispatchJob>) =>
    refusal(serverOf(rules), dispatch(more));

  test("[W31] a payload is required, forbidden or optional, base64, and at most 16 KiB", () => {
    expect(refused({ payload: "required" }, {})).toEqual({ kind: "payloadMissing" });
    expect(refused({ payload: "forbidden" }, { payload: "aGk=" })).toEqual({ kind: "payloadForbidden" });
    expect(refused({}, { payload: "%%" })).toEqual({ kind: "payloadNotBase64" });
    const text = (bytes: number) => "eHh4".repeat(Math.floor(bytes / 3)) + ["", "eA==", "eHg="][bytes % 3];
    expect(refused({}, { payload: text(16_385) })).toEqual({ kind: "payloadTooLarge", bytes: 16_385, max: 16_384 });
    expect(send(serverOf({ payload: "required" }), dispatch({ payload: text(16_384) })).ok).toBe(true);
    expect(send(serverOf({ payload: "forbidden" }), dispatch()).ok).toBe(true);
  });

  test("[W31] meta has the required keys, and besides only optional ones", () => {
    const rules = { metaRequired: ["a", "b"], metaOptional: ["c"] };
    expect(refused(rules, { meta: { c: "1" } })).toEqual({ kind: "metaMissing", keys: ["a", "b"] });
    expect(refused(rules, { meta: { a: "", b: "", toString: "1" } })).toEqual({
      kind: "metaForbidden",
      keys: ["toString"],
    });
    expect(refused(rules, { meta: { a: "\0", b: "" } })).toMatchObject({ kind: "metaUnusable", key: "a" });
    expect(refused(rules, { meta: { a: "x".repeat(120_001), b: "" } })).toMatchObject({ kind: "metaUnusable" });
    expect(send(serverOf(rules), dispatch({ meta: { a: "", b: "2", c: "3" } })).ok).toBe(true);
  });

  test("[W31] it is for a parameterized job that is not stopped, with a priority that there is", () => {
    const server = serverOf();
    register(server, jobOf({ id: "plain", type: "batch" }));
    expect(refusal(server, dispatch({ id: "plain" }))).toEqual({ kind: "jobIsNotParameterized", id: "plain" });
    expect(refusal(server, dispatch({ id: "nobody" }))).toMatchObject({ kind: "jobNotFound" });
    expect(refusal(server, dispatch({ priority: 101 }))).toEqual({ kind: "priorityOutOfRange", priority: 101 });
    expect(refusal(server, dispatch({ token: "x".repeat(257) }))).toMatchObject({ kind: "tokenUnusable" });
    did(server, { type: "stopJob", namespace: "default", id: "encode", origin });
    expect(refusal(server, dispatch())).toEqual({ kind: "jobIsStopped", id: "encode" });
  });
});

test("[W32] the same token gives the same child for as long as that one is known", () => {
  const server = serverOf();
  did(server, dispatch({ token: "order 7" }));
  expect(did(server, dispatch({ token: "order 7" })).events).toEqual([]);
  expect(children(server)).toHaveLength(1);
  did(server, dispatch({ token: "order 8" }));
  expect(children(server)).toHaveLength(2);
  const [first] = children(server);
  did(server, { type: "purgeJob", namespace: "default", id: first?.spec.id ?? "", origin });
  did(server, dispatch({ token: "order 7" }));
  expect(children(server)).toHaveLength(2);
  const replayed = emptyState("seed");
  for (const entry of server.entries) evolve(replayed, entry, nothingTouched());
  expect(tablesOf(replayed)).toEqual(tablesOf(server.state));
});
