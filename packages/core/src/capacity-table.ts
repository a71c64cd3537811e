import type { NodeKey } from "./model/ids.ts";
import type { Capacity } from "./model/resources.ts";
import type { ReadTable, Table } from "./table.ts";

/**
 * Capacities by node key, kept as numbers side by side: the scheduler reads sixteen of them for each instance it places.
 * `numbers` holds three per key in the order of `dimensions`, zeros where there is no row; it is good until the next write.
 */
export type ReadCapacityTable = ReadTable<NodeKey, Capacity> & { readonly numbers: () => Float64Array };
export type CapacityTable = Table<NodeKey, Capacity> & ReadCapacityTable;

type Rows = { numbers: Float64Array; present: Uint8Array; size: number; writes: number };

const grow = (rows: Rows, key: NodeKey): void => {
  const length = Math.max(16, rows.present.length * 2, key + 1);
  const [numbers, present] = [new Float64Array(length * 3), new Uint8Array(length)];
  numbers.set(rows.numbers);
  present.set(rows.present);
  rows.numbers = numbers;
  rows.present = present;
};

const write = (rows: Rows, key: NodeKey, { cpuMhz, memoryMb, diskMb }: Capacity): void => {
  if (key >= rows.present.length) grow(rows, key);
  rows.size += rows.present[key] === 1 ? 0 : 1;
  rows.present[key] = 1;
  rows.writes += 1;
  rows.numbers[key * 3] = cpuMhz;
  rows.numbers[key * 3 + 1] = memoryMb;
  rows.numbers[key * 3 + 2] = diskMb;
};

const erase = (rows: Rows, key: NodeKey): void => {
  if (rows.present[key] !== 1) return;
  rows.present[key] = 0;
  rows.size -= 1;
  rows.writes += 1;
  rows.numbers.fill(0, key * 3, key * 3 + 3);
};

const over = (rows: Rows, revision: () => number): CapacityTable => {
  const has = (key: NodeKey): boolean => rows.present[key] === 1;
  const get = (key: NodeKey): Capacity | undefined => {
    if (!has(key)) return undefined;
    const { numbers } = rows;
    return {
      cpuMhz: numbers[key * 3] as number,
      memoryMb: numbers[key * 3 + 1] as number,
      diskMb: numbers[key * 3 + 2] as number,
    };
  };
  return {
    get,
    has,
    size: () => rows.size,
    *entries() {
      for (let key = 0; key < rows.present.length; key++) {
        const capacity = get(key);
        if (capacity !== undefined) yield [key, capacity] as const;
      }
    },
    revision,
    numbers: () => rows.numbers,
    set: (key, capacity) => {
      write(rows, key, capacity);
    },
    delete: (key) => {
      erase(rows, key);
    },
  };
};

export const createCapacityTable = (): CapacityTable => {
  const rows: Rows = { numbers: new Float64Array(), present: new Uint8Array(), size: 0, writes: 0 };
  return over(rows, () => rows.writes);
};

/** A copy: there are no more than a few numbers per node. */
export const overlayCapacityTable = (base: ReadCapacityTable): CapacityTable => {
  const numbers = base.numbers().slice();
  const present = new Uint8Array(numbers.length / 3);
  for (let key = 0; key < present.length; key++) present[key] = base.has(key) ? 1 : 0;
  const rows: Rows = { numbers, present, size: base.size(), writes: 0 };
  const before = base.revision();
  return over(rows, () => before + rows.writes);
};
