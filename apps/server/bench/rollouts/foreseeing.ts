import type { Client } from "../harness/client.ts";
import { say } from "../harness/progress.ts";
import type { Row } from "../row.ts";
import { atRate } from "../starts/pace.ts";
import { percentile, spread } from "../statistics.ts";
import { fleetNodes, register, rolloutsOver, service, withSimulatedFleet } from "./simulated.ts";

const instances = 10_000;
const readsPerSecond = 60;
const paths = ["/api/jobs", "/api/jobs/default/big", "/api/jobs/default/big/allocations?limit=100", "/api/nodes"];

const timed = async (times: number, one: () => Promise<void>): Promise<readonly number[]> => {
  const all: number[] = [];
  for (let nth = 0; nth < times; nth++) {
    const from = performance.now();
    await one();
    all.push(performance.now() - from);
  }
  return all;
};

const ask = async (client: Client, path: string, body: object): Promise<string> => {
  const answer = await client.send("POST", path, body);
  if (answer.status !== 200) throw new Error(`${path} answered ${String(answer.status)}: ${answer.body.slice(0, 200)}`);
  return answer.body;
};

/** Rehearses, and fails unless the rollout came to its end. */
const rehearse = async (client: Client, maxParallel: number): Promise<void> => {
  const definition = service("big", instances, { maxParallel, minHealthyMs: 10_000, mark: "second" });
  const lines = await ask(client, "/api/rehearsals", { change: { type: "register", definition }, seed: "benchmark" });
  const last = lines.trimEnd().split("\n").at(-1) ?? "";
  if (!last.includes('"successful"')) throw new Error(`The rehearsal ended with ${last.slice(0, 300)}`);
};

/** What readers wait, counted from when each read was due. */
const waitsDuring = async (client: Client, seconds: number): Promise<readonly number[]> => {
  const waits: number[] = [];
  await atRate({ perSecond: readsPerSecond, seconds }, async (nth, at) => {
    await client.get(paths[nth % paths.length] ?? "");
    waits.push(performance.now() - at);
  });
  return waits;
};

/** As `waitsDuring`, while rehearsals are played one after the other. */
const waitsBesideRehearsals = async (client: Client, seconds: number): Promise<readonly number[]> => {
  let isOver = false;
  const work = (async () => {
    while (!isOver) await rehearse(client, 1000);
  })();
  const waits = await waitsDuring(client, seconds);
  isOver = true;
  await work;
  return waits;
};

const suite = { suite: "rollouts", unit: "ms", rival: null, theirs: null, goal: null, note: "" } as const;
const shape = `a change of ${String(instances)} instances on ${String(fleetNodes)} nodes`;

/** Planning and rehearsing a change to a big job, through the API. */
export const measureForeseeing = async (quick: boolean, report: (row: Row) => void): Promise<void> =>
  withSimulatedFleet("rollouts-foreseeing", async (client) => {
    const pace = { maxParallel: instances, minHealthyMs: 1 };
    await register(client, service("big", instances, { ...pace, mark: "first" }));
    await rolloutsOver(client, 120_000);
    say("  10,000 instances are up");
    const change = { type: "register", definition: service("big", instances, { ...pace, mark: "second" }) };
    const times = quick ? 3 : 10;
    const planned = { Job: change.definition, Diff: true };
    report({
      ...suite,
      name: `planning ${shape}`,
      ours: spread(await timed(times, async () => void (await ask(client, "/v1/job/big/plan", planned)))),
      goal: { of: "value", is: "below", limit: 150 },
      note: "Nomad's plan request: what changes by group, and the difference",
    });
    report({
      ...suite,
      name: `planning ${shape}, told instance by instance`,
      ours: spread(await timed(times, async () => void (await ask(client, "/api/plan", { change })))),
    });
    say("  planned");
    for (const maxParallel of quick ? [1000] : [1000, 100])
      report({
        ...suite,
        name: `rehearsing ${shape}, ${String(maxParallel)} at a time`,
        ours: spread(await timed(quick ? 2 : 5, () => rehearse(client, maxParallel))),
        goal: maxParallel === 1000 ? { of: "value", is: "below", limit: 2000 } : null,
        note: "from the request to the last line of the reply, each frame of each instance told",
      });
    say("  rehearsed");
    const seconds = quick ? 4 : 20;
    const quiet = await waitsDuring(client, seconds);
    report({
      ...suite,
      name: `API read while ${shape} is rehearsed, p99`,
      ours: spread([percentile(await waitsBesideRehearsals(client, seconds), 0.99)]),
      rival: "nothing is rehearsed",
      theirs: spread([percentile(quiet, 0.99)]),
      goal: { of: "value", is: "below", limit: 50 },
      note: `${String(readsPerSecond)} reads/s of jobs, the job, its allocations and nodes; client and server on the same cores`,
    });
    say("  read meanwhile");
  });
