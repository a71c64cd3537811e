import { describe, expect, test } from "vitest";
import { must } from "../invariant.ts";
import type { AssignedPort } from "../model/allocation.ts";
import type { Network } from "../model/connections.ts";
import type { JobSpec, Task, Template } from "../model/job-spec.ts";
import { allocationOf, lifecycleSpec, serverRunning } from "../testing/lifecycles.ts";
import { startSetting } from "./start-setting.ts";

const template = (data: string, given: Partial<Template> = {}): Template => ({
  data,
  destination: "local/file",
  env: false,
  perms: "0600",
  leftDelimiter: "{{",
  rightDelimiter: "}}",
  changeMode: "restart",
  changeSignal: "",
  splayMs: 0,
  errorOnMissingKey: false,
  carried: {},
  ...given,
});

const settingOf = (
  task: Partial<Task>,
  given: { readonly ports?: readonly AssignedPort[]; readonly spec?: Partial<JobSpec>; readonly mode?: string } = {},
) => {
  const spec = { ...lifecycleSpec([{ name: "main", ...task }, { name: "side" }]), ...given.spec };
  const server = serverRunning(lifecycleSpec([{ name: "main" }]));
  const network: Network = { mode: given.mode ?? "host", mbits: 0, reservedPorts: [], dynamicPorts: [], carried: {} };
  const group = { ...must(spec.taskGroups[0], "group"), networks: [network] };
  return {
    spec,
    group,
    task: must(group.tasks[0], "task"),
    allocation: { ...allocationOf(server), ports: given.ports ?? [] },
    node: must(server.state.nodes.get(1), "node"),
  };
};

const prepared = (...args: Parameters<typeof settingOf>) => {
  const result = startSetting(settingOf(...args));
  if (!result.ok) throw new Error(result.problem);
  return result;
};

describe("ports", () => {
  const http = { label: "http-main", value: 20_001, to: 80 };

  test("[T28] a task knows its ports by their labels, in names that shells accept", () => {
    const { env, config } = prepared(
      {
        env: { URL: "http://${NOMAD_ADDR_http-main}/" },
        config: { args: ["${NOMAD_PORT_http_main}", "${NOMAD_TASK_DIR}", "${URL}"] },
      },
      { ports: [http] },
    );
    expect(env).toMatchObject({
      NOMAD_IP_http_main: "127.0.0.1",
      NOMAD_PORT_http_main: "20001",
      NOMAD_ADDR_http_main: "127.0.0.1:20001",
      NOMAD_HOST_PORT_http_main: "20001",
      NOMAD_HOST_ADDR_http_main: "127.0.0.1:20001",
      URL: "http://127.0.0.1:20001/",
    });
    expect(config["args"]).toEqual(["20001", "${NOMAD_TASK_DIR}", "http://127.0.0.1:20001/"]);
  });

  test("[T28] behind a network of its own the port inside is the mapped one", () => {
    expect(prepared({}, { ports: [http], mode: "bridge" }).env).toMatchObject({
      NOMAD_PORT_http_main: "80",
      NOMAD_HOST_PORT_http_main: "20001",
    });
  });

  test("[T28] what a task asks for itself its siblings know under its name", () => {
    const networks: Network[] = [
      {
        mode: "",
        mbits: 0,
        reservedPorts: [],
        dynamicPorts: [{ label: "db", value: 0, to: 0, hostNetwork: "" }],
        carried: {},
      },
    ];
    const resources = { cpuMhz: 1, cores: 0, memoryMb: 1, memoryMaxMb: 5, diskMb: 0, iops: 0, networks, carried: {} };
    expect(prepared({ resources }, { ports: [{ label: "db", value: 20_002, to: 0 }] }).env).toMatchObject({
      NOMAD_PORT_db: "20002",
      NOMAD_ADDR_main_db: "127.0.0.1:20002",
      NOMAD_MEMORY_MAX_LIMIT: "5",
      NOMAD_ALLOC_INDEX: "0",
    });
  });
});

describe("files", () => {
  test("[T27] templates see the task's environment, and what they give goes before what the job says", () => {
    const { env, files, config } = prepared({
      env: { A: "job", B: "${MADE}!", NAME: "${NOMAD_JOB_ID}" },
      config: { command: "${MADE}" },
      templates: [
        template('MADE={{ env "NAME" }}-x\nA=template', { env: true, destination: "secrets/env" }),
        template('{{ env "MADE" }} {{ env "NOMAD_TASK_DIR" }}', { perms: "0640" }),
      ],
    });
    expect(env).toMatchObject({ A: "template", B: "web-x!", MADE: "web-x" });
    expect(config).toMatchObject({ command: "web-x" });
    expect(files).toEqual([
      { path: "secrets/env", content: "MADE=web-x\nA=template", encoding: "utf8", mode: 0o600 },
      { path: "local/file", content: "web-x ${NOMAD_TASK_DIR}", encoding: "utf8", mode: 0o640 },
    ]);
  });

  test("[T27] a template that cannot be rendered keeps the task from starting and says why", () => {
    expect(startSetting(settingOf({ templates: [template('{{ mustEnv "X" }}')] }))).toEqual({
      ok: false,
      problem: "The template for local/file cannot be rendered: X is not set",
    });
    expect(startSetting(settingOf({ templates: [template("oops", { env: true })] }))).toMatchObject({ ok: false });
    expect(startSetting(settingOf({ templates: [template("", { destination: "/etc/x" })] }))).toMatchObject({
      ok: false,
    });
  });

  test("[T27] what a child was dispatched with is a file", () => {
    const { files } = prepared({ dispatchPayload: { file: "in/data" } }, { spec: { payload: "AP8=" } });
    expect(files).toEqual([{ path: "local/in/data", content: "AP8=", encoding: "base64", mode: 0o644 }]);
  });
});
