import { isClaimed } from "./claims.ts";
import type { Context, LocalRun } from "./context.ts";
import { processConfig, validateDriverConfig } from "./driver-config.ts";
import { resolveExecutable } from "./executable.ts";
import { directoriesStatement, startStatement } from "./launcher-script.ts";
import { reportStartFailed } from "./outcomes.ts";
import { allocDirectory, isTaskName, taskDirectories } from "./run-key.ts";
import { environmentProblem, taskEnvironment } from "./task-env.ts";
import type { TaskUsers } from "./task-user.ts";

/** Shims between claim and record at one time; more only lengthen the kernel's run queue. Refilled at half, so that directories are made in batches. */
const MOST_IN_FLIGHT = 48;
const REFILL_AT = 24;
/** Runs whose directories one mkdir makes: its exec is shared, and the launcher is held up some 10 ms at most. */
const DIRECTORY_BATCH = 64;

export type StarterSettings = {
  readonly write: (statement: string) => void;
  readonly baseEnv: Readonly<Record<string, string>>;
  readonly setsid: string;
  readonly users: TaskUsers;
  /** A cgroup directory for the run, or `-`, and what must be made or written first. */
  readonly takeSlot: (run: LocalRun) => { readonly slot: string; readonly directories: readonly string[] };
  /** A run that had been claimed before this engine heard of it. */
  readonly claimedBefore: (run: LocalRun) => void;
};

export type Starter = {
  readonly start: (run: LocalRun) => void;
  /** A sent run was recorded, or will never be. */
  readonly settled: (run: LocalRun) => void;
  readonly cancel: (run: LocalRun) => void;
  readonly resend: () => void;
};

type Prepared = { readonly run: LocalRun; readonly statement: string; readonly directories: readonly string[] };

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
  const config = processConfig(request.config);
  const program = resolveExecutable(config.command, `${allocDir}/${run.run.task}`, env["PATH"] ?? "");
  if ("problem" in program) return program;
  const { slot, directories } = settings.takeSlot(run);
  run.slot = slot;
  const statement = startStatement({
    id: run.id,
    allocDir,
    task: run.run.task,
    withLogs: !request.logs.disabled,
    slot,
    env,
    argv: [...user.prefix, program.path, ...config.args],
    setsid: settings.setsid,
    owner: user.owner,
  });
  return { run, statement, directories: [...taskDirectories(allocDir, run.run.task), ...directories] };
};

export const createStarter = (context: Context, settings: StarterSettings): Starter => {
  const waiting: LocalRun[] = [];
  let ready: Prepared[] = [];
  const inFlight = new Map<string, Prepared>();
  let scheduled: NodeJS.Immediate | undefined;

  const prepareBatch = (): string => {
    const batch: Prepared[] = [];
    for (
      let run = waiting.shift();
      run !== undefined;
      run = batch.length < DIRECTORY_BATCH ? waiting.shift() : undefined
    ) {
      if (run.phase !== "queued") continue;
      const prepared = prepare(context, settings, run);
      if (!("problem" in prepared)) batch.push(prepared);
      else if (isClaimed(context, run.id)) settings.claimedBefore(run);
      else reportStartFailed(context, run, prepared.problem);
    }
    ready.push(...batch);
    return batch.length === 0
      ? ""
      : directoriesStatement([...new Set(batch.flatMap((prepared) => prepared.directories))]);
  };

  const pump = (): void => {
    scheduled = undefined;
    let text = "";
    while (inFlight.size < MOST_IN_FLIGHT && (ready.length > 0 || waiting.length > 0)) {
      if (ready.length === 0) text += prepareBatch();
      const next = ready.shift();
      if (next === undefined || next.run.phase !== "queued") continue;
      next.run.phase = "sent";
      inFlight.set(next.run.id, next);
      text += next.statement;
    }
    if (text === "") return;
    context.crash("launcher.write");
    settings.write(text);
    context.crash("launcher.written");
  };
  const schedule = (): void => {
    scheduled ??= setImmediate(pump);
  };

  return {
    start: (run) => {
      waiting.push(run);
      if (inFlight.size <= REFILL_AT) schedule();
    },
    settled: (run) => {
      inFlight.delete(run.id);
      if (inFlight.size <= REFILL_AT && (ready.length > 0 || waiting.length > 0)) schedule();
    },
    cancel: (run) => {
      ready = ready.filter((prepared) => prepared.run !== run);
      inFlight.delete(run.id);
    },
    resend: () => {
      const sent = [...inFlight.values()];
      if (sent.length > 0)
        settings.write(
          directoriesStatement([...new Set(sent.flatMap((prepared) => prepared.directories))]) +
            sent.map((prepared) => prepared.statement).join(""),
        );
      schedule();
    },
  };
};
