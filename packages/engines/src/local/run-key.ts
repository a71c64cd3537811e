import { createHash } from "node:crypto";
import { join } from "node:path";
import type { RunId } from "@longshore/core/model";

const ALLOC_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** Leaves room for the UUID and the attempt within the 255 bytes of a file name. */
const LONGEST_ENCODED_TASK = 150;
/** The environment variable that marks every process of a run, however far it forked away. */
export const MARKER_NAME = "LONGSHORE_RUN";

export const isAllocId = (value: string): boolean => ALLOC_ID.test(value);

/** A task's name is a directory name beside `alloc/`, so it must be one plain path component that is not that one. */
export const isTaskName = (value: string): boolean =>
  value !== "" &&
  value !== "." &&
  value !== ".." &&
  value !== "alloc" &&
  value.isWellFormed() &&
  !/[/\0\n]/.test(value) &&
  Buffer.byteLength(value) <= 200;

/** Names a run's claim and its records: safe in a file name, in a shell word and in a line of text. */
export const runKey = (allocId: string, run: Pick<RunId, "attempt" | "task">): string => {
  const encoded = encodeURIComponent(run.task.toWellFormed()).replace(
    /[!'()*~]/g,
    (char) => `%${char.charCodeAt(0).toString(16)}`,
  );
  const task =
    encoded.length <= LONGEST_ENCODED_TASK ? encoded : `%sha256-${createHash("sha256").update(run.task).digest("hex")}`;
  return `${allocId.toLowerCase()}.${run.attempt}.${task}`;
};

export const runMarker = (allocId: string, run: Pick<RunId, "attempt" | "task">): string =>
  `${allocId.toLowerCase()}:${run.attempt}:${run.task}`;

/** The key of the run that a process's marker names; undefined for text that is no marker. */
export const markerKey = (marker: string): string | undefined => {
  const match = /^([^:]+):(\d+):(.+)$/s.exec(marker);
  const [, allocId, attempt, task] = match ?? [];
  return allocId === undefined || task === undefined || !isAllocId(allocId)
    ? undefined
    : runKey(allocId, { attempt: Number(attempt), task });
};

export const allocDirectory = (dataDir: string, allocId: string): string =>
  join(dataDir, "alloc", allocId.toLowerCase());

/** Every directory of a task, its allocation's shared ones included, parents first; the names are Nomad's. */
export const taskDirectories = (allocDir: string, task: string): readonly string[] =>
  ["", "alloc", "alloc/data", "alloc/logs", "alloc/tmp", task, `${task}/local`, `${task}/secrets`, `${task}/tmp`].map(
    (name) => join(allocDir, name),
  );
