import { statSync } from "node:fs";
import { mkdir, rm, writeFile, type FileHandle } from "node:fs/promises";
import { dirname } from "node:path";
import type { LogAddress, LogStream } from "../engine.ts";
import type { Context, LocalRun } from "./context.ts";
import { trimStatement } from "./launcher-script.ts";
import { headDirectory, headPath, logPath, openLog, readHead } from "./log-files.ts";
import { findProgram } from "./programs.ts";

/** How many runs one check looks at; two `fstat` each. */
const CHECKED_AT_ONCE = 50;
/** Holes begin and end at blocks. */
const BLOCK = 4096;
/**
 * While a task writes, punching takes the disk from it: 500 MB of output took a quarter longer. So a log that grows is left alone
 * until it rests, for so long at most (milliseconds), and up to so many bytes beyond its cap.
 */
const LONGEST_GROWTH_MS = 10_000;
const LARGEST_EXCESS = 1024 ** 3;
/** A trim leaves this share of the cap, so that the next one is not due at once. */
const KEPT = 0.75;

export type LogTrimmer = {
  /** Once a second: begins trims for logs that have outgrown their cap. */
  readonly check: () => Promise<void>;
  readonly trimmed: (trim: number, status: number) => void;
  readonly close: () => void;
};

type Trim = { readonly file: FileHandle; readonly address: LogAddress; readonly head: number };

export const removeHeads = (dataDir: string, allocId: string): Promise<void> =>
  rm(headDirectory(dataDir, allocId), { recursive: true, force: true });

const writeHead = async (dataDir: string, address: LogAddress, head: number): Promise<void> => {
  const path = headPath(dataDir, address);
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await writeFile(path, `${head}\n`, { mode: 0o600 });
};

/**
 * Keeps logs below their cap by punching holes at their head: nothing is copied, the task goes on writing, offsets stay
 * valid. Node has no fallocate, so the launcher runs util-linux's, on a descriptor that this process holds open and has
 * checked; without that program, or on a file system that cannot, logs are left to grow and that is said once.
 */
export const createLogTrimmer = (context: Context, write: (statement: string) => void): LogTrimmer => {
  const program = findProgram("fallocate");
  const trims = new Map<number, Trim>();
  let isPossible = program !== undefined;
  let count = 0;
  let cursor = 0;

  /** Logs beyond their cap, when that was first seen and how far they had come last. */
  const growing = new Map<string, { readonly since: number; readonly size: number }>();

  const isAtRest = (run: LocalRun, path: string, log: { readonly size: number; readonly head: number }): boolean => {
    const seen = growing.get(path);
    const since = seen?.since ?? context.now();
    const isLate = context.now() - since >= LONGEST_GROWTH_MS || log.size - log.head > run.logCap + LARGEST_EXCESS;
    const isDue = run.phase === "ended" || seen?.size === log.size || isLate;
    if (isDue) growing.delete(path);
    else growing.set(path, { since, size: log.size });
    return isDue;
  };

  const consider = async (run: LocalRun, stream: LogStream): Promise<void> => {
    const address = { allocId: run.allocId, task: run.run.task, stream };
    if (
      program === undefined ||
      [...trims.values()].some(
        (trim) =>
          trim.address.allocId === run.allocId && trim.address.task === address.task && trim.address.stream === stream,
      )
    )
      return;
    const path = logPath(context.dataDir, address);
    if (path === undefined || (statSync(path, { throwIfNoEntry: false })?.size ?? 0) <= run.logCap) return;
    const log = await openLog(context.dataDir, address);
    if (log === undefined) return;
    const head = await readHead(context.dataDir, address);
    const next = Math.floor((log.size - run.logCap * KEPT) / BLOCK) * BLOCK;
    if (log.size - head <= run.logCap || next <= head || !isAtRest(run, path, { size: log.size, head }))
      return log.file.close();
    count += 1;
    trims.set(count, { file: log.file, address, head });
    // The head moves first: a reader must never take the hole's zeros for output.
    await writeHead(context.dataDir, address, next);
    write(
      trimStatement({
        program,
        file: `/proc/${process.pid}/fd/${log.file.fd}`,
        from: head,
        length: next - head,
        number: count,
      }),
    );
  };

  return {
    check: async () => {
      if (!isPossible || trims.size > 0) return;
      const capped = [...context.runs.values()].filter((run) => run.logCap > 0);
      const count = Math.min(CHECKED_AT_ONCE, capped.length);
      for (let step = 0; step < count; step += 1) {
        const run = capped[(cursor + step) % capped.length];
        if (run === undefined) continue;
        try {
          await consider(run, "stdout");
          await consider(run, "stderr");
          // An ended run writes no more: its last look was this one.
          if (run.phase === "ended") run.logCap = 0;
        } catch (error) {
          context.log(`cannot trim the logs of ${run.id}: ${String(error)}`);
        }
      }
      cursor = capped.length === 0 ? 0 : (cursor + count) % capped.length;
    },
    trimmed: (number, status) => {
      const trim = trims.get(number);
      if (trim === undefined) return;
      trims.delete(number);
      void trim.file.close();
      if (status === 0) return;
      isPossible = false;
      context.log("logs cannot be kept below their cap: the file system of the data directory cannot punch holes");
      void writeHead(context.dataDir, trim.address, trim.head);
    },
    close: () => {
      isPossible = false;
      for (const trim of trims.values()) void trim.file.close();
      trims.clear();
    },
  };
};
