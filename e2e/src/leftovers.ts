import { readFileSync, readdirSync } from "node:fs";

const read = (path: string): string => {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
};

/** The processes whose environment or command names the data directory: its server, its launcher, its tasks. Linux only. */
export const processesOf = (dataDir: string): readonly number[] => {
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid);
  return pids
    .filter((pid) => `${read(`/proc/${pid}/environ`)}\0${read(`/proc/${pid}/cmdline`)}`.includes(dataDir))
    .map(Number);
};

/** Ends what is left of a data directory; a process may be gone before its turn. Returns how many there were. */
export const killProcessesOf = (dataDir: string): number => {
  const pids = process.platform === "linux" ? processesOf(dataDir) : [];
  for (const pid of pids) {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      continue;
    }
  }
  return pids.length;
};
