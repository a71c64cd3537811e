import { closeSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { isBusy, isNoDatabase, StoreInUse, toFault } from "./fault.ts";

/**
 * One process per data directory. The lock itself is an exclusive SQLite transaction on a tiny file beside the database, left
 * open for life: the operating system gives it up with the process, however that dies, so a stale file locks nobody out.
 * Node has no flock; this is the same kernel lock through the driver.
 *
 * `<file>.owner` says who holds it, for the error message, and is the second guard: should somebody delete the lock file
 * under a running server, its owner is still found alive by pid, start time and boot id. A pid alone would not do: it is reused.
 *
 * NOTE: POSIX drops a process's locks on a file when it closes *any* descriptor of it, so nothing here may open the lock
 * file by other means.
 */
export type Lock = { readonly release: () => void };

type Owner = { readonly pid: number; readonly startTicks: string; readonly bootId: string };

const readText = (file: string): string | undefined => {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
};

/** Field 22 of proc(5)'s stat; the command name before it may hold spaces and brackets. Empty where there is no /proc. */
const startTicks = (pid: number): string => {
  const stat = readText(`/proc/${String(pid)}/stat`);
  return stat?.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "";
};

const bootId = (): string => readText("/proc/sys/kernel/random/boot_id")?.trim() ?? "";

const readOwner = (file: string): Owner | undefined => {
  try {
    const owner = JSON.parse(readText(file) ?? "null") as Owner | null;
    return typeof owner?.pid === "number" ? owner : undefined;
  } catch {
    return undefined;
  }
};

const livesElsewhere = (owner: Owner): boolean =>
  owner.pid !== process.pid &&
  owner.startTicks !== "" &&
  owner.bootId === bootId() &&
  owner.startTicks === startTicks(owner.pid);

const inUse = (file: string, owner: Owner | undefined, cause?: unknown): StoreInUse =>
  new StoreInUse(
    `${file} is in use by ${owner === undefined ? "another process" : `the process with pid ${String(owner.pid)}`}. ` +
      "Stop that one first, or choose another data directory.",
    "never",
    cause,
  );

/** Whoever can read no database in the lock file cannot have locked it either, so a damaged one is replaced. */
const holdExclusively = (lockFile: string): DatabaseSync => {
  closeSync(openSync(lockFile, "a", 0o600));
  const held = new DatabaseSync(lockFile, { timeout: 0 });
  try {
    held.exec("BEGIN EXCLUSIVE");
    return held;
  } catch (cause) {
    held.close();
    if (!isNoDatabase(cause)) throw cause;
    rmSync(lockFile);
    return holdExclusively(lockFile);
  }
};

const lockOrRefuse = (file: string, ownerFile: string): DatabaseSync => {
  try {
    return holdExclusively(`${file}.lock`);
  } catch (cause) {
    throw isBusy(cause) ? inUse(file, readOwner(ownerFile), cause) : toFault(`Cannot lock ${file}`, cause);
  }
};

export const acquireLock = (file: string): Lock => {
  const ownerFile = `${file}.owner`;
  const held = lockOrRefuse(file, ownerFile);
  try {
    const owner = readOwner(ownerFile);
    if (owner !== undefined && livesElsewhere(owner)) throw inUse(file, owner);
    const self: Owner = { pid: process.pid, startTicks: startTicks(process.pid), bootId: bootId() };
    writeFileSync(ownerFile, JSON.stringify(self), { mode: 0o600 });
  } catch (cause) {
    held.close();
    throw cause;
  }
  return {
    release: () => {
      if (!held.isOpen) return;
      rmSync(ownerFile, { force: true });
      held.close();
    },
  };
};
