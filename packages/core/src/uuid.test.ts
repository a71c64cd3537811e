import { expect, test } from "vitest";
import { uuidOf } from "./uuid.ts";

test("[X4] the same seed, kind and key give the same UUID, for ever", () => {
  expect(uuidOf("seed", "allocation", 1)).toMatchInlineSnapshot(`"da2462e7-8f81-8b51-9034-9fed2384a369"`);
  expect(uuidOf("seed", "job", 1)).toMatchInlineSnapshot(`"dc47e753-34c1-8169-aab6-cd8b789092b2"`);
  expect(uuidOf("another", "allocation", 1)).toMatchInlineSnapshot(`"5360303c-19c8-8181-a9bd-55ab8e70b42e"`);
});

test("[X4] a hundred thousand keys give as many UUIDs of version 8, told apart by eight digits", () => {
  const all = Array.from({ length: 100_000 }, (_, key) => uuidOf("seed", "allocation", key));
  expect(new Set(all).size).toBe(all.length);
  expect(new Set(all.map((id) => id.slice(0, 8))).size).toBe(all.length);
  expect(all.filter((id) => !/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(id))).toEqual(
    [],
  );
});
