import { describe, expect, test } from "vitest";
import { own } from "../own.ts";
import { errors, group, job, parse, parsed, task, warnings, withGroup, withTask } from "../testing/definitions.ts";
import { durationText, nanoseconds, parseDuration } from "./duration.ts";
import { writeDefinition } from "./write.ts";

const second = 1_000_000_000;

describe("reading", () => {
  test("[D1] names in any case, bare or under Job, null as good as absent", () => {
    const usual = parsed(job);
    const shouted = {
      jOb: {
        id: "web",
        NAME: null,
        taskgroups: [{ name: "web", TASKS: [{ NAME: "main", driver: "raw_exec", config: { command: "/bin/true" } }] }],
      },
    };
    expect(parsed(shouted)).toEqual(usual);
    expect(parsed({ ...job, Priority: null, Update: null, Meta: null })).toEqual(usual);
  });

  test("[D1] keys inside maps keep their case", () => {
    const spec = parsed(withTask({ Env: { Path: "a", PATH: "b" }, Meta: { n: 1, on: true } }));
    expect(spec.taskGroups[0]?.tasks[0]).toMatchObject({ env: { Path: "a", PATH: "b" }, meta: { n: "1", on: "true" } });
  });

  test("[D2] every wrong type is told at once, with its path", () => {
    const found = parse({
      ID: 7,
      Priority: "high",
      Datacenters: ["dc1", 3],
      Update: [],
      TaskGroups: [
        {
          Name: "web",
          Count: 1.5,
          RestartPolicy: { Delay: "soon" },
          Tasks: [{ ...task, Env: { A: {} }, Config: "x", Leader: "yes" }, "no"],
        },
      ],
    });
    expect(found).toMatchObject({ spec: undefined, malformed: true });
    expect(found.errors.map(({ path, message }) => `${path.join(".")}: ${message}`)).toEqual([
      "ID: ID must be a string, not a number",
      "Priority: Priority must be a whole number, not a string",
      "Datacenters.1: Datacenters[1] must be a string, not a number",
      "Update: Update must be an object, not a list",
      "TaskGroups.0.Count: Count must be a whole number",
      'TaskGroups.0.RestartPolicy.Delay: Delay: "soon" is not a duration such as "1m30s"',
      "TaskGroups.0.Tasks.0.Config: Config must be an object, not a string",
      "TaskGroups.0.Tasks.0.Env.A: A must be a string, not an object",
      "TaskGroups.0.Tasks.0.Leader: Leader must be true or false, not a string",
      "TaskGroups.0.Tasks.1: Tasks[1] must be an object, not a string",
    ]);
  });

  test.each([null, [], "job", 7, true, undefined])("[D2] %j is no definition", (definition) => {
    expect(parse(definition)).toMatchObject({ spec: undefined, malformed: true });
    expect(errors(definition)).toHaveLength(1);
  });

  test("[D3] unknown fields are ignored with a warning", () => {
    expect(warnings({ ...withTask({ Nmae: "x" }), Colour: "red" })).toEqual([
      "TaskGroups.0.Tasks.0.Nmae: Nmae is not a field here and is ignored",
      "Colour: Colour is not a field here and is ignored",
    ]);
    expect(parsed({ ...job, Colour: "red" })).toEqual(parsed(job));
  });

  const hostile = (text: string): unknown =>
    JSON.parse(text.replaceAll("!", '"__proto__":{"polluted":"yes"}')) as unknown;
  test.each([
    ["job", '{"ID":"web",!}'],
    ["group", '{"ID":"web","TaskGroups":[{!}]}'],
    ["environment", '{"ID":"web","TaskGroups":[{"Tasks":[{"Env":{!}}]}]}'],
    ["config", '{"ID":"web","TaskGroups":[{"Tasks":[{"Config":{"a":[{"b":{!}}]}}]}]}'],
    ["kept block", '{"ID":"web","UI":{"Links":[{!}]}}'],
    ["overrides", '{"ID":"web","TaskGroups":[{"Instances":{!}}]}'],
    ["override", '{"ID":"web","TaskGroups":[{"Instances":{"0":{"Tasks":{!}}}}]}'],
  ])("[D4] __proto__ is refused in a %s", (_, text) => {
    const found = parse(hostile(text));
    expect(found.spec).toBeUndefined();
    expect(
      found.errors.some(
        ({ message, path }) => message === "__proto__ is not allowed as a key" && path.at(-1) === "__proto__",
      ),
    ).toBe(true);
    expect(({} as { polluted?: string }).polluted).toBeUndefined();
  });

  test("[D4] inherited names are names like any other", () => {
    const names = ["constructor", "toString", "hasOwnProperty", "valueOf"];
    const env = Object.fromEntries(names.map((name) => [name, "1"]));
    const spec = parsed({
      ID: "constructor",
      TaskGroups: names.map((Name) => ({
        Name,
        Tasks: [{ ...task, Name, Env: env, Config: { command: "/bin/true", ...env } }],
      })),
    });
    expect(spec.taskGroups.map(({ name }) => name)).toEqual(names);
    expect(spec.taskGroups[0]?.tasks[0]?.env).toEqual(env);
    expect(parsed(writeDefinition(spec))).toEqual(spec);
    expect([own({}, "constructor"), own({ constructor: 1 }, "constructor")]).toEqual([undefined, 1]);
    expect(warnings({ ...job, constructor: 1 })).toEqual([
      "constructor: constructor is not a field here and is ignored",
    ]);
  });

  test("[D6] nesting has a limit", () => {
    const nested = (depth: number): unknown => (depth === 0 ? "x" : [nested(depth - 1)]);
    expect(errors(withTask({ Config: { command: "/bin/true", a: nested(20) } }))).toEqual([]);
    expect(errors(withTask({ Config: { command: "/bin/true", a: nested(40) } }))[0]).toMatch(
      /: nested deeper than 32 levels$/,
    );
  });

  test("[D7] durations in nanoseconds or as Go writes them", () => {
    const delay = (Delay: unknown) => parsed(withGroup({ RestartPolicy: { Delay } })).taskGroups[0]?.restart.delayMs;
    expect([delay(15 * second), delay("15s"), delay("1m30s"), delay(1_500_000), delay("0")]).toEqual([
      15_000, 15_000, 90_000, 1.5, 0,
    ]);
  });

  test.each([
    ["1h30m", 5_400_000],
    ["250ms", 250],
    ["1.5h", 5_400_000],
    [".5s", 500],
    ["1µs", 0.001],
    ["-2s", -2000],
    ["0", 0],
    ["", undefined],
    ["1", undefined],
    ["1 s", undefined],
    ["s", undefined],
    ["1d", undefined],
  ])("[D7] %j", (text, expected) => {
    expect(parseDuration(text)).toBe(expected);
  });

  test("[D7] a duration is written in nanoseconds, and for people in words", () => {
    expect([nanoseconds(1.5), nanoseconds(0.000001)]).toEqual([1_500_000, 1]);
    expect([0, 250, 1000, 90_000, 3_600_000, 5_401_000].map(durationText)).toEqual([
      "0 ms",
      "250 ms",
      "1s",
      "1m 30s",
      "1h",
      "1h 30m 1s",
    ]);
  });
});

