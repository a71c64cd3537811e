import { homedir } from "node:os";
import { basename, join } from "node:path";
import { NO_SLOTS, openCgroupSlots, type CgroupSlots } from "./cgroup-slots.ts";
import type { CommandSettings } from "./command-line.ts";
import type { Context, LocalEngineOptions } from "./context.ts";
import { createForgetting } from "./forgetting.ts";
import { openJournal, type Journal } from "./journal.ts";
import { isShimCrash, journalStatement, launcherPrelude, REAP } from "./launcher-script.ts";
import { createLauncher } from "./launcher.ts";
import { createLogTrimmer } from "./log-trimmer.ts";
import { createObserver, type Observer } from "./observer.ts";
import { readProcessTable } from "./process-table.ts";
import { reportStartFailed } from "./outcomes.ts";
import { findProgram, findShell } from "./programs.ts";
import { historiesOf, type RecoverySteps } from "./recovery.ts";
import { createScriptProbes } from "./script-probe.ts";
import { createStarter } from "./starter.ts";
import { createStopLadder } from "./stop-ladder.ts";
import { createSweeper } from "./sweeper.ts";
import { baseEnvironment } from "./task-env.ts";
import { createTaskUsers } from "./task-user.ts";
import { createWorkers } from "./workers.ts";

const TICK_MS = 1_000;

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
    journal: () => journal.current().path,
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
  const workers = createWorkers({
    script,
    generation: journal.current().generation,
    write: launcher.write,
    free: hooks.free,
  });
  return { launcher, workers };
};

/** The engine's cgroups, named as its run directory is, so that the next engine on the same data finds them. */
export const openSlots = (context: Context, options: LocalEngineOptions): CgroupSlots => {
  const name = basename(context.runDir.path);
  return options.withoutCgroups === true
    ? NO_SLOTS
    : openCgroupSlots(name.startsWith("longshore-") ? name : `longshore-${name}`);
};

/** One step that fails, as on a run directory without space, keeps no other from being taken, and is tried again a tick later. */
const keepUp = (context: Context, steps: readonly (() => unknown)[]): NodeJS.Timeout =>
  setInterval(() => {
    for (const step of steps) {
      try {
        step();
      } catch (fault) {
        context.log(`the engine's upkeep is tried again: ${String(fault)}`);
      }
    }
  }, TICK_MS);

/** How any command is run here, a task's or a check's. */
const commandsOf = (options: LocalEngineOptions): CommandSettings => ({
  dataDir: options.dataDir,
  baseEnv: baseEnvironment(process.env, homedir()),
  users: createTaskUsers(options.dataDir, options.allowedUsers ?? []),
});

const stepsOf = (observer: Observer, slots: CgroupSlots): RecoverySteps => ({
  unclear: observer.unclear,
  reserveSlot: slots.reserve,
  ended: observer.ended,
  wasOutOfMemory: slots.wasOutOfMemory,
  table: readProcessTable,
});

/** The parts that exist from `open` to `close`. */
export const createParts = (context: Context, options: LocalEngineOptions) => {
  const slots = openSlots(context, options);
  const sweeper = createSweeper(context, slots);
  const ladder = createStopLadder(context, slots.kill);
  const journal = openJournal(context.runDir.path, context.bootId, (records, generation) =>
    observer.onRecords(records, generation),
  );
  const { launcher, workers } = createShells(context, options, {
    journal,
    free: () => starter.pump(),
    again: () => starter.repeat(true),
  });
  const firstGeneration = journal.current().generation;
  const { setsid, env } = programs();
  const trimmer = createLogTrimmer(context, launcher.write);
  const commands = commandsOf(options);
  const probes = createScriptProbes({
    ...commands,
    runDir: context.runDir.path,
    generation: firstGeneration,
    write: launcher.write,
    slotOf: (id) => context.runs.get(id)?.slot ?? "-",
  });
  const starter = createStarter(context, {
    ...commands,
    write: launcher.write,
    workers,
    journal: () => journal.current().path,
    setsid,
    env,
    takeSlot: slots.take,
    failed: (run, reason) => {
      slots.release(run.slot);
      reportStartFailed(context, run, reason);
    },
    claimedBefore: (run) => {
      run.phase = "sent";
      observer.unclear(run);
    },
  });
  const observer = createObserver(context, {
    slots,
    workers,
    firstGeneration: () => firstGeneration,
    made: starter.made,
    trimmed: trimmer.trimmed,
    probed: probes.probed,
    settled: starter.settled,
    beginStop: ladder.begin,
    sweep: sweeper.sweep,
  });
  const histories = historiesOf(journal);
  const forgetting = createForgetting(context, journal, histories);
  const ticker = keepUp(context, [
    journal.poll,
    observer.check,
    () => void trimmer.check(),
    () => starter.repeat(false),
    forgetting.forget,
    workers.dropStale,
    () => journal.rotate() && launcher.write(journalStatement(journal.current().path)),
    () => launcher.write(REAP),
  ]);
  const close = async (): Promise<void> => {
    clearInterval(ticker);
    for (const part of [observer, ladder, sweeper, starter, probes, trimmer, journal]) part.close();
    await launcher.close();
    workers.close();
    slots.close();
  };
  const steps = stepsOf(observer, slots);
  return { histories, steps, slots, sweeper, ladder, starter, probes, observer, journal, close };
};

export type Parts = ReturnType<typeof createParts>;
