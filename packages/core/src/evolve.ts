import type { Entry, Event } from "./event.ts";
import {
  evolveAllocationDisconnected,
  evolveAllocationExpired,
  evolveAllocationLost,
  evolveAllocationReconnected,
  evolveAllocationReinstated,
  evolveAllocationRescheduleDelayed,
  evolveAllocationStopRequested,
  evolveAllocationUpdated,
  evolveCheckReported,
  evolveTaskKillDue,
  evolveTaskReported,
  evolveTaskRestarted,
} from "./evolve/allocations.ts";
import type { Evolution } from "./evolve/evolution.ts";
import { evolveAllocationsPlaced } from "./evolve/place-allocations.ts";
import {
  evolveEvaluationCreated,
  evolveEvaluationEnded,
  evolveEvaluationProgressed,
  evolveEvaluationUnblocked,
} from "./evolve/evaluations.ts";
import { evolveChildLaunched, evolveLaunchSkipped } from "./evolve/launches.ts";
import {
  evolveAllocationHealthDecided,
  evolveDeploymentBatched,
  evolveDeploymentChanged,
  evolveDeploymentPromoted,
  evolveDeploymentStarted,
  evolveVersionMarked,
} from "./evolve/deployments.ts";
import { evolveGarbageCollected } from "./evolve/garbage.ts";
import { evolveJobPurged, evolveJobVersioned } from "./evolve/jobs.ts";
import { evolveVersionTagged } from "./evolve/tags.ts";
import {
  evolveNodeDrainChanged,
  evolveNodeEligibilityChanged,
  evolveNodeRegistered,
  evolveNodeRemoved,
  evolveNodeStatusChanged,
} from "./evolve/nodes.ts";
import {
  evolveNamespaceRulesChanged,
  evolvePlanApplied,
  evolvePlanReviewed,
  evolvePlanSaved,
} from "./evolve/saved-plans.ts";
import type { State } from "./state.ts";
import type { Touched } from "./touched.ts";

type Evolve<T extends Event["type"]> = (on: Evolution, event: Extract<Event, { readonly type: T }>) => void;

const evolves: { readonly [T in Event["type"]]: Evolve<T> } = {
  jobVersioned: evolveJobVersioned,
  jobPurged: evolveJobPurged,
  childLaunched: evolveChildLaunched,
  launchSkipped: evolveLaunchSkipped,
  evaluationCreated: evolveEvaluationCreated,
  evaluationProgressed: evolveEvaluationProgressed,
  evaluationUnblocked: evolveEvaluationUnblocked,
  evaluationEnded: evolveEvaluationEnded,
  allocationsPlaced: evolveAllocationsPlaced,
  allocationUpdated: evolveAllocationUpdated,
  allocationStopRequested: evolveAllocationStopRequested,
  allocationLost: evolveAllocationLost,
  allocationDisconnected: evolveAllocationDisconnected,
  allocationReconnected: evolveAllocationReconnected,
  allocationReinstated: evolveAllocationReinstated,
  allocationExpired: evolveAllocationExpired,
  allocationRescheduleDelayed: evolveAllocationRescheduleDelayed,
  taskReported: evolveTaskReported,
  taskRestarted: evolveTaskRestarted,
  taskKillDue: evolveTaskKillDue,
  checkReported: evolveCheckReported,
  deploymentStarted: evolveDeploymentStarted,
  deploymentChanged: evolveDeploymentChanged,
  deploymentPromoted: evolveDeploymentPromoted,
  deploymentBatched: evolveDeploymentBatched,
  allocationHealthDecided: evolveAllocationHealthDecided,
  versionMarked: evolveVersionMarked,
  versionTagged: evolveVersionTagged,
  garbageCollected: evolveGarbageCollected,
  retentionChanged: ({ state }, event) => {
    state.settings = { ...state.settings, retention: event.retention };
  },
  nodeRegistered: evolveNodeRegistered,
  nodeStatusChanged: evolveNodeStatusChanged,
  nodeEligibilityChanged: evolveNodeEligibilityChanged,
  nodeDrainChanged: evolveNodeDrainChanged,
  nodeRemoved: evolveNodeRemoved,
  planSaved: evolvePlanSaved,
  planReviewed: evolvePlanReviewed,
  planApplied: evolvePlanApplied,
  namespaceRulesChanged: evolveNamespaceRulesChanged,
  schedulerChanged: ({ state }, event) => {
    state.settings = { ...state.settings, ...event.settings };
  },
};

const apply = <T extends Event["type"]>(on: Evolution, event: Extract<Event, { readonly type: T }>): void =>
  (evolves[event.type as T] as Evolve<T>)(on, event);

/** Applies one event of the entry at `index`. Total over whatever `decide` emits; notes in `touched` every record it left changed. */
export const evolveEvent = (on: Evolution, event: Event): void => apply(on, event);

/** Applies a whole entry, as replay does. */
export const evolve = (state: State, entry: Entry, touched: Touched): void => {
  const on: Evolution = { state, touched, index: entry.index, at: entry.at };
  state.index = entry.index;
  for (const event of entry.events) apply(on, event);
};
