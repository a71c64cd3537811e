import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { JobList } from "@longshore/api/jobs";
import { afterEach, expect, test } from "vitest";
import { startChild, type ChildServer } from "./testing/child-server.ts";
import type { Client } from "./testing/client.ts";
import { scriptOf } from "./testing/definitions.ts";
import { temporaryData } from "./testing/temporary-data.ts";
import { until } from "./testing/until.ts";

const rounds = 8;
const data = temporaryData();
afterEach(() => data.remove());

const childrenOf = async (client: Client): Promise<JobList["items"]> =>
  (await client.ask("/api/jobs?parent=often&limit=500")).json<JobList>().items;

test(
  "[R8] a server that is killed right after launches, time and again, launches each second once and runs each child once",
  { timeout: 180_000 },
  async () => {
    const ran = join(data.dataDir, "ran");
    const definition = {
      ...scriptOf(`echo "$NOMAD_JOB_ID" >> ${ran}`, { id: "often", type: "batch" }),
      Periodic: { Specs: ["* * * * * * *"], MissedRuns: { Policy: "run_all", Max: 100 } },
    };
    let server: ChildServer = await startChild(data.dataDir).ready;
    await server.register(definition);
    for (let round = 0; round < rounds; round++) {
      const before = (await childrenOf(server)).length;
      await until(
        () => childrenOf(server),
        (all) => all.length > before,
        "a launch",
      );
      await server.kill();
      server = await startChild(data.dataDir).ready;
    }
    await server.apply({ type: "stop", namespace: "default", id: "often" });
    const all = await until(
      () => childrenOf(server),
      (children) =>
        children.every(({ health }) => health !== "queued" && health !== "starting" && health !== "running"),
      "the end of all children",
    );
    const instants = all.map(({ id }) => Number(id.split("periodic-")[1])).toSorted((a, b) => a - b);
    expect(instants).toEqual(instants.map((_, at) => (instants[0] ?? 0) + at));
    const lines = readFileSync(ran, "utf8").trim().split("\n");
    expect(new Set(lines).size).toBe(lines.length);
    expect(lines.length).toBe(all.filter(({ health }) => health === "succeeded").length);
    await server.stop();
  },
);
