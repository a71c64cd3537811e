import type { JobChange } from "@longshore/core/command";
import type { Plan } from "@longshore/core/model";
import { planChange } from "@longshore/core/plan";
import type { Rejection } from "@longshore/core/rejection";
import type { Result } from "@longshore/core/result";
import { launchesAfter } from "@longshore/core/schedule/launch-times";
import type { StateView } from "@longshore/core/state";
import { cronCalculator } from "../cron-calculator.ts";

/** A plan, and when the clock launches the job next. */
export const planWithLaunches = (view: StateView, change: JobChange, now: number): Result<Plan, Rejection> => {
  const planned = planChange(view, change, now);
  if (!planned.ok) return planned;
  return { ok: true, value: { ...planned.value, nextLaunches: launchesAfter(cronCalculator, { view, now }, change) } };
};
