import fc from "fast-check";
import { expect, test } from "vitest";
import { priorityAs, priorityOf } from "./priority.ts";

const value = fc.integer({ min: 0, max: 10_000 });
const specOf = (given: { value: number; lowerFirst: boolean }) => ({
  priority: priorityOf(given),
  about: { priorityGiven: given },
});

test("[M3] another API's default is Nomad's, its order is kept, and the range is Nomad's", () => {
  expect(priorityOf({ value: 0, lowerFirst: false })).toBe(50);
  expect(priorityOf({ value: 100, lowerFirst: true })).toBe(50);
  fc.assert(
    fc.property(value, value, (a, b) => {
      const [less, more] = [Math.min(a, b), Math.max(a, b)];
      const higher = [less, more].map((one) => priorityOf({ value: one, lowerFirst: false }));
      const lower = [less, more].map((one) => priorityOf({ value: one, lowerFirst: true }));
      expect(higher[0]).toBeLessThanOrEqual(higher[1] ?? NaN);
      expect(lower[0]).toBeGreaterThanOrEqual(lower[1] ?? NaN);
      for (const one of [...higher, ...lower]) expect(one >= 1 && one <= 100 && Number.isInteger(one)).toBe(true);
    }),
  );
});

test("[M3] a priority reads back as it was given, until another door changes it", () => {
  fc.assert(
    fc.property(value, fc.boolean(), fc.integer({ min: 1, max: 100 }), (given, lowerFirst, changed) => {
      const spec = specOf({ value: given, lowerFirst });
      expect(priorityAs(spec, lowerFirst)).toBe(given);
      const shown = priorityAs({ ...spec, priority: changed }, lowerFirst);
      if (changed !== spec.priority && changed >= 50 === !lowerFirst)
        expect(priorityOf({ value: shown, lowerFirst })).toBe(changed);
      expect(Number.isInteger(shown) && shown >= 0).toBe(true);
    }),
  );
});
