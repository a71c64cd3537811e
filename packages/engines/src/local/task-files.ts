import {
  closeSync,
  constants,
  fchmodSync,
  fchownSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  writeSync,
} from "node:fs";
import type { TaskFile } from "@longshore/core/tasks/start-setting";
import { fillDirectories, taskDirectoryNames } from "./task-env.ts";

/** A path through an open directory: whatever a task does to the names above it, it stays that directory. */
const within = (directory: number, name: string): string => `/proc/self/fd/${String(directory)}/${name}`;

const openDirectory = (path: string): number =>
  openSync(path, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW);

type Owner = { readonly uid: number; readonly gid: number } | undefined;

const ownerOf = (owner: string | undefined): Owner => {
  const [uid, gid] = (owner ?? "").split(":");
  return uid === undefined || gid === undefined ? undefined : { uid: Number(uid), gid: Number(gid) };
};

const give = (file: number, owner: Owner): void => {
  if (owner !== undefined) fchownSync(file, owner.uid, owner.gid);
};

/** The directory below, made where it is missing; a link in its place is refused. */
const enter = (directory: number, name: string, owner: Owner): number => {
  let isNew = true;
  try {
    mkdirSync(within(directory, name), { mode: 0o755 });
  } catch (problem) {
    if ((problem as NodeJS.ErrnoException).code !== "EEXIST") throw problem;
    isNew = false;
  }
  const next = openDirectory(within(directory, name));
  if (isNew) give(next, owner);
  return next;
};

const writeWhole = (file: number, bytes: Uint8Array): void => {
  for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at);
};

/** Written beside its place and moved there, so that whatever stood there, a link too, is replaced and not followed. */
const put = (
  directory: number,
  name: string,
  by: { readonly bytes: Uint8Array; readonly mode: number; readonly owner: Owner },
): void => {
  const beside = within(directory, ".longshore-new");
  rmSync(beside, { force: true });
  const file = openSync(
    beside,
    constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW,
    0o600,
  );
  try {
    writeWhole(file, by.bytes);
    give(file, by.owner);
    fchmodSync(file, by.mode);
  } finally {
    closeSync(file);
  }
  renameSync(beside, within(directory, name));
};

const isPlain = (parts: readonly string[]): boolean =>
  parts.length > 1 &&
  (parts[0] === "local" || parts[0] === "secrets") &&
  parts.every((part) => part !== "" && part !== "." && part !== ".." && !part.includes("\0"));

const writeOne = (root: number, file: TaskFile, by: { readonly owner: Owner; readonly bytes: Uint8Array }): void => {
  const parts = file.path.split("/");
  const name = parts.at(-1);
  if (name === undefined || !isPlain(parts)) throw new Error("it is not below local/ or secrets/");
  let directory = root;
  try {
    for (const part of parts.slice(0, -1)) {
      const next = enter(directory, part, by.owner);
      if (directory !== root) closeSync(directory);
      directory = next;
    }
    put(directory, name, { bytes: by.bytes, mode: file.mode, owner: by.owner });
  } finally {
    if (directory !== root) closeSync(directory);
  }
};

/** Makes a task's files below its directory, for its user. Returns what went wrong, as a sentence. */
export const writeTaskFiles = (
  at: { readonly allocDir: string; readonly task: string; readonly owner: string | undefined },
  files: readonly TaskFile[],
): string | undefined => {
  if (files.length === 0) return undefined;
  const owner = ownerOf(at.owner);
  const places = taskDirectoryNames(at.allocDir, at.task);
  let current = "";
  let root = -1;
  try {
    root = openDirectory(`${at.allocDir}/${at.task}`);
    for (const file of files) {
      current = file.path;
      const bytes =
        file.encoding === "base64"
          ? Buffer.from(file.content, "base64")
          : Buffer.from(fillDirectories(file.content, places), "utf8");
      writeOne(root, file, { owner, bytes });
    }
    return undefined;
  } catch (problem) {
    return `its file ${current} could not be written: ${problem instanceof Error ? problem.message : String(problem)}`;
  } finally {
    if (root !== -1) closeSync(root);
  }
};
