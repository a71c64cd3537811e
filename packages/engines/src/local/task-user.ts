import { readFileSync, statSync } from "node:fs";
import { userInfo } from "node:os";
import { dirname } from "node:path";
import { findProgram } from "./programs.ts";

export type TaskUser = {
  /** What stands before the task's own command line. */
  readonly prefix: readonly string[];
  /** `uid:gid` that must own the task's directories; undefined for the server's own user. */
  readonly owner: string | undefined;
  readonly home: string | undefined;
};

export type TaskUsers = {
  readonly resolve: (user: string, allocDir: string) => TaskUser | { readonly problem: string };
};

const OWN: TaskUser = { prefix: [], owner: undefined, home: undefined };

type Account = { readonly uid: number; readonly gid: number; readonly home: string };

const findAccount = (name: string): Account | undefined => {
  const line = readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .map((text) => text.split(":"))
    .find((fields) => fields[0] === name);
  const [, , uid, gid, , home] = line ?? [];
  return uid === undefined || gid === undefined ? undefined : { uid: Number(uid), gid: Number(gid), home: home ?? "/" };
};

/** The first directory on the way that others may not enter. */
const closedDirectory = (path: string): string | undefined => {
  for (let directory = path; directory !== "/"; directory = dirname(directory)) {
    const mode = statSync(directory, { throwIfNoEntry: false })?.mode;
    if (mode !== undefined && (mode & 0o001) === 0) return directory;
  }
  return undefined;
};

/** Another user only from the server's list, and never root: a job must not become root because the server is. */
export const createTaskUsers = (dataDir: string, allowed: readonly string[]): TaskUsers => {
  const own = userInfo().username;
  const setpriv = findProgram("setpriv");
  return {
    resolve: (user, allocDir) => {
      if (user === "") return OWN;
      if (user === "root" || user === "0") return { problem: "tasks may not ask for the user root" };
      if (!allowed.includes(user))
        return { problem: `the user ${JSON.stringify(user)} is not on this server's list of allowed users` };
      if (user === own) return OWN;
      const account = findAccount(user);
      if (account === undefined) return { problem: `there is no user ${JSON.stringify(user)} on this machine` };
      if (account.uid === 0) return { problem: `the user ${JSON.stringify(user)} is root under another name` };
      if (process.geteuid?.() !== 0) return { problem: `running as ${user} needs a server that runs as root` };
      if (setpriv === undefined)
        return { problem: "running as another user needs setpriv (util-linux), which this machine does not have" };
      const closed = closedDirectory(dataDir);
      if (closed !== undefined)
        return {
          problem: `the user ${user} cannot enter ${closed}, which leads to ${allocDir}; open it with chmod o+x`,
        };
      const prefix = [setpriv, `--reuid=${account.uid}`, `--regid=${account.gid}`, "--init-groups", "--"];
      return { prefix, owner: `${account.uid}:${account.gid}`, home: account.home };
    },
  };
};
