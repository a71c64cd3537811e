import { chmodSync, mkdirSync, mkdtempSync, rmSync, statfsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defer } from "./cleanup.ts";
import { run } from "./program.ts";

const fileSystems: Readonly<Record<number, string>> = {
  0xef53: "ext4",
  0x58465342: "xfs",
  0x9123683e: "btrfs",
  0x01021994: "tmpfs",
  0x794c7630: "overlay",
  0x2fc12fc1: "zfs",
};

export const fileSystemOf = (path: string): string => {
  const { type } = statfsSync(path);
  return fileSystems[type] ?? `file system 0x${type.toString(16)}`;
};

const base = (): string => {
  try {
    return mkdtempSync("/var/tmp/longshore-bench-");
  } catch {
    return mkdtempSync(join(tmpdir(), "longshore-bench-"));
  }
};

let root: string | undefined;

/** The directory of this run. Under `/var/tmp`, which by convention is on disk: on a tmpfs, durability would cost nothing. */
export const scratchRoot = (): string => {
  if (root === undefined) {
    const made = base();
    // Others may pass through: a database server that refuses to run as root runs as another user below.
    chmodSync(made, 0o711);
    defer(() => rmSync(made, { recursive: true, force: true, maxRetries: 5 }));
    root = made;
  }
  return root;
};

let count = 0;

/** A new directory, removed when the benchmark ends at the latest. */
export const scratchDirectory = (name: string): string => {
  count += 1;
  const path = join(scratchRoot(), `${name}-${String(count)}`);
  mkdirSync(path);
  return path;
};

/** Removes a directory and waits until the disk is quiet, so that nobody pays for what was written before. */
export const removeAndSettle = async (path: string): Promise<void> => {
  rmSync(path, { recursive: true, force: true, maxRetries: 5 });
  await run(["sync"]);
};
