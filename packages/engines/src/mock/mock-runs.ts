import type { RunId } from "@longshore/core/model";
import { endOf, type MockRun } from "./mock-run.ts";

/**
 * A run as the engine knows it. `unseen`: its node is off, and nothing is seen of it until the node is back. `ended`: all of it was
 * reported; kept for its log, and so that a late or repeated call changes nothing.
 */
export type HeldRun = {
  readonly run: RunId;
  readonly allocId: string;
  /** Bytes that each of its logs shows, the newest; 0 is without limit. */
  readonly logBytes: number;
  mock: MockRun;
  /** Steps reported so far. */
  told: number;
  phase: "live" | "unseen" | "ended";
};

/** When its output ended; null while it may write. */
export const endedAt = (held: HeldRun, now: number): number | null => {
  const { at } = endOf(held.mock);
  return at <= now ? at : null;
};

export type HeldRuns = {
  readonly of: (allocId: string) => readonly HeldRun[];
  readonly find: (allocId: string, run: RunId) => HeldRun | undefined;
  readonly add: (held: HeldRun) => void;
  readonly remove: (allocId: string) => void;
  /** All of the run was reported. */
  readonly end: (held: HeldRun) => void;
};

/** Allocations without a live run that are remembered; what is forgotten is recalled from the state. */
const keptEnded = 10_000;

const none: readonly HeldRun[] = [];

export const createHeldRuns = (): HeldRuns => {
  const byAllocation = new Map<string, HeldRun[]>();
  const resting = new Set<string>();
  const of = (allocId: string): readonly HeldRun[] => byAllocation.get(allocId) ?? none;
  const remove = (allocId: string): void => {
    byAllocation.delete(allocId);
    resting.delete(allocId);
  };
  return {
    of,
    find: (allocId, run) =>
      of(allocId).find(({ run: known }) => known.task === run.task && known.attempt === run.attempt),
    add: (held) => {
      const known = byAllocation.get(held.allocId);
      if (known === undefined) byAllocation.set(held.allocId, [held]);
      else known.push(held);
      resting.delete(held.allocId);
    },
    remove,
    end: (held) => {
      held.phase = "ended";
      if (of(held.allocId).some(({ phase }) => phase !== "ended")) return;
      resting.add(held.allocId);
      const [oldest] = resting;
      if (resting.size > keptEnded && oldest !== undefined) remove(oldest);
    },
  };
};
