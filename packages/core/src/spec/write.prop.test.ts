import fc from "fast-check";
import { expect, test } from "vitest";
import { jobSpec } from "../testing/arbitraries.ts";
import { parseDefinition } from "./parse.ts";
import { writeDefinition } from "./write.ts";

const anyConfig = () => [];

test("[D11] a specification written and read again is the same specification", () => {
  fc.assert(
    fc.property(jobSpec(), (spec) => {
      const parsed = parseDefinition(writeDefinition(spec), anyConfig);
      expect(parsed.errors).toEqual([]);
      expect(parsed.spec).toEqual(spec);
    }),
    { numRuns: 200 },
  );
});

test("[D11] [D1] so it is through JSON text, wrapped as clients wrap it, with keys in any case", () => {
  fc.assert(
    fc.property(jobSpec({ groups: 1 }), (spec) => {
      const written = JSON.parse(JSON.stringify({ job: writeDefinition(spec) })) as unknown;
      expect(parseDefinition(written, anyConfig).spec).toEqual(spec);
    }),
    { numRuns: 50 },
  );
});
