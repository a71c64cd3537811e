import { Worker } from "node:worker_threads";
import { type Db, first } from "./sqlite.ts";

/** Pages of the log (4 KiB each) from which on it is folded back into the database. */
const foldFrom = 2_000;
/** What came into the log meanwhile is folded back by the commit that finds no more than this: it takes a few milliseconds. */
const mostAtOnce = 500;
export type Checkpoints = {
  /** To be called after each commit. */
  readonly afterCommit: () => void;
  readonly close: () => void;
};

type LogState = { readonly log: number; readonly checkpointed: number };

/**
 * Folds the log back into the database on a thread of its own: under load that is as much writing as the commits are, and nobody is
 * answered while a commit does it. The thread is begun with the first log that has grown long.
 */
export const foldInBackground = (db: Db): Checkpoints => {
  const look = db.sql("PRAGMA wal_checkpoint(NOOP)");
  let thread: Worker | undefined;
  let isUnderWay = false;
  let isClosed = false;

  const begin = (): Worker => {
    const worker = new Worker(new URL("checkpoint-thread.ts", import.meta.url), { workerData: { file: db.file } });
    worker.unref();
    worker.on("message", () => {
      isUnderWay = false;
      afterCommit();
    });
    // Its end costs nothing but time: commits fold the log back themselves then, and the next long log begins another.
    const ended = (): void => {
      thread = undefined;
      isUnderWay = false;
    };
    worker.on("error", ended);
    worker.on("exit", ended);
    return worker;
  };

  const afterCommit = (): void => {
    if (isClosed || isUnderWay || !db.isOpen()) return;
    const { log, checkpointed } = first<LogState>(look) ?? { log: 0, checkpointed: 0 };
    if (log < foldFrom || checkpointed === log) return;
    if (checkpointed > 0 && log - checkpointed <= mostAtOnce) return db.exec("PRAGMA wal_checkpoint(PASSIVE)");
    isUnderWay = true;
    thread ??= begin();
    thread.postMessage("fold");
  };

  return {
    afterCommit,
    close: () => {
      isClosed = true;
      void thread?.terminate();
    },
  };
};
