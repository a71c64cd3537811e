import { formatDuration } from "./format-duration.ts";
import { relativeLimitMs, relativeTime, shortTime } from "./format-time.ts";
import type { ZoneChoice } from "./format-time.ts";

export type Run = {
  readonly type: string;
  readonly health: string;
  readonly lastStartedAt: number | null;
  /** Null while something still runs. */
  readonly lastEndedAt: number | null;
};

/** `up 3h 20m`, `for 6m 10s`, `12 min ago, 9s`, `not yet`. */
export const lastRunText = (run: Run, now: number, zone: ZoneChoice): string => {
  if (run.lastStartedAt === null) return "not yet";
  if (run.lastEndedAt === null) {
    const span = formatDuration(now - run.lastStartedAt);
    const isUp = run.health === "running" || run.health === "degraded";
    return isUp && (run.type === "service" || run.type === "system") ? `up ${span}` : `for ${span}`;
  }
  const ago =
    now - run.lastEndedAt > relativeLimitMs
      ? shortTime(run.lastEndedAt, now, zone)
      : relativeTime(run.lastEndedAt, now);
  return `${ago}, ${formatDuration(run.lastEndedAt - run.lastStartedAt)}`;
};
