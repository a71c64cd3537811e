import fc, { type Arbitrary } from "fast-check";
import { expect, test } from "vitest";
import { jsonText } from "@longshore/core/equal";
import type { Json, JsonObject } from "@longshore/core/model";
import { difference, leavesOf, merge, putBack, warningsOf } from "./left-over.ts";

/** As a message is: a member has the same type wherever it occurs. */
const { object } = fc.letrec<{ object: JsonObject }>((tie) => ({
  object: fc.record(
    {
      text: fc.constantFrom<Json>("", "x", 0, 1, true, false),
      constructor: fc.constantFrom<Json>("", "x"),
      list: fc.array(tie("object"), { maxLength: 3, depthIdentifier: "deep" }),
      words: fc.array(fc.constantFrom("", "x", "y"), { maxLength: 3 }),
      block: fc.option(tie("object"), { nil: {}, depthIdentifier: "deep", depthSize: "small" }),
    },
    { requiredKeys: [], noNullPrototype: true },
  ) as Arbitrary<JsonObject>,
}));

test("[M9] what is left over of a definition, merged over what is written for its specification, is the definition", () => {
  fc.assert(
    fc.property(object, object, (base, wanted) => {
      const patch = difference(base, wanted);
      expect(patch === undefined ? base : merge(base, patch)).toEqual(wanted);
      expect(difference(wanted, wanted)).toBeUndefined();
    }),
    { numRuns: 500 },
  );
});

test("[M9] what was left over comes back only where the definition still means the same", () => {
  fc.assert(
    fc.property(object, object, fc.func(fc.nat({ max: 2 })), (written, wanted, judge) => {
      const reads = (of: JsonObject) => judge(jsonText(of));
      const leftOver = difference(written, wanted);
      const shown = putBack(written, leftOver, reads);
      expect(reads(shown)).toEqual(reads(written));
      if (reads(wanted) === reads(written)) expect(shown).toEqual(wanted);
    }),
  );
});

test("[M9] a field that another door changed shows its new value, and the others still read as they were written", () => {
  const reads = (of: JsonObject) => ({ count: of["count"] ?? 1, cpu: Number.parseFloat(of["cpu"] as string) });
  const leftOver = difference({ cpu: "1" }, { cpu: "1.0", note: "x", rows: [{ a: 1 }] });
  expect(putBack({ cpu: "1" }, leftOver, reads)).toEqual({ cpu: "1.0", note: "x", rows: [{ a: 1 }] });
  expect(putBack({ cpu: "2", count: 3 }, leftOver, reads)).toEqual({ cpu: "2", count: 3, note: "x", rows: [{ a: 1 }] });
});

test("[M10] what has no effect is named with its place and the reason, once", () => {
  const leftOver = {
    sla: { revocable: true },
    rows: [{ x: 1 }],
    containers: { 0: { fd: 1 }, 1: { fd: 2, image: "local" } },
  };
  const table = [
    ["sla.revocable", "nothing is revoked"],
    ["containers.*.fd", "no such limit is set"],
  ] as const;
  expect(warningsOf(leftOver, table).map(({ path, message }) => `${path.join(".")}: ${message}`)).toEqual([
    "sla.revocable: revocable has no effect: nothing is revoked",
    "containers.0.fd: fd has no effect: no such limit is set",
    "containers.1.fd: fd has no effect: no such limit is set",
  ]);
  expect(leavesOf(leftOver)).toHaveLength(5);
});
