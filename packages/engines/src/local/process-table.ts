import { listProcesses, readMarker, readStat, signalProcess, type ProcessIdentity, type ProcessStat } from "./proc.ts";

/** One reading of `/proc`, shared by everything that needs it in the same moment: about 30 µs per process. */
export type ProcessTable = {
  readonly processes: readonly ProcessStat[];
  readonly markerOf: (process: ProcessStat) => string | undefined;
};

export const readProcessTable = (): ProcessTable => {
  const markers = new Map<number, string | undefined>();
  return {
    processes: listProcesses(),
    markerOf: (process) => {
      if (!markers.has(process.pid)) markers.set(process.pid, readMarker(process.pid));
      return markers.get(process.pid);
    },
  };
};

/** The processes below one, by parent; itself not included. */
export const descendantsOf = (table: ProcessTable, root: ProcessIdentity): readonly ProcessStat[] => {
  const children = new Map<number, ProcessStat[]>();
  for (const process of table.processes)
    children.set(process.parent, [...(children.get(process.parent) ?? []), process]);
  const found: ProcessStat[] = [];
  for (
    let level = children.get(root.pid) ?? [];
    level.length > 0;
    level = level.flatMap((process) => children.get(process.pid) ?? [])
  )
    found.push(...level);
  return found;
};

export const isSame = (a: ProcessIdentity, b: ProcessIdentity): boolean => a.pid === b.pid && a.start === b.start;

/** Signals one process after reading its identity again: the table may be older than a reused pid. */
export const signalExactly = (identity: ProcessIdentity, signal: NodeJS.Signals): boolean => {
  const now = readStat(identity.pid);
  return now !== undefined && now.start === identity.start && signalProcess(identity.pid, signal);
};
