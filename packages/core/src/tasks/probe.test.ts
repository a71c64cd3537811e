import { expect, test } from "vitest";
import { must } from "../invariant.ts";
import { checksOf } from "../model/check.ts";
import type { Check } from "../model/connections.ts";
import { allocationOf, lifecycleSpec, serverRunning } from "../testing/lifecycles.ts";
import { probeOf } from "./probe.ts";

const check = (given: Partial<Check>): Check => ({
  name: "alive",
  type: "http",
  command: "",
  args: [],
  path: "/health/${NOMAD_PORT_http}",
  protocol: "",
  method: "",
  body: "",
  headers: { "X-Alloc": ["${NOMAD_ALLOC_INDEX}"], Twice: ["a", "b"] },
  portLabel: "",
  taskName: "",
  intervalMs: 1000,
  timeoutMs: 500,
  successBeforePassing: 0,
  failuresBeforeCritical: 0,
  tlsSkipVerify: false,
  restart: null,
  carried: {},
  ...given,
});

const probed = (given: Partial<Check>, portLabel = "http") => {
  const service = { name: "web", portLabel, provider: "", address: "", tags: [], meta: {}, taskName: "", carried: {} };
  const spec = lifecycleSpec([{ name: "main", env: { A: "x" }, services: [{ ...service, checks: [check(given)] }] }]);
  const server = serverRunning(spec);
  const group = must(spec.taskGroups[0], "group");
  const ports = [{ label: "http", value: 20_001, to: 0 }];
  return probeOf(must(checksOf(group)[0], "check"), {
    spec,
    group,
    task: must(group.tasks[0], "task"),
    allocation: { ...allocationOf(server), ports },
    node: must(server.state.nodes.get(1), "node"),
  });
};

test("[T32] a check looks at its own port or its service's, by label or number, with its references filled in", () => {
  expect(probed({})).toEqual({
    ok: true,
    probe: {
      type: "http",
      protocol: "http",
      port: 20_001,
      method: "",
      path: "/health/20001",
      headers: [
        ["X-Alloc", "0"],
        ["Twice", "a"],
        ["Twice", "b"],
      ],
      body: "",
      tlsSkipVerify: false,
    },
  });
  expect(probed({ type: "tcp", portLabel: "8080" })).toEqual({ ok: true, probe: { type: "tcp", port: 8080 } });
  expect(probed({ type: "script", command: "/bin/check", args: ["${A}", "${NOMAD_TASK_DIR}"] })).toMatchObject({
    ok: true,
    probe: {
      type: "script",
      driver: "raw_exec",
      config: { command: "/bin/check", args: ["x", "${NOMAD_TASK_DIR}"] },
      env: { A: "x", NOMAD_PORT_http: "20001" },
    },
  });
});

test("[T32] what cannot be looked at says why", () => {
  expect(probed({}, "db")).toEqual({ ok: false, problem: 'There is no port "db"' });
  expect(probed({}, "")).toEqual({ ok: false, problem: "The check has no port" });
  expect(probed({ type: "grpc" })).toEqual({ ok: false, problem: 'Checks of type "grpc" are not made here' });
});
