/** A keyed collection of immutable records. */
export type ReadTable<K, V> = {
  readonly get: (key: K) => V | undefined;
  readonly has: (key: K) => boolean;
  readonly size: () => number;
  readonly entries: () => Iterable<readonly [K, V]>;
};

export type Table<K, V> = ReadTable<K, V> & {
  readonly set: (key: K, value: V) => void;
  readonly delete: (key: K) => void;
};

export const createTable = <K, V>(): Table<K, V> => {
  const rows = new Map<K, V>();
  return {
    get: (key) => rows.get(key),
    has: (key) => rows.has(key),
    size: () => rows.size,
    entries: () => rows.entries(),
    set: (key, value) => void rows.set(key, value),
    delete: (key) => void rows.delete(key),
  };
};

const gone = Symbol("deleted from the overlay");

/** Reads through to `base`, keeps every write to itself. */
export const overlayTable = <K, V>(base: ReadTable<K, V>): Table<K, V> => {
  const own = new Map<K, V | typeof gone>();
  let added = 0;
  const get = (key: K): V | undefined => {
    const mine = own.get(key);
    if (mine === undefined) return base.get(key);
    return mine === gone ? undefined : mine;
  };
  const has = (key: K): boolean => (own.has(key) ? own.get(key) !== gone : base.has(key));
  return {
    get,
    has,
    size: () => base.size() + added,
    *entries() {
      for (const [key, value] of base.entries()) if (!own.has(key)) yield [key, value] as const;
      for (const [key, value] of own) if (value !== gone) yield [key, value] as const;
    },
    set: (key, value) => {
      if (!has(key)) added++;
      own.set(key, value);
    },
    delete: (key) => {
      if (!has(key)) return;
      added--;
      own.set(key, gone);
    },
  };
};
