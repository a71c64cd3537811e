import { setTimeout as delay } from "node:timers/promises";
import type { Client } from "../harness/client.ts";
import { startLongshore } from "../harness/longshore.ts";
import { removeAndSettle, scratchDirectory } from "../harness/scratch.ts";

export const fleetNodes = 5000;

const nanoseconds = 1_000_000;

/** How a job of the benchmark is rolled out. */
export type Pace = { readonly maxParallel: number; readonly minHealthyMs: number };

/** A Nomad service of instances that a simulated node runs for ever; another mark is another version, to which all of them change. */
export const service = (
  id: string,
  count: number,
  { maxParallel, minHealthyMs, mark }: Pace & { readonly mark: string },
) => ({
  ID: id,
  Type: "service",
  Datacenters: ["*"],
  TaskGroups: [
    {
      Name: "main",
      Count: count,
      EphemeralDisk: { SizeMB: 10 },
      Update: {
        MaxParallel: maxParallel,
        HealthCheck: "task_states",
        MinHealthyTime: minHealthyMs * nanoseconds,
        HealthyDeadline: 300_000 * nanoseconds,
        ProgressDeadline: 600_000 * nanoseconds,
      },
      Tasks: [
        {
          Name: "main",
          Driver: "mock_driver",
          Config: { run_for: "24h" },
          Env: { MARK: mark },
          Resources: { CPU: 1, MemoryMB: 10 },
        },
      ],
    },
  ],
});

export const register = async (client: Client, job: object): Promise<void> => {
  const { status, body } = await client.send("POST", "/v1/jobs", { Job: job });
  if (status !== 200) throw new Error(`The job was refused with ${String(status)}: ${body.slice(0, 300)}`);
};

type Rollouts = { readonly items: readonly { readonly jobId: string; readonly statusDescription: string }[] };

const pollMs = 50;

/** Until no rollout is under way; one that failed is a fault. */
export const rolloutsOver = async (client: Client, limitMs: number): Promise<void> => {
  const until = performance.now() + limitMs;
  for (;;) {
    const { items: active } = await client.get<Rollouts>("/api/deployments?limit=1&status=running");
    const { items: failed } = await client.get<Rollouts>("/api/deployments?limit=1&status=failed");
    if (failed[0] !== undefined) throw new Error(`${failed[0].jobId}: ${failed[0].statusDescription}`);
    if (active.length === 0) return;
    if (performance.now() > until) throw new Error(`${active[0]?.jobId ?? ""} is not rolled out in time`);
    await delay(pollMs);
  }
};

/** A server with a simulated fleet that answers at once; ended and removed afterwards. */
export const withSimulatedFleet = async (name: string, work: (client: Client) => Promise<void>): Promise<void> => {
  const dataDir = scratchDirectory(name);
  const server = await startLongshore(dataDir, [], ["--simulate", String(fleetNodes)]);
  try {
    await work(server.client);
  } finally {
    await server.end("SIGKILL");
    await server.remove();
    await removeAndSettle(dataDir);
  }
};
