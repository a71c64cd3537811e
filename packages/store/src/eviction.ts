import type { BackedTable } from "@longshore/core/table";

/**
 * Keeps a backed table's memory bounded: it knows the records that are the same on disk, oldest first, and forgets those
 * beyond `limit`. A record that has changed since is another object (records are replaced whole), so it is never forgotten
 * before its own commit. Reads do not refresh a record's age: it comes back from disk in some 10 µs.
 */
export type Shedding<K, V> = {
  /** This record is on disk as it is. */
  readonly stored: (key: K, value: V) => void;
  readonly trim: (forgotten?: (key: K, value: V) => void) => void;
};

export const shedding = <K, V>(table: () => BackedTable<K, V>, limit: number): Shedding<K, V> => {
  const clean = new Map<K, V>();
  return {
    stored: (key, value) => {
      clean.delete(key);
      clean.set(key, value);
    },
    trim: (forgotten) => {
      for (const [key, value] of clean) {
        if (clean.size <= limit) return;
        clean.delete(key);
        if (table().get(key) !== value) continue;
        table().evict(key);
        forgotten?.(key, value);
      }
    },
  };
};
