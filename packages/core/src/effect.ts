import type { RunId } from "./model/run.ts";

/**
 * An obligation towards the world, written with the events that cause it and executed after the commit, at least once.
 * It stays until an event settles it; a restart of the server executes what is left again. Idempotent by `key`.
 */
export type Effect = { readonly type: "startTask" | "stopTask"; readonly key: string; readonly run: RunId };

export const startKey = (run: RunId): string => `start/${String(run.alloc)}/${String(run.attempt)}/${run.task}`;
export const stopKey = (run: RunId): string => `stop/${String(run.alloc)}/${String(run.attempt)}/${run.task}`;
