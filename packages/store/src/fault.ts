/** Whether trying the same again can help: `later` when the cause may pass (disk full, busy), `never` when it cannot. */
export type Retry = "later" | "never";

/** The store could not do what it was asked; nothing of it was written. */
export class StoreFault extends Error {
  override readonly name: string = "StoreFault";
  readonly retry: Retry;
  constructor(message: string, retry: Retry, cause?: unknown) {
    super(message, { cause });
    this.retry = retry;
  }
}

/** Another process, or another store of this one, has the data directory. */
export class StoreInUse extends StoreFault {
  override readonly name = "StoreInUse";
}

/** The file was written by a newer Longshore. */
export class SchemaTooNew extends StoreFault {
  override readonly name = "SchemaTooNew";
}

/** Primary result codes of SQLite that can pass by themselves: BUSY, LOCKED, NOMEM, INTERRUPT, IOERR, FULL, CANTOPEN. */
const passing = new Set([5, 6, 7, 9, 10, 13, 14]);

/** node:sqlite gives every failure the same `code`; only `errcode`, an extended result code, tells them apart. */
const primaryCode = (cause: unknown): number | undefined => {
  const code = (cause as { readonly errcode?: unknown } | null)?.errcode;
  return typeof code === "number" ? code & 0xff : undefined;
};

export const isBusy = (cause: unknown): boolean => primaryCode(cause) === 5;
export const isNoDatabase = (cause: unknown): boolean => primaryCode(cause) === 26;

/** The fault that a failure of the driver amounts to; failures that are not the driver's stay as they are. */
export const toFault = (what: string, cause: unknown): unknown => {
  if (cause instanceof StoreFault) return cause;
  const code = primaryCode(cause);
  const closed = (cause as { readonly code?: unknown } | null)?.code === "ERR_INVALID_STATE";
  if (code === undefined && !closed) return cause;
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new StoreFault(`${what}: ${reason}`, code !== undefined && passing.has(code) ? "later" : "never", cause);
};
