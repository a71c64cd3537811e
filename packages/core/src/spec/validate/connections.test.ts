import { describe, expect, test } from "vitest";
import { limits } from "../../limits.ts";
import { ofGroup, ofTask, task, warnings, withTask, type Given } from "../../testing/definitions.ts";

const port = (Label: string, more: Given = {}) => ({ Label, ...more });
const network = (ReservedPorts: readonly Given[], DynamicPorts: readonly Given[] = []) => ({
  ReservedPorts,
  DynamicPorts,
});

describe("ports", () => {
  test("[D26] a label and a static port are there once in a group, and ports are ports", () => {
    expect(
      ofGroup({
        Networks: [
          network(
            [port("a", { Value: 80 }), port("b", { Value: 80 }), port("c", { Value: 70_000 }), port("d")],
            [port("a"), port(""), port("x y"), port("e", { To: -2 }), port("f", { To: 70_000 })],
          ),
        ],
        Tasks: [{ ...task, Resources: { Networks: [network([port("g", { Value: 80 })], [port("a")])] } }],
      }),
    ).toEqual([
      "Networks.0.ReservedPorts.1.Value: Static port 80 already reserved by taskgroup network:a",
      "Networks.0.ReservedPorts.2.Value: Port c (70000) cannot be greater than 65535",
      "Networks.0.ReservedPorts.3.Value: Port d must be from 1 to 65535 (got 0)",
      "Networks.0.DynamicPorts.0.Label: Port label a already in use by taskgroup network",
      "Networks.0.DynamicPorts.1.Label: Missing port label",
      'Networks.0.DynamicPorts.2.Label: Port label "x y" is not 1 to 64 letters, digits, hyphens and underscores',
      'Networks.0.DynamicPorts.3.To: Port "e" cannot be mapped to negative value -2',
      'Networks.0.DynamicPorts.4.To: Port "f" cannot be mapped to a port (70000) greater than 65535',
      "Tasks.0.Resources.Networks.0.ReservedPorts.0.Value: Static port 80 already reserved by taskgroup network:a",
      "Tasks.0.Resources.Networks.0.DynamicPorts.0.Label: Port label a already in use by taskgroup network",
    ]);
    const many = Array.from({ length: limits.portsPerGroup + 1 }, (_, index) => port(`p${String(index)}`));
    expect(ofGroup({ Networks: [network([], many)] })).toEqual(["Networks: A group has at most 200 ports (201)"]);
  });

  test("[D26] a task has the machine's network, and one", () => {
    expect(ofGroup({ Networks: [{ Mode: "bridge" }, { Mode: "host" }] })).toEqual([
      "Networks: A group has at most one network",
      'Networks.0.Mode: Mode "bridge" cannot be honoured: a task has the machine\'s network, not one of its own; use host',
    ]);
    expect(ofGroup({ Networks: [{ Mode: "none", DNS: { Servers: ["1.1.1.1"] } }] })).toHaveLength(2);
    expect(ofGroup({ Networks: [network([], [port("a", { HostNetwork: "public" })])] })).toEqual([
      'Networks.0.DynamicPorts.0.HostNetwork: there is no host network "public" here; leave it out',
    ]);
    expect(ofGroup({ Networks: [network([], [port("a", { IgnoreCollision: true })])] })).toEqual([
      "Networks.0.DynamicPorts.0.IgnoreCollision: IgnoreCollision cannot be honoured: a port belongs to one allocation at a time",
    ]);
    expect(
      warnings(withTask({ Resources: { Networks: [{ MBits: 10, DynamicPorts: [port("a", { Value: 22_222 })] }] } })),
    ).toEqual([
      "TaskGroups.0.Tasks.0.Resources.Networks: task network resources have been deprecated as of Nomad 0.12.0. Please configure networking via group network block.",
      "TaskGroups.0.Tasks.0.Resources.Networks.0.MBits: mbits has been deprecated as of Nomad 0.12.0 and has no effect",
    ]);
  });
});

