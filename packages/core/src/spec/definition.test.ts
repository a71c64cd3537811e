import { describe, expect, test } from "vitest";
import { limits } from "../limits.ts";
import { own } from "../own.ts";
import type { JobSpec } from "../model/job-spec.ts";
import { durationText, nanoseconds, parseDuration } from "./duration.ts";
import { parseDefinition, type ParsedDefinition } from "./parse.ts";
import { writeDefinition } from "./write.ts";

const noCheck = () => [];
const second = 1_000_000_000;

const task = { Name: "main", Driver: "raw_exec", Config: { command: "/bin/true" } };
const group = { Name: "web", Tasks: [task] };
const job = { ID: "web", TaskGroups: [group] };
type Given = { readonly [key: string]: unknown };
const withTask = (more: Given): Given => ({ ...job, TaskGroups: [{ ...group, Tasks: [{ ...task, ...more }] }] });
const withGroup = (more: Given): Given => ({ ...job, TaskGroups: [{ ...group, ...more }] });

const parse = (definition: unknown): ParsedDefinition => parseDefinition(definition, noCheck);
const parsed = (definition: unknown): JobSpec => {
  const { spec, errors } = parse(definition);
  if (spec === undefined) throw new Error(JSON.stringify(errors));
  return spec;
};
/** Errors as `path: message`. */
const errors = (definition: unknown): readonly string[] =>
  parse(definition).errors.map(({ path, message }) => `${path.join(".")}: ${message}`);
