/** A keyed collection of immutable records. */
export type ReadTable<K, V> = {
  readonly get: (key: K) => V | undefined;
  readonly has: (key: K) => boolean;
  readonly size: () => number;
  readonly entries: () => Iterable<readonly [K, V]>;
  /** Moves with every write, so that what was derived from all rows can be told to be of these rows. */
  readonly revision: () => number;
};

export type Table<K, V> = ReadTable<K, V> & {
  readonly set: (key: K, value: V) => void;
  readonly delete: (key: K) => void;
};

export const createTable = <K, V>(): Table<K, V> => {
  const rows = new Map<K, V>();
  let writes = 0;
  return {
    get: (key) => rows.get(key),
    has: (key) => rows.has(key),
    size: () => rows.size,
    entries: () => rows.entries(),
    revision: () => writes,
    set: (key, value) => {
      writes++;
      rows.set(key, value);
    },
    delete: (key) => {
      writes++;
      rows.delete(key);
    },
  };
};

const gone = Symbol("deleted from the overlay");

/** Reads through to `base`, keeps every write to itself. */
export const overlayTable = <K, V>(base: ReadTable<K, V>): Table<K, V> => {
  const own = new Map<K, V | typeof gone>();
  let added = 0;
  let writes = 0;
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
    revision: () => base.revision() + writes,
    set: (key, value) => {
      if (!has(key)) added++;
      writes++;
      own.set(key, value);
    },
    delete: (key) => {
      if (!has(key)) return;
      added--;
      writes++;
      own.set(key, gone);
    },
  };
};

/**
 * Keeps rows in memory and fetches what it lacks from `load`. `evict` forgets rows that `load` can bring back;
 * whoever evicts knows that they are stored. `entries` lists what is in memory only.
 */
export type BackedTable<K, V> = Table<K, V> & { readonly evict: (key: K) => void };

export const backedTable = <K, V>(load: (key: K) => V | undefined): BackedTable<K, V> => {
  const rows = new Map<K, V | typeof gone>();
  let writes = 0;
  const get = (key: K): V | undefined => {
    const held = rows.get(key);
    if (held !== undefined) return held === gone ? undefined : held;
    const loaded = load(key);
    if (loaded !== undefined) rows.set(key, loaded);
    return loaded;
  };
  return {
    get,
    has: (key) => get(key) !== undefined,
    size: () => rows.size,
    *entries() {
      for (const [key, value] of rows) if (value !== gone) yield [key, value] as const;
    },
    revision: () => writes,
    set: (key, value) => {
      writes++;
      rows.set(key, value);
    },
    delete: (key) => {
      writes++;
      rows.set(key, gone);
    },
    evict: (key) => void rows.delete(key),
  };
};

/** Sets by key; a key with an empty set is not there. */
export type ReadGroups<K, V> = {
  readonly get: (key: K) => ReadonlySet<V> | undefined;
  readonly has: (key: K) => boolean;
  readonly entries: () => Iterable<readonly [K, ReadonlySet<V>]>;
};

/** The rows that a set names, in no order that matters. */
export const rowsOf = <G, K, V>(groups: ReadGroups<G, K>, group: G, rows: Pick<ReadTable<K, V>, "get">): readonly V[] =>
  [...(groups.get(group) ?? [])].flatMap((key) => rows.get(key) ?? []);

export type Groups<K, V> = ReadGroups<K, V> & {
  readonly add: (key: K, value: V) => void;
  readonly remove: (key: K, value: V) => void;
};

const groupsOver = <K, V>(base: ReadGroups<K, V> | undefined): Groups<K, V> => {
  const own = new Map<K, Set<V>>();
  const get = (key: K): ReadonlySet<V> | undefined => {
    const mine = own.get(key);
    if (mine === undefined) return base?.get(key);
    return mine.size === 0 ? undefined : mine;
  };
  const writable = (key: K): Set<V> => {
    const mine = own.get(key) ?? new Set(base?.get(key));
    own.set(key, mine);
    return mine;
  };
  return {
    get,
    has: (key) => get(key) !== undefined,
    *entries() {
      if (base !== undefined) for (const [key, set] of base.entries()) if (!own.has(key)) yield [key, set] as const;
      for (const [key, set] of own) if (set.size > 0) yield [key, set] as const;
    },
    add: (key, value) => void writable(key).add(value),
    remove: (key, value) => {
      const set = writable(key);
      set.delete(value);
      if (set.size === 0 && base === undefined) own.delete(key);
    },
  };
};

export const createGroups = <K, V>(): Groups<K, V> => groupsOver<K, V>(undefined);

/** Copies a set when it is first written to; what was taken from `base` before stays as it was. */
export const overlayGroups = <K, V>(base: ReadGroups<K, V>): Groups<K, V> => groupsOver(base);
