import {
  closeSync,
  fstatSync,
  openSync,
  readFileSync,
  readSync,
  readdirSync,
  watch,
  writeFileSync,
  type FSWatcher,
} from "node:fs";
import { join } from "node:path";

/** What the shims append; the grammar is in `launcher-script.ts`. */
export type RunRecord =
  | {
      readonly type: "started";
      readonly id: string;
      readonly pid: number;
      readonly start: number;
      readonly slot: string;
      readonly logCap: number;
    }
  | { readonly type: "ended"; readonly id: string; readonly status: number; readonly uptimeMs: number }
  | { readonly type: "failed"; readonly id: string; readonly step: string }
  | { readonly type: "duplicate"; readonly id: string }
  | { readonly type: "made"; readonly batch: number }
  | { readonly type: "trimmed"; readonly trim: number; readonly status: number }
  | { readonly type: "piped"; readonly worker: number }
  | { readonly type: "ready"; readonly worker: number };

const LINE =
  /^(?:S (\S+) (\d+) (\d+) (\S+) (\d+) \.|X (\S+) (\d+) ([\d.]+) \.|F (\S+) (\w+) \.|D (\S+) \.|([MWR]) (\d+) \.|T (\d+) (\d+) \.)$/;

export const parseRecord = (line: string): RunRecord | undefined => {
  const match = LINE.exec(line);
  if (match === null) return undefined;
  const [
    ,
    startedId,
    pid,
    start,
    slot,
    cap,
    endedId,
    status,
    uptime,
    failedId,
    step,
    duplicateId,
    kind,
    number,
    trim,
    trimStatus,
  ] = match;
  if (startedId !== undefined)
    return {
      type: "started",
      id: startedId,
      pid: Number(pid),
      start: Number(start),
      slot: slot ?? "-",
      logCap: Number(cap),
    };
  if (endedId !== undefined)
    return { type: "ended", id: endedId, status: Number(status), uptimeMs: Math.round(Number(uptime) * 1000) };
  if (failedId !== undefined) return { type: "failed", id: failedId, step: step ?? "" };
  if (duplicateId !== undefined) return { type: "duplicate", id: duplicateId };
  if (trim !== undefined) return { type: "trimmed", trim: Number(trim), status: Number(trimStatus) };
  if (kind === "M") return { type: "made", batch: Number(number) };
  return { type: kind === "W" ? "piped" : "ready", worker: Number(number) };
};

export type Journal = {
  /** What the journals of earlier engines hold, in order. `sameBoot` is false for those of a boot that is over. */
  readonly earlier: readonly { readonly record: RunRecord; readonly sameBoot: boolean }[];
  readonly path: string;
  /** Greater than those of all engines before. */
  readonly generation: number;
  /** Reads what was appended since; called by the watcher and, as a backstop, by a timer: an overflowing watch drops events silently. */
  readonly poll: () => void;
  readonly close: () => void;
};

const NAME = /^journal\.(\d+)$/;
const CHUNK = 256 * 1024;

/** A file's lines as they come, whole ones only. */
const createTail = (path: string): { readonly read: () => readonly string[]; readonly close: () => void } => {
  const fd = openSync(path, "r");
  const buffer = Buffer.allocUnsafe(CHUNK);
  let offset = 0;
  let rest = "";
  return {
    read: () => {
      const lines: string[] = [];
      if (fstatSync(fd).size <= offset) return lines;
      for (
        let count = readSync(fd, buffer, 0, CHUNK, offset);
        count > 0;
        count = readSync(fd, buffer, 0, CHUNK, offset)
      ) {
        offset += count;
        const parts = (rest + buffer.toString("latin1", 0, count)).split("\n");
        rest = parts.pop() ?? "";
        lines.push(...parts);
      }
      return lines;
    },
    close: () => closeSync(fd),
  };
};

const numbers = (directory: string): readonly number[] =>
  readdirSync(directory)
    .map((name) => Number(NAME.exec(name)?.[1] ?? Number.NaN))
    .filter((number) => !Number.isNaN(number))
    .toSorted((a, b) => a - b);

/**
 * The records of this engine and of the ones before it. Each engine begins a file of its own (first line: the boot id);
 * shims of an earlier engine go on appending to theirs, so those are followed too.
 */
export const openJournal = (
  directory: string,
  bootId: string,
  onRecords: (records: readonly RunRecord[]) => void,
): Journal => {
  const earlier: { record: RunRecord; sameBoot: boolean }[] = [];
  const tails: ReturnType<typeof createTail>[] = [];
  const watchers: FSWatcher[] = [];
  const known = numbers(directory);
  const next = (known.at(-1) ?? 0) + 1;
  const path = join(directory, `journal.${next}`);
  writeFileSync(path, `B ${bootId}\n`, { flag: "wx", mode: 0o600 });
  const poll = (): void => {
    const records = tails
      .flatMap((tail) => tail.read())
      .map(parseRecord)
      .filter((record) => record !== undefined);
    if (records.length > 0) onRecords(records);
  };
  for (const number of [...known, next]) {
    const file = join(directory, `journal.${number}`);
    const sameBoot = readFileSync(file, "latin1").startsWith(`B ${bootId}\n`);
    const tail = createTail(file);
    if (number !== next) {
      for (const record of tail.read().map(parseRecord)) if (record !== undefined) earlier.push({ record, sameBoot });
    }
    if (sameBoot) {
      tails.push(tail);
      watchers.push(watch(file, poll));
    } else {
      tail.close();
    }
  }
  for (const watcher of watchers) watcher.on("error", () => undefined);
  return {
    earlier,
    path,
    generation: next,
    poll,
    close: () => {
      for (const watcher of watchers) watcher.close();
      for (const tail of tails) tail.close();
    },
  };
};
