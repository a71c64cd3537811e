import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { until } from "./until.ts";

export type Process = {
  readonly pid: number;
  /** Field 22 of its stat: with the pid it names one process of this boot. */
  readonly start: number;
  /** It leads its session, as a task's first process does. */
  readonly leads: boolean;
  readonly environment: readonly string[];
  readonly commandLine: string;
  readonly directory: string;
};

const attempt = <T>(read: () => T, otherwise: T): T => {
  try {
    return read();
  } catch {
    return otherwise;
  }
};

const readProcess = (pid: number): Process | undefined =>
  attempt(() => {
    const stat = readFileSync(`/proc/${String(pid)}/stat`, "latin1");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    if (fields[0] === "Z" || fields[0] === "X") return undefined;
    return {
      pid,
      start: Number(fields[19]),
      leads: Number(fields[3]) === pid,
      environment: attempt(() => readFileSync(`/proc/${String(pid)}/environ`, "utf8").split("\0"), []),
      commandLine: attempt(() => readFileSync(`/proc/${String(pid)}/cmdline`, "utf8").replaceAll("\0", " "), ""),
      directory: attempt(() => readlinkSync(`/proc/${String(pid)}/cwd`), ""),
    };
  }, undefined);

const processes = (): readonly Process[] =>
  readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map((name) => readProcess(Number(name)))
    .filter((process) => process !== undefined);

/** The processes of the tasks of one data directory: by what their environment says. */
export const tasksOf = (dataDir: string): readonly Process[] =>
  processes().filter(({ environment }) => environment.some((entry) => entry.startsWith(`NOMAD_ALLOC_DIR=${dataDir}/`)));

/** Every living process whose command line has this word; made unique by the test. */
export const processesWith = (word: string): readonly Process[] =>
  processes().filter(({ pid, commandLine }) => pid !== process.pid && commandLine.split(" ").includes(word));

/** Every living process that is in this directory or below. */
export const processesIn = (directory: string): readonly Process[] =>
  processes().filter((one) => one.directory === directory || one.directory.startsWith(`${directory}/`));

/** Servers in a process of their own, tasks, what forked away from them, and the shells above them. */
const everyoneOf = (dataDir: string): readonly Process[] => {
  const tasks = new Set(tasksOf(dataDir).map(({ pid }) => pid));
  return processes().filter(
    ({ pid, directory, commandLine }) =>
      tasks.has(pid) ||
      directory === dataDir ||
      directory.startsWith(`${dataDir}/`) ||
      commandLine.split(" ").includes(dataDir),
  );
};

/** Ends what runs with a data directory. A server in this process must be closed, or it would start its tasks again. */
export const endEveryoneOf = async (dataDir: string): Promise<void> => {
  await until(
    () => {
      const left = everyoneOf(dataDir);
      for (const { pid } of left) attempt(() => process.kill(pid, "SIGKILL"), false);
      return left.map(({ commandLine }) => commandLine);
    },
    (left) => left.length === 0,
    "the end of a test's processes",
  );
};
