import { ticksToMs, uptimeMs } from "./proc.ts";
import type { Context, LocalRun } from "./context.ts";

/** The last signal number of Linux. A shell shows a death by signal n as status 128 + n; a program may also exit with that number itself, which a shell cannot tell apart. */
const LAST_SIGNAL = 64;

const signalOf = (status: number): number => (status > 128 && status <= 128 + LAST_SIGNAL ? status - 128 : 0);

/** The wall clock at an uptime: exact to a hundredth of a second however late the record is read. */
export const atUptime = (context: Context, recordedMs: number): number =>
  Math.min(context.now(), context.now() - (uptimeMs() - recordedMs));

const end = (run: LocalRun): void => {
  run.phase = "ended";
  run.request = undefined;
};

const stored = (run: LocalRun) => (): void => {
  run.storedAt = performance.now();
};

export const reportStarted = (context: Context, run: LocalRun, at: number): void => {
  run.phase = "running";
  run.request = undefined;
  run.startedAt = at;
  context.crash("record.seen");
  context.report({ type: "started", run: run.run, at, pid: run.process.pid });
};

export const reportExited = (
  context: Context,
  run: LocalRun,
  exit: { readonly status: number; readonly uptimeMs: number; readonly oomKilled: boolean },
): void => {
  if (run.startedAt === 0)
    reportStarted(
      context,
      run,
      Math.min(atUptime(context, ticksToMs(run.process.start)), atUptime(context, exit.uptimeMs)),
    );
  end(run);
  const at = Math.max(run.startedAt, atUptime(context, exit.uptimeMs));
  const { status, oomKilled } = exit;
  context.report(
    { type: "exited", run: run.run, at, exitCode: status, signal: signalOf(status), oomKilled },
    stored(run),
  );
};

export const reportStartFailed = (context: Context, run: LocalRun, reason: string): void => {
  end(run);
  context.report({ type: "startFailed", run: run.run, at: context.now(), reason }, stored(run));
};

const reportLoss = (
  context: Context,
  run: LocalRun,
  loss: { readonly reason: string; readonly withNode: boolean },
): void => {
  end(run);
  context.report({ type: "lost", run: run.run, at: context.now(), ...loss }, stored(run));
};

export const reportLost = (context: Context, run: LocalRun, reason: string): void =>
  reportLoss(context, run, { reason, withNode: false });

/** The machine was restarted, and all that ran is gone. */
export const reportRestarted = (context: Context, run: LocalRun): void =>
  reportLoss(context, run, { reason: "the machine was restarted while the task was running", withNode: true });
