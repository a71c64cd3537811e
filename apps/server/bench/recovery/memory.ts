import { readFileSync, readdirSync } from "node:fs";

const kilobytes = (text: string, field: string): number =>
  [...text.matchAll(new RegExp(`^${field}:\\s+(\\d+) kB`, "gm"))].reduce((sum, [, value]) => sum + Number(value), 0);

/** Resident memory of a process, in megabytes. */
export const residentMegabytes = (pid: number): number =>
  kilobytes(readFileSync(`/proc/${String(pid)}/status`, "utf8"), "VmRSS") / 1024;

/** Memory that would be free without the process, in megabytes. */
const privateMegabytes = (pid: number): number => {
  const text = readFileSync(`/proc/${String(pid)}/smaps_rollup`, "utf8");
  return (kilobytes(text, "Private_Clean") + kilobytes(text, "Private_Dirty")) / 1024;
};

const parentOf = (pid: number): number => {
  try {
    return Number(/^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${String(pid)}/status`, "utf8"))?.[1]);
  } catch {
    return 0;
  }
};

/** The shells between the server and its tasks: the launcher and its workers. */
const shellsOf = (command: string): readonly number[] =>
  readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${String(pid)}/cmdline`, "utf8").includes(command);
      } catch {
        return false;
      }
    });

/** Private memory of all the shells that supervise these tasks, and of a server's launcher, in megabytes. */
export const supervisionMegabytes = (serverPid: number, tasks: readonly number[]): number => {
  const supervisors = new Set(tasks.map(parentOf));
  const launchers = shellsOf("longshore-launcher").filter((pid) => parentOf(pid) === serverPid);
  for (const worker of shellsOf("longshore-worker")) if (launchers.includes(parentOf(worker))) supervisors.add(worker);
  return [...supervisors, ...launchers].filter((pid) => pid > 1).reduce((sum, pid) => sum + privateMegabytes(pid), 0);
};
