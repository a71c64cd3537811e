import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  backedTable,
  createGroups,
  createTable,
  overlayGroups,
  overlayTable,
  type ReadGroups,
  type ReadTable,
} from "./table.ts";

const sorted = <T>(items: Iterable<T>): readonly T[] =>
  [...items].toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
const rowsOf = (table: ReadTable<string, number>) => sorted(table.entries());
const setsOf = (groups: ReadGroups<string, number>) =>
  sorted([...groups.entries()].map(([key, set]) => [key, sorted(set)] as const));

const key = fc.constantFrom("a", "b", "constructor", "__proto__");
const write = fc.record({ key, value: fc.nat({ max: 3 }), remove: fc.boolean() });
const writes = fc.array(write, { maxLength: 20 });

describe("tables", () => {
  test("[X7] an overlay is its base with its own writes over it, and leaves the base as it was", () => {
    fc.assert(
      fc.property(writes, writes, (below, above) => {
        const base = createTable<string, number>();
        const model = new Map<string, number>();
        for (const one of below) {
          base.set(one.key, one.value);
          model.set(one.key, one.value);
        }
        const before = rowsOf(base);
        const over = overlayTable(base);
        for (const one of above) {
          if (one.remove) over.delete(one.key);
          else over.set(one.key, one.value);
          if (one.remove) model.delete(one.key);
          else model.set(one.key, one.value);
          expect(over.size()).toBe(model.size);
          expect(over.get(one.key)).toBe(model.get(one.key));
          expect(over.has(one.key)).toBe(model.has(one.key));
        }
        expect(rowsOf(over)).toEqual(sorted(model));
        expect(rowsOf(base)).toEqual(before);
      }),
    );
  });

  test("[X7] groups over groups keep their writes to themselves; what was lent out stays as it was", () => {
    fc.assert(
      fc.property(writes, writes, (below, above) => {
        const base = createGroups<string, number>();
        const model = new Map<string, Set<number>>();
        const apply = (one: { readonly key: string; readonly value: number; readonly remove: boolean }): void => {
          const set = model.get(one.key) ?? new Set();
          if (one.remove) set.delete(one.value);
          else set.add(one.value);
          if (set.size > 0) model.set(one.key, set);
          else model.delete(one.key);
        };
        for (const one of below) {
          if (one.remove) base.remove(one.key, one.value);
          else base.add(one.key, one.value);
          apply(one);
        }
        const before = setsOf(base);
        const over = overlayGroups(base);
        const lent = over.get("a");
        const held = [...(lent ?? [])];
        for (const one of above) {
          if (one.remove) over.remove(one.key, one.value);
          else over.add(one.key, one.value);
          apply(one);
          expect(over.has(one.key)).toBe(model.has(one.key));
        }
        expect(setsOf(over)).toEqual(setsOf({ ...over, entries: () => model.entries() }));
        expect(setsOf(base)).toEqual(before);
        expect([...(lent ?? [])]).toEqual(held);
      }),
    );
  });

  test("[X7] a backed table fetches what it lacks, and what was deleted stays away", () => {
    const asked: string[] = [];
    const table = backedTable((one: string) => {
      asked.push(one);
      return one === "gone" ? undefined : one.length;
    });
    expect([table.get("four"), table.get("four"), table.get("gone"), table.has("gone")]).toEqual([
      4,
      4,
      undefined,
      false,
    ]);
    expect(asked).toEqual(["four", "gone", "gone"]);
    table.delete("four");
    expect(table.get("four")).toBeUndefined();
    table.set("five", 50);
    table.evict("five");
    expect(table.get("five")).toBe(4);
    expect([...table.entries()]).toEqual([["five", 4]]);
  });
});
