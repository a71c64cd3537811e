import type { Documented } from "./documented.ts";
import { changeReply } from "./nodes.ts";
import type { ApiRouteName } from "./routes.ts";
import {
  applyPlanReply,
  applyPlanRequest,
  comparisonQuery,
  namespaceRules,
  namespaceRulesReply,
  plannedInstances,
  plannedInstancesQuery,
  planNow,
  plansCompared,
  reviewReply,
  reviewRequest,
  savedPlanDetail,
  savedPlanList,
  savedPlanListQuery,
  savedPlanReply,
  savePlanRequest,
} from "./saved-plans.ts";
import { rehearsalLine, rehearsalRequest } from "./rehearsals.ts";
import { whatIfReply, whatIfRequest } from "./what-if.ts";

/** The routes of saved plans, namespaces' rules and what-ifs. */
export const documentedPlans = {
  savePlan: {
    summary: "Plan a change and keep the plan, for others to look at, approve and apply; nothing is changed",
    body: savePlanRequest,
    reply: savedPlanReply,
  },
  listPlans: { summary: "A page of the saved plans, newest first", query: savedPlanListQuery, reply: savedPlanList },
  getPlan: { summary: "A saved plan with its change, without its instances", reply: savedPlanDetail },
  listPlannedInstances: {
    summary: "A page of what a saved plan would do, instance by instance",
    query: plannedInstancesQuery,
    reply: plannedInstances,
  },
  getPlanNow: {
    summary: "Whether a saved plan is still true, and what has moved since",
    query: comparisonQuery,
    reply: planNow,
  },
  comparePlans: {
    summary: "Two saved plans side by side: the instances and the lines of the definition in which they differ",
    query: comparisonQuery,
    reply: plansCompared,
  },
  approvePlan: { summary: "Approve somebody else's plan", body: reviewRequest, reply: reviewReply },
  rejectPlan: { summary: "Reject a plan, one's own included", body: reviewRequest, reply: reviewReply },
  applyPlan: {
    summary: "Make a plan's change while the plan is true, or as it is now under its digest",
    body: applyPlanRequest,
    reply: applyPlanReply,
  },
  getNamespaceRules: {
    summary: "What is asked of whoever changes something in a namespace",
    reply: namespaceRulesReply,
  },
  setNamespaceRules: {
    summary: "Change what is asked of whoever changes something in a namespace",
    body: namespaceRules,
    reply: changeReply,
  },
  rehearse: {
    summary:
      "Play a change, or a saved plan, forward on a virtual clock; nothing is changed. A line of JSON each: a header, what changes and when, a summary",
    body: rehearsalRequest,
    reply: rehearsalLine,
    media: "application/x-ndjson",
  },
  whatIf: {
    summary: "What would come of a node's drain or loss, or of another count; nothing is changed",
    body: whatIfRequest,
    reply: whatIfReply,
  },
} as const satisfies { readonly [K in ApiRouteName]?: Documented };
