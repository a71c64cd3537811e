import type { Effect } from "@longshore/core/effect";
import type { Reader } from "@longshore/core/reader";
import type { State } from "@longshore/core/state";
import type { Touched } from "@longshore/core/touched";
import { auditReader, type AuditReader } from "./audit.ts";
import type { AuditRow, CommitBatch } from "./batch.ts";
import { foldInBackground, type Checkpoints } from "./checkpoints.ts";
import { auditWriter, committer } from "./commit.ts";
import { garbageReader, type GarbageReader } from "./garbage.ts";
import { journalReader, type JournalReader } from "./journal.ts";
import { type LoadedState, loadState, memoryLimits, type MemoryLimits } from "./load-state.ts";
import { acquireLock } from "./lock.ts";
import { plantSeed } from "./meta.ts";
import { migrate, migrations, refuseNewer } from "./migrate.ts";
import { createReader } from "./reader.ts";
import { snapshotTable, type Snapshots } from "./snapshots.ts";
import { bodies, type Db, openDatabase, openReadOnly } from "./sqlite.ts";
import { type Tokens, tokenTable } from "./tokens.ts";

/** What any number of connections may do at once, a worker thread's among them. Sees committed changes only. */
export type ReadStore = {
  readonly reader: Reader;
  readonly close: () => void;
} & JournalReader &
  AuditReader &
  GarbageReader;

/** The one writer of a data directory. Every function that writes is durable when it returns, or throws a `StoreFault` and has written nothing. */
export type Store = ReadStore & {
  readonly commit: (batch: CommitBatch) => void;
  /** The state as last committed. Loading again, as after a failed commit, makes the one before useless. */
  readonly loadState: () => State;
  /** To be called after the commit of `touched`: what disk can bring back leaves memory. */
  readonly evictAfterCommit: (touched: Touched) => void;
  /** Effects not settled yet, in the order in which they were added. */
  readonly effects: () => readonly Effect[];
  /** For what is no change of the state: a sign-in, a refusal. */
  readonly recordAudit: (rows: readonly AuditRow[]) => void;
} & Tokens &
  Snapshots;

export type StoreOptions = {
  /** `<data directory>/longshore.db`; its folder must exist. */
  readonly file: string;
  readonly createId: () => string;
  readonly now: () => number;
  /** Entries between snapshots, at least. */
  readonly snapshotEvery?: number;
  readonly memory?: Partial<MemoryLimits>;
};

const snapshotEvery = 50_000;

const openLocked = (options: StoreOptions): Db => {
  const db = openDatabase(options.file);
  try {
    migrate(db, migrations());
    plantSeed(db, options.createId);
    return db;
  } catch (cause) {
    db.close();
    throw cause;
  }
};

const readParts = (db: Db): Omit<ReadStore, "close"> => ({
  reader: createReader(db),
  ...journalReader(db),
  ...auditReader(db),
  ...garbageReader(db),
});

const stateParts = (db: Db, options: StoreOptions): Pick<Store, "loadState" | "evictAfterCommit"> => {
  let loaded: LoadedState | undefined;
  return {
    loadState: () => {
      loaded = loadState(db, { ...memoryLimits, ...options.memory });
      return loaded.state;
    },
    evictAfterCommit: (touched) => loaded?.evict(touched),
  };
};

const createStore = (db: Db, options: StoreOptions, checkpoints: Checkpoints): Omit<Store, "close"> => {
  const writeAudit = auditWriter(db);
  const commit = committer(db);
  const pending = db.sql("SELECT body FROM effect ORDER BY seq");
  return {
    ...readParts(db),
    ...stateParts(db, options),
    ...tokenTable(db),
    ...snapshotTable(db, { every: options.snapshotEvery ?? snapshotEvery, now: options.now }),
    commit: (batch) => {
      commit(batch);
      checkpoints.afterCommit();
    },
    effects: () => bodies<Effect>(pending),
    recordAudit: (rows) =>
      db.transaction("Cannot write the audit log", () => {
        for (const row of rows) writeAudit(row);
      }),
  };
};

export const openStore = (options: StoreOptions): Store => {
  const lock = acquireLock(options.file);
  try {
    const db = openLocked(options);
    const checkpoints = foldInBackground(db);
    return {
      ...createStore(db, options, checkpoints),
      close: () => {
        checkpoints.close();
        if (db.isOpen()) db.exec("PRAGMA wal_checkpoint(TRUNCATE)");
        db.close();
        lock.release();
      },
    };
  } catch (cause) {
    lock.release();
    throw cause;
  }
};

/** A second connection, for reading alone; takes no lock. The file must be there. */
export const openReadStore = (file: string): ReadStore => {
  const db = openReadOnly(file);
  refuseNewer(db, migrations().at(-1)?.version ?? 0);
  return { ...readParts(db), close: db.close };
};
