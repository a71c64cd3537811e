import type { Reschedule } from "../model/allocation.ts";
import type { ReschedulePolicy } from "../model/job-spec.ts";

/** An allocation that failed, as far as its replacement goes. Times in milliseconds since the epoch. */
type Ended = {
  /** The replacements that led to it, oldest first. */
  readonly reschedules: readonly Reschedule[];
  /** When its last run began; null when none did. */
  readonly startedAt: number | null;
  readonly endedAt: number;
};

/** The delay after these, before the policy's cap. After a reset a series begins anew. */
const grown = (policy: ReschedulePolicy, delays: readonly number[]): number => {
  const last = delays.at(-1);
  if (last === undefined) return policy.delayMs;
  if (policy.delayFunction === "exponential") return last * 2;
  if (policy.delayFunction !== "fibonacci") return policy.delayMs;
  const before = delays.at(-2);
  // 1, 1, 2, 3, 5: a series begins with its first delay twice, which tells a begun series from one that was reset.
  return before === undefined || before > last ? policy.delayMs : last + before;
};

/**
 * When a failed allocation is to be replaced; null when its policy allows no other attempt. Attempts count within the interval before its
 * end. The delay begins anew when the last run went on for longer than the longest delay.
 *
 * Nomad looks at that only when the delay would exceed the longest one. https://developer.hashicorp.com/nomad/docs/job-specification/reschedule
 */
export const nextReschedule = (
  policy: ReschedulePolicy | null,
  ended: Ended,
): { readonly at: number; readonly delayMs: number } | null => {
  if (policy === null) return null;
  const { reschedules, startedAt, endedAt } = ended;
  const used = reschedules.filter(({ at }) => endedAt - at < policy.intervalMs).length;
  if (!policy.unlimited && used >= policy.attempts) return null;
  const longest = policy.maxDelayMs > 0 ? policy.maxDelayMs : Number.POSITIVE_INFINITY;
  const outlived = startedAt !== null && endedAt - startedAt > longest;
  const next = outlived
    ? policy.delayMs
    : grown(
        policy,
        reschedules.map(({ delayMs }) => delayMs),
      );
  const delayMs = policy.delayFunction === "constant" ? policy.delayMs : Math.min(longest, next);
  return { at: endedAt + delayMs, delayMs };
};
