import fc from "fast-check";
import { expect, test } from "vitest";
import { createDueQueue } from "./due-queue.ts";

const steps = fc.array(
  fc.tuple(fc.integer({ min: 0, max: 15 }), fc.option(fc.integer({ min: 0, max: 30 }), { nil: null })),
  { maxLength: 200 },
);

test("[Q3] what is due comes out in the order of its times, each key once and at its latest time", () => {
  fc.assert(
    fc.property(steps, fc.integer({ min: 0, max: 30 }), (history, now) => {
      const queue = createDueQueue<number>();
      const times = new Map<number, { readonly at: number; readonly order: number }>();
      for (const [order, [key, at]] of history.entries()) {
        queue.set(key, at);
        if (at === null) times.delete(key);
        else if (times.get(key)?.at !== at) times.set(key, { at, order });
      }
      const expected = [...times].toSorted(([, a], [, b]) => a.at - b.at || a.order - b.order);
      expect([queue.size(), queue.firstAt()]).toEqual([times.size, expected[0]?.[1].at ?? null]);
      const taken: number[] = [];
      for (let key = queue.take(now); key !== undefined; key = queue.take(now)) taken.push(key);
      expect(taken).toEqual(expected.filter(([, { at }]) => at <= now).map(([key]) => key));
      queue.clear();
      expect([queue.size(), queue.firstAt(), queue.has(1)]).toEqual([0, null, false]);
    }),
  );
});

test("[Q3] times that change again and again are kept once", () => {
  const queue = createDueQueue<string>();
  for (let at = 20_000; at > 0; at--) queue.set("one", at);
  expect([queue.size(), queue.take(1), queue.take(20_000)]).toEqual([1, "one", undefined]);
});
