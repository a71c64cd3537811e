import { cancelDrain, drainNode, getScheduler, removeNode, setEligibility, setScheduler } from "./change-nodes.ts";
import { evaluateJob, getEvaluation, listEvaluationAllocations, listEvaluations } from "./evaluations.ts";
import { getAllocation, listJobAllocations, readLog, stopAllocation } from "./allocations.ts";
import {
  abortDeployment,
  failDeployment,
  getDeployment,
  listDeploymentInstances,
  listDeployments,
  listJobDeployments,
  pauseDeployment,
  promoteDeployment,
  restartJob,
  resumeDeployment,
} from "./deployments.ts";
import { listAudit, listJobAudit } from "./audit.ts";
import { collectGarbage, getRetention, setRetention } from "./retention.ts";
import { definitionSchema, openapi } from "./documents.ts";
import { json, type Handlers } from "./handler.ts";
import { getJob, listJobEvaluations, listJobs } from "./jobs.ts";
import { dispatchJob, forceLaunch } from "./launches.ts";
import { follow, live } from "./live.ts";
import { getNode, listNodeAllocations, listNodes } from "./nodes.ts";
import { getNamespaceRules, setNamespaceRules } from "./namespaces.ts";
import { apply, plan } from "./plans.ts";
import {
  applyPlan,
  approvePlan,
  compareSavedPlans,
  getPlan,
  getPlanNow,
  listPlannedInstances,
  listPlans,
  rejectPlan,
  savePlan,
} from "./saved-plans.ts";
import { rehearse } from "./rehearsals.ts";
import { whatIf } from "./what-if.ts";
import { getSession, signIn, signOut } from "./session.ts";
import { compareVersions, getDefinition, listVersions, markVersion, tagVersion, untagVersion } from "./versions.ts";
import { createToken, deleteToken, listTokens } from "./tokens.ts";

/** The handler of every route in the contract. */
export const handlers: Handlers = {
  health: () => json({ status: "ok" }),
  signIn,
  session: getSession,
  signOut,
  listTokens,
  createToken,
  deleteToken,
  listJobs,
  getJob,
  getDefinition,
  listVersions,
  compareVersions,
  tagVersion,
  untagVersion,
  markVersion,
  listJobAllocations,
  listJobEvaluations,
  listJobDeployments,
  restartJob,
  evaluateJob,
  forceLaunch,
  dispatchJob,
  plan,
  apply,
  savePlan,
  listPlans,
  getPlan,
  listPlannedInstances,
  getPlanNow,
  comparePlans: compareSavedPlans,
  approvePlan,
  rejectPlan,
  applyPlan,
  getNamespaceRules,
  setNamespaceRules,
  whatIf,
  rehearse,
  getAllocation,
  stopAllocation,
  readLog,
  listEvaluations,
  getEvaluation,
  listEvaluationAllocations,
  listDeployments,
  getDeployment,
  listDeploymentInstances,
  pauseDeployment,
  resumeDeployment,
  promoteDeployment,
  failDeployment,
  abortDeployment,
  listNodes,
  getNode,
  listNodeAllocations,
  drainNode,
  cancelDrain,
  setEligibility,
  removeNode,
  getScheduler,
  setScheduler,
  getRetention,
  setRetention,
  collectGarbage,
  listAudit,
  listJobAudit,
  definitionSchema,
  live,
  follow,
  openapi,
};
