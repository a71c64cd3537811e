import { describe, expect, test } from "vitest";
import { limits } from "../limits.ts";
import { errors, group, job, parse, task, warnings, withGroup, withTask } from "../testing/definitions.ts";
import { parseDefinition } from "./parse.ts";

describe("validating", () => {
  test("[D10] everything at once, with paths", () => {
    expect(
      errors({
        ID: "a b",
        Type: "systems",
        Priority: 101,
        Region: "eu",
        Namespace: "a/b",
        Constraints: [{ LTarget: "a", Operand: "regexp", RTarget: "(" }],
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
    expect(errors({ ...noise, ...job, Type: "batch", Periodic: { Specs: ["@daily"] } })).toHaveLength(1);
    expect(errors({ ...noise, ...job, Priority: "high" })).toEqual([
      "Priority: Priority must be a whole number, not a string",
    ]);
    const groups = Array.from({ length: 300 }, (_, index) => ({
      ...group,
      Name: `g${String(index)}`,
      EphemeralDisk: { SizeMB: 50 },
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
