import { existsSync } from "node:fs";
import { join } from "node:path";
import type { StartRequest } from "../engine.ts";
import type { Slot } from "./cgroup-slots.ts";
import { isClaimed } from "./claims.ts";
import type { Context, LocalRun } from "./context.ts";
import { processConfig, validateDriverConfig } from "./driver-config.ts";
import { resolveExecutable } from "./executable.ts";
import { directoriesStatement, journalStatement, startStatement } from "./launcher-script.ts";
import { reportStartFailed } from "./outcomes.ts";
import { allocDirectory, isTaskName, taskDirectories } from "./run-key.ts";
import { environmentProblem, fillDirectories, taskDirectoryNames, taskEnvironment } from "./task-env.ts";
import type { TaskUsers } from "./task-user.ts";
import type { Workers } from "./workers.ts";

/** Runs whose directories one mkdir makes: its exec is shared, and nothing else waits for the launcher meanwhile. */
const DIRECTORY_BATCH = 64;
/** A run given to a worker that recorded nothing for this long goes to another; its claim keeps it single. */
const UNRECORDED_MS = 5_000;

export type StarterSettings = {
  readonly write: (statement: string) => void;
  readonly workers: Workers;
  /** The journal's current file. */
  readonly journal: () => string;
  readonly baseEnv: Readonly<Record<string, string>>;
  readonly setsid: string;
  readonly env: string;
  readonly users: TaskUsers;
  /** A cgroup directory for the run, or `-`, and what must be made or written first. */
  readonly takeSlot: (request: StartRequest) => Slot;
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
  if (!isTaskName(run.run.task))
    return { problem: `the task name ${JSON.stringify(run.run.task)} cannot be a directory name` };
  const [configProblem] = validateDriverConfig(request.driver, request.config);
  if (configProblem !== undefined)
    return {
      problem: `invalid configuration: ${[...configProblem.path].join(".")} ${configProblem.message}`.replace(
        ":  ",
        ": ",
      ),
    };
  const allocDir = allocDirectory(context.dataDir, run.allocId);
  const user = settings.users.resolve(request.user, allocDir);
  if ("problem" in user) return user;
  const base = user.home === undefined ? settings.baseEnv : { ...settings.baseEnv, HOME: user.home };
  const env = taskEnvironment(request, allocDir, base);
  const invalid = environmentProblem(env);
  if (invalid !== undefined) return { problem: invalid };
  const places = taskDirectoryNames(allocDir, run.run.task);
  const given = processConfig(request.config);
  const config = {
    command: fillDirectories(given.command, places),
    args: given.args.map((arg) => fillDirectories(arg, places)),
  };
  const program = resolveExecutable(config.command, `${allocDir}/${run.run.task}`, env["PATH"] ?? "");
  if ("problem" in program) return program;
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
    argv: [...user.prefix, program.path, ...config.args],
    setsid: settings.setsid,
    envProgram: settings.env,
    owner: user.owner,
  });
  // A first attempt asks for its directories without looking: on a busy disk the look costs as much.
  const isMade =
    run.run.attempt > 1 &&
    existsSync(join(allocDir, run.run.task, "tmp")) &&
    existsSync(join(allocDir, "alloc", "logs"));
  return {
    run,
    statement,
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
      else ready.push(prepared);
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
      ready.push(...(making.get(batch) ?? []));
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
