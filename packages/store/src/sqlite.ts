import { closeSync, openSync } from "node:fs";
import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";
import { pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";
import { toFault } from "./fault.ts";

export type Value = SQLInputValue;

/**
 * One connection. `sql` prepares a text once. Traps of the driver that callers mind: a number binds as REAL (columns convert,
 * expressions do not), `undefined` throws, a lone Date or object argument binds as named parameters and stores NULL.
 */
export type Db = {
  readonly file: string;
  readonly sql: (text: string) => StatementSync;
  readonly exec: (text: string) => void;
  /** All or nothing; a failure rolls back and is thrown as a fault that says `what`. */
  readonly transaction: <T>(what: string, work: () => T) => T;
  /** Copies the database into a file that is not there yet, while commits go on; the copy is of one commit. */
  readonly copyTo: (file: string) => Promise<void>;
  readonly isOpen: () => boolean;
  readonly close: () => void;
};

const preparedStatements = 200;

const statements = (raw: DatabaseSync) => {
  const held = new Map<string, StatementSync>();
  return (text: string): StatementSync => {
    const known = held.get(text);
    if (known !== undefined) return known;
    const made = raw.prepare(text);
    if (held.size >= preparedStatements) held.delete(held.keys().next().value ?? "");
    held.set(text, made);
    return made;
  };
};

const connect = (file: string, raw: DatabaseSync): Db => ({
  file,
  sql: statements(raw),
  exec: (text) => raw.exec(text),
  transaction: (what, work) => {
    try {
      raw.exec("BEGIN IMMEDIATE");
      const result = work();
      raw.exec("COMMIT");
      return result;
    } catch (cause) {
      if (raw.isOpen && raw.isTransaction) raw.exec("ROLLBACK");
      throw toFault(what, cause);
    }
  },
  copyTo: (target) =>
    new Promise((resolve, reject) => {
      const worker = new Worker(new URL("copy-database.ts", import.meta.url), { workerData: { file, target } });
      worker.once("error", reject);
      worker.once("exit", () => resolve());
    }),
  isOpen: () => raw.isOpen,
  close: () => {
    if (raw.isOpen) raw.close();
  },
});

const options = { timeout: 5000, enableForeignKeyConstraints: true, defensive: true } as const;

const shared = `
  PRAGMA cache_size = -64000;
  PRAGMA temp_store = MEMORY;
  PRAGMA mmap_size = 0;
`;

/**
 * FULL syncs the log before a commit returns: an acknowledged change outlives a power cut where the disk keeps its word.
 * The log is folded back into the database in the background (`checkpoints.ts`); the limit here is for when that is behind.
 * mmap stays off: a stray write through it would reach the file.
 */
const writing = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  PRAGMA wal_autocheckpoint = 16384;
  PRAGMA journal_size_limit = 67108864;
`;

/** The file holds token hashes and job environments: only its owner may read it; SQLite's side files take its mode. */
const createPrivately = (file: string): void => closeSync(openSync(file, "a", 0o600));

export const openDatabase = (file: string): Db => {
  try {
    createPrivately(file);
    const raw = new DatabaseSync(file, options);
    raw.exec(shared + writing);
    return connect(file, raw);
  } catch (cause) {
    throw toFault(`Cannot open ${file}`, cause);
  }
};

/** For a worker thread or a second look; reads what is committed, and a write fails. */
export const openReadOnly = (file: string): Db => {
  try {
    const raw = new DatabaseSync(file, { ...options, readOnly: true });
    raw.exec(shared);
    return connect(file, raw);
  } catch (cause) {
    throw toFault(`Cannot open ${file}`, cause);
  }
};

/** For a copy that nobody writes: takes no locks and makes no side files. */
export const openImmutable = (file: string): Db => {
  const url = pathToFileURL(file);
  url.searchParams.set("immutable", "1");
  return connect(file, new DatabaseSync(url, { ...options, readOnly: true }));
};

export const first = <Row>(statement: StatementSync, ...values: readonly Value[]): Row | undefined =>
  statement.get(...values) as Row | undefined;

export const rows = <Row>(statement: StatementSync, ...values: readonly Value[]): readonly Row[] =>
  statement.all(...values) as unknown as readonly Row[];

export type Body = { readonly body: string };

/** How a record is read from its `body`; most are stored as they are. */
export type ReadBody<T> = (body: string) => T;
export const asStored = <T>(body: string): T => JSON.parse(body) as T;

/** The records in the `body` column of what a statement finds. */
export const bodies = <T>(statement: StatementSync, ...values: readonly Value[]): readonly T[] =>
  rows<Body>(statement, ...values).map((row) => asStored<T>(row.body));

export const body = <T>(statement: StatementSync, ...values: readonly Value[]): T | undefined => {
  const row = first<Body>(statement, ...values);
  return row && (JSON.parse(row.body) as T);
};
