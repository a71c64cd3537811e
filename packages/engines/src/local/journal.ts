import {
  closeSync,
  fstatSync,
  openSync,
  readSync,
  readdirSync,
  unlinkSync,
  watch,
  writeFileSync,
  type FSWatcher,
} from "node:fs";
import { join } from "node:path";
import { parseRecord, type RunRecord } from "./records.ts";

export type Earlier = { readonly record: RunRecord; readonly sameBoot: boolean; readonly generation: number };

export type Journal = {
  /** What the journals of earlier engines hold, in order. `sameBoot` is false for those of a boot that is over. */
  readonly earlier: readonly Earlier[];
  /** The file new runs are to use; its generation is greater than those of all engines before. */
  readonly current: () => { readonly path: string; readonly generation: number };
  /** Begins a new file when the current one is large; true if it did. */
  readonly rotate: () => boolean;
  /** Reads what was appended since; called by the watcher and, as a backstop, by a timer: an overflowing watch drops events silently. */
  readonly poll: () => void;
  /** The files besides the current one. */
  readonly past: () => readonly number[];
  /** Deletes a file that no living or remembered run uses. */
  readonly drop: (generation: number) => void;
  readonly close: () => void;
};

const NAME = /^journal\.(\d+)$/;
const CHUNK = 256 * 1024;
/** Some 30,000 runs. */
const FULL_BYTES = 4 * 1024 * 1024;

/** A file's lines as they come, whole ones only. */
const createTail = (path: string) => {
  const fd = openSync(path, "r");
  const buffer = Buffer.allocUnsafe(CHUNK);
  let offset = 0;
  let rest = "";
  return {
    size: () => offset,
    read: (): readonly string[] => {
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

type Part = { readonly tail: ReturnType<typeof createTail>; readonly watcher: FSWatcher };

const generationsIn = (directory: string): readonly number[] =>
  readdirSync(directory)
    .map((name) => Number(NAME.exec(name)?.[1] ?? Number.NaN))
    .filter((number) => !Number.isNaN(number))
    .toSorted((a, b) => a - b);

const parse = (lines: readonly string[]): readonly RunRecord[] =>
  lines.map(parseRecord).filter((record) => record !== undefined);

/**
 * The records of this engine and of the ones before it. Each engine begins a file of its own (first line: the boot id), and
 * another whenever it is large; a run's records are all in the file that was current when it began, so older files are
 * followed as long as one of their runs is remembered.
 */
export const openJournal = (
  directory: string,
  bootId: string,
  onRecords: (records: readonly RunRecord[], generation: number) => void,
): Journal => {
  const earlier: Earlier[] = [];
  const parts = new Map<number, Part>();
  const file = (generation: number): string => join(directory, `journal.${generation}`);

  const pollOne = (generation: number): void => {
    const records = parse(parts.get(generation)?.tail.read() ?? []);
    if (records.length > 0) onRecords(records, generation);
  };
  const follow = (generation: number, tail: ReturnType<typeof createTail>): void => {
    const watcher = watch(file(generation), () => pollOne(generation));
    watcher.on("error", () => undefined);
    parts.set(generation, { tail, watcher });
  };
  const begin = (generation: number): void => {
    writeFileSync(file(generation), `B ${bootId}\n`, { flag: "wx", mode: 0o600 });
    follow(generation, createTail(file(generation)));
  };

  const known = generationsIn(directory);
  let current = (known.at(-1) ?? 0) + 1;
  for (const generation of known) {
    const tail = createTail(file(generation));
    const lines = tail.read();
    const sameBoot = lines[0] === `B ${bootId}`;
    for (const record of parse(lines)) earlier.push({ record, sameBoot, generation });
    if (sameBoot) follow(generation, tail);
    else tail.close();
  }
  let newest = current;
  begin(current);

  const drop = (generation: number): void => {
    parts.get(generation)?.watcher.close();
    parts.get(generation)?.tail.close();
    parts.delete(generation);
    unlinkSync(file(generation));
  };
  return {
    earlier,
    current: () => ({ path: file(current), generation: current }),
    rotate: () => {
      if ((parts.get(current)?.tail.size() ?? 0) < FULL_BYTES) return false;
      // A number whose file could not be written whole is not used again.
      newest += 1;
      begin(newest);
      current = newest;
      return true;
    },
    poll: () => {
      for (const generation of parts.keys()) pollOne(generation);
    },
    past: () => generationsIn(directory).filter((generation) => generation !== current),
    drop,
    close: () => {
      for (const part of parts.values()) {
        part.watcher.close();
        part.tail.close();
      }
      parts.clear();
    },
  };
};
