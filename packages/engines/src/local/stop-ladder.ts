import { constants } from "node:os";
import type { Context, LocalRun } from "./context.ts";
import { isAlive, signalProcess } from "./proc.ts";
import { descendantsOf, readProcessTable, type ProcessTable } from "./process-table.ts";

/** A reading of `/proc` good enough for every stop that begins in the same moment. */
const SHARED_TABLE_MS = 50;

/** A longer timer of Node's would fire at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

export type StopLadder = { readonly begin: (run: LocalRun) => void; readonly close: () => void };

const signalName = (name: string): NodeJS.Signals => {
  const full = name.startsWith("SIG") ? name : `SIG${name}`;
  return Object.hasOwn(constants.signals, full) ? (full as NodeJS.Signals) : "SIGTERM";
};

/** To the task's group; until it has become the leader of one, to the process alone. */
const signalTask = (run: LocalRun, signal: NodeJS.Signals): boolean =>
  isAlive(run.process) && (signalProcess(-run.process.pid, signal) || signalProcess(run.process.pid, signal));

/**
 * kill signal, wait, SIGKILL; what then is left is the sweeper's. Identity (boot by the run directory, pid, start time)
 * is read again before every signal, so that a reused pid is never signalled.
 */
export const createStopLadder = (context: Context, killSlot: (slot: string) => void): StopLadder => {
  const timers = new Map<string, NodeJS.Timeout>();
  let shared: { readonly table: ProcessTable; readonly at: number } | undefined;
  const sharedTable = (): ProcessTable => {
    if (shared === undefined || performance.now() - shared.at > SHARED_TABLE_MS)
      shared = { table: readProcessTable(), at: performance.now() };
    return shared.table;
  };

  const kill = (run: LocalRun): void => {
    timers.delete(run.id);
    if (run.phase !== "running") return;
    if (signalTask(run, "SIGKILL")) {
      context.report({
        type: "signalled",
        run: run.run,
        at: context.now(),
        signal: "SIGKILL",
        reason: `still running ${run.stop?.killTimeoutMs ?? 0} ms after the kill signal`,
      });
    }
    killSlot(run.slot);
  };

  return {
    begin: (run) => {
      if (run.stop === undefined || timers.has(run.id) || !isAlive(run.process)) return;
      run.tracked = descendantsOf(sharedTable(), run.process);
      const signal = signalName(run.stop.killSignal);
      if (signalTask(run, signal))
        context.report({ type: "signalled", run: run.run, at: context.now(), signal, reason: "asked to stop" });
      timers.set(
        run.id,
        setTimeout(() => kill(run), Math.min(LONGEST_TIMER_MS, Math.max(0, run.stop.killTimeoutMs))),
      );
    },
    close: () => {
      for (const timer of timers.values()) clearTimeout(timer);
    },
  };
};
