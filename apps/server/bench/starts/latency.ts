import type { Client } from "../harness/client.ts";
import { reach, submit } from "../harness/jobs.ts";
import { say } from "../harness/progress.ts";
import type { Goal, Row } from "../row.ts";
import { percentile, spread } from "../statistics.ts";
import { atRate } from "./pace.ts";

const perSecond = 50;

type Allocation = {
  readonly TaskStates: Readonly<
    Record<string, { readonly Events: readonly { readonly Type: string; readonly Time: number }[] }>
  >;
};

/** When the server saw its process start, in milliseconds since 1970. */
const startedAt = async (client: Client, id: string): Promise<number> => {
  const [allocation] = await client.get<readonly Allocation[]>(`/v1/job/${id}/allocations`);
  const started = allocation?.TaskStates["main"]?.Events.find(({ Type }) => Type === "Started");
  if (started === undefined) throw new Error(`${id} did not start`);
  return started.Time / 1e6;
};

const row = (name: string, values: readonly number[], goal: Goal | null): Row => ({
  suite: "starts",
  name,
  unit: "ms",
  ours: spread(values),
  rival: null,
  theirs: null,
  goal,
  note: "",
});

const below = (limit: number): Goal => ({ of: "value", is: "below", limit });

type Waits = { readonly accepted: readonly number[]; readonly running: readonly number[] };

/** One round: jobs of one short task each, and what each waited, in milliseconds. */
const round = async (client: Client, name: string, seconds: number): Promise<Waits> => {
  const sent: number[] = [];
  const accepted: number[] = [];
  const id = (nth: number): string => `${name}-${String(nth)}`;
  await atRate({ perSecond, seconds }, async (nth) => {
    const from = performance.now();
    sent[nth] = Date.now();
    await submit(client, { id: id(nth), type: "batch", count: 1, command: "/bin/sleep", args: ["1"] });
    accepted[nth] = performance.now() - from;
  });
  const running: number[] = [];
  for (const [nth, at] of sent.entries()) {
    await reach(client, id(nth), { state: "Complete", count: 1, limitMs: 20_000 });
    running.push((await startedAt(client, id(nth))) - at);
  }
  return { accepted, running };
};

/** From sending a job to its process running, at a steady rate. Both clocks are this machine's, read to the millisecond. */
export const measureLatency = async (client: Client, quick: boolean, report: (row: Row) => void): Promise<void> => {
  await round(client, "warm", 2);
  const rounds: Waits[] = [];
  for (let nth = 1; nth <= (quick ? 1 : 3); nth += 1) {
    rounds.push(await round(client, `latency-${String(nth)}`, quick ? 8 : 20));
    say(`  ${String(perSecond)} jobs/s, round ${String(nth)} done`);
  }
  const each = (of: "accepted" | "running", share: number): readonly number[] =>
    rounds.map((one) => percentile(one[of], share));
  const rate = `at ${String(perSecond)} jobs/s`;
  report(row(`submit → accepted ${rate}, p50`, each("accepted", 0.5), null));
  report(row(`submit → accepted ${rate}, p99`, each("accepted", 0.99), null));
  report(row(`submit → running ${rate}, p50`, each("running", 0.5), below(15)));
  report({
    ...row(`submit → running ${rate}, p99`, each("running", 0.99), below(60)),
    note: "from sending the request to the time of the task's event Started",
  });
};
