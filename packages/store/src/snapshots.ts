import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { toFault } from "./fault.ts";
import { readMeta } from "./meta.ts";
import { type Db, first, openImmutable, rows } from "./sqlite.ts";

/**
 * A snapshot is a complete copy of the database as of one commit, in `snapshots/` beside it, and so also a backup. Replay is
 * a snapshot plus the journal after it: history that left memory is in the copy like all else, so the read models of any index
 * from the older snapshot on can be built again. The last two are kept; the journal may be cut behind the older one.
 *
 * The copy is made page by page on the driver's own thread, and commits go on meanwhile (35 MB took 80 ms). It costs what the
 * file weighs, so a big file is copied less often: at most one page for each entry since the last copy, beyond `every`.
 */
export type Snapshot = { readonly index: number; readonly at: number; readonly file: string };

export type Snapshots = {
  /** Oldest first; `file` is absolute. */
  readonly snapshots: () => readonly Snapshot[];
  readonly snapshotIsDue: () => boolean;
  /** One at a time: a call while another is under way joins it. */
  readonly snapshot: () => Promise<Snapshot>;
  /**
   * Deletes up to `limit` of the oldest journal entries, never of the newest `keep`, never one that replay from the older
   * of two snapshots needs. Returns how many; less than `limit` means done.
   */
  readonly trimJournal: (bounds: { readonly keep: number; readonly limit: number }) => number;
};

export type SnapshotOptions = { readonly every: number; readonly now: () => number };

const kept = 2;

const listSnapshots = (db: Db, folder: string): readonly Snapshot[] =>
  rows<{ idx: number; at: number; file: string }>(db.sql("SELECT idx, at, file FROM snapshot ORDER BY idx"))
    .map(({ idx, at, file }) => ({ index: idx, at, file: join(folder, file) }))
    .filter(({ file }) => existsSync(file));

const indexOfCopy = (file: string): number => {
  const copy = openImmutable(file);
  try {
    return readMeta(copy).index;
  } finally {
    copy.close();
  }
};

const pages = (db: Db): number => first<{ page_count: number }>(db.sql("PRAGMA page_count"))?.page_count ?? 0;

const isDue = (db: Db, folder: string, every: number): boolean => {
  const since = readMeta(db).index - (listSnapshots(db, folder).at(-1)?.index ?? 0);
  return since >= Math.max(every, pages(db));
};

/** Puts the finished copy in its place. Which commit it is of, only the copy itself knows: commits went on meanwhile. */
const record = (db: Db, unfinished: string, at: number): Snapshot => {
  const index = indexOfCopy(unfinished);
  const name = `${String(index)}.db`;
  return db.transaction("Cannot record the snapshot", () => {
    db.sql("INSERT INTO snapshot VALUES (?1, ?2, ?3) ON CONFLICT (idx) DO UPDATE SET at = ?2").run(index, at, name);
    const file = join(dirname(unfinished), name);
    renameSync(unfinished, file);
    return { index, at, file };
  });
};

/** Deletes what is not among the last, also copies that a crash left unrecorded. */
const prune = (db: Db, folder: string): void => {
  const last = listSnapshots(db, folder).slice(-kept);
  const oldest = last[0]?.index ?? 0;
  db.transaction("Cannot forget snapshots", () => void db.sql("DELETE FROM snapshot WHERE idx < ?").run(oldest));
  const names = new Set(last.map(({ file }) => basename(file)));
  for (const name of readdirSync(folder)) if (!names.has(name)) rmSync(join(folder, name), { force: true });
};

const takeSnapshot = async (db: Db, folder: string, now: () => number): Promise<Snapshot> => {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  prune(db, folder);
  const unfinished = join(folder, "unfinished.db");
  await db.copyTo(unfinished).catch((cause: unknown) => {
    throw toFault("Cannot copy the database", cause);
  });
  const made = record(db, unfinished, now());
  prune(db, folder);
  return made;
};

export const snapshotTable = (db: Db, { every, now }: SnapshotOptions): Snapshots => {
  const folder = join(dirname(db.file), "snapshots");
  let underWay: Promise<Snapshot> | undefined;
  return {
    snapshots: () => listSnapshots(db, folder),
    snapshotIsDue: () => underWay === undefined && isDue(db, folder, every),
    snapshot: () => {
      underWay ??= takeSnapshot(db, folder, now).finally(() => (underWay = undefined));
      return underWay;
    },
    trimJournal: ({ keep, limit }) => {
      const base = listSnapshots(db, folder);
      if (base.length < kept) return 0;
      const upTo = Math.min(base[0]?.index ?? 0, readMeta(db).index - keep);
      return db.transaction("Cannot trim the journal", () =>
        Number(
          db
            .sql("DELETE FROM journal WHERE idx IN (SELECT idx FROM journal WHERE idx <= ? ORDER BY idx LIMIT ?)")
            .run(upTo, limit).changes,
        ),
      );
    },
  };
};
