import type { Command } from "./command.ts";
import { decide } from "./decide.ts";
import type { Decision } from "./decision.ts";
import { evolveEvent } from "./evolve.ts";
import type { Rejection } from "./rejection.ts";
import { ok, type Result } from "./result.ts";
import type { State } from "./state.ts";
import type { Touched } from "./touched.ts";

/** Decides a command and applies it at once, so that the next one sees it. A refused command leaves the state as it was. */
export const transact = (
  state: State,
  command: Command,
  at: { readonly index: number; readonly now: number; readonly touched: Touched },
): Result<Decision, Rejection> => {
  const decided = decide(state, command, at.now);
  if (!decided.ok || decided.value.events.length === 0) return decided;
  state.index = at.index;
  for (const event of decided.value.events)
    evolveEvent({ state, touched: at.touched, index: at.index, at: at.now }, event);
  return ok(decided.value);
};
