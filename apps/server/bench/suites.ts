import { measureLogs } from "./logs/logs.ts";
import { measureRecovery } from "./recovery/recovery.ts";
import { measureRollouts } from "./rollouts/rollouts.ts";
import { measureScheduler } from "./scheduler/scheduler.ts";
import { measureStarts } from "./starts/starts.ts";
import type { Suite } from "./suite.ts";

/** What there is, by name and in the order it runs. */
export const suites: Readonly<Record<string, Suite>> = {
  starts: measureStarts,
  logs: measureLogs,
  recovery: measureRecovery,
  scheduler: measureScheduler,
  rollouts: measureRollouts,
};
