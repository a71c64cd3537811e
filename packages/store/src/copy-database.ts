import { DatabaseSync } from "node:sqlite";
import { workerData } from "node:worker_threads";

/**
 * The body of a worker thread: writes one commit's state of a database into a new file. `VACUUM INTO` reads in one transaction,
 * while commits go on beside it; on a thread of its own it holds up nobody. The backup API would not do: a step of it that meets
 * a commit of the same connection fails now and then.
 */
const { file, target } = workerData as { readonly file: string; readonly target: string };
const db = new DatabaseSync(file, { readOnly: true, timeout: 5000 });
try {
  db.prepare("VACUUM INTO ?").run(target);
} finally {
  db.close();
}
