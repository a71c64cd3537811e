import { startLongshore } from "../harness/longshore.ts";
import { removeAndSettle, scratchDirectory } from "../harness/scratch.ts";
import type { Suite } from "../suite.ts";
import { measureLatency } from "./latency.ts";
import { measureReads } from "./reads.ts";
import { measureThroughput } from "./throughput.ts";

/** Starting work: how much of it, how soon, and what everybody else notices meanwhile. */
export const measureStarts: Suite = async ({ quick, report }) => {
  const most = await measureThroughput(quick, report);
  const dataDir = scratchDirectory("longshore");
  const server = await startLongshore(dataDir);
  await measureLatency(server.client, quick, report);
  await measureReads(server.client, { quick, rate: most / 2 }, report);
  await server.end();
  await server.remove();
  await removeAndSettle(dataDir);
};
