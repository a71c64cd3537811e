import { useSyncExternalStore } from "react";

/** What was asked for here, and when. */
export type Request<T> = { readonly what: T; readonly at: number };

/** After this a request is old news, whatever became of it; the thing's own state tells. */
const forgetAfterMs = 10 * 60 * 1000;

/**
 * The third truth: what was asked for here and not yet confirmed. "Stopping: asked by you 3 s ago" is shown from the moment
 * the server accepts until the thing says so itself; nothing is painted early.
 */
export const createRequests = <T>() => {
  let requests: ReadonlyMap<string, Request<T>> = new Map();
  const listeners = new Set<() => void>();
  const set = (next: ReadonlyMap<string, Request<T>>): void => {
    requests = next;
    for (const listener of listeners) listener();
  };
  const subscribe = (listener: () => void): (() => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
  return {
    note: (key: string, what: T): void => {
      const request = { what, at: Date.now() };
      set(new Map(requests).set(key, request));
      setTimeout(() => {
        if (requests.get(key) === request) set(new Map([...requests].filter(([each]) => each !== key)));
      }, forgetAfterMs);
    },
    /** The last request for this key, confirmed or not. */
    useLast: (key: string): Request<T> | null => useSyncExternalStore(subscribe, () => requests).get(key) ?? null,
  };
};
