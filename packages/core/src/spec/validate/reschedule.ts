import { runsPerNode, type JobType, type ReschedulePolicy } from "../../model/job-spec.ts";
import { goDuration } from "../duration.ts";
import { rescheduleFields } from "../fields/policies.ts";
import { checkNumber, quoted, type Complain } from "./complain.ts";

const leastDelayMs = 5000;
const leastIntervalMs = 15_000;

/**
 * How many of the policy's attempts its interval has room for, and how long an interval would have: Nomad's count (`viableAttempts`),
 * which takes a growing delay for the time that has passed and adds up only what waits at the ceiling.
 */
const room = (policy: ReschedulePolicy): { readonly attempts: number; readonly neededMs: number } => {
  const { attempts, intervalMs, delayMs, maxDelayMs, delayFunction } = policy;
  if (delayFunction === "constant")
    return { attempts: Math.min(attempts, Math.floor(intervalMs / delayMs)), neededMs: attempts * delayMs };
  const isFibonacci = delayFunction === "fibonacci";
  let [delay, next, neededMs, possible] = [delayMs, isFibonacci ? delayMs : 2 * delayMs, 0, 0];
  for (let made = 0; made < attempts; made += 1) {
    if (delay > maxDelayMs) {
      const base = isFibonacci ? 0 : neededMs;
      const fitting = (intervalMs - base) / maxDelayMs;
      const more = Math.max(0, isFibonacci ? Math.floor(fitting) : Math.ceil(fitting) - 1);
      return { attempts: possible + Math.min(attempts - made, more), neededMs: base + (attempts - made) * maxDelayMs };
    }
    neededMs = delay;
    if (isFibonacci ? neededMs <= intervalMs : neededMs < intervalMs) possible += 1;
    [delay, next] = [next, isFibonacci ? delay + next : 2 * next];
  }
  return { attempts: possible, neededMs };
};

const checkRoom = (complain: Complain, policy: ReschedulePolicy): void => {
  const { attempts, neededMs } = room(policy);
  if (attempts >= policy.attempts) return;
  const ceiling = policy.delayFunction === "constant" ? "" : `, and delay ceiling ${goDuration(policy.maxDelayMs)}`;
  complain(
    ["Interval"],
    `Nomad can only make ${String(attempts)} attempts in ${goDuration(policy.intervalMs)} with initial delay ${goDuration(policy.delayMs)}${ceiling === "" ? " and" : ","} delay function ${quoted(policy.delayFunction)}${ceiling}; set the interval to at least ${goDuration(neededMs)} to accommodate ${String(policy.attempts)} attempts`,
  );
};

const checkDelays = (complain: Complain, policy: ReschedulePolicy): boolean => {
  const { delayMs, delayFunction, maxDelayMs } = policy;
  const faults: [string, string][] = [];
  if (delayMs < leastDelayMs) faults.push(["Delay", `Delay cannot be less than 5s (got ${goDuration(delayMs)})`]);
  if (!rescheduleFields.delayFunction.values.includes(delayFunction))
    faults.push([
      "DelayFunction",
      `Invalid delay function ${quoted(delayFunction)}, must be one of ${rescheduleFields.delayFunction.values.map(quoted).join(", ")}`,
    ]);
  else if (delayFunction !== "constant") {
    if (maxDelayMs < leastDelayMs)
      faults.push(["MaxDelay", `Max Delay cannot be less than 5s (got ${goDuration(maxDelayMs)})`]);
    else if (maxDelayMs < delayMs)
      faults.push([
        "MaxDelay",
        `Max Delay cannot be less than Delay ${goDuration(delayMs)} (got ${goDuration(maxDelayMs)})`,
      ]);
  }
  for (const [word, message] of faults) complain([word], message);
  return faults.length === 0;
};

export const checkReschedule = (complain: Complain, type: JobType, policy: ReschedulePolicy): void => {
  if (runsPerNode(type)) return complain([], "System or sysbatch jobs should not have a reschedule policy");
  checkNumber(complain, { word: "Attempts", least: 0 }, policy.attempts);
  // Neither attempts nor unlimited: failed instances stay failed, and the rest says nothing.
  if (policy.attempts <= 0 && !policy.unlimited) return;
  if (policy.attempts > 0 && policy.unlimited)
    complain(["Unlimited"], "If Attempts >0, Unlimited cannot also be set to true");
  const areDelaysSound = checkDelays(complain, policy);
  if (policy.unlimited) return;
  if (policy.intervalMs < leastIntervalMs)
    complain(["Interval"], `Interval cannot be less than 15s (got ${goDuration(policy.intervalMs)})`);
  else if (areDelaysSound) checkRoom(complain, policy);
};
