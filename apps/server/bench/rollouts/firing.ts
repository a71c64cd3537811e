import { setTimeout as delay } from "node:timers/promises";
import type { Client } from "../harness/client.ts";
import { say } from "../harness/progress.ts";
import type { Row } from "../row.ts";
import { spread } from "../statistics.ts";
import { register, withSimulatedFleet } from "./simulated.ts";

const jobs = 1000;
const nanoseconds = 1_000_000;
const limitMs = 30_000;

/** Fires once, at this second. */
const firingAt = (id: string, at: Date) => ({
  ID: id,
  Type: "batch",
  Datacenters: ["*"],
  Periodic: {
    Enabled: true,
    SpecType: "cron",
    Spec: [
      at.getUTCSeconds(),
      at.getUTCMinutes(),
      at.getUTCHours(),
      at.getUTCDate(),
      at.getUTCMonth() + 1,
      "*",
      at.getUTCFullYear(),
    ].join(" "),
    TimeZone: "UTC",
  },
  TaskGroups: [
    {
      Name: "main",
      Count: 1,
      EphemeralDisk: { SizeMB: 10 },
      Tasks: [{ Name: "main", Driver: "mock_driver", Config: { run_for: "24h" }, Resources: { CPU: 1, MemoryMB: 10 } }],
    },
  ],
});

type Listed = { readonly ParentID: string; readonly SubmitTime: number };

const childrenOf = async (client: Client): Promise<readonly Listed[]> =>
  (await client.get<readonly Listed[]>("/v1/jobs?prefix=fires-")).filter(({ ParentID }) => ParentID !== "");

/** A thousand schedules with the same instant: how long after it the last one is launched. */
export const measureFiring = async (quick: boolean, report: (row: Row) => void): Promise<void> =>
  withSimulatedFleet("rollouts-firing", async (client) => {
    const at = new Date(Math.ceil(Date.now() / 1000) * 1000 + (quick ? 15_000 : 25_000));
    await Promise.all(Array.from({ length: jobs }, (_, nth) => register(client, firingAt(`fires-${String(nth)}`, at))));
    const left = at.getTime() - Date.now();
    if (left < 0) throw new Error("Registering the schedules took until after their instant");
    say(`  ${String(jobs)} schedules wait for their instant`);
    await delay(left);
    const until = performance.now() + limitMs;
    let children = await childrenOf(client);
    while (children.length < jobs && performance.now() < until) {
      await delay(100);
      children = await childrenOf(client);
    }
    // Whatever would be launched twice has had its time.
    await delay(2000);
    children = await childrenOf(client);
    const distinct = new Set(children.map(({ ParentID }) => ParentID)).size;
    if (distinct !== jobs || children.length !== jobs)
      throw new Error(`${String(children.length)} launches of ${String(distinct)} schedules`);
    const after = children.map(({ SubmitTime }) => SubmitTime / nanoseconds - at.getTime());
    report({
      suite: "rollouts",
      name: `${String(jobs)} schedules with one instant: the last is launched after`,
      unit: "ms",
      ours: spread([Math.max(...after)]),
      rival: null,
      theirs: null,
      goal: { of: "value", is: "below", limit: 2000 },
      note: "every one of them once; found on disk afterwards",
    });
  });
