import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { JobType } from "../model/job-spec.ts";
import { jobSpec } from "../testing/arbitraries.ts";
import { canonicalize } from "./canonicalize.ts";
import { parseDefinition } from "./parse.ts";
import { readDraft } from "./read.ts";
import { writeDefinition } from "./write.ts";

const anyConfig = () => [];
const types: readonly JobType[] = ["service", "batch", "system", "sysbatch"];

describe("a specification written and read again", { timeout: 60_000 }, () => {
  test.each(types)("[D11] [D10] of type %s is the same, and valid", (type) => {
    fc.assert(
      fc.property(jobSpec({ type, blocks: "all" }), (spec) => {
        const parsed = parseDefinition(writeDefinition(spec), anyConfig);
        expect(parsed.errors).toEqual([]);
        expect(parsed.spec).toEqual(spec);
      }),
      { numRuns: 200 },
    );
  });

  test("[D11] a plain one and one that is refused are the same, too", () => {
    fc.assert(
      fc.property(jobSpec(), (spec) => {
        expect(parseDefinition(writeDefinition(spec), anyConfig).spec).toEqual(spec);
      }),
      { numRuns: 200 },
    );
    fc.assert(
      fc.property(jobSpec({ type: "batch", blocks: "read" }), (spec) => {
        const { draft, malformed } = readDraft(writeDefinition(spec));
        expect(malformed).toBe(false);
        expect(canonicalize(draft)).toEqual(spec);
      }),
      { numRuns: 200 },
    );
  });

  test("[D11] [D1] is the same through JSON text, wrapped as clients wrap it, with keys in any case", () => {
    const shouted = (record: object): object =>
      Object.fromEntries(Object.entries(record).map(([key, item]) => [key.toUpperCase(), item as unknown]));
    fc.assert(
      fc.property(jobSpec({ groups: 1, blocks: "all" }), (spec) => {
        const written = JSON.parse(JSON.stringify({ job: writeDefinition(spec) })) as { readonly job: object };
        expect(parseDefinition(written, anyConfig).spec).toEqual(spec);
        expect(parseDefinition(shouted(written.job), anyConfig).spec).toEqual(spec);
      }),
      { numRuns: 50 },
    );
  });
});
