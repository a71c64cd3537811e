import type { Store } from "@longshore/store/store";

const everyMs = 30_000;
/** Journal entries trimmed in one transaction: a few milliseconds of the writer's time. */
const trimSlice = 500;

type Upkept = Pick<Store, "snapshotIsDue" | "snapshot" | "trimJournal">;

type Options = {
  /** Entries kept for replay and time travel beyond what the snapshots need. */
  readonly keptEntries: () => number;
  readonly log: (message: string) => void;
};

const otherTurns = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

/** Takes a snapshot if one is due, and then bounds the journal, in slices that hold up nothing. */
export const keepUp = async (store: Upkept, keptEntries: () => number): Promise<void> => {
  if (!store.snapshotIsDue()) return;
  await store.snapshot();
  while (store.trimJournal({ keep: keptEntries(), limit: trimSlice }) === trimSlice) await otherTurns();
};

export const startUpkeep = (store: Upkept, { keptEntries, log }: Options): { readonly stop: () => void } => {
  const timer = setInterval(() => {
    keepUp(store, keptEntries).catch((fault: unknown) => log(`The snapshot is tried again later: ${String(fault)}`));
  }, everyMs);
  return { stop: () => clearInterval(timer) };
};