describe("blocks that are only carried", () => {
  test("[D8] one that cannot be honoured is refused, with the reason", () => {
    expect(errors(withGroup({ Volumes: { data: { Type: "host" } } }))).toEqual([
      "TaskGroups.0.Volumes: Volumes cannot be honoured: volumes are not mounted",
    ]);
    expect(errors(withTask({ vault: { Policies: ["a"] } }))).toEqual([
      "TaskGroups.0.Tasks.0.Vault: Vault cannot be honoured: Vault is not connected",
    ]);
    expect(errors(withTask({ Resources: { Devices: [{ Name: "gpu" }] } }))[0]).toMatch(/Devices cannot be honoured/);
  });

  test("[D8] an empty one is as good as absent", () => {
    expect(
      parse({ ...withTask({ Templates: [], Vault: null, Kind: "" }), Multiregion: {}, Payload: "" }),
    ).toMatchObject({
      errors: [],
      warnings: [],
    });
  });

  test("[D8] one without effect is kept, written back and warned of", () => {
    const UI = { Description: "shown", Links: [{ Label: "a", Url: "b" }] };
    const Actions = [{ Name: "ls", Command: "/bin/ls" }];
    const definition = { ...withTask({ Actions }), ui: UI };
    expect(warnings(definition)).toEqual([
      "TaskGroups.0.Tasks.0.Actions: Actions has no effect: actions cannot be run",
      "UI: UI has no effect: shown with the definition only",
    ]);
    const spec = parsed(definition);
    expect(writeDefinition(spec)).toMatchObject({ UI, TaskGroups: [{ Tasks: [{ Actions }] }] });
  });

  test("[D8] what is understood and not heeded yet is told, and what is heeded is not", () => {
    const Affinities = [{ LTarget: "${node.datacenter}", RTarget: "dc1" }];
    expect(
      warnings({
        ...withGroup({ Affinities, Update: { Canary: 1, AutoRevert: true }, Tasks: [{ ...task, Affinities }] }),
        AllAtOnce: true,
        Spreads: [{ Attribute: "${node.datacenter}" }],
      }),
    ).toEqual(["AllAtOnce: AllAtOnce has no effect: what fits is placed"]);
    expect(warnings(job)).toEqual([]);
  });

  test("[D8] what servers add is dropped", () => {
    expect(parse({ ...job, Status: "running", Version: 7, JobModifyIndex: 12, Stop: true })).toEqual(parse(job));
  });
});

