import type { JobList } from "@longshore/api/jobs";
import { defaultFleet } from "@longshore/engines/mock/fleet-settings";
import { expect, test } from "vitest";
import { startTestServer, type TestServer } from "../testing/test-server.ts";
import { until } from "../testing/until.ts";
import { addDemoJobs } from "./add-demo-jobs.ts";

const timeout = 60_000;

const withServer = async (
  given: Parameters<typeof startTestServer>[0],
  run: (server: TestServer) => Promise<void>,
): Promise<void> => {
  const server = await startTestServer(given);
  try {
    await run(server);
  } finally {
    await server.dispose();
  }
};

test("[F7] the demo's simulated job runs on whatever fleet was asked for", { timeout }, () =>
  withServer({ demo: true, fleet: { ...defaultFleet, nodes: 12, datacenters: ["elsewhere"] } }, async (server) => {
    await addDemoJobs(server.running, () => {});
    const checkout = await until(
      () => server.job("checkout"),
      ({ groups }) => groups[0]?.now.running === groups[0]?.count,
      "every instance of checkout",
    );
    expect(checkout.health).toBe("running");
  }),
);

test("[W21] the demo has a child to show at once, and is added to an empty data directory alone", { timeout }, () =>
  withServer({ demo: true, fleet: defaultFleet }, async (server) => {
    const said: string[] = [];
    await addDemoJobs(server.running, (line) => said.push(line));
    expect((await server.ask("/api/jobs?parent=cleanup")).json<JobList>().total).toBeGreaterThan(0);
    await addDemoJobs(server.running, (line) => said.push(line));
    expect(said).toEqual(["Added 7 demo jobs", "The data directory has jobs already: no demo jobs were added"]);
  }),
);
