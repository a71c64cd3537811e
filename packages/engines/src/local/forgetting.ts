import { dropClaim } from "./claims.ts";
import type { Context } from "./context.ts";
import type { Journal } from "./journal.ts";
import { isAlive } from "./proc.ts";
import type { History } from "./recovery.ts";

/**
 * How long an ended run is remembered once its end is durable. While that cannot be stored, as on a full disk, the next server
 * needs the record to tell how it ended, and the claim not to start it once more.
 */
const REMEMBERED_MS = 120_000;

export type Forgetting = {
  /** Drops what nobody will ask about any more, so that memory and run directory grow with what runs and not with what ran. */
  readonly forget: () => void;
};

export const createForgetting = (context: Context, journal: Journal, histories: Map<string, History>): Forgetting => {
  const openedAt = performance.now();

  const forgetRuns = (now: number): ReadonlySet<number> => {
    const used = new Set<number>();
    for (const run of context.runs.values()) {
      if (run.storedAt > 0 && now - run.storedAt > REMEMBERED_MS) {
        context.runs.delete(run.id);
        dropClaim(context, run.id);
      } else used.add(run.generation);
    }
    return used;
  };

  /** What earlier engines' shims recorded, of runs that this engine was never asked about. */
  const forgetHistories = (): ReadonlySet<number> => {
    const used = new Set<number>();
    for (const [id, history] of histories) {
      const isUnknownButAlive =
        history.started !== undefined && history.sameBoot && history.ended === undefined && isAlive(history.started);
      if (isUnknownButAlive || context.runs.has(id)) {
        used.add(history.generation);
        continue;
      }
      histories.delete(id);
      dropClaim(context, id);
    }
    return used;
  };

  return {
    forget: () => {
      const now = performance.now();
      const used = forgetRuns(now);
      if (now - openedAt < REMEMBERED_MS) return;
      const earlier = forgetHistories();
      for (const generation of journal.past())
        if (!used.has(generation) && !earlier.has(generation)) journal.drop(generation);
    },
  };
};
