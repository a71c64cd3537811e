import { describe, expect, test } from "vitest";
import { limits } from "../limits.ts";
import {
  errors,
  group,
  job,
  ofGroup,
  ofTask,
  parse,
  parsed,
  task,
  warnings,
  withGroup,
  withTask,
  type Given,
} from "../testing/definitions.ts";
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
    expect(errors({ ...noise, ...job, Type: "batch", ParameterizedJob: { Payload: "maybe" } })).toHaveLength(1);
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

describe("types", () => {
  test("[D22] what runs on every node has no counts, no reschedule policy and no preferences", () => {
    const Affinities = [{ LTarget: "${node.class}", RTarget: "a" }];
    const Spreads = [{ Attribute: "${node.datacenter}" }];
    const given = { Count: 2, ReschedulePolicy: { Attempts: 1 }, Affinities, Disconnect: { StopOnClientAfter: "1s" } };
    expect(ofGroup(given, { Type: "system", Spreads })).toEqual([
      "Spreads: System jobs may not have a spread block",
      "Count: Job task group web has count 2. Count cannot exceed 1 with system scheduler",
      "Affinities: System jobs may not have an affinity block",
      "ReschedulePolicy: System or sysbatch jobs should not have a reschedule policy",
      "Disconnect.StopOnClientAfter: stop_after can only be used with service or batch job types",
    ]);
    expect(ofGroup({ Count: 2, ReschedulePolicy: { Attempts: 1 } }, { Type: "sysbatch" })).toEqual([
      "Count: Job task group web has count 2. Count cannot exceed 1 with sysbatch scheduler",
      "ReschedulePolicy: System or sysbatch jobs should not have a reschedule policy",
    ]);
    expect(warnings({ ...withGroup({ Affinities }), Type: "sysbatch" })).toEqual([
      "TaskGroups.0.Affinities: Affinities has no effect: one instance runs on every node",
    ]);
    for (const Type of ["system", "sysbatch"])
      expect(ofGroup({ ReschedulePolicy: { Attempts: 0, Delay: 0, DelayFunction: "" } }, { Type })).toEqual([]);
  });

  test("[D22] updates and drains in steps are for what runs on, a longest run for what ends", () => {
    expect(ofGroup({ Update: { MaxParallel: 2 }, Migrate: { MaxParallel: 1 } }, { Type: "batch" })).toEqual([
      'Update: Job type "batch" does not allow update block',
      'Migrate: Job type "batch" does not allow migrate block',
    ]);
    expect(errors({ ...job, Type: "batch", Update: { MaxParallel: 2 } })).toEqual([
      'Update: Job type "batch" does not allow update block',
    ]);
    expect(ofGroup({ Migrate: { MaxParallel: 1 } }, { Type: "system" })).toHaveLength(1);
    expect(ofGroup({ MaxRunDuration: "1h" })).toEqual([
      'MaxRunDuration: Job type "service" does not allow max_run_duration',
    ]);
    expect(ofGroup({ MaxRunDuration: "1h" }, { Type: "sysbatch" })).toEqual([]);
    expect(ofGroup({ MaxRunDuration: 0 }, { Type: "batch" })).toEqual([
      "MaxRunDuration: MaxRunDuration must be greater than zero",
    ]);
    expect(ofGroup({ Parallelism: 1 })).toEqual(["Parallelism: Parallelism is for batch jobs and at least 1"]);
    expect(ofGroup({ Parallelism: 0 }, { Type: "batch" })).toHaveLength(1);
  });

  test("[D22] a count lies within what its group may be scaled to", () => {
    expect(ofGroup({ Count: 5, Scaling: { Min: 1, Max: 4 } })).toEqual([
      "Scaling: Scaling policy invalid: task group count must not be greater than maximum count in scaling policy",
    ]);
    expect(ofGroup({ Count: 0, Scaling: { Min: 1, Max: 4 } })).toEqual([
      "Scaling: Scaling policy invalid: task group count must not be less than minimum count in scaling policy",
    ]);
    expect(parsed(withGroup({ Scaling: { Min: 3, Max: 4 } })).taskGroups[0]?.count).toBe(3);
  });
});

