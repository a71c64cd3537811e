import type { TaskReport, RunId } from "@longshore/core/model";
import type { Engine, EngineListener, StartRequest } from "./engine.ts";

/** A bounded wait on what an engine reports; for tests of any engine, so that none of them sleeps. */
export type Observation = {
  readonly listener: EngineListener;
  readonly reports: readonly TaskReport[];
  /** The reports of each call of the listener. */
  readonly batches: readonly (readonly TaskReport[])[];
  readonly next: <T extends TaskReport["type"]>(type: T, run: RunId) => Promise<Extract<TaskReport, { type: T }>>;
  readonly of: (run: RunId) => readonly TaskReport["type"][];
};

const WAIT_MS = 8_000;

const isSameRun = (a: RunId, b: RunId): boolean => a.alloc === b.alloc && a.attempt === b.attempt && a.task === b.task;

export const observe = (): Observation => {
  const reports: TaskReport[] = [];
  const batches: (readonly TaskReport[])[] = [];
  const waiting = new Set<() => void>();
  const of = (run: RunId): TaskReport["type"][] =>
    reports.filter((report) => isSameRun(report.run, run)).map((report) => report.type);
  return {
    reports,
    batches,
    of,
    listener: (batch) => {
      batches.push(batch);
      reports.push(...batch);
      for (const look of waiting) look();
    },
    next: (type, run) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const found = reports.find((report) => report.type === type && isSameRun(report.run, run));
          if (found === undefined) return;
          waiting.delete(look);
          clearTimeout(timer);
          resolve(found as never);
        };
        const timer = setTimeout(() => {
          waiting.delete(look);
          reject(new Error(`no "${type}" of ${run.task} within ${WAIT_MS} ms; seen: ${of(run).join(", ")}`));
        }, WAIT_MS);
        waiting.add(look);
        look();
      }),
  };
};

export const startRequest = (allocId: string, run: RunId, command: readonly [string, ...string[]]): StartRequest => ({
  run,
  allocId,
  driver: "raw_exec",
  config: { command: command[0], args: command.slice(1) },
  env: {},
  user: "",
  resources: { cpuMhz: 100, memoryMb: 64, memoryMaxMb: 0 },
  logs: { maxBytes: 10 * 1024 * 1024, disabled: false },
  files: [],
});

/** The whole of a log that fits into one read. */
export const readText = async (engine: Engine, allocId: string, task: string): Promise<string> => {
  const read = await engine.readLog({ allocId, task, stream: "stdout" }, 0, 4 * 1024 * 1024);
  return Buffer.from(read?.bytes ?? []).toString("utf8");
};
