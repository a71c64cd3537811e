import { constants, watch } from "node:fs";
import { open, readFile, readlink, realpath, type FileHandle } from "node:fs/promises";
import { join, relative } from "node:path";
import type { LogAddress, LogExtent, LogRead } from "../engine.ts";
import { allocDirectory, isAllocId, isTaskName } from "./run-key.ts";

const MOST_BYTES = 4 * 1024 * 1024;
/** At most ten calls a second to each watcher, however fast the task writes. */
const QUIET_MS = 100;
/** How often a log that does not exist yet is looked for. */
const ABSENT_MS = 150;
/** A watch may miss events without a word; looking at the size is cheap. */
const BACKSTOP_MS = 2_000;

export type LogFiles = {
  readonly read: (address: LogAddress, offset: number, maxBytes: number) => Promise<LogRead | undefined>;
  readonly extent: (address: LogAddress) => Promise<LogExtent | undefined>;
  readonly watch: (address: LogAddress, grew: () => void) => () => void;
  readonly close: () => void;
};

export const logPath = (dataDir: string, address: LogAddress): string | undefined => {
  if (
    !isAllocId(address.allocId) ||
    !isTaskName(address.task) ||
    (address.stream !== "stdout" && address.stream !== "stderr")
  )
    return undefined;
  return join(allocDirectory(dataDir, address.allocId), "alloc", "logs", `${address.task}.${address.stream}.0`);
};

/** Beside the log's directory tree rather than in it: the task may write there. */
export const headDirectory = (dataDir: string, allocId: string): string =>
  join(dataDir, "log-heads", allocId.toLowerCase());

export const headPath = (dataDir: string, address: LogAddress): string =>
  join(headDirectory(dataDir, address.allocId), `${address.task}.${address.stream}`);

export const readHead = async (dataDir: string, address: LogAddress): Promise<number> => {
  try {
    const head = Number((await readFile(headPath(dataDir, address), "utf8")).trim());
    return Number.isSafeInteger(head) && head > 0 ? head : 0;
  } catch {
    return 0;
  }
};

/**
 * Opens a log that its task may have replaced by anything: no link is followed, a FIFO does not block, and the file must
 * be a regular one of ours, with no other name, at exactly the path that was asked for.
 */
export const openLog = async (
  dataDir: string,
  address: LogAddress,
): Promise<{ readonly file: FileHandle; readonly size: number } | undefined> => {
  const path = logPath(dataDir, address);
  if (path === undefined) return undefined;
  let file: FileHandle;
  try {
    file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch {
    return undefined;
  }
  const stat = await file.stat();
  const isOurs = stat.isFile() && stat.nlink === 1 && stat.uid === process.geteuid?.();
  const isInPlace =
    isOurs && (await readlink(`/proc/self/fd/${file.fd}`)) === join(await realpath(dataDir), relative(dataDir, path));
  if (isInPlace) return { file, size: stat.size };
  await file.close();
  return undefined;
};

const createWatch = (path: string, grew: () => void): (() => void) => {
  let timer: NodeJS.Timeout | undefined;
  let last = 0;
  const changed = (): void => {
    timer ??= setTimeout(
      () => {
        timer = undefined;
        last = performance.now();
        grew();
      },
      Math.max(0, QUIET_MS - (performance.now() - last)),
    );
  };
  const watcher = watch(path, changed);
  watcher.on("error", () => undefined);
  return () => {
    watcher.close();
    clearTimeout(timer);
  };
};

export const createLogFiles = (dataDir: string): LogFiles => {
  const watches = new Set<() => void>();

  const extent = async (address: LogAddress): Promise<LogExtent | undefined> => {
    const log = await openLog(dataDir, address);
    if (log === undefined) return undefined;
    await log.file.close();
    return { head: Math.min(await readHead(dataDir, address), log.size), size: log.size };
  };

  const read = async (address: LogAddress, offset: number, maxBytes: number): Promise<LogRead | undefined> => {
    const log = await openLog(dataDir, address);
    if (log === undefined) return undefined;
    try {
      const head = Math.min(await readHead(dataDir, address), log.size);
      const from = Math.min(Math.max(offset, head, 0), log.size);
      const bytes = Buffer.allocUnsafe(Math.max(0, Math.min(maxBytes, MOST_BYTES, log.size - from)));
      const { bytesRead } = await log.file.read(bytes, 0, bytes.length, from);
      // What was given back to the disk while it was being read came as zeros; the head moves first, so it tells.
      const headNow = Math.min(await readHead(dataDir, address), log.size);
      const lost = Math.max(0, Math.min(headNow - from, bytesRead));
      return {
        head: Math.max(head, headNow),
        size: log.size,
        offset: from + lost,
        bytes: bytes.subarray(lost, bytesRead),
      };
    } finally {
      await log.file.close();
    }
  };

  /** The log may not exist yet, and may be replaced: the backstop looks again and begins anew. */
  const watchLog = (address: LogAddress, grew: () => void): (() => void) => {
    const path = logPath(dataDir, address);
    let end: (() => void) | undefined;
    let size = -1;
    const attach = (): void => {
      if (end !== undefined || path === undefined) return;
      try {
        end = createWatch(path, grew);
      } catch {
        end = undefined;
      }
    };
    const absent = setInterval(() => {
      attach();
      if (end === undefined) return;
      clearInterval(absent);
      grew();
    }, ABSENT_MS);
    absent.unref();
    const backstop = setInterval(() => {
      void extent(address).then((now) => {
        const grown = now !== undefined && now.size !== size;
        size = now?.size ?? -1;
        if (grown) grew();
      });
    }, BACKSTOP_MS);
    backstop.unref();
    attach();
    if (end !== undefined) clearInterval(absent);
    const stop = (): void => {
      clearInterval(backstop);
      clearInterval(absent);
      end?.();
      watches.delete(stop);
    };
    watches.add(stop);
    return stop;
  };

  return {
    read,
    extent,
    watch: watchLog,
    close: () => {
      for (const stop of watches) stop();
    },
  };
};
