import type { JobSpec } from "../model/job-spec.ts";
import { canonicalize } from "../spec/canonicalize.ts";
import { readDraft } from "../spec/read.ts";

const network = (label: string) => ({
  ReservedPorts: [{ Label: `${label}-static`, Value: 8080 }],
  DynamicPorts: [{ Label: label }],
});

const rules = {
  Constraints: [{ LTarget: "${attr.kernel.name}", Operand: "=", RTarget: "linux" }],
  Affinities: [{ LTarget: "${node.class}", Operand: "=", RTarget: "big", Weight: 20 }],
};
const Spreads = [{ Attribute: "${node.datacenter}", Weight: 20, SpreadTarget: [{ Value: "dc1", Percent: 10 }] }];

const service = (name: string) => ({
  Name: name,
  PortLabel: "9000",
  Tags: ["a"],
  Meta: { A: "1" },
  Checks: [
    {
      Name: "up",
      Type: "http",
      Path: "/",
      Args: ["a"],
      Header: { Accept: ["*/*"] },
      Interval: "5s",
      Timeout: "1s",
      CheckRestart: { Limit: 3 },
    },
  ],
});

/** A specification in which every field of the dictionary is there; too much at once to be valid. */
export const everyBlock = (): JobSpec =>
  canonicalize(
    readDraft({
      ID: "web",
      ...rules,
      Spreads,
      Update: { MaxParallel: 2 },
      Periodic: { Specs: ["@daily"], MissedRuns: { Policy: "run_all" } },
      ParameterizedJob: { MetaRequired: ["a"], MetaOptional: ["b"] },
      Payload: "aGk=",
      Meta: { A: "1" },
      About: {
        Labels: { a: "1" },
        Owner: "a",
        Team: "b",
        Autostart: true,
        PriorityGiven: { Value: 3 },
        ExitCategories: { 3: "data" },
        Foreign: { scale: { a: 1 } },
      },
      TaskGroups: [
        {
          Name: "web",
          DefinedCount: 2,
          Parallelism: 2,
          ...rules,
          Spreads,
          Disconnect: { LostAfter: "1m", StopOnClientAfter: "1m" },
          Networks: [network("http")],
          Services: [service("web")],
          Meta: { A: "1" },
          ShutdownDelay: "1s",
          MaxRunDuration: "1h",
          Instances: {
            1: { Tasks: { main: { Env: { A: "1" }, Meta: { A: "1" }, Config: { a: 1 }, UnsetEnv: ["B"] } } },
          },
          Tasks: [
            {
              Name: "main",
              Driver: "raw_exec",
              Config: { command: "/bin/true" },
              Env: { A: "1" },
              Meta: { A: "1" },
              ...rules,
              Resources: { Networks: [network("old")] },
              RestartPolicy: { Attempts: 1 },
              Lifecycle: { Hook: "prestart" },
              Templates: [{ EmbeddedTmpl: "a", DestPath: "local/a" }],
              Services: [service("task")],
              DispatchPayload: { File: "in" },
            },
          ],
        },
      ],
    }).draft,
  );
