import { httpLimits } from "./limits.ts";

/** Counts failed sign-ins by address. Valid tokens are never counted or slowed. */
export type Failures = {
  readonly record: (address: string) => void;
  /** Seconds until the address may try again; 0 when it may now. */
  readonly blockedFor: (address: string) => number;
};

export const createFailures = (now: () => number): Failures => {
  const byAddress = new Map<string, number[]>();
  const recent = (address: string): number[] => {
    const kept = (byAddress.get(address) ?? []).filter((at) => now() - at < httpLimits.failedSignInWindowMs);
    if (kept.length === 0) byAddress.delete(address);
    else byAddress.set(address, kept);
    return kept;
  };
  return {
    record: (address) => {
      byAddress.set(address, [...recent(address), now()].slice(-httpLimits.failedSignIns));
      if (byAddress.size > 10_000) for (const key of byAddress.keys()) recent(key);
    },
    blockedFor: (address) => {
      const times = recent(address);
      const first = times.length < httpLimits.failedSignIns ? undefined : times[0];
      return first === undefined ? 0 : Math.ceil((first + httpLimits.failedSignInWindowMs - now()) / 1000);
    },
  };
};
