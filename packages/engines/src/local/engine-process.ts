/**
 * A server reduced to its engine, as a process of its own that tests can kill. Argument: a JSON `Plan`; output: one line
 * of JSON for each report. Ends when killed.
 */
import type { StartRequest, StopRequest } from "../engine.ts";
import { createLocalEngine } from "./local-engine.ts";
import type { Expected } from "./recovery.ts";

export type Plan = {
  readonly dataDir: string;
  readonly runDir: string;
  readonly crashAt?: string;
  readonly expected: readonly Expected[];
  readonly starts: readonly StartRequest[];
  readonly stops: readonly StopRequest[];
};

const plan = JSON.parse(process.argv[2] ?? "{}") as Plan;
const engine = createLocalEngine({ ...plan, now: Date.now });
await engine.open(plan.expected, (reports) => {
  for (const report of reports) process.stdout.write(`${JSON.stringify(report)}\n`);
});
for (const request of plan.starts) engine.start(request);
for (const request of plan.stops) engine.stop(request);
