import { mkdirSync } from "node:fs";
import { rm } from "node:fs/promises";
import { homedir } from "node:os";
import { basename, join, resolve } from "node:path";
import type { Engine, StartRequest, StopRequest } from "../engine.ts";
import { NO_SLOTS, openCgroupSlots } from "./cgroup-slots.ts";
import { forbidStart } from "./claims.ts";
import { createRun, type Context, type LocalEngineOptions, type LocalRun } from "./context.ts";
import { fingerprintMachine } from "./fingerprint.ts";
import { openJournal, type Journal } from "./journal.ts";
import { isShimCrash, launcherPrelude, REAP } from "./launcher-script.ts";
import { createLauncher } from "./launcher.ts";
import { createLogFiles } from "./log-files.ts";
import { createLogTrimmer, removeHeads } from "./log-trimmer.ts";
import { createObserver } from "./observer.ts";
import { reportStartFailed } from "./outcomes.ts";
import { readBootId } from "./proc.ts";
import { readProcessTable } from "./process-table.ts";
import { findProgram, findShell } from "./programs.ts";
import { historiesOf, recover, recoverOne, sweepEarlier, type RecoverySteps } from "./recovery.ts";
import { createReporter } from "./reporter.ts";
import { openRunDir } from "./run-dir.ts";
import { allocDirectory, isAllocId, runKey } from "./run-key.ts";
import { createStarter } from "./starter.ts";
import { createStopLadder } from "./stop-ladder.ts";
import { createSweeper } from "./sweeper.ts";
import { baseEnvironment } from "./task-env.ts";
import { createTaskUsers } from "./task-user.ts";
import { createWorkers } from "./workers.ts";

export type { LocalEngineOptions } from "./context.ts";

const TICK_MS = 1_000;

const createContext = (options: LocalEngineOptions, report: Context["report"]): Context => {
  const bootId = readBootId();
  mkdirSync(join(options.dataDir, "alloc"), { recursive: true, mode: 0o711 });
  return {
    dataDir: options.dataDir,
    runDir: openRunDir(options.dataDir, bootId, options.runDir),
    bootId,
    runs: new Map(),
    now: options.now,
    log: options.log ?? (() => undefined),
    report,
    crash: (point) => {
      if (options.crashAt === point) process.kill(process.pid, "SIGKILL");
    },
  };
};

const programs = () => {
  const setsid = findProgram("setsid");
  const env = findProgram("env");
  if (setsid === undefined || env === undefined)
    throw new Error("setsid (util-linux) and env (coreutils) are needed to start processes");
  return { setsid, env, shell: findShell() };
};

/** The shells: the launcher, and the workers it makes. */
const createShells = (
  context: Context,
  options: LocalEngineOptions,
  hooks: { readonly journal: Journal; readonly free: () => void; readonly again: () => void },
) => {
  const { env, shell } = programs();
  const { journal } = hooks;
  const crashAt = options.crashAt !== undefined && isShimCrash(options.crashAt) ? options.crashAt : undefined;
  const script = {
    journal: journal.path,
    claims: context.runDir.claims,
    runDir: context.runDir.path,
    shell,
    env,
    crashAt,
  };
  const launcher = createLauncher({
    shell,
    prelude: () => launcherPrelude(script),
    errors: join(context.runDir.path, "launcher.log"),
    restarted: () => {
      workers.restarted();
      hooks.again();
    },
    log: context.log,
  });
  const workers = createWorkers({ script, generation: journal.generation, write: launcher.write, free: hooks.free });
  return { launcher, workers };
};

/** The parts that exist from `open` to `close`. */
const createParts = (context: Context, options: LocalEngineOptions) => {
  const name = basename(context.runDir.path);
  const slots =
    options.withoutCgroups === true
      ? NO_SLOTS
      : openCgroupSlots(name.startsWith("longshore-") ? name : `longshore-${name}`);
  const sweeper = createSweeper(context, slots);
  const ladder = createStopLadder(context, slots.kill);
  const journal = openJournal(context.runDir.path, context.bootId, (records) => observer.onRecords(records));
  const { launcher, workers } = createShells(context, options, {
    journal,
    free: () => starter.pump(),
    again: () => starter.repeat(true),
  });
  const { setsid, env } = programs();
  const trimmer = createLogTrimmer(context, launcher.write);
  const starter = createStarter(context, {
    write: launcher.write,
    workers,
    baseEnv: baseEnvironment(process.env, homedir()),
    setsid,
    env,
    users: createTaskUsers(options.dataDir, options.allowedUsers ?? []),
    takeSlot: slots.take,
    claimedBefore: (run) => {
      run.phase = "sent";
      observer.unclear(run);
    },
  });
  const observer = createObserver(context, {
    slots,
    workers,
    made: starter.made,
    trimmed: trimmer.trimmed,
    settled: starter.settled,
    beginStop: ladder.begin,
    sweep: sweeper.sweep,
  });
  const ticker = setInterval(() => {
    journal.poll();
    observer.check();
    void trimmer.check();
    starter.repeat(false);
    launcher.write(REAP);
  }, TICK_MS);
  const close = async (): Promise<void> => {
    clearInterval(ticker);
    for (const part of [observer, ladder, sweeper, starter, trimmer, journal]) part.close();
    await launcher.close();
    workers.close();
    slots.close();
  };
  const steps: RecoverySteps = {
    unclear: observer.unclear,
    reserveSlot: slots.reserve,
    ended: observer.ended,
    table: readProcessTable,
  };
  return {
    histories: historiesOf(journal),
    steps,
    slots,
    sweeper,
    ladder,
    starter,
    observer,
    journal,
    launcher,
    close,
  };
};

