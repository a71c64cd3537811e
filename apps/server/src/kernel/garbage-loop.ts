import { garbageSize, noGarbage, type AllocationKey, type Garbage } from "@longshore/core/model";
import { collectable } from "@longshore/core/retention/collect-garbage";
import { nothingTouched } from "@longshore/core/touched";
import type { Engine } from "@longshore/engines/engine";
import type { GarbageCursor } from "@longshore/store/garbage";
import type { Store } from "@longshore/store/store";
import type { Kernel } from "./kernel.ts";

/** How much of each kind was forgotten. */
export type Collected = { readonly [K in keyof Garbage]: number };

export type GarbageLoop = {
  /** Forgets at once what nothing needs, however young. Resolves when it is done; a second call meanwhile joins the first. */
  readonly collect: () => Promise<Collected>;
  readonly stop: () => void;
};

type Parts = {
  readonly store: Pick<Store, "garbage" | "evictAfterCommit">;
  readonly kernel: Pick<Kernel, "view" | "submit" | "onCommit">;
  readonly engine: Pick<Engine, "remove">;
  readonly now: () => number;
  readonly log: (message: string) => void;
};

/** Pieces in which nothing was found that one look walks through, some 20,000 rows; the next look goes on from there. */
const fruitlessPieces = 200;
const pauseMs = 5000;

const kinds = Object.keys(noGarbage) as (keyof Garbage)[];

const counted = (count: (kind: keyof Garbage) => number): Collected =>
  Object.fromEntries(kinds.map((kind) => [kind, count(kind)])) as Collected;
const countsOf = (garbage: Garbage): Collected => counted((kind) => garbage[kind].length);
const plus = (a: Collected, b: Collected): Collected => counted((kind) => a[kind] + b[kind]);
const total = (collected: Collected): number => kinds.reduce((sum, kind) => sum + collected[kind], 0);

const otherTurns = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

/**
 * Forgets what is past, in small commits between which everybody else is answered. Which rows may be looked at is the store's to say, and
 * whether one may go is decided as every other change is; what an allocation left on disk goes before its record does.
 */
export const startGarbageLoop = ({ store, kernel, engine, now, log }: Parts): GarbageLoop => {
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;
  let resumed: GarbageCursor | undefined;
  let forced: Promise<Collected> | undefined;

  /** Those whose files are gone. */
  const emptied = async (keys: readonly AllocationKey[]): Promise<readonly AllocationKey[]> => {
    const gone: AllocationKey[] = [];
    for (const key of keys) {
      const id = kernel.view().allocations.get(key)?.id;
      if (id === undefined) continue;
      try {
        await engine.remove(id);
        gone.push(key);
      } catch (fault) {
        log(`The files of allocation ${id} are removed later: ${String(fault)}`);
      }
    }
    return gone;
  };

  const collectFrom = async (candidates: Garbage, force: boolean): Promise<Garbage> => {
    const found = collectable(kernel.view(), candidates, { now: now(), force });
    // What was fetched to be judged need not stay in memory.
    store.evictAfterCommit(nothingTouched());
    if (garbageSize(found) === 0) return noGarbage;
    const garbage = { ...found, allocations: await emptied(found.allocations) };
    await kernel.submit({ type: "collectGarbage", candidates: garbage, force });
    return garbage;
  };

  /** From a cursor to the end, or until too much was looked at in vain. */
  const walk = async (
    from: GarbageCursor | undefined,
    how: { readonly force: boolean; readonly fruitless: number },
  ): Promise<{ readonly collected: Collected; readonly next: GarbageCursor | undefined }> => {
    let collected = countsOf(noGarbage);
    let cursor = from;
    let left = how.fruitless;
    while (!isStopped) {
      const { candidates, next } = store.garbage(cursor);
      const gone = await collectFrom(candidates, how.force);
      collected = plus(collected, countsOf(gone));
      if (next === null) return { collected, next: undefined };
      cursor = next;
      if (garbageSize(gone) === 0 && --left <= 0) break;
      await otherTurns();
    }
    return { collected, next: cursor };
  };

  /** What is gone may leave others without need: until nothing more goes. */
  const collectAll = async (): Promise<Collected> => {
    let sum = countsOf(noGarbage);
    for (;;) {
      const { collected } = await walk(undefined, { force: true, fruitless: Number.POSITIVE_INFINITY });
      sum = plus(sum, collected);
      if (total(collected) === 0) return sum;
    }
  };

  const arm = (ms: number): void => {
    clearTimeout(timer);
    if (!isStopped) timer = setTimeout(look, ms);
  };

  let isLooking = false;
  const look = (): void => {
    if (isLooking) return;
    isLooking = true;
    const everyMs = () => kernel.view().settings.retention.everyMs;
    walk(resumed, { force: false, fruitless: fruitlessPieces }).then(
      ({ collected, next }) => {
        isLooking = false;
        resumed = next;
        arm(next === undefined && total(collected) === 0 ? everyMs() : pauseMs);
      },
      (fault: unknown) => {
        isLooking = false;
        log(`What is past is forgotten later: ${String(fault)}`);
        arm(everyMs());
      },
    );
  };

  let known = kernel.view().settings.retention;
  kernel.onCommit(() => {
    const { retention } = kernel.view().settings;
    if (retention === known) return;
    known = retention;
    arm(retention.everyMs);
  });
  arm(known.everyMs);
  return {
    collect: () => {
      forced ??= collectAll().finally(() => (forced = undefined));
      return forced;
    },
    stop: () => {
      isStopped = true;
      clearTimeout(timer);
    },
  };
};
