import type { Client } from "../harness/client.ts";
import { countsOf, reach, submit } from "../harness/jobs.ts";
import { say } from "../harness/progress.ts";
import type { Row } from "../row.ts";
import { percentile, spread } from "../statistics.ts";
import { atRate } from "./pace.ts";

const readsPerSecond = 60;
/** Jobs are handed in this often a second, each with its share of the starts. */
const jobsPerSecond = 5;

const round = async (
  client: Client,
  name: string,
  { rate, seconds }: { readonly rate: number; readonly seconds: number },
) => {
  const count = Math.max(1, Math.round(rate / jobsPerSecond));
  const waits: number[] = [];
  const id = (nth: number): string => `${name}-${String(nth)}`;
  await submit(client, { id: id(0), type: "batch", count, command: "/bin/true" });
  const from = performance.now();
  const reads = atRate({ perSecond: readsPerSecond, seconds }, async (nth, at) => {
    const paths = ["/api/jobs", `/api/jobs/default/${id(0)}`, `/v1/job/${id(0)}/allocations?per_page=100`];
    await client.get(paths[nth % paths.length] ?? "");
    waits.push(performance.now() - at);
  });
  const starts = atRate({ perSecond: jobsPerSecond, seconds }, (nth) =>
    submit(client, { id: id(nth + 1), type: "batch", count, command: "/bin/true" }),
  );
  await Promise.all([reads, starts]);
  let done = 0;
  const took = (performance.now() - from) / 1000;
  for (let nth = 1; nth <= jobsPerSecond * seconds; nth += 1) done += (await countsOf(client, id(nth))).Complete;
  for (let nth = 0; nth <= jobsPerSecond * seconds; nth += 1)
    await reach(client, id(nth), { state: "Complete", count, limitMs: 60_000 });
  return { waits, achieved: done / took };
};

/** What a reader waits, counted from when the read was due, while tasks start at a given rate. */
export const measureReads = async (
  client: Client,
  { quick, rate }: { readonly quick: boolean; readonly rate: number },
  report: (row: Row) => void,
): Promise<void> => {
  const rounds = [];
  for (let nth = 1; nth <= (quick ? 1 : 3); nth += 1) {
    rounds.push(await round(client, `reads-${String(nth)}`, { rate, seconds: quick ? 5 : 10 }));
    say(`  reads while starting, round ${String(nth)} done`);
  }
  const achieved = rounds.map((one) => Math.round(one.achieved)).join(", ");
  const name = `API read while starting ${String(Math.round(rate))}/s`;
  const base = { suite: "starts", unit: "ms", rival: null, theirs: null, note: "" };
  report({
    ...base,
    name: `${name}, p50`,
    ours: spread(rounds.map(({ waits }) => percentile(waits, 0.5))),
    goal: null,
  });
  report({
    ...base,
    name: `${name}, p99`,
    ours: spread(rounds.map(({ waits }) => percentile(waits, 0.99))),
    goal: { of: "value", is: "below", limit: 50 },
    note: `${String(readsPerSecond)} reads/s of the job list, a job and its allocations; ended meanwhile: ${achieved}/s`,
  });
};