describe("placement rules", () => {
  const os = (RTarget: string) => ({ LTarget: "${attr.kernel.name}", Operand: "=", RTarget });

  test("[D23] constraints of one block that contradict each other are refused, naming both", () => {
    expect(errors({ ...job, Constraints: [os("linux"), os("windows")] })).toEqual([
      "Constraints.1: No node satisfies both ${attr.kernel.name} = linux and ${attr.kernel.name} = windows",
    ]);
    expect(ofGroup({ Constraints: [os("linux"), os("windows")] })).toHaveLength(1);
    expect(ofTask({ Constraints: [os("linux"), os("windows")] })).toHaveLength(1);
  });

  test("[D23] those of job, group and tasks are told, and the job waits like any other that nothing satisfies", () => {
    const definition = {
      ...withGroup({ Constraints: [os("linux")], Tasks: [{ ...task, Constraints: [os("darwin")] }] }),
      Constraints: [os("windows")],
    };
    expect(errors(definition)).toEqual([]);
    expect(warnings(definition).map((text) => text.split(" No node")[0])).toEqual([
      "TaskGroups.0.Constraints.0:",
      "TaskGroups.0.Tasks.0.Constraints.0:",
      "TaskGroups.0.Tasks.0.Constraints.0:",
    ]);
  });

  test("[D23] each is compared with each, so there are so many at most", () => {
    const Constraints = Array.from({ length: limits.constraintsPerGroup + 1 }, () => os("linux"));
    expect(errors({ ...job, Constraints })).toEqual(["Constraints: At most 100 constraints apply to a group (101)"]);
  });

  test("[D24] affinities and spreads", () => {
    const affinity = (more: Given) => ofGroup({ Affinities: [{ LTarget: "${node.class}", RTarget: "a", ...more }] });
    expect(affinity({ Weight: -100 })).toEqual([]);
    expect(affinity({ Weight: 0 })).toEqual(["Affinities.0.Weight: Affinity weight cannot be zero"]);
    expect(affinity({ Weight: 101 })).toEqual([
      "Affinities.0.Weight: Affinity weight must be within the range [-100,100]",
    ]);
    expect(affinity({ Operand: "distinct_hosts" })).toEqual([
      'Affinities.0: Unknown affinity operator "distinct_hosts"',
    ]);
    const share = (Value: string, Percent: number) => ({ Value, Percent });
    expect(
      errors({
        ...job,
        Spreads: [
          { Attribute: "", Weight: 0 },
          { Attribute: "${node.class}", Weight: 101, SpreadTarget: [share("a", 60), share("a", 50), share("b", -1)] },
        ],
      }),
    ).toEqual([
      "Spreads.0.Attribute: Missing spread attribute",
      "Spreads.0.Weight: Spread block must have a positive weight from 0 to 100",
      "Spreads.1.Weight: Spread block must have a positive weight from 0 to 100",
      'Spreads.1.SpreadTarget.1.Value: Spread target value "a" already defined',
      'Spreads.1.SpreadTarget.2.Percent: Spread target percentage for value "b" must be between 0 and 100',
      "Spreads.1.SpreadTarget: Sum of spread target percentages must not be greater than 100%; got 109%",
    ]);
  });

  test("[D24] rules about other instances are the group's or the job's", () => {
    const Constraints = [{ Operand: "distinct_hosts" }];
    expect(ofGroup({ Constraints })).toEqual([]);
    expect(ofTask({ Constraints })).toEqual([
      "Constraints.0: Constraint has disallowed Operand at task level: distinct_hosts",
    ]);
  });
});

