import type { AuditList } from "@longshore/api/audit";
import { allocationPath, jobPath, nodePath, rolloutPath, savedPlanPath } from "../../paths.ts";

export type AuditItem = AuditList["items"][number];

/** What was asked for, and what its object is; the names that doors have for the same are told alike. */
const actions = {
  registerJob: ["registered", "job"],
  updateJob: ["registered", "job"],
  stopJob: ["stopped", "job"],
  startJob: ["started", "job"],
  restartJob: ["restarted", "job"],
  purgeJob: ["purged", "job"],
  deregisterJob: ["stopped or purged", "job"],
  scaleJob: ["scaled", "job"],
  revertJob: ["reverted", "job"],
  evaluateJob: ["had evaluated", "job"],
  forcePeriodic: ["launched by hand", "job"],
  forcePeriodicJob: ["launched by hand", "job"],
  dispatchJob: ["dispatched", "job"],
  tagVersion: ["tagged a version of", "job"],
  tagJobVersion: ["tagged a version of", "job"],
  untagVersion: ["took a tag from", "job"],
  untagJobVersion: ["took a tag from", "job"],
  markVersion: ["marked a version of", "job"],
  setJobStability: ["marked a version of", "job"],
  savePlan: ["saved a plan for", "job"],
  approvePlan: ["approved a plan for", "job"],
  rejectPlan: ["rejected a plan for", "job"],
  stopAllocation: ["stopped the instance", "allocation"],
  pauseDeployment: ["paused the rollout", "rollout"],
  resumeDeployment: ["resumed the rollout", "rollout"],
  promoteDeployment: ["promoted the rollout", "rollout"],
  failDeployment: ["failed the rollout", "rollout"],
  abortDeployment: ["aborted the rollout", "rollout"],
  drainNode: ["drained the node", "node"],
  cancelDrain: ["ended the drain of the node", "node"],
  setEligibility: ["changed who may use the node", "node"],
  removeNode: ["removed the node", "node"],
  setScheduler: ["changed the settings of the scheduler", "none"],
  setRetention: ["changed what is kept", "none"],
  collectGarbage: ["had collected what is not kept", "none"],
  setNamespaceRules: ["changed the rules of the namespace", "other"],
  signIn: ["signed in", "none"],
  signOut: ["signed out", "none"],
  createToken: ["made the token", "other"],
  deleteToken: ["took away the token", "other"],
} as const satisfies Readonly<
  Record<string, readonly [string, "job" | "allocation" | "rollout" | "node" | "none" | "other"]>
>;

export type AuditAction = keyof typeof actions;

/** One name for each thing that may have been asked for, for the filter. */
export const auditActions = Object.keys(actions) as readonly AuditAction[];

const known = (action: string): (typeof actions)[AuditAction] | undefined =>
  Object.hasOwn(actions, action) ? actions[action as AuditAction] : undefined;

/** `stopped the instance`; an action never seen says its own name. */
export const actionText = (action: string): string => known(action)?.[0] ?? action;

export type AuditObject = { readonly text: string; readonly to: string | null };

/** A UUID is told by its beginning; a name is told whole. */
const shortId = (id: string): string => (/^[0-9a-f]{8}-[0-9a-f-]{27}$/.test(id) ? id.slice(0, 8) : id);

/** What it was done to, and where that is shown; null where the action says all. */
export const objectOf = ({ action, object, namespace, job }: AuditItem): AuditObject | null => {
  switch (known(action)?.[1]) {
    case "job":
      return { text: job ?? object, to: namespace === null ? null : jobPath(namespace, job ?? object) };
    case "allocation":
      return { text: object.slice(0, 8), to: allocationPath(object) };
    case "rollout":
      return { text: object.slice(0, 8), to: rolloutPath(object) };
    case "node":
      return { text: shortId(object), to: nodePath(object) };
    case "none":
      return null;
    case "other":
    case undefined:
      return { text: shortId(object), to: null };
  }
};

/** The saved plan that it came from, or was done to. */
export const planOf = ({ plan }: AuditItem): AuditObject | null =>
  plan === null ? null : { text: plan.slice(0, 8), to: savedPlanPath(plan) };
