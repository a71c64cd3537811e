import { accessSync, constants } from "node:fs";
import { join } from "node:path";
import { DEFAULT_PATH } from "./task-env.ts";

const isExecutable = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

/** Where a system program is, by the fixed system path and not by the server's environment. */
export const findProgram = (name: string): string | undefined =>
  DEFAULT_PATH.split(":")
    .map((directory) => join(directory, name))
    .find(isExecutable);

/** dash forks fastest by far; any POSIX shell works. */
export const findShell = (): string => findProgram("dash") ?? findProgram("sh") ?? "/bin/sh";