describe("defaults", () => {
  test("[D9] of a service, as Nomad fills them in", () => {
    const spec = parsed(job);
    expect(spec).toMatchObject({
      name: "web",
      type: "service",
      priority: 50,
      region: "global",
      namespace: "default",
      nodePool: "default",
      datacenters: ["*"],
      allAtOnce: false,
      update: null,
    });
    expect(spec.taskGroups[0]).toMatchObject({
      count: 1,
      restart: { attempts: 2, intervalMs: 1_800_000, delayMs: 15_000, mode: "fail" },
      reschedule: { unlimited: true, delayFunction: "exponential", delayMs: 30_000, maxDelayMs: 3_600_000 },
      update: {
        staggerMs: 30_000,
        maxParallel: 1,
        healthCheck: "checks",
        minHealthyTimeMs: 10_000,
        healthyDeadlineMs: 300_000,
        progressDeadlineMs: 600_000,
        autoRevert: false,
        autoPromote: false,
        canary: 0,
      },
      migrate: { maxParallel: 1, healthCheck: "checks", minHealthyTimeMs: 10_000, healthyDeadlineMs: 300_000 },
      ephemeralDisk: { sticky: false, migrate: false, sizeMb: 300 },
    });
    expect(spec.taskGroups[0]?.tasks[0]).toMatchObject({
      resources: { cpuMhz: 100, cores: 0, memoryMb: 300, memoryMaxMb: 0 },
      killTimeoutMs: 5000,
      logs: { maxFiles: 10, maxFileSizeMb: 10, disabled: false },
      restart: null,
    });
  });

  test("[D9] of a batch job", () => {
    expect(parsed({ ...job, Type: "batch" }).taskGroups[0]).toMatchObject({
      restart: { attempts: 3, intervalMs: 86_400_000, delayMs: 15_000, mode: "fail" },
      reschedule: { attempts: 1, intervalMs: 86_400_000, delayFunction: "constant", delayMs: 5000, unlimited: false },
      update: null,
      migrate: null,
    });
  });

  test("[D9] the job's update block goes into every group, a group's own over it", () => {
    const spec = parsed({
      ...job,
      Update: { MaxParallel: 3, Canary: 1 },
      TaskGroups: [group, { ...group, Name: "other", Update: { Canary: 2 } }],
    });
    expect(spec.taskGroups.map(({ update }) => [update?.maxParallel, update?.canary, update?.staggerMs])).toEqual([
      [3, 1, 30_000],
      [3, 2, 30_000],
    ]);
  });

  test("[D9] a task's restart policy is merged over its group's; cores ask for no CPU", () => {
    const spec = parsed(
      withGroup({ RestartPolicy: { Attempts: 5 }, Tasks: [{ ...task, RestartPolicy: { Mode: "delay" } }] }),
    );
    expect(spec.taskGroups[0]?.tasks[0]?.restart).toMatchObject({ attempts: 5, mode: "delay", delayMs: 15_000 });
  });
});
