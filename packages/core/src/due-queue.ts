import { createHeap } from "./heap.ts";

/** What is due when, at most one time per key. The earliest is at hand whatever the number of keys. */
export type DueQueue<K> = {
  /** Replaces the key's time; null forgets it. */
  readonly set: (key: K, at: number | null) => void;
  readonly firstAt: () => number | null;
  /** Takes out the earliest key that is due by `now`; of equal times the one that was set first. */
  readonly take: (now: number) => K | undefined;
  readonly has: (key: K) => boolean;
  readonly size: () => number;
  readonly clear: () => void;
};

type Entry<K> = { readonly key: K; readonly at: number; readonly order: number };

/** Entries that were replaced stay in the heap until they surface, or until they outnumber the others by this many. */
const mostStale = 1024;

export const createDueQueue = <K>(): DueQueue<K> => {
  const entries = new Map<K, Entry<K>>();
  const heap = createHeap<Entry<K>>((a, b) => a.at < b.at || (a.at === b.at && a.order < b.order));
  let order = 0;

  const tidy = (): void => {
    if (heap.size() <= 2 * entries.size + mostStale) return;
    heap.clear();
    for (const entry of entries.values()) heap.push(entry);
  };

  const first = (): Entry<K> | undefined => {
    for (let entry = heap.peek(); entry !== undefined; entry = heap.peek()) {
      if (entries.get(entry.key) === entry) return entry;
      heap.pop();
    }
    return undefined;
  };

  return {
    set: (key, at) => {
      if (at === null) entries.delete(key);
      else if (entries.get(key)?.at !== at) {
        const entry = { key, at, order: order++ };
        entries.set(key, entry);
        heap.push(entry);
      }
      tidy();
    },
    firstAt: () => first()?.at ?? null,
    take: (now) => {
      const entry = first();
      if (entry === undefined || entry.at > now) return undefined;
      heap.pop();
      entries.delete(entry.key);
      return entry.key;
    },
    has: (key) => entries.has(key),
    size: () => entries.size,
    clear: () => {
      entries.clear();
      heap.clear();
    },
  };
};
