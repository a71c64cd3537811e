import type { Effect } from "./effect.ts";
import type { Event } from "./event.ts";
import type { PlanBody } from "./model/saved-plan.ts";
import type { Rejection } from "./rejection.ts";
import { ok, type Result } from "./result.ts";

/** What a command leads to: what happened, what it obliges us to, and the obligations it settles (by key). */
export type Decision = {
  readonly events: readonly Event[];
  readonly effects: readonly Effect[];
  readonly settled: readonly string[];
  /** Too large for the journal: stored beside it in the same transaction, and not brought back by a replay. */
  readonly planBody?: PlanBody;
};

export type Decided = Result<Decision, Rejection>;

export const nothing: Decision = { events: [], effects: [], settled: [] };

export const happened = (
  events: readonly Event[],
  effects: readonly Effect[] = [],
  settled: readonly string[] = [],
): Decided => ok({ events, effects, settled });
