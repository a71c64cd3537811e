import type { Server } from "./server-fixture.ts";

export type Task = { readonly id: string; readonly count?: number; readonly script?: string; readonly type?: string };

/** Each change at once: the stories that are not about rollouts wait for none. */
const atOnce = { MaxParallel: 0 };

/** Runs until it is stopped, and stops at once when asked. */
const forever = "trap 'exit 0' TERM INT; while :; do echo tick; sleep 1; done";

/** A job of one shell task. */
export const shellJob = ({ id, count = 1, script = forever, type = "service" }: Task) => ({
  ID: id,
  Type: type,
  Datacenters: ["*"],
  TaskGroups: [
    {
      Name: "main",
      Count: count,
      ...(type === "service" ? { Update: atOnce } : {}),
      RestartPolicy: { Attempts: 0, Mode: "fail" },
      ReschedulePolicy: { Attempts: 0, Unlimited: false },
      EphemeralDisk: { SizeMB: 10 },
      Tasks: [
        {
          Name: "work",
          Driver: "raw_exec",
          Config: { command: "/bin/sh", args: ["-c", script] },
          Resources: { CPU: 20, MemoryMB: 16 },
          KillTimeout: 1_000_000_000,
        },
      ],
    },
  ],
});

export type Clocked = { readonly id: string; readonly spec: string };

/** Launches children that end at once. */
export const periodicJob = ({ id, spec }: Clocked) => ({
  ...shellJob({ id, type: "batch", script: "exit 0" }),
  Periodic: { Specs: [spec], TimeZone: "Europe/Vienna" },
});

export type Dispatched = {
  readonly id: string;
  readonly Payload: string;
  readonly MetaRequired: readonly string[];
  readonly MetaOptional: readonly string[];
};

/** Children that end at once are dispatched from it. */
export const parameterizedJob = ({ id, ...ParameterizedJob }: Dispatched) => ({
  ...shellJob({ id, type: "batch", script: "exit 0" }),
  ParameterizedJob,
});

export type Simulated = {
  readonly id: string;
  readonly count?: number;
  /** The only node that it may run on. */
  readonly node?: string;
  readonly memory?: number;
  /** How its rollouts go about it. */
  readonly update?: object;
  /** Something that tells one definition from another. */
  readonly mark?: string;
};

/** A rollout of one instance at a time, that is quick to call an instance healthy and patient with one that is not. */
export const quickly = {
  MaxParallel: 1,
  HealthCheck: "task_states",
  MinHealthyTime: "100ms",
  HealthyDeadline: "1h",
  ProgressDeadline: "2h",
} as const;

/** A service of simulated tasks, which start at once and end when they are asked to. */
export const simulatedJob = ({ id, count = 1, node, memory = 64, update = atOnce, mark = "" }: Simulated) => ({
  ID: id,
  Type: "service",
  Datacenters: ["*"],
  Constraints: node === undefined ? [] : [{ LTarget: "${node.unique.name}", Operand: "=", RTarget: node }],
  TaskGroups: [
    {
      Name: "main",
      Count: count,
      Update: update,
      EphemeralDisk: { SizeMB: 10 },
      Tasks: [
        {
          Name: "work",
          Driver: "mock_driver",
          Config: { run_for: "1h" },
          Env: { MARK: mark },
          Resources: { CPU: 20, MemoryMB: memory },
        },
      ],
    },
  ],
});

/** Registers a job behind the dashboard's back, as another client would. */
export const register = async (server: Server, job: object): Promise<void> => {
  const response = await server.request("/v1/jobs", {
    method: "PUT",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ Job: job }),
  });
  if (!response.ok) throw new Error(`PUT /v1/jobs: ${String(response.status)} ${await response.text()}`);
};
