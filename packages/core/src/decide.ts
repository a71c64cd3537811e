import type { Command } from "./command.ts";
import type { Decided } from "./decision.ts";
import { dispatchJob } from "./jobs/dispatch-job.ts";
import { changeJob } from "./jobs/change-job.ts";
import { forcePeriodic, launchPeriodic } from "./jobs/launch-job.ts";
import { registerJob } from "./jobs/register-job.ts";
import { cancelDrain, drainNode, nodeDue } from "./nodes/drain-node.ts";
import { removeNode, setEligibility, setScheduler } from "./nodes/change-node.ts";
import {
  abortDeployment,
  deploymentDue,
  failDeployment,
  pauseDeployment,
  promoteDeployment,
} from "./rollouts/change-rollout.ts";
import { restartJob } from "./rollouts/restart-job.ts";
import { registerNode } from "./nodes/register-node.ts";
import { reportNode } from "./nodes/report-node.ts";
import { revertJob, scaleJob } from "./jobs/scale-job.ts";
import { purgeJob, startJob, stopJob } from "./jobs/stop-job.ts";
import { advanceEvaluation } from "./schedule/advance-evaluation.ts";
import { failEvaluation } from "./schedule/fail-evaluation.ts";
import type { StateView } from "./state.ts";
import { observeCheck } from "./tasks/observe-check.ts";
import { observeTask } from "./tasks/observe-task.ts";
import { allocationDue } from "./tasks/allocation-due.ts";
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
    case "restartJob":
      return restartJob(view, command);
    case "purgeJob":
      return purgeJob(view, command);
    case "scaleJob":
      return scaleJob(view, command);
    case "revertJob":
      return revertJob(view, command);
    case "evaluateJob":
      return evaluateJob(view, command);
    case "forcePeriodic":
      return forcePeriodic(view, command, now);
    case "launchPeriodic":
      return launchPeriodic(view, command, now);
    case "stopAllocation":
      return stopAllocation(view, command, now);
    case "pauseDeployment":
      return pauseDeployment(view, command);
    case "dispatchJob":
      return dispatchJob(view, command, now);
    case "promoteDeployment":
      return promoteDeployment(view, command);
    case "failDeployment":
      return failDeployment(view, command);
    case "abortDeployment":
      return abortDeployment(view, command);
    case "deploymentDue":
      return deploymentDue(view, command, now);
    case "advanceEvaluation":
      return advanceEvaluation(view, command, now);
    case "failEvaluation":
      return failEvaluation(view, command, now);
    case "registerNode":
      return registerNode(view, command);
    case "reportNode":
      return reportNode(view, command);
    case "removeNode":
      return removeNode(view, command);
    case "setEligibility":
      return setEligibility(view, command);
    case "drainNode":
      return drainNode(view, command, now);
    case "cancelDrain":
      return cancelDrain(view, command);
    case "nodeDue":
      return nodeDue(view, command, now);
    case "setScheduler":
      return setScheduler(view, command);
    case "observeTask":
      return observeTask(view, command);
    case "observeCheck":
      return observeCheck(view, command);
    case "allocationDue":
      return allocationDue(view, command, now);
  }
};
