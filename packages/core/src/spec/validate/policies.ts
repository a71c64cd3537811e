import type { Disconnect, JobType, Migrate, RestartPolicy, Update } from "../../model/job-spec.ts";
import { goDuration } from "../duration.ts";
import { disconnectFields, updateFields } from "../fields/policies.ts";
import { checkNumber, quoted, type Complain } from "./complain.ts";

export const checkRestart = (complain: Complain, policy: RestartPolicy): void => {
  if (policy.mode !== "fail" && policy.mode !== "delay")
    complain(["Mode"], `Unsupported restart mode: ${quoted(policy.mode)}; use fail or delay`);
  else if (policy.attempts === 0 && policy.mode !== "fail")
    complain(["Mode"], `Restart policy ${quoted(policy.mode)} with 0 attempts is ambiguous`);
  checkNumber(complain, { word: "Attempts", least: 0, message: "Restart attempts can't be negative" }, policy.attempts);
  if (policy.delayMs < 0) complain(["Delay"], "Restart delay can't be negative");
  if (policy.attempts === 0) return;
  if (policy.intervalMs < 5000)
    complain(["Interval"], `Interval can not be less than 5s (got ${goDuration(policy.intervalMs)})`);
  else if (policy.attempts * policy.delayMs > policy.intervalMs)
    complain(
      ["Attempts"],
      `Nomad can't restart the TaskGroup ${String(policy.attempts)} times in an interval of ${goDuration(policy.intervalMs)} with a delay of ${goDuration(policy.delayMs)}`,
    );
};

const checkUpdateTimes = (complain: Complain, update: Update): void => {
  const { staggerMs, minHealthyTimeMs, healthyDeadlineMs, progressDeadlineMs } = update;
  if (staggerMs <= 0) complain(["Stagger"], `Stagger must be greater than zero: ${goDuration(staggerMs)}`);
  if (minHealthyTimeMs < 0)
    complain(["MinHealthyTime"], `Minimum healthy time may not be less than zero: ${goDuration(minHealthyTimeMs)}`);
  if (healthyDeadlineMs <= 0)
    complain(["HealthyDeadline"], `Healthy deadline must be greater than zero: ${goDuration(healthyDeadlineMs)}`);
  else if (minHealthyTimeMs >= healthyDeadlineMs)
    complain(
      ["MinHealthyTime"],
      `Minimum healthy time must be less than healthy deadline: ${goDuration(minHealthyTimeMs)} > ${goDuration(healthyDeadlineMs)}`,
    );
  // Zero is allowed: the first unhealthy instance then fails the rollout.
  if (progressDeadlineMs < 0)
    complain(["ProgressDeadline"], `Progress deadline must be zero or greater: ${goDuration(progressDeadlineMs)}`);
  else if (progressDeadlineMs !== 0 && healthyDeadlineMs >= progressDeadlineMs)
    complain(
      ["HealthyDeadline"],
      `Healthy deadline must be less than progress deadline: ${goDuration(healthyDeadlineMs)} > ${goDuration(progressDeadlineMs)}`,
    );
};

export const checkUpdate = (complain: Complain, type: JobType, update: Update): void => {
  if (type !== "service" && type !== "system")
    return complain([], `Job type ${quoted(type)} does not allow update block`);
  const { healthCheck, maxParallel, canary } = update;
  if (!updateFields.healthCheck.values.includes(healthCheck))
    complain(["HealthCheck"], `Invalid health check given: ${quoted(healthCheck)}`);
  else if (healthCheck === "manual")
    complain(["HealthCheck"], 'Health check "manual" is not supported: use "checks" or "task_states"');
  for (const [word, what, value] of [
    ["MaxParallel", "Max parallel", maxParallel],
    ["Canary", "Canary count", canary],
  ] as const)
    checkNumber(
      complain,
      { word, least: 0, message: `${what} can not be less than zero: ${String(value)} < 0` },
      value,
    );
  if (canary === 0 && update.autoPromote)
    complain(["AutoPromote"], "Auto Promote requires a Canary count greater than zero");
  checkUpdateTimes(complain, update);
};

export const checkMigrate = (complain: Complain, type: JobType, migrate: Migrate): void => {
  if (type !== "service") return complain([], `Job type ${quoted(type)} does not allow migrate block`);
  const { maxParallel, healthCheck, minHealthyTimeMs, healthyDeadlineMs } = migrate;
  checkNumber(
    complain,
    { word: "MaxParallel", least: 0, message: `MaxParallel must be >= 0 but found ${String(maxParallel)}` },
    maxParallel,
  );
  if (healthCheck !== "checks" && healthCheck !== "task_states")
    complain(["HealthCheck"], `Invalid HealthCheck: ${quoted(healthCheck)}`);
  if (minHealthyTimeMs < 0)
    complain(["MinHealthyTime"], `MinHealthyTime is ${goDuration(minHealthyTimeMs)} and must be >= 0`);
  if (healthyDeadlineMs < 0)
    complain(["HealthyDeadline"], `HealthyDeadline is ${goDuration(healthyDeadlineMs)} and must be >= 0`);
  else if (minHealthyTimeMs > healthyDeadlineMs)
    complain(["MinHealthyTime"], "MinHealthyTime must be less than HealthyDeadline");
};

export const checkDisconnect = (complain: Complain, type: JobType, disconnect: Disconnect): void => {
  const { lostAfterMs, stopOnClientAfterMs, reconcile } = disconnect;
  if (lostAfterMs !== null && lostAfterMs < 0) complain(["LostAfter"], "lost_after cannot be a negative duration");
  if (stopOnClientAfterMs !== null) {
    if (stopOnClientAfterMs < 0) complain(["StopOnClientAfter"], "stop_after cannot be a negative duration");
    if (type !== "service" && type !== "batch")
      complain(["StopOnClientAfter"], "stop_after can only be used with service or batch job types");
    if (lostAfterMs !== null)
      complain(["StopOnClientAfter"], "Disconnect cannot be configured with both lost_after and stop_after");
  }
  if (!disconnectFields.reconcile.values.includes(reconcile))
    complain(["Reconcile"], `reconcile option is invalid: ${quoted(reconcile)}`);
};
