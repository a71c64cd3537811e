import { startLongshore } from "../harness/longshore.ts";
import { reach } from "../harness/jobs.ts";
import { say } from "../harness/progress.ts";
import { removeAndSettle, scratchDirectory } from "../harness/scratch.ts";
import type { Client } from "../harness/client.ts";
import type { Row } from "../row.ts";
import { atRate } from "../starts/pace.ts";
import { percentile, spread } from "../statistics.ts";

const readsPerSecond = 60;
const nodes = 5000;

/** A Nomad job of instances that a simulated node runs for ever. */
const definition = (id: string, count: number) => ({
  ID: id,
  Type: "service",
  Datacenters: ["*"],
  TaskGroups: [
    {
      Name: "main",
      Count: count,
      EphemeralDisk: { SizeMB: 10 },
      Tasks: [{ Name: "main", Driver: "mock_driver", Config: { run_for: "24h" }, Resources: { CPU: 1, MemoryMB: 10 } }],
    },
  ],
});

const write = async (client: Client, path: string, body: unknown): Promise<void> => {
  const { status, body: said } = await client.send("POST", path, body);
  if (status !== 200) throw new Error(`${path} answered ${String(status)}: ${said.slice(0, 200)}`);
};

/** What readers wait, counted from when each read was due, while `meanwhile` goes on. */
const waitsDuring = async (client: Client, seconds: number, meanwhile: () => Promise<void>): Promise<number[]> => {
  const waits: number[] = [];
  const paths = ["/api/jobs", "/api/jobs/default/warm", "/v1/job/warm/allocations?per_page=100", "/api/nodes"];
  let isOver = false;
  const work = (async () => {
    while (!isOver) await meanwhile();
  })();
  await atRate({ perSecond: readsPerSecond, seconds }, async (nth, at) => {
    await client.get(paths[nth % paths.length] ?? "");
    waits.push(performance.now() - at);
  });
  isOver = true;
  await work;
  return waits;
};

/** What a reader waits while a big job is placed durably, and while a big change is planned over and over. */
export const measureReads = async (quick: boolean, report: (row: Row) => void): Promise<void> => {
  const dataDir = scratchDirectory("scheduler-reads");
  const server = await startLongshore(dataDir, [], ["--simulate", String(nodes)]);
  const { client } = server;
  const seconds = quick ? 5 : 20;
  try {
    await write(client, "/v1/jobs", { Job: definition("warm", 100) });
    await reach(client, "warm", { state: "Running", count: 100, limitMs: 60_000 });
    // First what leaves nothing behind: the tasks that are placed afterwards go on starting for a while.
    const planned = { Job: definition("planned", 10_000), Diff: true };
    const planning = await waitsDuring(client, seconds, () => write(client, "/v1/job/planned/plan", planned));
    say("  read while planning");
    let nth = 0;
    const placing = await waitsDuring(client, seconds, () =>
      write(client, "/v1/jobs", { Job: definition(`job-${String(nth++)}`, 1000) }),
    );
    say(`  ${String(nth)} jobs of 1,000 accepted meanwhile`);
    for (const [name, waits] of [
      ["API read while jobs of 1,000 are placed durably, p99", placing],
      ["API read while a change of 10,000 instances is planned, p99", planning],
    ] as const)
      report({
        suite: "scheduler",
        name,
        unit: "ms",
        ours: spread([percentile(waits, 0.99)]),
        rival: null,
        theirs: null,
        goal: { of: "value", is: "below", limit: 50 },
        note: `${String(readsPerSecond)} reads/s of jobs, a job, its allocations and nodes; client and server on the same cores`,
      });
  } finally {
    await server.end("SIGKILL");
    await server.remove();
    await removeAndSettle(dataDir);
  }
};
