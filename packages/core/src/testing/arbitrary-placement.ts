import fc, { type Arbitrary } from "fast-check";
import type { Affinity, Constraint, JobType, Spread } from "../model/job-spec.ts";
import { text } from "./arbitrary-blocks.ts";

/**
 * Which blocks a generated job has. `plain`: what any history can run: no ports, checks, hooks or time limits. `all`: every block that is
 * honoured. `read`: those too that are read, compared and refused.
 */
export type Blocks = "plain" | "all" | "read";

export type Kind = { readonly type: JobType; readonly blocks: Blocks };

/** Rules by attribute that do not contradict each other; some no node satisfies, since none has a rack. */
const rules: Readonly<Record<string, readonly (readonly [operator: string, value: string])[]>> = {
  "${attr.kernel.name}": [
    ["=", "linux"],
    ["!=", "windows"],
    ["is_set", ""],
    ["set_contains_any", "linux,darwin"],
  ],
  "${node.datacenter}": [
    ["=", "dc1"],
    ["!=", "dc2"],
    ["<=", "dc1"],
  ],
  "${attr.cpu.arch}": [
    ["is_set", ""],
    ["!=", "arm64"],
  ],
  "${meta.rack}": [
    ["=", "r1"],
    ["!=", "r2"],
    ["set_contains_any", "r1,r3"],
  ],
};

const furtherRules: typeof rules = {
  "${attr.kernel.version}": [
    ["version", ">= 4.0, < 99"],
    ["semver", ">= 4.0.0"],
    ["regexp", "^[0-9.]+"],
    ["not", "2.6"],
  ],
  "${meta.roles}": [
    ["set_contains", "web"],
    ["set_contains_all", "web,db"],
    ["is", "web,db"],
    [">", "a"],
  ],
  "${meta.none}": [["is_not_set", ""]],
  "${attr.cpu.numcores}": [
    ["<", "1000"],
    [">=", "1"],
    ["==", "8"],
  ],
};

const ruleOf = (blocks: Blocks): Arbitrary<Constraint> =>
  fc.constantFrom(
    ...Object.entries(blocks === "plain" ? rules : { ...rules, ...furtherRules }).flatMap(([attribute, list]) =>
      list.map(([operator, value]): Constraint => ({ attribute, operator, value })),
    ),
  );

export const constraints = (blocks: Blocks, isTask: boolean): Arbitrary<Constraint[]> =>
  fc
    .tuple(
      fc.array(ruleOf(blocks), { maxLength: 1 }),
      blocks === "plain" || isTask
        ? fc.constant([])
        : fc.constantFrom<Constraint[]>(
            [],
            [],
            [{ attribute: "", operator: "distinct_hosts", value: "true" }],
            [{ attribute: "${node.datacenter}", operator: "distinct_property", value: "3" }],
          ),
    )
    .map((lists) => lists.flat());

export const affinities = ({ type, blocks }: Kind): Arbitrary<Affinity[]> =>
  type === "system" || type === "sysbatch"
    ? fc.constant([])
    : fc.array(
        fc
          .tuple(ruleOf(blocks), fc.integer({ min: -100, max: 100 }))
          .map(([given, weight]) => ({ ...given, weight: weight === 0 ? 1 : weight })),
        { maxLength: 1 },
      );

export const spreads = ({ type }: Kind): Arbitrary<Spread[]> =>
  type === "system" || type === "sysbatch"
    ? fc.constant([])
    : fc.array(
        fc.record({
          attribute: fc.constantFrom("${node.datacenter}", "${meta.rack}"),
          weight: fc.integer({ min: 1, max: 100 }),
          targets: fc
            .uniqueArray(text, { maxLength: 2 })
            .chain((values) =>
              fc.tuple(
                ...values.map((value) =>
                  fc.record({ value: fc.constant(value), percent: fc.integer({ min: 0, max: 50 }) }),
                ),
              ),
            ),
        }),
        { maxLength: 1 },
      );