const warnings = (definition: unknown): readonly string[] =>
  parse(definition).warnings.map(({ path, message }) => `${path.join(".")}: ${message}`);

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
    expect(errors({ ...job, Periodic: { Spec: "* * * * *" } })).toEqual([
      "Periodic: Periodic cannot be honoured: periodic jobs are not supported: a schedule would be ignored",
    ]);
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

  test("[D8] what is understood and not heeded yet is told", () => {
    const Affinities = [{ LTarget: "${node.datacenter}", RTarget: "dc1" }];
    expect(
      warnings({
        ...withGroup({ Affinities, Update: { Canary: 1, AutoRevert: true }, Tasks: [{ ...task, Affinities }] }),
        AllAtOnce: true,
        Spreads: [{ Attribute: "${node.datacenter}" }],
      }),
    ).toEqual([
      "Spreads: Spreads has no effect: nodes are chosen by the room they have",
      "AllAtOnce: AllAtOnce has no effect: what fits is placed",
      "TaskGroups.0.Affinities: Affinities has no effect: nodes are chosen by the room they have",
      "TaskGroups.0.Update.Canary: Canary has no effect: changed instances are replaced all at once",
      "TaskGroups.0.Update.AutoRevert: AutoRevert has no effect: changed instances are replaced all at once",
      "TaskGroups.0.Tasks.0.Affinities: Affinities has no effect: nodes are chosen by the room they have",
    ]);
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

describe("validating", () => {
  test("[D10] everything at once, with paths", () => {
    expect(
      errors({
        ID: "a b",
        Type: "system",
        Priority: 101,
        Region: "eu",
        Namespace: "a/b",
        Constraints: [{ LTarget: "a", Operand: "regexp", RTarget: "b" }],
        TaskGroups: [
          {
            Name: "web",
            Count: -1,
            Parallelism: 1,
            EphemeralDisk: { SizeMB: 1 },
            RestartPolicy: { Attempts: 10, Interval: "10s", Delay: "5s", Mode: "never" },
            Instances: { x: { Tasks: { other: {} } } },
            Tasks: [
              {
                Name: "a/b",
                Driver: "",
                Resources: { CPU: 0, MemoryMB: 1 },
                KillSignal: "SIGFOO",
                Env: { "A=B": "x" },
              },
            ],
          },
          { Name: "web", Tasks: [] },
        ],
      }).map((text) => text.split(": ")[0]),
    ).toEqual([
      "ID",
      "Namespace",
      "Region",
      "Type",
      "Priority",
      "Constraints.0",
      "TaskGroups.1.Name",
      "TaskGroups.0.Count",
      "TaskGroups.0.Parallelism",
      "TaskGroups.0.EphemeralDisk.SizeMB",
      "TaskGroups.0.RestartPolicy.Mode",
      "TaskGroups.0.RestartPolicy.Attempts",
      "TaskGroups.0.Instances.x",
      "TaskGroups.0.Instances.x.Tasks.other",
      "TaskGroups.0.Tasks.0.Name",
      "TaskGroups.0.Tasks.0.Driver",
      "TaskGroups.0.Tasks.0.KillSignal",
      "TaskGroups.0.Tasks.0.Resources.CPU",
      "TaskGroups.0.Tasks.0.Resources.MemoryMB",
      "TaskGroups.0.Tasks.0.Env.A=B",
      "TaskGroups.1.Tasks",
    ]);
  });

  test("[D10] what is missing is said", () => {
    expect(errors({})).toEqual(["ID: Missing job ID", "Name: Missing job name", "TaskGroups: Missing job task groups"]);
  });

  test("[D10] a driver's complaint stands at the task's config", () => {
    const found = parseDefinition(job, () => [{ path: ["Config", "command"], message: "not absolute" }]);
    expect(found.errors).toEqual([
      { path: ["TaskGroups", 0, "Tasks", 0, "Config", "command"], message: "not absolute", severity: "error" },
    ]);
    expect(found.spec).toBeUndefined();
  });

  test("[D10] all groups together have a limit, and so has the number of faults told", () => {
    expect(
      errors({
        ...job,
        TaskGroups: [
          { ...group, Count: limits.jobCount },
          { ...group, Name: "one", Count: 1 },
        ],
      }),
    ).toEqual(["TaskGroups: total count was greater than configured job_max_count: 50001 > 50000"]);
    const bad = Array.from({ length: 400 }, (_, index) => ({ Name: `g${String(index)}`, Count: -1, Tasks: [] }));
    expect(parse({ ...job, TaskGroups: bad }).errors).toHaveLength(limits.problems);
  });

  test("[D10] hundreds of warnings do not hide what makes a definition invalid", () => {
    const noise = Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`x${String(index)}`, 1]));
    expect(errors({ ...noise, ...job, Periodic: { Spec: "@daily" } })).toHaveLength(1);
    expect(errors({ ...noise, ...job, Priority: "high" })).toEqual([
      "Priority: Priority must be a whole number, not a string",
    ]);
    const groups = Array.from({ length: 300 }, (_, index) => ({
      ...group,
      Name: `g${String(index)}`,
      Affinities: [{ LTarget: "a", RTarget: "b" }],
      Tasks: [{ ...task, Driver: index === 299 ? "" : "raw_exec" }],
    }));
    expect(errors({ ...job, TaskGroups: groups })).toEqual(["TaskGroups.299.Tasks.0.Driver: Missing task driver"]);
  });

  test("[D10] lists and blocks have limits, which keep reading and comparing quick", () => {
    const many = (length: number) => Array.from({ length }, (_, index) => `d${String(index)}`);
    expect(errors({ ...job, Datacenters: many(1000) })).toEqual([]);
    expect(errors({ ...job, Datacenters: many(1001) })).toEqual([
      "Datacenters: Datacenters has 1001 members; at most 1000 are allowed",
    ]);
    expect(errors({ ...job, TaskGroups: many(5000) })).toHaveLength(1);
    const fields = Object.fromEntries(many(2001).map((name) => [name, 1]));
    expect(errors(withTask(fields))[0]).toMatch(/^TaskGroups.0.Tasks.0: Tasks\[0\] has \d+ members; at most 2000/);
    expect(errors(withTask({ Env: fields }))).toEqual(["TaskGroups.0.Tasks.0.Env: Env has more than 2000 entries"]);
  });

  test.each([
    ["größe-作業-🚢", []],
    ["a/b/c", []],
    ["x".repeat(256), []],
    ["x".repeat(500), ["Job ID is longer than 256 characters (500)", "The job name is longer than 256 characters"]],
    ["a b", ["Job ID contains a space"]],
    ["a\nb", ["Job ID contains a control character", "The job name contains a control character"]],
    ["a\0b", ["Job ID contains a control character", "The job name contains a control character"]],
  ])("[D5] the id %j", (ID, expected) => {
    expect(parse({ ...job, ID }).errors.map(({ message }) => message)).toEqual(expected);
  });

  test.each(["..", ".", "alloc", "a/b", "a\\b"])("[D5] a task cannot be called %j", (Name) => {
    expect(errors(withTask({ Name }))[0]).toMatch(/^TaskGroups.0.Tasks.0.Name: Task name/);
  });
});
