/** A job of one group with one task, in the words of a Nomad job file. */
export type Given = {
  readonly id: string;
  readonly type?: "service" | "batch";
  readonly namespace?: string;
  readonly command?: string;
  readonly args?: readonly string[];
  readonly count?: number;
  readonly env?: Readonly<Record<string, string>>;
  readonly attempts?: number;
  readonly killTimeout?: string;
  readonly logs?: { readonly MaxFiles: number; readonly MaxFileSizeMB: number };
  readonly cpu?: number;
  readonly memory?: number;
  /** How its rollouts go about it, in the words of a job file's Update block. */
  readonly update?: object;
};

export const definitionOf = (given: Given) => ({
  ID: given.id,
  Type: given.type ?? "service",
  ...(given.namespace === undefined ? {} : { Namespace: given.namespace }),
  TaskGroups: [
    {
      Name: "group",
      Count: given.count ?? 1,
      RestartPolicy: { Attempts: given.attempts ?? 0, Mode: "fail", Delay: "1s", Interval: "1h" },
      EphemeralDisk: { SizeMB: 10 },
      ...(given.update === undefined ? {} : { Update: given.update }),
      Tasks: [
        {
          Name: "main",
          Driver: "raw_exec",
          Config: { command: given.command ?? "/bin/sleep", args: given.args ?? ["600"] },
          Env: given.env ?? {},
          KillTimeout: given.killTimeout ?? "1s",
          Resources: { CPU: given.cpu ?? 10, MemoryMB: given.memory ?? 10 },
          ...(given.logs === undefined ? {} : { LogConfig: given.logs }),
        },
      ],
    },
  ],
});

/** The same with a script for the shell. */
export const scriptOf = (script: string, given: Given) =>
  definitionOf({ ...given, command: "/bin/sh", args: ["-c", script] });

/** A rollout of one instance at a time, that is quick to call an instance healthy and patient with one that is not. */
export const quickly = {
  MaxParallel: 1,
  HealthCheck: "task_states",
  MinHealthyTime: "50ms",
  HealthyDeadline: "1h",
  ProgressDeadline: "2h",
} as const;
