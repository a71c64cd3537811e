import type { RunId } from "@longshore/core/model";
import { forbidStart } from "./claims.ts";
import { createRun, type Context, type LocalRun } from "./context.ts";
import type { Journal } from "./journal.ts";
import { atUptime, reportExited, reportLost, reportRestarted, reportStartFailed, reportStarted } from "./outcomes.ts";
import { isAlive, readStat, ticksToMs, uptimeMs } from "./proc.ts";
import { readProcessTable, signalExactly, type ProcessTable } from "./process-table.ts";
import type { RunRecord } from "./records.ts";
import { markerKey, runKey, runMarker } from "./run-key.ts";

type Started = Extract<RunRecord, { type: "started" }>;

/** All that earlier engines' shims recorded about one run. */
export type History = {
  started: Started | undefined;
  ended: Extract<RunRecord, { type: "ended" }> | undefined;
  failed: string | undefined;
  sameBoot: boolean;
  generation: number;
};

export const historiesOf = (journal: Journal): Map<string, History> => {
  const histories = new Map<string, History>();
  for (const { record, sameBoot, generation } of journal.earlier) {
    if (!("id" in record)) continue;
    const history = histories.get(record.id) ?? {
      started: undefined,
      ended: undefined,
      failed: undefined,
      sameBoot,
      generation,
    };
    history.sameBoot = sameBoot;
    if (record.type === "started") history.started = record;
    else if (record.type === "ended") history.ended = record;
    else if (record.type === "failed") history.failed = record.step;
    histories.set(record.id, history);
  }
  return histories;
};

export const failureReason = (step: string): string => {
  if (step === "directories")
    return "the task's directories could not be made; is the disk full or the data directory not writable?";
  if (step === "logs") return "a log file could not be opened, or is not a regular file";
  if (step === "owner") return "the task's directories could not be given to the task's user";
  if (step === "limits") return "the limits of its memory, CPU and processes could not be set";
  return `the start failed at the step "${step}"`;
};

/** Takes up a process recorded before: reported as started (again, perhaps), watched from now on. */
export const adopt = (context: Context, run: LocalRun, started: Started): void => {
  run.process = { pid: started.pid, start: started.start };
  run.slot = started.slot;
  run.logCap = started.logCap;
  reportStarted(context, run, atUptime(context, ticksToMs(started.start)));
};

/**
 * A claim without a record: its shim is still at work, died in between, or its record was lost with the run directory.
 * A process that carries the run's marker and leads its own session is the task; without one nothing runs.
 */
export const adoptByMarker = (context: Context, run: LocalRun, table: ProcessTable): boolean => {
  const marker = runMarker(run.allocId, run.run);
  const found = table.processes.filter((process) => table.markerOf(process) === marker);
  const leader =
    found.find((process) => process.session === process.pid && !found.some((other) => other.pid === process.parent)) ??
    found[0];
  if (leader === undefined) return false;
  adopt(context, run, { type: "started", id: run.id, pid: leader.pid, start: leader.start, slot: "-", logCap: 0 });
  return true;
};

export type Expected = { readonly run: RunId; readonly allocId: string };

export type RecoveryHooks = {
  /** The claim is there, a record is not: look again in a moment. */
  readonly unclear: (run: LocalRun) => void;
  readonly reserveSlot: (slot: string) => void;
  readonly ended: (run: LocalRun) => void;
  readonly wasOutOfMemory: (slot: string) => boolean;
};

export type RecoverySteps = RecoveryHooks & {
  /** One reading of all processes for the whole recovery, made only if some run needs it. */
  readonly table: () => ProcessTable;
};

export const recoverOne = (
  context: Context,
  run: LocalRun,
  known: { readonly history: History | undefined; readonly steps: RecoverySteps },
): void => {
  const { history, steps } = known;
  run.generation = history?.generation ?? 0;
  if (history?.failed !== undefined) return reportStartFailed(context, run, failureReason(history.failed));
  if (history?.started === undefined) {
    const isOurs = forbidStart(context, run.id);
    // The marker finds it even if the run directory, and the claim with it, was deleted under a living task.
    if (adoptByMarker(context, run, steps.table())) return undefined;
    if (isOurs && context.runDir.isNewBoot) return reportRestarted(context, run);
    if (isOurs) return reportLost(context, run, "the server ended before the task was started; it never ran");
    run.phase = "sent";
    return steps.unclear(run);
  }
  if (!history.sameBoot) {
    if (history.ended === undefined) return reportRestarted(context, run);
    return reportExited(context, run, { status: history.ended.status, uptimeMs: uptimeMs(), oomKilled: false });
  }
  steps.reserveSlot(history.started.slot);
  if (history.ended === undefined && !isAlive(history.started)) {
    // Either its exit record comes in this moment, or it never will; the observer waits for it and then calls it lost.
    run.process = { pid: history.started.pid, start: history.started.start };
    run.slot = history.started.slot;
    run.phase = "running";
    return undefined;
  }
  adopt(context, run, history.started);
  if (history.ended !== undefined) {
    reportExited(context, run, {
      status: history.ended.status,
      uptimeMs: history.ended.uptimeMs,
      oomKilled: steps.wasOutOfMemory(run.slot),
    });
    steps.ended(run);
  }
  return undefined;
};

/** Accounts for every run the committed state expects: adopted, ended as recorded, or lost; never started again. */
export const recover = (
  context: Context,
  histories: ReadonlyMap<string, History>,
  work: { readonly expected: readonly Expected[]; readonly steps: RecoveryHooks },
): void => {
  const { expected } = work;
  let table: ProcessTable | undefined;
  const steps: RecoverySteps = { ...work.steps, table: () => (table ??= readProcessTable()) };
  for (const { run: runId, allocId } of expected) {
    const id = runKey(allocId, runId);
    if (context.runs.has(id)) continue;
    const run = createRun(id, runId, allocId);
    context.runs.set(id, run);
    recoverOne(context, run, { history: histories.get(id), steps });
  }
  for (const [id, history] of histories) {
    if (history.started === undefined || history.ended !== undefined || !history.sameBoot || context.runs.has(id))
      continue;
    if (!isAlive(history.started)) continue;
    steps.reserveSlot(history.started.slot);
    context.log(
      `process ${history.started.pid} of ${id} runs, but this server's state does not know it; it is left alone`,
    );
  }
};

/**
 * Kills what runs that had ended left behind, when the engine that was sweeping it died before it was gone. A run that has no
 * recorded end, known or not, is never touched.
 */
export const sweepEarlier = (
  context: Context,
  histories: ReadonlyMap<string, History>,
  means: { readonly table: () => ProcessTable; readonly members: (slot: string) => readonly number[] },
): void => {
  const lastUsers = new Map([...histories.values()].map((history) => [history.started?.slot ?? "-", history]));
  if (![...histories.values()].some((history) => history.ended !== undefined)) return;
  for (const [slot, { ended, sameBoot }] of lastUsers) {
    // What began after that end is the first process of the slot's next run, on its way to being recorded.
    const left = ended === undefined || !sameBoot ? [] : means.members(slot).map(readStat);
    for (const process of left)
      if (process !== undefined && ended !== undefined && ticksToMs(process.start) < ended.uptimeMs)
        signalExactly(process, "SIGKILL");
  }
  const table = means.table();
  for (const process of table.processes) {
    const marker = table.markerOf(process);
    const key = marker === undefined ? undefined : markerKey(marker);
    if (key === undefined || histories.get(key)?.ended === undefined) continue;
    if (signalExactly(process, "SIGKILL")) context.log(`process ${process.pid}, left behind by ${key}, was killed`);
  }
};
