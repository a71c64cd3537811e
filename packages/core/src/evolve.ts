import type { Entry, Event } from "./event.ts";
import {
  evolveAllocationPlaced,
  evolveAllocationStopRequested,
  evolveAllocationUpdated,
  evolveTaskReported,
  evolveTaskRestarted,
} from "./evolve/allocations.ts";
import type { Evolution } from "./evolve/evolution.ts";
import {
  evolveEvaluationCreated,
  evolveEvaluationEnded,
  evolveEvaluationProgressed,
  evolveEvaluationUnblocked,
} from "./evolve/evaluations.ts";
import { evolveJobPurged, evolveJobVersioned } from "./evolve/jobs.ts";
import { evolveNodeRegistered } from "./evolve/nodes.ts";
import type { State } from "./state.ts";
import type { Touched } from "./touched.ts";

const apply = (on: Evolution, event: Event): void => {
  switch (event.type) {
    case "jobVersioned":
      return evolveJobVersioned(on, event);
    case "jobPurged":
      return evolveJobPurged(on, event);
    case "evaluationCreated":
      return evolveEvaluationCreated(on, event);
    case "evaluationProgressed":
      return evolveEvaluationProgressed(on, event);
    case "evaluationUnblocked":
      return evolveEvaluationUnblocked(on, event);
    case "evaluationEnded":
      return evolveEvaluationEnded(on, event);
    case "allocationPlaced":
      return evolveAllocationPlaced(on, event);
    case "allocationUpdated":
      return evolveAllocationUpdated(on, event);
    case "allocationStopRequested":
      return evolveAllocationStopRequested(on, event);
    case "taskReported":
      return evolveTaskReported(on, event);
    case "taskRestarted":
      return evolveTaskRestarted(on, event);
    case "nodeRegistered":
      return evolveNodeRegistered(on, event);
  }
};

/** Applies one event of the entry at `index`. Total over whatever `decide` emits; notes in `touched` every record it left changed. */
export const evolveEvent = (on: Evolution, event: Event): void => apply(on, event);

/** Applies a whole entry, as replay does. */
export const evolve = (state: State, entry: Entry, touched: Touched): void => {
  const on: Evolution = { state, touched, index: entry.index, at: entry.at };
  state.index = entry.index;
  for (const event of entry.events) apply(on, event);
};
