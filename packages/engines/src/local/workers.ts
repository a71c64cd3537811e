import { createFileHandles } from "./file-handles.ts";
import { closeSync, constants, openSync, readdirSync, unlinkSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { workerPrelude, workerStatement, type ScriptSettings } from "./launcher-script.ts";
import { quote } from "./shell-words.ts";

/** Workers kept for the next task. Any further one takes a single task and ends with it, so as to hold no descriptor while it runs. */
const MOST_KEPT = 16;
/** Started before anybody asks, so that the first tasks do not wait for a shell. */
const WARM = 4;
/** Workers that are free or soon will be. On two cores the rate of short tasks is the same from two to eight; long ones begin faster with more. */
const MOST_AVAILABLE = 8;
/** A task that has run twice as long as a new worker takes to be made will keep its worker; within these bounds. */
const OCCUPIED_MS = { least: 10, most: 200 };
/** What making a worker takes on a quiet machine. */
const MADE_MS = 5;
/** A worker that is not there by then never will be (a full run directory, no process to be had). */
const HIRED_MS = 5_000;
/** A pipe takes 64 KiB at once; anything longer goes by way of a file. */
const LONGEST_STATEMENT = 48 * 1024;

type Worker = {
  readonly number: number;
  fd: number;
  specification: string | undefined;
  readonly hiredAt: number;
  /** When its task recorded itself, by `performance.now()`; 0 before. */
  recordedAt: number;
};

export type Workers = {
  /**
   * Gives one statement to a free worker; false when none is free, then `free` is called as soon as one is, or when there is no room
   * for the statement.
   */
  readonly run: (id: string, statement: string) => boolean;
  /** The run's process has recorded itself, so its worker was alive and has read everything. */
  readonly recorded: (id: string) => void;
  /** The worker of this run can take another. */
  readonly release: (id: string) => void;
  readonly piped: (number: number) => void;
  readonly ready: (number: number) => void;
  readonly dropStale: () => void;
  /** The launcher died with whatever it was asked for. */
  readonly restarted: () => void;
  /** Once the launcher is gone, so that no pipe is made any more. */
  readonly close: () => void;
};

export type WorkerSettings = {
  readonly script: ScriptSettings;
  /** Distinguishes this engine's pipes from those of earlier ones. */
  readonly generation: number;
  readonly write: (statement: string) => void;
  readonly free: () => void;
};

/**
 * A shell of an earlier engine may wait for a writer that died first: opening its pipe and closing it lets it read the end
 * and go. Its launcher may still have been at work when this engine began, so this is repeated.
 */
export const dropStalePipes = (directory: string, isOwn: (name: string) => boolean): void => {
  for (const name of readdirSync(directory).filter((entry) => entry.startsWith("w.") && !isOwn(entry))) {
    const path = join(directory, name);
    closeSync(openSync(path, constants.O_RDWR | constants.O_NONBLOCK));
    unlinkSync(path);
  }
};

export const createWorkers = (settings: WorkerSettings): Workers => {
  const directory = settings.script.runDir;
  const isOwn = (name: string): boolean => name.startsWith(`w.${settings.generation}.`);
  dropStalePipes(directory, isOwn);
  const starting = new Map<number, Worker>();
  const busy = new Map<string, Worker>();
  let idle: Worker[] = [];
  let count = 0;
  /** A statement was refused since a worker was last given one. */
  let isWanted = false;
  const handles = createFileHandles();
  let timer: NodeJS.Timeout | undefined;
  /** What making the last workers took, a running mean: on a busy machine short tasks take longer too. */
  let madeMs = MADE_MS;
  const occupiedMs = (): number => Math.min(Math.max(2 * madeMs, OCCUPIED_MS.least), OCCUPIED_MS.most);
  const pipe = (number: number): string => join(directory, `w.${settings.generation}.${number}`);

  const discard = (worker: Worker): void => {
    if (worker.fd < 0) return;
    closeSync(worker.fd);
    worker.fd = -1;
    try {
      unlinkSync(pipe(worker.number));
    } catch {
      // Already gone with the run directory.
    }
  };
  const send = (worker: Worker, text: string): boolean => {
    try {
      return writeSync(worker.fd, text) === Buffer.byteLength(text);
    } catch {
      discard(worker);
      return false;
    }
  };
  const hire = (number: number): void => {
    for (let index = 0; index < number; index += 1) {
      count += 1;
      starting.set(count, {
        number: count,
        fd: -1,
        specification: undefined,
        hiredAt: performance.now(),
        recordedAt: 0,
      });
      settings.write(workerStatement(pipe(count), count));
    }
  };
  const look = (): void => {
    timer ??= setTimeout(hireIfShort, occupiedMs());
  };
  const hireIfShort = (): void => {
    timer = undefined;
    const now = performance.now();
    for (const worker of [...starting.values()].filter((one) => now - one.hiredAt > HIRED_MS)) {
      starting.delete(worker.number);
      discard(worker);
    }
    const soonFree = [...busy.values()].filter(
      (worker) => worker.recordedAt === 0 || now - worker.recordedAt < occupiedMs(),
    ).length;
    const wanted = isWanted && idle.length === 0 ? MOST_AVAILABLE : WARM;
    hire(Math.max(0, wanted - idle.length - starting.size - soonFree));
    if (isWanted || soonFree > 0) look();
  };
  /** A long statement is read from a file; the worker gets its name. Undefined when the run directory is full. */
  const shorten = (worker: Worker, statement: string): string | undefined => {
    if (Buffer.byteLength(statement) <= LONGEST_STATEMENT) return statement;
    const specification = `${pipe(worker.number)}.spec`;
    try {
      writeFileSync(specification, statement, { mode: 0o600 });
    } catch {
      return undefined;
    }
    worker.specification = specification;
    return `. ${quote(specification)}\n`;
  };
  hire(WARM);

  return {
    run: (id, statement) => {
      for (let worker = idle.pop(); worker !== undefined; worker = idle.pop()) {
        const text = shorten(worker, statement);
        if (text === undefined) {
          idle.push(worker);
          return false;
        }
        if (!send(worker, text)) continue;
        worker.recordedAt = 0;
        busy.set(id, worker);
        isWanted = false;
        // Before the last one is given away: a task that comes then would wait for several to be made.
        look();
        return true;
      }
      isWanted = true;
      if (starting.size + busy.size === 0) timer ??= setTimeout(hireIfShort, 0);
      else look();
      return false;
    },
    recorded: (id) => {
      const worker = busy.get(id);
      if (worker === undefined) return;
      if (worker.specification !== undefined) unlinkSync(worker.specification);
      worker.specification = undefined;
      worker.recordedAt = performance.now();
      if (busy.size <= MOST_KEPT) return;
      discard(worker);
      busy.delete(id);
    },
    release: (id) => {
      const worker = busy.get(id);
      busy.delete(id);
      if (worker === undefined) return;
      if (idle.length >= MOST_KEPT) return discard(worker);
      idle.push(worker);
      settings.free();
    },
    piped: (number) =>
      handles.whenFree(() => {
        const worker = starting.get(number);
        if (worker === undefined) return;
        // For reading too, since opening only for writing fails until the worker has opened its end.
        worker.fd = openSync(pipe(number), constants.O_RDWR | constants.O_NONBLOCK);
        send(worker, workerPrelude(settings.script, number));
      }),
    ready: (number) =>
      handles.whenFree(() => {
        const worker = starting.get(number);
        if (worker === undefined) return;
        // Only for writing from here on: a write to a dead worker is then an error and not silence.
        const both = worker.fd;
        worker.fd = openSync(pipe(number), constants.O_WRONLY | constants.O_NONBLOCK);
        closeSync(both);
        starting.delete(number);
        madeMs += (performance.now() - worker.hiredAt - madeMs) / 4;
        idle.push(worker);
        settings.free();
      }),
    dropStale: () => dropStalePipes(directory, isOwn),
    restarted: () => {
      for (const worker of starting.values()) discard(worker);
      starting.clear();
      isWanted = false;
      settings.free();
    },
    close: () => {
      clearTimeout(timer);
      handles.close();
      for (const worker of [...starting.values(), ...idle, ...busy.values()]) discard(worker);
      idle = [];
      dropStalePipes(directory, () => false);
    },
  };
};