type Parts = ReturnType<typeof createParts>;

const stopRun = (context: Context, parts: Parts, request: StopRequest): void => {
  const id = runKey(request.allocId, request.run);
  const run = context.runs.get(id) ?? createRun(id, request.run, request.allocId);
  context.runs.set(id, run);
  if (run.phase === "ended" || run.stop !== undefined) return;
  run.stop = request;
  if (run.phase === "running") return parts.ladder.begin(run);
  if (forbidStart(context, id)) {
    parts.starter.cancel(run);
    return reportStartFailed(context, run, "it was stopped before it was started");
  }
  // A shim was faster; its record brings the process, and the stop goes on from there.
  if (run.phase === "queued") parts.observer.unclear(Object.assign(run, { phase: "sent" as const }));
  return undefined;
};

const startRun = (context: Context, parts: Parts, request: StartRequest): void => {
  context.crash("start.begin");
  const id = runKey(request.allocId, request.run);
  if (context.runs.has(id)) return undefined;
  const run = createRun(id, request.run, request.allocId);
  run.request = request;
  context.runs.set(id, run);
  const history = parts.histories.get(id);
  if (history !== undefined) return recoverOne(context, run, { history, steps: parts.steps });
  if (isAllocId(request.allocId)) parts.starter.start(run);
  else reportStartFailed(context, run, `${JSON.stringify(request.allocId)} is not an allocation's UUID`);
  context.crash("start.queued");
  return undefined;
};

/** Runs tasks as processes of this machine; survives its own death without losing or doubling one (packages/engines/RULES.md). */
export const createLocalEngine = (given: LocalEngineOptions): Engine => {
  const options = { ...given, dataDir: resolve(given.dataDir) };
  const reporter = createReporter((point) => options.crashAt === point && process.kill(process.pid, "SIGKILL"));
  const context = createContext(options, reporter.report);
  const logs = createLogFiles(options.dataDir);
  let parts: Parts | undefined;
  const opened = (): Parts => {
    if (parts === undefined) throw new Error("the engine is not open");
    return parts;
  };
  return {
    fingerprint: () =>
      fingerprintMachine({
        dataDir: options.dataDir,
        hasCgroups: opened().slots.isAvailable,
        users: options.allowedUsers ?? [],
      }),
    open: async (expected, listener) => {
      const open = createParts(context, options);
      parts = open;
      reporter.listen(listener);
      recover(context, open.histories, { expected, steps: open.steps });
      sweepEarlier(context, open.histories, { table: readProcessTable, members: open.slots.members });
      open.journal.poll();
    },
    start: (request) => startRun(context, opened(), request),
    stop: (request) => stopRun(context, opened(), request),
    remove: async (allocId) => {
      if (!isAllocId(allocId)) throw new Error(`${JSON.stringify(allocId)} is not an allocation's UUID`);
      const own = [...context.runs.values()].filter((run: LocalRun) => run.allocId === allocId);
      const busy = own.find((run) => run.phase !== "ended");
      if (busy !== undefined || opened().sweeper.isSweeping(allocId))
        throw new Error(`allocation ${allocId} still runs: ${busy?.run.task ?? "its leftovers are being killed"}`);
      await rm(allocDirectory(options.dataDir, allocId), { recursive: true, force: true });
      await removeHeads(context.dataDir, allocId);
      for (const run of own) context.runs.delete(run.id);
    },
    readLog: logs.read,
    logExtent: logs.extent,
    watchLog: logs.watch,
    close: async () => {
      reporter.close();
      logs.close();
      await parts?.close();
    },
  };
};
