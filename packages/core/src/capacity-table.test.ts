import fc from "fast-check";
import { expect, test } from "vitest";
import { createCapacityTable, overlayCapacityTable, type CapacityTable } from "./capacity-table.ts";
import type { Capacity } from "./model/resources.ts";

const capacity = fc.record({ cpuMhz: fc.nat(), memoryMb: fc.nat(), diskMb: fc.nat() });
const write = fc.record({ key: fc.nat({ max: 40 }), value: fc.option(capacity) });
type Write = { readonly key: number; readonly value: Capacity | null };
const writes = fc.array(write, { maxLength: 30 });

const apply = (table: CapacityTable, model: Map<number, Capacity>, all: readonly Write[]) => {
  for (const { key, value } of all) {
    if (value === null) {
      table.delete(key);
      model.delete(key);
    } else {
      table.set(key, value);
      model.set(key, value);
    }
  }
};

const expectSame = (table: CapacityTable, model: Map<number, Capacity>): void => {
  expect([...table.entries()]).toEqual([...model].toSorted(([a], [b]) => a - b));
  expect(table.size()).toBe(model.size);
  for (let key = 0; key <= 41; key++) {
    expect(table.get(key)).toEqual(model.get(key));
    expect(table.has(key)).toBe(model.has(key));
    const { cpuMhz, memoryMb, diskMb } = model.get(key) ?? { cpuMhz: 0, memoryMb: 0, diskMb: 0 };
    expect([0, 1, 2].map((at) => table.numbers()[key * 3 + at] ?? 0)).toEqual([cpuMhz, memoryMb, diskMb]);
  }
};

test("[X7] capacities kept as numbers are a table like any other, and a copy of them goes its own way", () => {
  fc.assert(
    fc.property(writes, writes, (below, above) => {
      const [base, model] = [createCapacityTable(), new Map<number, Capacity>()];
      apply(base, model, below);
      expectSame(base, model);
      const [copy, copied] = [overlayCapacityTable(base), new Map(model)];
      const revision = copy.revision();
      apply(copy, copied, above);
      expectSame(copy, copied);
      expectSame(base, model);
      expect(copy.revision()).toBeGreaterThanOrEqual(revision);
    }),
  );
});
