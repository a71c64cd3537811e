import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { jobSpec } from "../testing/arbitraries.ts";
import { jobOf } from "../testing/specs.ts";
import type { ParentRef } from "./job.ts";
import type { JobSpec } from "./job-spec.ts";
import { jobKinds, kindOf, showingDoors, visibilityOf, type JobKind, type Visibility } from "./visibility.ts";

const doors = [...showingDoors, "scheduler"] as const;

/** Each cell: what the door shows of a job made through itself, and of one made elsewhere. */
type Cell = readonly [own: Visibility, foreign: Visibility];
const [R, r, none]: readonly [Cell, Cell, Cell] = [
  ["operable", "operable"],
  ["listed", "listed"],
  ["hidden", "hidden"],
];
const Rr: Cell = ["operable", "listed"];

const table: readonly (readonly [JobKind, Readonly<Record<(typeof showingDoors)[number], Cell>>])[] = [
  ["service", { dashboard: R, nomad: R, cluster: R, peloton: Rr, cloudrun: none, scale: none }],
  ["services", { dashboard: R, nomad: R, cluster: R, peloton: none, cloudrun: none, scale: none }],
  ["batch", { dashboard: R, nomad: R, cluster: none, peloton: none, cloudrun: none, scale: r }],
  ["template", { dashboard: R, nomad: R, cluster: none, peloton: none, cloudrun: Rr, scale: Rr }],
  ["child", { dashboard: R, nomad: R, cluster: none, peloton: none, cloudrun: R, scale: R }],
];

describe("[M1] what each door shows", () => {
  test.each(table)("[M1] of a job of kind %s", (kind, row) => {
    for (const door of showingDoors)
      for (const madeThrough of doors)
        expect([door, madeThrough, visibilityOf(kind, madeThrough, door)]).toEqual([
          door,
          madeThrough,
          row[door][madeThrough === door ? 0 : 1],
        ]);
  });

  test("[M1] the table names every kind", () => {
    expect(table.map(([kind]) => kind)).toEqual(jobKinds);
  });
});

const kind = (spec: JobSpec, parent: ParentRef | null = null) => kindOf({ spec, parent });
const parameterized = { payload: "optional", metaRequired: [], metaOptional: [] };
const periodic = { enabled: true, specs: ["@daily"], timeZone: "UTC", prohibitOverlap: false, missedRuns: null };

test("[M2] a job is of exactly one kind: a child first, then a template, then by its type and number of groups", () => {
  expect(kind(jobOf())).toBe("service");
  expect(kind(jobOf({ groups: [{ name: "a" }, { name: "b" }] }))).toBe("services");
  expect(kind({ ...jobOf(), type: "system" })).toBe("services");
  expect(kind(jobOf({ type: "batch", groups: [{ name: "a" }, { name: "b" }] }))).toBe("batch");
  expect(kind({ ...jobOf(), type: "sysbatch" })).toBe("batch");
  for (const type of ["service", "batch", "system", "sysbatch"] as const) {
    expect(kind({ ...jobOf(), type, periodic })).toBe("template");
    expect(kind({ ...jobOf(), type, parameterized })).toBe("template");
    expect(kind({ ...jobOf(), type }, { job: 1, version: 0, id: "parent" })).toBe("child");
  }
});

test("[M1] Nomad's door and the dashboard operate everything; no door shows a job of a kind that it hides from its own makers", () => {
  fc.assert(
    fc.property(jobSpec(), fc.boolean(), fc.constantFrom(...doors), (spec, isChild, madeThrough) => {
      const found = kind(spec, isChild ? { job: 1, version: 0, id: "parent" } : null);
      expect(visibilityOf(found, madeThrough, "nomad")).toBe("operable");
      expect(visibilityOf(found, madeThrough, "dashboard")).toBe("operable");
      for (const door of showingDoors)
        expect(visibilityOf(found, door, door) === "hidden").toBe(visibilityOf(found, madeThrough, door) === "hidden");
    }),
  );
});
