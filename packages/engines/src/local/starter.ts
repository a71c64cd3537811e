import { existsSync } from "node:fs";
import { join } from "node:path";
import type { StartRequest } from "../engine.ts";
import type { Slot } from "./cgroup-slots.ts";
import { isClaimed } from "./claims.ts";
import { commandLine, type CommandSettings } from "./command-line.ts";
import type { Context, LocalRun } from "./context.ts";
import { directoriesStatement, journalStatement, startStatement } from "./launcher-script.ts";
import { reportStartFailed } from "./outcomes.ts";
import { taskDirectories } from "./run-key.ts";
import { writeTaskFiles } from "./task-files.ts";
import type { Workers } from "./workers.ts";

/** Runs whose directories one mkdir makes: its exec is shared, and nothing else waits for the launcher meanwhile. */
const DIRECTORY_BATCH = 64;
/** A run given to a worker that recorded nothing for this long goes to another; its claim keeps it single. */
const UNRECORDED_MS = 5_000;

export type StarterSettings = CommandSettings & {
  readonly write: (statement: string) => void;
  readonly workers: Workers;
  /** The journal's current file. */
  readonly journal: () => string;
  readonly setsid: string;
  readonly env: string;
  /** A cgroup directory for the run, or `-`, and what must be made or written first. */
  readonly takeSlot: (request: StartRequest) => Slot;
  /** A run that cannot be started after all; it gives back what it had taken. */
  readonly failed: (run: LocalRun, reason: string) => void;
  /** A run that had been claimed before this engine heard of it. */
  readonly claimedBefore: (run: LocalRun) => void;
};

export type Starter = {
  readonly start: (run: LocalRun) => void;
  /** Work may go on: a worker is free. */
  readonly pump: () => void;
  readonly made: (batch: number) => void;
  /** A sent run was recorded, or will never be. */
  readonly settled: (run: LocalRun) => void;
  readonly cancel: (run: LocalRun) => void;
  /** The launcher died with what it was asked for, or something sent was lost: ask again. */
  readonly repeat: (isLauncherNew: boolean) => void;
  readonly close: () => void;
};

type Prepared = {
  readonly run: LocalRun;
  readonly statement: string;
  readonly directories: readonly string[];
  /** Once its directories exist; returns what went wrong. */
  readonly writeFiles: () => string | undefined;
  sentAt: number;
};

/** Everything that can be known to be wrong before a process exists; else the statement that starts it. */
const prepare = (
  context: Context,
  settings: StarterSettings,
  run: LocalRun,
): Prepared | { readonly problem: string } => {
  const request = run.request;
  if (request === undefined) return { problem: "the start request is gone" };
  const command = commandLine(settings, request);
  if ("problem" in command) return command;
  const { allocDir, env, argv, owner } = command;
  const { slot, directories, script } = settings.takeSlot(request);
  run.slot = slot;
  const statement = startStatement({
    id: run.id,
    allocDir,
    task: run.run.task,
    withLogs: !request.logs.disabled,
    logCap: request.logs.disabled ? 0 : Math.max(0, Math.floor(request.logs.maxBytes)),
    slot,
    limits: script,
    env,
    argv,
    setsid: settings.setsid,
    envProgram: settings.env,
    owner,
  });
  // A first attempt asks for its directories without looking: on a busy disk the look costs as much.
  const isMade =
    run.run.attempt > 1 &&
    existsSync(join(allocDir, run.run.task, "tmp")) &&
    existsSync(join(allocDir, "alloc", "logs"));
  return {
    run,
    statement,
    writeFiles: () => writeTaskFiles({ allocDir, task: run.run.task, owner }, request.files),
    directories: [...(isMade ? [] : taskDirectories(allocDir, run.run.task)), ...directories],
    sentAt: 0,
  };
};

export const createStarter = (context: Context, settings: StarterSettings): Starter => {
  const waiting: LocalRun[] = [];
  const making = new Map<number, readonly Prepared[]>();
  let ready: Prepared[] = [];
  const sent = new Map<string, Prepared>();
  let batches = 0;
  let scheduled: NodeJS.Immediate | undefined;

  /** The others are ready for a worker. */
  const writeFiles = (batch: readonly Prepared[]): void => {
    for (const prepared of batch) {
      if (prepared.run.phase !== "queued") continue;
      const problem = prepared.writeFiles();
      if (problem === undefined) ready.push(prepared);
      else settings.failed(prepared.run, problem);
    }
  };

  const makeDirectories = (batch: readonly Prepared[]): void => {
    batches += 1;
    making.set(batches, batch);
    settings.write(directoriesStatement([...new Set(batch.flatMap((prepared) => prepared.directories))], batches));
  };

  /** What is ready at once stays in order; what needs directories follows when they are made. */
  const prepareBatch = (): void => {
    const batch: Prepared[] = [];
    for (
      let run = waiting.shift();
      run !== undefined;
      run = batch.length < DIRECTORY_BATCH ? waiting.shift() : undefined
    ) {
      if (run.phase !== "queued") continue;
      const prepared = prepare(context, settings, run);
      if ("problem" in prepared) {
        if (isClaimed(context, run.id)) settings.claimedBefore(run);
        else reportStartFailed(context, run, prepared.problem);
      } else if (prepared.directories.length > 0) batch.push(prepared);
      else writeFiles([prepared]);
    }
    if (batch.length > 0) makeDirectories(batch);
  };

  const send = (prepared: Prepared): boolean => {
    context.crash("worker.write");
    if (!settings.workers.run(prepared.run.id, journalStatement(settings.journal()) + prepared.statement)) return false;
    prepared.run.phase = "sent";
    prepared.sentAt = performance.now();
    sent.set(prepared.run.id, prepared);
    context.crash("worker.written");
    return true;
  };

  const pump = (): void => {
    scheduled = undefined;
    if (making.size < 2) prepareBatch();
    let next = 0;
    for (let prepared = ready[next]; prepared !== undefined; prepared = ready[next]) {
      if (prepared.run.phase === "queued" && !send(prepared)) break;
      next += 1;
    }
    ready = ready.slice(next);
    if (waiting.length > 0 && making.size < 2) schedule();
  };
  const schedule = (): void => {
    scheduled ??= setImmediate(pump);
  };

  return {
    start: (run) => {
      waiting.push(run);
      schedule();
    },
    pump: schedule,
    made: (batch) => {
      writeFiles(making.get(batch) ?? []);
      making.delete(batch);
      schedule();
    },
    settled: (run) => void sent.delete(run.id),
    cancel: (run) => void sent.delete(run.id),
    repeat: (isLauncherNew) => {
      const unmade = [...making.values()];
      if (isLauncherNew) making.clear();
      if (isLauncherNew) unmade.forEach(makeDirectories);
      for (const prepared of sent.values()) {
        if (prepared.run.phase !== "sent" || performance.now() - prepared.sentAt < UNRECORDED_MS) continue;
        sent.delete(prepared.run.id);
        prepared.run.phase = "queued";
        ready.push(prepared);
      }
      schedule();
    },
    close: () => {
      waiting.length = 0;
      making.clear();
      ready = [];
      clearImmediate(scheduled);
    },
  };
};
