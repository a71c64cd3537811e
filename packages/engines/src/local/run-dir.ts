import { createHash } from "node:crypto";
import { existsSync, lstatSync, mkdirSync, readFileSync, realpathSync, statfsSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Control files (claims, records) mean nothing after a reboot, and metadata writes on the file system of the database
 * wait behind its fsync; so they live on tmpfs where there is one.
 */
const TMPFS_MAGIC = 0x01021994;

export type RunDir = {
  readonly path: string;
  readonly claims: string;
  readonly onTmpfs: boolean;
  /** The machine was restarted since the last engine on this data: what ran then is gone, and so may be what was recorded of it. */
  readonly isNewBoot: boolean;
};

const isTmpfs = (path: string): boolean => {
  try {
    return statfsSync(path).type === TMPFS_MAGIC;
  } catch {
    return false;
  }
};

/** Makes the directory private, or says that it is not ours: a name in a shared directory may have been taken by another user. */
const claimPrivate = (path: string): boolean => {
  try {
    mkdirSync(path, { mode: 0o700, recursive: true });
    const stat = lstatSync(path);
    return stat.isDirectory() && stat.uid === process.geteuid?.() && (stat.mode & 0o077) === 0;
  } catch {
    return false;
  }
};

const candidates = (dataDir: string): readonly string[] => {
  const real = realpathSync(dataDir);
  const name = `longshore-${createHash("sha256").update(real).digest("hex").slice(0, 16)}`;
  const roots = [process.geteuid?.() === 0 ? "/run" : process.env["XDG_RUNTIME_DIR"], "/dev/shm"];
  return [
    ...roots
      .filter((root) => root !== undefined && root !== "" && isTmpfs(root))
      .map((root) => join(String(root), name)),
    join(real, "run"),
  ];
};

/**
 * Chooses the control directory and remembers the choice for this boot beside the data: a server started another way
 * (sudo, a unit file) sees other environment variables and must still find the claims of its predecessor.
 */
export const openRunDir = (dataDir: string, bootId: string, wanted: string | undefined): RunDir => {
  mkdirSync(dataDir, { recursive: true });
  const noteFile = join(dataDir, "run-dir");
  const [notedBoot, notedPath] = existsSync(noteFile) ? readFileSync(noteFile, "utf8").split("\n") : [];
  const remembered = notedBoot === bootId && notedPath !== undefined && notedPath !== "" ? [notedPath] : [];
  const path = (wanted === undefined ? [...remembered, ...candidates(dataDir)] : [wanted]).find(claimPrivate);
  if (path === undefined)
    throw new Error(`no private directory for control files: tried ${wanted ?? candidates(dataDir).join(", ")}`);
  if (path !== remembered[0]) writeFileSync(noteFile, `${bootId}\n${path}\n`, { mode: 0o600 });
  const claims = join(path, "claims");
  mkdirSync(claims, { mode: 0o700, recursive: true });
  return { path, claims, onTmpfs: isTmpfs(path), isNewBoot: notedBoot !== undefined && notedBoot !== bootId };
};