describe("policies", () => {
  test("[D25] update", () => {
    expect(ofGroup({ Update: { Stagger: 0, MaxParallel: -1, Canary: -1, HealthCheck: "x" } })).toEqual([
      'Update.HealthCheck: Invalid health check given: "x"',
      "Update.MaxParallel: Max parallel can not be less than zero: -1 < 0",
      "Update.Canary: Canary count can not be less than zero: -1 < 0",
      "Update.Stagger: Stagger must be greater than zero: 0s",
    ]);
    expect(ofGroup({ Update: { MinHealthyTime: "5m", ProgressDeadline: "1m", AutoPromote: true } })).toEqual([
      "Update.AutoPromote: Auto Promote requires a Canary count greater than zero",
      "Update.MinHealthyTime: Minimum healthy time must be less than healthy deadline: 5m0s > 5m0s",
      "Update.HealthyDeadline: Healthy deadline must be less than progress deadline: 5m0s > 1m0s",
    ]);
    expect(ofGroup({ Update: { ProgressDeadline: 0 } })).toEqual([]);
    expect(errors({ ...job, Update: { Canary: -1 } })).toHaveLength(1);
    expect(ofTask({ KillTimeout: "11m" })).toEqual([
      "KillTimeout: KillTimeout (11m0s) longer than the group's ProgressDeadline (10m0s)",
    ]);
  });

  test("[D25] restart and reschedule", () => {
    expect(ofGroup({ RestartPolicy: { Attempts: 0, Mode: "delay" } })).toEqual([
      'RestartPolicy.Mode: Restart policy "delay" with 0 attempts is ambiguous',
    ]);
    expect(ofGroup({ RestartPolicy: { Interval: "4s", Delay: "-1s" } })).toEqual([
      "RestartPolicy.Delay: Restart delay can't be negative",
      "RestartPolicy.Interval: Interval can not be less than 5s (got 4s)",
    ]);
    const reschedule = (more: Given) => ofGroup({ ReschedulePolicy: { Unlimited: false, Attempts: 2, ...more } });
    expect(reschedule({ Interval: "1h" })).toEqual([]);
    expect(reschedule({ Interval: "14s", Delay: "4s", DelayFunction: "random", MaxDelay: 0 })).toEqual([
      "ReschedulePolicy.Delay: Delay cannot be less than 5s (got 4s)",
      'ReschedulePolicy.DelayFunction: Invalid delay function "random", must be one of "constant", "exponential", "fibonacci"',
      "ReschedulePolicy.Interval: Interval cannot be less than 15s (got 14s)",
    ]);
    expect(reschedule({ Interval: "1h", MaxDelay: "20s" })).toEqual([
      "ReschedulePolicy.MaxDelay: Max Delay cannot be less than Delay 30s (got 20s)",
    ]);
    expect(reschedule({ Unlimited: true })).toEqual([
      "ReschedulePolicy.Unlimited: If Attempts >0, Unlimited cannot also be set to true",
    ]);
    expect(reschedule({ Attempts: 0, Delay: 0 })).toEqual([]);
  });

  test.each([
    ["constant", 5, "2m", "2 attempts", undefined],
    ["constant", 2, "2m", undefined, undefined],
    ["exponential", 3, "4m", "2 attempts", "4m0s"],
    ["exponential", 3, "4m1s", undefined, undefined],
    ["exponential", 1_000_000_000, "24h", "attempts in 24h0m0s", undefined],
    ["fibonacci", 4, "3m", undefined, undefined],
    ["fibonacci", 5, "3m", "4 attempts", "5m0s"],
  ] as const)("[D25] %s: %d attempts within %s", (DelayFunction, Attempts, Interval, fault, needed) => {
    const policy = { DelayFunction, Attempts, Interval, Delay: "1m", MaxDelay: "1h", Unlimited: false };
    const found = ofGroup({ ReschedulePolicy: policy });
    expect(found).toHaveLength(fault === undefined ? 0 : 1);
    if (fault !== undefined) expect(found[0]).toContain(fault);
    if (needed !== undefined) expect(found[0]).toContain(`at least ${needed} to accommodate`);
  });

  test("[D25] migrate and disconnect", () => {
    expect(ofGroup({ Migrate: { HealthCheck: "manual", MinHealthyTime: "10m" } })).toEqual([
      'Migrate.HealthCheck: Invalid HealthCheck: "manual"',
      "Migrate.MinHealthyTime: MinHealthyTime must be less than HealthyDeadline",
    ]);
    expect(ofGroup({ Disconnect: { LostAfter: "-1s", StopOnClientAfter: "-1s", Reconcile: "x" } })).toEqual([
      "Disconnect.LostAfter: lost_after cannot be a negative duration",
      "Disconnect.StopOnClientAfter: stop_after cannot be a negative duration",
      "Disconnect.StopOnClientAfter: Disconnect cannot be configured with both lost_after and stop_after",
      'Disconnect.Reconcile: reconcile option is invalid: "x"',
    ]);
    expect(ofGroup({ Disconnect: { LostAfter: 0, StopOnClientAfter: "0s" } })).toEqual([]);
  });

  test("[D10] numbers have an upper bound, and durations", () => {
    expect(ofTask({ Resources: { CPU: 2_000_000_000, MemoryMB: 2_000_000_000 } })).toHaveLength(2);
    expect(ofGroup({ EphemeralDisk: { SizeMB: 2_000_000_000 } })).toHaveLength(1);
    expect(ofTask({ KillTimeout: 1e300 })).toEqual(["KillTimeout: KillTimeout is longer than a hundred years"]);
  });
});
