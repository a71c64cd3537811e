import type {
  AbortDeployment,
  ApplySavedPlan,
  CancelDrain,
  Command,
  DeploymentDue,
  DispatchJob,
  DrainNode,
  EvaluateJob,
  FailDeployment,
  ForcePeriodic,
  LaunchPeriodic,
  MarkVersion,
  NodeDue,
  PauseDeployment,
  PromoteDeployment,
  RegisterNode,
  RemoveNode,
  ReportNode,
  ReviewPlan,
  SavePlan,
  SetEligibility,
  SetNamespaceRules,
  TagVersion,
  UntagVersion,
} from "./command.ts";
import type { Decided } from "./decision.ts";
import { markVersion, tagVersion, untagVersion } from "./jobs/mark-version.ts";
import { dispatchJob } from "./jobs/dispatch-job.ts";
import { changeJob } from "./jobs/change-job.ts";
import { forcePeriodic, launchPeriodic } from "./jobs/launch-job.ts";
import { cancelDrain, drainNode, nodeDue } from "./nodes/drain-node.ts";
import { removeNode, setEligibility, setScheduler } from "./nodes/change-node.ts";
import {
  abortDeployment,
  deploymentDue,
  failDeployment,
  pauseDeployment,
  promoteDeployment,
} from "./rollouts/change-rollout.ts";
import { applySavedPlan } from "./plans/apply-plan.ts";
import { reviewPlan } from "./plans/review-plan.ts";
import { markRefusedByRules, refusedByRules, setNamespaceRules } from "./plans/rules.ts";
import { savePlan } from "./plans/save-plan.ts";
import { no } from "./result.ts";
import { registerNode } from "./nodes/register-node.ts";
import { reportNode } from "./nodes/report-node.ts";
import { collectGarbage, setRetention } from "./retention/collect-garbage.ts";
import { advanceEvaluation } from "./schedule/advance-evaluation.ts";
import { failEvaluation } from "./schedule/fail-evaluation.ts";
import type { StateView } from "./state.ts";
import { observeCheck } from "./tasks/observe-check.ts";
import { observeTask } from "./tasks/observe-task.ts";
import { allocationDue } from "./tasks/allocation-due.ts";
import { evaluateJob, stopAllocation } from "./tasks/stop-allocation.ts";

const ofPlans = (
  view: StateView,
  command: SavePlan | ReviewPlan | ApplySavedPlan | SetNamespaceRules,
  now: number,
): Decided => {
  switch (command.type) {
    case "savePlan":
      return savePlan(view, command, now);
    case "approvePlan":
    case "rejectPlan":
      return reviewPlan(view, command, now);
    case "applySavedPlan":
      return applySavedPlan(view, command, now);
    case "setNamespaceRules":
      return setNamespaceRules(view, command);
  }
};

type NodeCommand = RegisterNode | ReportNode | RemoveNode | SetEligibility | DrainNode | CancelDrain | NodeDue;

const ofNodes = (view: StateView, command: NodeCommand, now: number): Decided => {
  switch (command.type) {
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
  }
};

type RolloutCommand = PauseDeployment | PromoteDeployment | FailDeployment | AbortDeployment | DeploymentDue;

const ofRollouts = (view: StateView, command: RolloutCommand, now: number): Decided => {
  switch (command.type) {
    case "pauseDeployment":
      return pauseDeployment(view, command);
    case "promoteDeployment":
      return promoteDeployment(view, command);
    case "failDeployment":
      return failDeployment(view, command);
    case "abortDeployment":
      return abortDeployment(view, command);
    case "deploymentDue":
      return deploymentDue(view, command, now);
  }
};

type OneJobCommand =
  | EvaluateJob
  | ForcePeriodic
  | LaunchPeriodic
  | DispatchJob
  | TagVersion
  | UntagVersion
  | MarkVersion;

/** What is no new version of a job. */
const ofOneJob = (view: StateView, command: OneJobCommand, now: number): Decided => {
  switch (command.type) {
    case "evaluateJob":
      return evaluateJob(view, command);
    case "forcePeriodic":
      return forcePeriodic(view, command, now);
    case "launchPeriodic":
      return launchPeriodic(view, command, now);
    case "dispatchJob":
      return dispatchJob(view, command, now);
    case "tagVersion":
      return tagVersion(view, command);
    case "untagVersion":
      return untagVersion(view, command);
    case "markVersion": {
      const refused = markRefusedByRules(view, command);
      return refused === undefined ? markVersion(view, command) : no(refused);
    }
  }
};

/** The one place where something is decided: what a command leads to in this state, or why it is refused. `now` in milliseconds. */
export const decide = (view: StateView, command: Command, now: number): Decided => {
  switch (command.type) {
    case "registerJob":
    case "stopJob":
    case "startJob":
    case "restartJob":
    case "purgeJob":
    case "scaleJob":
    case "revertJob": {
      const refused = refusedByRules(view, command);
      return refused === undefined ? changeJob(view, command) : no(refused);
    }
    case "savePlan":
    case "approvePlan":
    case "rejectPlan":
    case "applySavedPlan":
    case "setNamespaceRules":
      return ofPlans(view, command, now);
    case "collectGarbage":
      return collectGarbage(view, command, now);
    case "setRetention":
      return setRetention(view, command);
    case "evaluateJob":
    case "forcePeriodic":
    case "launchPeriodic":
    case "dispatchJob":
    case "tagVersion":
    case "untagVersion":
    case "markVersion":
      return ofOneJob(view, command, now);
    case "stopAllocation":
      return stopAllocation(view, command, now);
    case "pauseDeployment":
    case "promoteDeployment":
    case "failDeployment":
    case "abortDeployment":
    case "deploymentDue":
      return ofRollouts(view, command, now);
    case "advanceEvaluation":
      return advanceEvaluation(view, command, now);
    case "failEvaluation":
      return failEvaluation(view, command, now);
    case "registerNode":
    case "reportNode":
    case "removeNode":
    case "setEligibility":
    case "drainNode":
    case "cancelDrain":
    case "nodeDue":
      return ofNodes(view, command, now);
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
