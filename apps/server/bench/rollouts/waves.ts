import type { Client } from "../harness/client.ts";
import { reach } from "../harness/jobs.ts";
import { say } from "../harness/progress.ts";
import type { Row } from "../row.ts";
import { spread } from "../statistics.ts";
import { register, rolloutsOver, service, withSimulatedFleet } from "./simulated.ts";

const limitMs = 300_000;
/** As short as a rollout may ask for and still ask. */
const minHealthyMs = 0;

type Shape = { readonly jobs: number; readonly count: number; readonly batch: number };

/** Registers every job of a shape under a mark and waits until all are rolled out; tasks a second. */
const roll = async (client: Client, { jobs, count, batch }: Shape, mark: string): Promise<number> => {
  const from = performance.now();
  const ids = Array.from({ length: jobs }, (_, nth) => `shape-${String(jobs)}-${String(nth)}`);
  await Promise.all(ids.map((id) => register(client, service(id, count, { maxParallel: batch, minHealthyMs, mark }))));
  await rolloutsOver(client, limitMs);
  for (const id of ids) await reach(client, id, { state: "Running", count, limitMs });
  return (jobs * count) / ((performance.now() - from) / 1000);
};

const base = {
  suite: "rollouts",
  unit: "tasks/s",
  rival: null,
  theirs: null,
  goal: { of: "value", is: "at least", limit: 5000 },
} as const;

const reportShape = async (client: Client, shape: Shape, report: (row: Row) => void): Promise<void> => {
  const { jobs, count, batch } = shape;
  const text = jobs === 1 ? `one job of ${String(count)}` : `${String(jobs)} jobs of ${String(count)}`;
  const created = await roll(client, shape, "first");
  report({
    ...base,
    name: `${text}, created`,
    ours: spread([created]),
    note: "from the request until every instance runs and every rollout is committed as successful, on disk",
  });
  say(`  ${text}: created`);
  const updated = await roll(client, shape, "second");
  report({
    ...base,
    name: `${text}, updated ${jobs === 1 ? "in one batch" : `in batches of ${String(batch)}`}`,
    ours: spread([updated]),
    note: "each instance stopped, started again and found healthy; simulated nodes answer at once",
  });
  say(`  ${text}: updated`);
};

/** Peloton's own benchmark shapes. */
export const measureWaves = async (quick: boolean, report: (row: Row) => void): Promise<void> =>
  withSimulatedFleet("rollouts-waves", async (client) => {
    await reportShape(client, { jobs: quick ? 20 : 100, count: 90, batch: 10 }, report);
    await reportShape(client, { jobs: 1, count: quick ? 3000 : 9000, batch: quick ? 3000 : 9000 }, report);
  });
