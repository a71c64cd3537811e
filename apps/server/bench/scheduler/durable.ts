import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { openStore } from "@longshore/store/store";
import { startEvaluationLoop } from "../../src/kernel/evaluation-loop.ts";
import { createKernel } from "../../src/kernel/kernel.ts";
import type { Shape } from "./deciding.ts";
import { nodeOf, specOf } from "./world.ts";

export type Durable = { readonly perSecond: number; readonly residentMegabytes: number };

const origin = { door: "dashboard", by: "benchmark" } as const;

/** As the server does it: every job is accepted, then its slices are worked off and committed to a file, paced as there. */
export const measureDurable = async (directory: string, { jobs, count, nodes }: Shape): Promise<Durable> => {
  const store = openStore({ file: join(directory, "longshore.db"), createId: randomUUID, now: Date.now });
  const kernel = createKernel(store, { now: Date.now, log: () => undefined });
  const room = Math.ceil((jobs * count * 1.3) / nodes) + 2;
  await Promise.all(Array.from({ length: nodes }, (_, at) => kernel.submit(nodeOf(at, { nodes, racks: 50, room }))));
  let placed = 0;
  const done = new Promise<void>((resolve) => {
    kernel.onCommit(({ touched }) => {
      placed += touched.placements.size;
      if (placed >= jobs * count) resolve();
    });
  });
  const loop = startEvaluationLoop(kernel, { now: Date.now, log: () => undefined });
  const from = performance.now();
  for (let nth = 0; nth < jobs; nth++)
    await kernel.submit({ type: "registerJob", spec: specOf({ id: `job-${String(nth)}`, count }), origin });
  await done;
  const seconds = (performance.now() - from) / 1000;
  loop.stop();
  await kernel.close();
  const residentMegabytes = process.memoryUsage().rss / 1e6;
  store.close();
  return { perSecond: placed / seconds, residentMegabytes };
};
