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

/** Takes snapshots when they are due and bounds the journal, in slices that hold up nothing. */
export const startUpkeep = (store: Upkept, { keptEntries, log }: Options): { readonly stop: () => void } => {
  const trim = (): void => {
    if (store.trimJournal({ keep: keptEntries(), limit: trimSlice }) === trimSlice) setImmediate(trim);
  };
  const look = async (): Promise<void> => {
    if (!store.snapshotIsDue()) return;
    await store.snapshot();
    trim();
  };
  const timer = setInterval(() => {
    look().catch((fault: unknown) => log(`The snapshot is tried again later: ${String(fault)}`));
  }, everyMs);
  return { stop: () => clearInterval(timer) };
};
