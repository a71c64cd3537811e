import type { Context, LocalRun } from "./context.ts";
import type { CgroupSlots } from "./cgroup-slots.ts";
import type { ProcessStat } from "./proc.ts";
import { isSame, readProcessTable, signalExactly, type ProcessTable } from "./process-table.ts";
import { runMarker } from "./run-key.ts";

/** Time a killed process has to vanish before it is looked for again. */
const ROUND_MS = 120;
const ROUNDS_BEFORE_LEAKED = 4;
const LEAKED_AGAIN_MS = 5_000;

export type Sweeper = {
  /** Kills what an ended run left behind; what cannot be killed is reported as leaked and tried again until it is gone. */
  readonly sweep: (run: LocalRun) => void;
  readonly isSweeping: (allocId: string) => boolean;
  readonly close: () => void;
};

type Pending = { readonly run: LocalRun; rounds: number; empty: number; reported: string };

/**
 * What belongs to an ended run. A session's number cannot be reused while any process is in it, so a session is the
 * run's own if its leader is gone or still the very process we recorded.
 */
const membersOf = (run: LocalRun, table: ProcessTable, slotted: ReadonlySet<number>): readonly ProcessStat[] => {
  const marker = runMarker(run.allocId, run.run);
  const leader = table.processes.find((process) => process.pid === run.process.pid);
  const isOwnSession = run.process.pid !== 0 && (leader === undefined || isSame(leader, run.process));
  return table.processes.filter(
    (process) =>
      slotted.has(process.pid) ||
      (isOwnSession && process.session === run.process.pid) ||
      run.tracked.some((seen) => isSame(seen, process)) ||
      table.markerOf(process) === marker,
  );
};

export const createSweeper = (context: Context, slots: CgroupSlots): Sweeper => {
  const pending = new Map<string, Pending>();
  let timer: NodeJS.Timeout | undefined;

  const sweepOne = (entry: Pending, table: ProcessTable): void => {
    const { run } = entry;
    const members = membersOf(run, table, new Set(slots.members(run.slot)));
    // Without a cgroup two looks must agree: a process in the middle of an exec shows no environment.
    entry.empty = members.length === 0 ? entry.empty + 1 : 0;
    if (members.length === 0 && run.slot === "-" && entry.empty < 2) return;
    if (members.length === 0) {
      pending.delete(run.id);
      slots.release(run.slot);
      return;
    }
    slots.kill(run.slot);
    for (const member of members) signalExactly(member, "SIGKILL");
    entry.rounds += 1;
    if (entry.rounds < ROUNDS_BEFORE_LEAKED) return;
    const pids = members.map((member) => member.pid).toSorted((a, b) => a - b);
    if (entry.reported === pids.join()) return;
    entry.reported = pids.join();
    context.report({ type: "leaked", run: run.run, at: context.now(), pids });
  };

  const round = (): void => {
    timer = undefined;
    const table = readProcessTable();
    for (const entry of pending.values()) sweepOne(entry, table);
    if (pending.size === 0) return;
    const hasFresh = [...pending.values()].some((entry) => entry.rounds < ROUNDS_BEFORE_LEAKED);
    timer = setTimeout(round, hasFresh ? ROUND_MS : LEAKED_AGAIN_MS);
  };

  return {
    sweep: (run) => {
      if (pending.has(run.id)) return;
      pending.set(run.id, { run, rounds: 0, empty: 0, reported: "" });
      clearTimeout(timer);
      timer = setTimeout(round, 10);
    },
    isSweeping: (allocId) => [...pending.values()].some((entry) => entry.run.allocId === allocId),
    close: () => clearTimeout(timer),
  };
};
