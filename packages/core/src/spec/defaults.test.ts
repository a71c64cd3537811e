import { describe, expect, test } from "vitest";
import {
  errors,
  group,
  job,
  parse,
  parsed,
  task,
  warnings,
  withGroup,
  withTask,
  type Given,
} from "../testing/definitions.ts";
import { canonicalize } from "./canonicalize.ts";
import { goDuration } from "./duration.ts";
import { definitionJsonSchema } from "./json-schema.ts";
import { readDraft } from "./read.ts";

describe("defaults of blocks that may be there", () => {
  test("[D9] services, checks and templates", () => {
    const spec = parsed({
      ...job,
      Name: "Shop",
      TaskGroups: [
        {
          ...group,
          Networks: [{ DynamicPorts: [{ Label: "http", Value: 21_000 }] }],
          Services: [{ Name: "", PortLabel: "http", Checks: [{ Type: "TCP", Interval: "5s", Timeout: "1s" }] }],
          Disconnect: {},
          Tasks: [
            {
              ...task,
              Services: [{ PortLabel: "80" }],
              Templates: [
                { EmbeddedTmpl: "a", DestPath: "local/a" },
                { EmbeddedTmpl: "a", DestPath: "local/b", ChangeMode: "signal" },
              ],
            },
          ],
        },
      ],
    });
    expect(spec.taskGroups[0]).toMatchObject({
      networks: [{ mode: "host", dynamicPorts: [{ label: "http", value: 0, to: 0, hostNetwork: "default" }] }],
      services: [
        {
          name: "Shop-web",
          provider: "nomad",
          taskName: "",
          checks: [{ name: 'service: "Shop-web" check', type: "tcp", method: "GET", protocol: "http", restart: null }],
        },
      ],
      disconnect: { lostAfterMs: null, stopOnClientAfterMs: null, replace: true, reconcile: "best_score" },
    });
    expect(spec.taskGroups[0]?.tasks[0]).toMatchObject({
      services: [{ name: "Shop-web-main", taskName: "main" }],
      templates: [
        {
          perms: "0644",
          splayMs: 5000,
          changeMode: "restart",
          changeSignal: "",
          leftDelimiter: "{{",
          rightDelimiter: "}}",
          errorOnMissingKey: false,
        },
        { changeMode: "signal", changeSignal: "SIGHUP" },
      ],
    });
  });

  test("[D9] a service's restart rule is that of its checks, a check's own over it", () => {
    const check = (more: Given) => ({ Name: "a", Type: "tcp", Interval: "5s", Timeout: "1s", ...more });
    const Checks = [check({}), check({ Name: "b", CheckRestart: { Limit: 1 } })];
    const CheckRestart = { Limit: 3, Grace: "9s" };
    const spec = parsed(withGroup({ Services: [{ PortLabel: "80", CheckRestart, Checks }] }));
    expect(spec.taskGroups[0]?.services[0]?.checks.map(({ restart }) => restart)).toEqual([
      { limit: 3, graceMs: 9000, ignoreWarnings: false },
      { limit: 1, graceMs: 9000, ignoreWarnings: false },
    ]);
  });

  test("[D9] system jobs roll out and are not rescheduled, sysbatch jobs do neither", () => {
    expect(parsed({ ...job, Type: "system" }).taskGroups[0]).toMatchObject({
      reschedule: null,
      migrate: null,
      update: { maxParallel: 1 },
      restart: { attempts: 2 },
    });
    expect(parsed({ ...job, Type: "sysbatch" }).taskGroups[0]).toMatchObject({
      reschedule: null,
      migrate: null,
      update: null,
      restart: { attempts: 3 },
    });
  });

  test("[D7] in complaints a duration stands as Go prints it, and parts of a nanosecond are rounded", () => {
    expect([0, 0.5, 250, 1500, 90_000, 5_401_000, -5000].map(goDuration)).toEqual([
      "0s",
      "0.5ms",
      "250ms",
      "1.5s",
      "1m30s",
      "1h30m1s",
      "-5s",
    ]);
    expect(parsed(withGroup({ ShutdownDelay: "0.4ns" })).taskGroups[0]?.shutdownDelayMs).toBe(0);
    const year = parsed({ ...withGroup({ MaxRunDuration: "8760h0m0.0000001s" }), Type: "batch" });
    expect(year.taskGroups[0]?.maxRunDurationMs).toBe(31_536_000_000);
  });
});

