import { describe, expect, test } from "vitest";
import { errors, job, ofGroup, ofTask, task, warnings, withTask, type Given } from "../../testing/definitions.ts";

describe("tasks of a group", () => {
  const other = (Name: string, more: Given) => ({ ...task, Name, ...more });

  test("[D28] a main task, one leader, and hooks of three sorts", () => {
    expect(ofGroup({ Tasks: [other("a", { Lifecycle: { Hook: "prestart" } })] })).toEqual([
      "Tasks: Task group web must have at least one main task",
    ]);
    expect(ofGroup({ Tasks: [other("a", { Leader: true }), other("b", { Leader: true })] })).toEqual([
      "Tasks: Only one task may be marked as leader",
    ]);
    const hook = (Lifecycle: Given, more: Given = {}) => ofGroup({ Tasks: [task, other("b", { Lifecycle, ...more })] });
    expect(hook({ Hook: "poststop", Sidecar: true })).toEqual([
      "Tasks.1.Lifecycle.Sidecar: a poststop task cannot be a sidecar: it runs when the others have ended",
    ]);
    expect(hook({ Sidecar: true })).toEqual(["Tasks.1.Lifecycle.Hook: no lifecycle hook provided"]);
    expect(hook({ Hook: "now" })).toEqual([
      "Tasks.1.Lifecycle.Hook: invalid hook: now; use prestart, poststart or poststop",
    ]);
    expect(hook({ Hook: "prestart" }, { Leader: true })).toEqual([
      "Tasks.1.Leader: a task with a lifecycle hook cannot be the leader",
    ]);
    expect(hook({})).toEqual([]);
    expect(hook({ Hook: "prestart", Sidecar: true }, { ShutdownDelay: "-1s" })).toEqual([
      "Tasks.1.ShutdownDelay: ShutdownDelay must be a positive value",
    ]);
  });

  test("[D29] templates", () => {
    const template = (more: Given = {}) => ({ EmbeddedTmpl: "A=1", DestPath: "local/a", ...more });
    const faults = (...Templates: readonly Given[]) => ofTask({ Templates });
    expect(faults(template(), template({ DestPath: "${NOMAD_SECRETS_DIR}/a" }))).toEqual([]);
    expect(
      faults(template({ EmbeddedTmpl: "", DestPath: "", Perms: "999", ChangeMode: "later", Splay: "-1s" })),
    ).toEqual([
      "Templates.0.EmbeddedTmpl: Must specify a source path or have an embedded template",
      "Templates.0.DestPath: Must specify a destination for the template",
      'Templates.0.Perms: Failed to parse "999" as octal',
      "Templates.0.Splay: Must specify positive splay value",
      'Templates.0.ChangeMode: Invalid change mode "later". Must be one of restart, signal, noop',
    ]);
    for (const DestPath of ["/etc/passwd", "../other/a", "local/../../a", "a", "local/"])
      expect(faults(template({ DestPath }))).toHaveLength(1);
    expect(faults(template(), template({ DestPath: "./local//a" }))).toEqual([
      "Templates.1.DestPath: Template 2 has same destination as 1",
    ]);
    expect(faults(template({ ChangeMode: "signal", ChangeSignal: "SIGNO", Envvars: true }))).toEqual([
      "Templates.0.ChangeMode: cannot use signals with env var templates",
      'Templates.0.ChangeSignal: Unknown signal "SIGNO"; use a name such as SIGHUP',
    ]);
    expect(faults(template({ ChangeMode: "script" }))).toHaveLength(1);
    expect(faults(template({ SourcePath: "x.tpl" }))).toHaveLength(1);
    expect(faults(template({ EmbeddedTmpl: "{{ if }" }))).toHaveLength(1);
    expect(faults(template({ LeftDelim: "%", RightDelim: "%" }))).toEqual([
      "Templates.0.RightDelim: The delimiters must differ",
    ]);
  });

  test("[D10] resources and logs", () => {
    expect(ofTask({ Resources: { CPU: 0, MemoryMB: 9, MemoryMaxMB: 5 } })).toEqual([
      "Resources.CPU: minimum CPU value is 1; got 0",
      "Resources.MemoryMB: minimum MemoryMB value is 10; got 9",
      "Resources.MemoryMaxMB: MemoryMaxMB value (5) should be larger than MemoryMB value (9)",
    ]);
    expect(ofTask({ Resources: { Cores: 2 } })).toHaveLength(1);
    expect(ofTask({ LogConfig: { MaxFiles: 0 } })).toEqual(["LogConfig.MaxFiles: minimum number of files is 1; got 0"]);
    expect(warnings(withTask({ LogConfig: { MaxFiles: 30 }, Resources: { DiskMB: 10, IOPS: 1 } }))).toEqual([
      "TaskGroups.0.Tasks.0.Resources.DiskMB: DiskMB has no effect: the group's EphemeralDisk counts",
      "TaskGroups.0.Tasks.0.Resources.IOPS: IOPS has been deprecated as of Nomad 0.9.0 and has no effect",
      "TaskGroups.0.Tasks.0.LogConfig: log storage (300 MB) must be less than requested disk capacity (300 MB)",
    ]);
    expect(ofGroup({ EphemeralDisk: { Sticky: true, SizeMB: 9 } })).toHaveLength(2);
  });
});

