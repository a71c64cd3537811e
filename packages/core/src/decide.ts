import type { Command } from "./command.ts";
import type { Decided } from "./decision.ts";
import { registerJob } from "./jobs/register-job.ts";
import { revertJob, scaleJob } from "./jobs/scale-job.ts";
import { purgeJob, startJob, stopJob } from "./jobs/stop-job.ts";
import { advanceEvaluation } from "./schedule/advance-evaluation.ts";
import { registerNode } from "./schedule/register-node.ts";
import type { StateView } from "./state.ts";
import { observeTask } from "./tasks/observe-task.ts";
import { restartTask } from "./tasks/restart-task.ts";
import { evaluateJob, stopAllocation } from "./tasks/stop-allocation.ts";

/** The one place where something is decided: what a command leads to in this state, or why it is refused. `now` in milliseconds. */
export const decide = (view: StateView, command: Command, now: number): Decided => {
  switch (command.type) {
    case "registerJob":
      return registerJob(view, command);
    case "stopJob":
      return stopJob(view, command);
    case "startJob":
      return startJob(view, command);
    case "purgeJob":
      return purgeJob(view, command);
    case "scaleJob":
      return scaleJob(view, command);
    case "revertJob":
      return revertJob(view, command);
    case "evaluateJob":
      return evaluateJob(view, command);
    case "stopAllocation":
      return stopAllocation(view, command);
    case "advanceEvaluation":
      return advanceEvaluation(view, command);
    case "registerNode":
      return registerNode(view, command);
    case "observeTask":
      return observeTask(view, command);
    case "restartTask":
      return restartTask(view, command, now);
  }
};
