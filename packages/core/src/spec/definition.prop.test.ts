import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { jobSpec } from "../testing/arbitraries.ts";
import type { Fields } from "./field.ts";
import { groupFields } from "./fields/group.ts";
import { aboutFields } from "./fields/about.ts";
import { jobFields, periodicFields } from "./fields/job.ts";
import { checkFields, networkFields, portFields, serviceFields } from "./fields/network.ts";
import { resourceFields, taskFields, templateFields } from "./fields/task.ts";
import { parseDefinition } from "./parse.ts";
import { writeDefinition } from "./write.ts";

const words = [
  jobFields,
  groupFields,
  taskFields,
  resourceFields,
  networkFields,
  portFields,
  serviceFields,
  checkFields,
  templateFields,
  periodicFields,
  aboutFields,
].flatMap((fields: Fields) => Object.values(fields).map(({ word }) => word));
const key = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(...words, "Job", "Services", "Periodic", "Vault") },
  { weight: 1, arbitrary: fc.constantFrom("__proto__", "constructor", "", "\0") },
);

/** JSON that looks like a job definition, with anything anywhere. */
const { tree } = fc.letrec<{ tree: unknown; leaf: unknown }>((tie) => ({
  leaf: fc.oneof(
    fc.constantFrom<unknown>(null, true, 0, -1, 1.5, 1e300, "", "web", "10s", "raw_exec", "x".repeat(500)),
    fc.string({ maxLength: 5 }),
  ),
  tree: fc.oneof(
    { maxDepth: 6 },
    tie("leaf"),
    fc.array(tie("tree"), { maxLength: 3 }),
    fc.array(fc.tuple(key, tie("tree")), { maxLength: 6 }).map((entries) => Object.fromEntries(entries) as unknown),
  ),
}));

describe("any definition", { timeout: 60_000 }, () => {
  test("[D2] [D10] is read to a specification or to complaints, never to a fault", () => {
    fc.assert(
      fc.property(tree, (definition) => {
        const { spec, errors } = parseDefinition(definition, () => []);
        expect(spec === undefined).toBe(errors.length > 0);
      }),
      { numRuns: 3000 },
    );
  });

  test("[D2] [D10] one that was valid and had a single value replaced, too", () => {
    const broken = fc.tuple(jobSpec({ groups: 1, blocks: "all" }), fc.nat(), tree).map(([spec, pick, value]) => {
      const places: (readonly [object, string])[] = [];
      const walk = (node: unknown): void => {
        if (typeof node !== "object" || node === null) return;
        for (const [name, child] of Object.entries(node)) {
          places.push([node, name]);
          walk(child);
        }
      };
      const definition = JSON.parse(JSON.stringify(writeDefinition(spec))) as object;
      walk(definition);
      const [node, name] = places[pick % places.length] ?? [definition, "ID"];
      Object.defineProperty(node, name, { value, enumerable: true, writable: true, configurable: true });
      return definition;
    });
    fc.assert(
      fc.property(broken, (definition) => {
        const { spec, errors } = parseDefinition(definition, () => []);
        expect(spec === undefined).toBe(errors.length > 0);
        if (spec !== undefined) expect(parseDefinition(writeDefinition(spec), () => []).spec).toEqual(spec);
      }),
      { numRuns: 1000 },
    );
  });
});