describe("services", () => {
  const check = (more: Given) => ({ Name: "up", Type: "tcp", Interval: "5s", Timeout: "1s", ...more });
  const service = (more: Given = {}, ...Checks: readonly Given[]) => ({
    Name: "web",
    PortLabel: "80",
    Checks,
    ...more,
  });
  const misnamed =
    "Service name must be valid per RFC 1123 and can contain only alphanumeric characters or dashes and must be no longer than 63 characters";

  test("[D27] they are kept here, are named as DNS has it, and their ports and tasks exist", () => {
    expect(
      ofGroup({
        Services: [
          service({ Provider: "consul" }),
          service({ Name: "a_b", PortLabel: "http", TaskName: "other" }),
          service({ Name: "n".repeat(64), PortLabel: "99999" }),
          service({ Name: "x", Provider: "etcd" }),
        ],
      }),
    ).toEqual([
      "Services.0.Provider: Consul is not connected; use the provider nomad",
      `Services.1.Name: ${misnamed}: "a_b"`,
      'Services.1.PortLabel: port label "http" referenced by services a_b does not exist',
      'Services.1.TaskName: Service a_b refers to non-existent task "other"',
      `Services.2.Name: ${misnamed}: "${"n".repeat(50)}"`,
      "Services.2.PortLabel: port 99999 is not from 1 to 65535",
      'Services.3.Provider: Service provider must be "consul", or "nomad"; not "etcd"',
    ]);
    expect(ofGroup({ Services: [service({ Name: "${NOMAD_TASK_NAME}-api" })] })).toEqual([]);
    const labelled = { Networks: [network([], [port("http")])], Services: [service({ PortLabel: "http" })] };
    expect(ofGroup(labelled)).toEqual([]);
    expect(ofTask({ Resources: { Networks: labelled.Networks }, Services: labelled.Services })).toEqual([]);
    expect(ofTask({ Services: [service({ TaskName: "other" })] })).toHaveLength(1);
  });

  test("[D27] checks are http, tcp or script, and say what they need", () => {
    const faults = (more: Given, ofService: Given = {}) =>
      ofGroup({ Services: [service(ofService, check(more))] }).map((text) => text.replace("Services.0.Checks.0.", ""));
    expect(faults({})).toEqual([]);
    expect(faults({ Type: "grpc" })).toEqual(["Type: gRPC checks are not made; use tcp"]);
    expect(faults({ Type: "ping" })).toEqual(['Type: invalid check type ("ping"), must be one of tcp, http, script']);
    expect(faults({ Type: "http", Protocol: "ftp", Method: "G T", Header: { "a b": "x" } })).toEqual([
      "Path: http type must have http path",
      'Protocol: Protocol must be http or https; not "ftp"',
      'Method: method type "G T" not supported in Nomad http check',
      'Header.a b: "a b" is not a header\'s name',
      "Header.a b: A header has a list of values in one line each",
    ]);
    expect(faults({ Type: "http", Path: "http://other/" })).toEqual(["Path: http type must have relative http path"]);
    expect(faults({ Type: "script" })).toEqual([
      "Command: script type must have a valid script path",
      "TaskName: Service [web]->web or Check up must specify task parameter",
    ]);
    expect(faults({ Type: "script", Command: "/bin/true", TaskName: "other" })).toEqual([
      "TaskName: Check up invalid: refers to non-existent task other",
    ]);
    expect(faults({ Interval: "500ms", Timeout: 0 })).toEqual([
      "Interval: interval (500ms) cannot be lower than 1s",
      "Timeout: missing required value timeout. Timeout cannot be less than 1s",
    ]);
    expect(faults({}, { PortLabel: "" })).toEqual([
      'PortLabel: Check up invalid: check requires a port but neither check nor service "web" have a port',
    ]);
    expect(faults({ CheckRestart: { Limit: -1, Grace: "-1s" } })).toHaveLength(2);
  });

  test("[D27] they and their checks can be told apart", () => {
    expect(ofGroup({ Services: [service({}, check({}), check({})), service()] })).toEqual([
      'Services.0.Checks.1.Name: check "up" is duplicate',
      "Services.1.Name: Services are not unique: group->web:80",
    ]);
  });
});
