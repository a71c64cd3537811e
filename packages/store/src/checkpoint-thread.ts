import { DatabaseSync } from "node:sqlite";
import { parentPort, workerData } from "node:worker_threads";

/** The body of a worker thread: copies what the log holds into the database, while commits go on, whenever it is asked to. */
const db = new DatabaseSync((workerData as { readonly file: string }).file, { timeout: 5000 });
const checkpoint = db.prepare("PRAGMA wal_checkpoint(PASSIVE)");
parentPort?.on("message", () => {
  checkpoint.get();
  parentPort?.postMessage("done");
});