describe("older definitions", () => {
  test("[D30] words of before are folded into those of today", () => {
    const spec = parsed({
      ...withGroup({ MaxClientDisconnect: "1m", PreventRescheduleOnLost: true, Migrate: { MaxParallel: 4 } }),
      Reschedule: { Delay: "1m" },
      Migrate: { MaxParallel: 2, MinHealthyTime: "1s" },
    });
    expect(spec.taskGroups[0]).toMatchObject({
      disconnect: { lostAfterMs: 60_000, replace: false },
      reschedule: { delayMs: 60_000, unlimited: true },
      migrate: { maxParallel: 4, minHealthyTimeMs: 1000 },
    });
    const periodic = { Spec: "@daily", Crons: ["@hourly"], Specs: ["@weekly"], Cron: "@monthly", SpecType: "cron" };
    expect(canonicalize(readDraft({ ...job, Periodic: periodic }).draft).periodic?.specs).toEqual([
      "@weekly",
      "@hourly",
      "@daily",
      "@monthly",
    ]);
    const logs = (LogConfig: Given) => parsed(withTask({ LogConfig })).taskGroups[0]?.tasks[0]?.logs.disabled;
    expect([logs({ Enabled: false }), logs({ Enabled: true }), logs({ Enabled: false, Disabled: false })]).toEqual([
      true,
      false,
      false,
    ]);
    expect(warnings({ ...job, Periodic: { Spec: "@daily", Cron: "" } })).toEqual([
      "Periodic.Spec: Spec is deprecated: use Specs",
    ]);
  });

  test("[D30] the example of Nomad's documentation of 2017 is understood, its zeros as what is usual", () => {
    const equals = (LTarget: string, RTarget: string) => ({ LTarget, RTarget, Operand: "=" });
    const network = { Device: "", CIDR: "", IP: "", MBits: 100, ReservedPorts: null, DynamicPorts: null };
    const example = {
      Region: "global",
      ID: "binstore-storagelocker",
      Name: "binstore-storagelocker",
      Type: "service",
      Priority: 50,
      AllAtOnce: false,
      Datacenters: ["us2", "eu1"],
      Constraints: [equals("${attr.kernel.os}", "windows")],
      TaskGroups: [
        {
          Name: "binsl",
          Count: 5,
          Constraints: [equals("${attr.kernel.os}", "linux")],
          Tasks: [
            {
              Name: "binstore",
              Driver: "docker",
              Config: { image: "hashicorp/binstore" },
              Constraints: null,
              Resources: { CPU: 500, MemoryMB: 0, DiskMB: 0, IOPS: 0, Networks: [network] },
              Meta: null,
            },
          ],
          Meta: { elb_checks: "3" },
        },
      ],
      Update: { Stagger: 0, MaxParallel: 0 },
      Meta: { foo: "bar" },
      Status: "",
      Version: 3,
    };
    expect(errors(example)).toEqual([]);
    expect(warnings(example).map((text) => text.split(": ")[0])).toEqual([
      "TaskGroups.0.Tasks.0.Resources.Networks.0.MBits",
      "TaskGroups.0.Constraints.0",
    ]);
    expect(parsed(example)).toMatchObject({
      update: null,
      taskGroups: [{ update: { maxParallel: 1, staggerMs: 30_000 }, tasks: [{ resources: { memoryMb: 300 } }] }],
    });
  });

  test("[D8] what clients fill in by themselves is not told of", () => {
    const empty = { AddressMode: "", Expose: false, GRPCUseTLS: false, InitialStatus: "", FailuresBeforeWarning: 0 };
    const check = { ...empty, Name: "a", Type: "tcp", Interval: "5s", Timeout: "1s", OnUpdate: "require_healthy" };
    const filled = { AddressMode: "auto", OnUpdate: "require_healthy", Cluster: "default", EnableTagOverride: false };
    const service = { ...filled, Name: "web", PortLabel: "http", Connect: null, Weights: null, Checks: [check] };
    const port = { Label: "http", Value: 0, To: 0, HostNetwork: "default", IgnoreCollision: false };
    const network = {
      Mode: "",
      Device: "",
      CIDR: "",
      IP: "",
      Hostname: "",
      DNS: null,
      CNI: null,
      DynamicPorts: [port],
    };
    const sent = withGroup({ Networks: [network], Services: [service], StopAfterClientDisconnect: null, Consul: null });
    expect(parse(sent)).toMatchObject({ errors: [], warnings: [] });
    expect(warnings(withGroup({ Services: [{ ...service, PortLabel: "80", AddressMode: "driver" }] }))).toEqual([
      "TaskGroups.0.Services.0.AddressMode: AddressMode has no effect: the address is the node's",
    ]);
  });
});

test("[D32] the editor's schema has every field, with what it is for", () => {
  type Schema = {
    readonly description?: string;
    readonly properties?: { readonly [word: string]: Schema };
    readonly items?: Schema;
    readonly additionalProperties?: Schema;
  };
  const undocumented: string[] = [];
  const words = new Set<string>();
  const walk = (schema: Schema, path: string): void => {
    for (const [word, one] of Object.entries(schema.properties ?? {})) {
      words.add(word);
      if ((one.description ?? "") === "") undocumented.push(`${path}.${word}`);
      walk(one, `${path}.${word}`);
    }
    if (schema.items !== undefined) walk(schema.items, path);
    if (typeof schema.additionalProperties === "object") walk(schema.additionalProperties, path);
  };
  walk(definitionJsonSchema() as Schema, "");
  expect(undocumented).toEqual([]);
  for (const word of ["Lifecycle", "CheckRestart", "DynamicPorts", "EmbeddedTmpl", "LostAfter", "Specs", "Spec"])
    expect(words).toContain(word);
});
