import type { CgroupSlots } from "./cgroup-slots.ts";
import { isClaimed } from "./claims.ts";
import type { Context, LocalRun } from "./context.ts";
import type { RunRecord } from "./records.ts";
import { reportExited, reportLost, reportStartFailed, reportStarted } from "./outcomes.ts";
import { isAlive, signalProcess } from "./proc.ts";
import { readProcessTable, signalExactly } from "./process-table.ts";
import { adoptByMarker, failureReason } from "./recovery.ts";
import type { Workers } from "./workers.ts";

/** How many running tasks one check looks at, some 30 µs each. */
const CHECKED_AT_ONCE = 200;
/** A process may be gone this many checks, a second apart, before its shim has written the exit record on a busy machine. */
const MISSES_UNTIL_LOST = 3;
/** A claim without a record this long after it was seen belongs to a shim that died. */
const UNCLEAR_MS = 1_500;

export type ObserverHooks = {
  readonly slots: CgroupSlots;
  readonly settled: (run: LocalRun) => void;
  readonly workers: Workers;
  /** The first journal file of this engine. */
  readonly firstGeneration: () => number;
  readonly made: (batch: number) => void;
  readonly trimmed: (trim: number, status: number) => void;
  readonly probed: (probe: number) => void;
  readonly beginStop: (run: LocalRun) => void;
  readonly sweep: (run: LocalRun) => void;
};

export type Observer = {
  readonly onRecords: (records: readonly RunRecord[], generation: number) => void;
  /** The run was claimed, by whom is not known yet. */
  readonly unclear: (run: LocalRun) => void;
  /** A run ended: anything of it that is still there is to go. */
  readonly ended: (run: LocalRun) => void;
  /** Once a second: running tasks whose process vanished without an exit record are lost. */
  readonly check: () => void;
  readonly close: () => void;
};

export const createObserver = (context: Context, hooks: ObserverHooks): Observer => {
  const timers = new Set<NodeJS.Timeout>();
  let cursor = 0;

  const ended = (run: LocalRun): void => {
    const hasLeftovers =
      run.stop !== undefined ||
      hooks.slots.members(run.slot).length > 0 ||
      (run.process.pid !== 0 && signalProcess(-run.process.pid, 0));
    if (hasLeftovers) hooks.sweep(run);
    else hooks.slots.release(run.slot);
  };

  const started = (run: LocalRun, record: Extract<RunRecord, { type: "started" }>): void => {
    if (run.phase === "running") return;
    run.process = { pid: record.pid, start: record.start };
    if (run.phase === "ended") {
      // Declared lost, or forbidden, before its shim got to work after all: it must not run.
      context.log(`${run.id} started after it had been given up; it is killed`);
      signalExactly(run.process, "SIGKILL");
      hooks.sweep(run);
      return;
    }
    run.slot = record.slot;
    run.logCap = record.logCap;
    hooks.settled(run);
    hooks.workers.recorded(run.id);
    reportStarted(context, run, context.now());
    if (run.stop !== undefined) hooks.beginStop(run);
  };

  const unclear = (run: LocalRun): void => {
    const timer = setTimeout(() => {
      timers.delete(timer);
      if (run.phase !== "sent") return;
      hooks.settled(run);
      if (adoptByMarker(context, run, readProcessTable())) {
        if (run.stop !== undefined) hooks.beginStop(run);
      } else
        reportLost(context, run, "its supervising process died between claiming and starting it; nothing of it runs");
    }, UNCLEAR_MS);
    timers.add(timer);
  };

  const applyAnswer = (record: Exclude<RunRecord, { readonly id: string }>): void => {
    if (record.type === "made") hooks.made(record.batch);
    else if (record.type === "trimmed") hooks.trimmed(record.trim, record.status);
    else if (record.type === "probed") hooks.probed(record.probe);
    else if (record.type === "piped") hooks.workers.piped(record.worker);
    else hooks.workers.ready(record.worker);
  };

  const apply = (record: RunRecord, generation: number): void => {
    if (!("id" in record)) {
      // The launcher of an earlier engine may still be answering that engine.
      if (generation >= hooks.firstGeneration()) applyAnswer(record);
      return undefined;
    }
    if (record.type !== "started") hooks.workers.release(record.id);
    const run = context.runs.get(record.id);
    if (run === undefined) return undefined;
    run.generation = generation;
    if (record.type === "started") started(run, record);
    else if (run.phase === "ended") return undefined;
    else if (record.type === "duplicate") {
      if (run.phase === "sent") unclear(run);
    } else {
      hooks.settled(run);
      if (record.type === "failed") {
        reportStartFailed(context, run, failureReason(record.step));
        hooks.slots.release(run.slot);
      } else {
        reportExited(context, run, {
          status: record.status,
          uptimeMs: record.uptimeMs,
          oomKilled: hooks.slots.wasOutOfMemory(run.slot),
        });
        ended(run);
      }
    }
    return undefined;
  };

  return {
    onRecords: (records, generation) => {
      for (const record of records) apply(record, generation);
    },
    unclear,
    ended,
    check: () => {
      const running = [...context.runs.values()].filter((run) => run.phase === "running");
      const count = Math.min(CHECKED_AT_ONCE, running.length);
      for (let step = 0; step < count; step += 1) {
        const run = running[(cursor + step) % running.length];
        if (run === undefined) continue;
        run.misses = isAlive(run.process) ? 0 : run.misses + 1;
        if (run.misses < MISSES_UNTIL_LOST) continue;
        reportLost(
          context,
          run,
          isClaimed(context, run.id)
            ? "its process is gone and its supervising process left no exit status"
            : "its process and its control files are gone",
        );
        ended(run);
      }
      cursor = running.length === 0 ? 0 : (cursor + count) % running.length;
    },
    close: () => {
      for (const timer of timers) clearTimeout(timer);
    },
  };
};
