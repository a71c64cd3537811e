import type { LogAddress, LogExtent, LogRead } from "../engine.ts";
import type { EngineClock } from "../engine-clock.ts";
import type { MockConfig } from "./mock-config.ts";
import { nextWriteAt, readWritten, sizeOf, writtenBy } from "./mock-output.ts";

/** What a log is made of: the runs that wrote to it, oldest first. */
export type Writer = {
  readonly config: MockConfig;
  readonly startsAt: number;
  readonly endedAt: number | null;
  readonly logBytes: number;
};

export type MockLogs = {
  readonly read: (address: LogAddress, offset: number, maxBytes: number) => LogRead | undefined;
  readonly extent: (address: LogAddress) => LogExtent | undefined;
  readonly watch: (address: LogAddress, grew: () => void) => () => void;
  /** A run of this task started or ended. */
  readonly changed: (allocId: string, task: string) => void;
  readonly close: () => void;
};

/** At most ten calls a second to each watcher. */
const quietMs = 100;
const mostBytes = 4 * 1024 * 1024;

const watchKey = (allocId: string, task: string): string => `${allocId}/${task}`;

/** Logs that nobody keeps: the bytes at an offset follow from what the runs are and from the time. */
export const createMockLogs = (
  clock: EngineClock,
  writersOf: (allocId: string, task: string) => readonly Writer[] | undefined,
): MockLogs => {
  const watchers = new Map<string, Set<() => void>>();
  const ends = new Set<() => void>();

  const look = (address: LogAddress) => {
    const now = clock.now();
    const writers = writersOf(address.allocId, address.task)?.filter(({ startsAt }) => startsAt <= now);
    if (writers === undefined || writers.length === 0) return undefined;
    const written = writers.map((writer) => writtenBy(writer, address.stream, now));
    const size = written.reduce((sum, one) => sum + sizeOf(one), 0);
    const cap = writers.at(-1)?.logBytes ?? 0;
    return { written, size, head: cap === 0 ? 0 : Math.max(0, size - cap) };
  };

  const nextAt = (address: LogAddress): number | undefined => {
    const last = writersOf(address.allocId, address.task)?.at(-1);
    return last === undefined || last.endedAt !== null ? undefined : nextWriteAt(last, address.stream, clock.now());
  };

  const watch = (address: LogAddress, grew: () => void): (() => void) => {
    const key = watchKey(address.allocId, address.task);
    let callOff: (() => void) | undefined;
    const wait = (at: number | undefined): void => {
      callOff?.();
      callOff = at === undefined ? undefined : clock.wake(Math.max(at, clock.now() + quietMs), tell);
    };
    const tell = (): void => {
      grew();
      wait(nextAt(address));
    };
    const changed = (): void => wait(clock.now());
    const of = watchers.get(key) ?? new Set();
    watchers.set(key, of.add(changed));
    wait(nextAt(address));
    const end = (): void => {
      callOff?.();
      of.delete(changed);
      ends.delete(end);
      if (of.size === 0) watchers.delete(key);
    };
    ends.add(end);
    return end;
  };

  return {
    read: (address, offset, maxBytes) => {
      const log = look(address);
      if (log === undefined) return undefined;
      const { head, size } = log;
      const from = Math.min(Math.max(offset, head, 0), size);
      return { head, size, offset: from, bytes: readWritten(log.written, from, Math.min(maxBytes, mostBytes)) };
    },
    extent: (address) => {
      const log = look(address);
      return log === undefined ? undefined : { head: log.head, size: log.size };
    },
    watch,
    changed: (allocId, task) => {
      for (const call of watchers.get(watchKey(allocId, task)) ?? []) call();
    },
    close: () => {
      for (const end of ends) end();
    },
  };
};