describe("launches", () => {
  const batch = { ...job, Type: "batch" };

  test("[D31] schedules are judged", () => {
    const faults = (Periodic: Given, more: Given = {}) => errors({ ...batch, ...more, Periodic });
    expect(faults({ Specs: ["@daily", "*/5 * * * MON-FRI", "0 0 12 L * ? 2030", "1,2 1-5/2 * jan 7#1"] })).toEqual([]);
    expect(faults({})).toEqual(["Periodic.Specs: Must specify a spec"]);
    expect(faults({ Specs: ["daily", "* * * *", "* * * * *; rm"], TimeZone: "Mars/Olympus" })).toEqual([
      'Periodic.Specs.0: Invalid cron spec "daily"',
      'Periodic.Specs.1: Invalid cron spec "* * * *"',
      'Periodic.Specs.2: Invalid cron spec "* * * * *; rm"',
      'Periodic.TimeZone: Invalid time zone "Mars/Olympus"',
    ]);
    expect(faults({ Specs: ["@daily"] }, { Type: "service" })).toEqual([
      'Periodic: Periodic can only be used with "batch" or "sysbatch" scheduler',
    ]);
    expect(faults({ Specs: [`${"1,".repeat(50_000)}1 * * * x!`] })).toHaveLength(1);
  });

  test("[D31] parameters and payloads are judged", () => {
    const ParameterizedJob = { Payload: "maybe", MetaRequired: ["a"], MetaOptional: ["a"] };
    expect(errors({ ...batch, ParameterizedJob })).toEqual([
      'ParameterizedJob.Payload: Unknown payload requirement: "maybe"',
      "ParameterizedJob.MetaOptional: Required and optional meta keys should be disjoint. Following keys exist in both: [a]",
    ]);
    expect(errors({ ...batch, ParameterizedJob: { Payload: "required", MetaOptional: ["a"] } })).toEqual([]);
    expect(errors({ ...batch, Periodic: { Specs: ["@daily"] }, ParameterizedJob: {} })).toEqual([
      "ParameterizedJob: A job is launched by the clock or dispatched, not both: leave out one of them",
    ]);
    expect(errors({ ...batch, Payload: "%" })).toHaveLength(2);
    expect(errors({ ...batch, Payload: "A".repeat(30_000) })[1]).toBe(
      "Payload: Payload exceeds maximum size; 22500 > 16384",
    );
    expect(ofTask({ DispatchPayload: { File: "../x" } })).toEqual([
      "DispatchPayload: DispatchPayload is for parameterized jobs",
      'DispatchPayload.File: destination escapes local/: "../x"',
    ]);
  });

  test("[D10] what a job says of itself", () => {
    expect(errors({ ...job, About: { ExitCategories: { 3: "data", x: "mine" } } })).toEqual([
      'About.ExitCategories.x: "x" is not an exit code',
      'About.ExitCategories.x: "mine" is not one of system, data, algorithm',
    ]);
  });
});
