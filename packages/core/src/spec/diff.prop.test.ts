import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { sameJson } from "../equal.ts";
import type { JobSpec, JobType } from "../model/job-spec.ts";
import type { Json, JsonObject } from "../model/json.ts";
import type { DiffKind, ObjectDiff, SpecDiff } from "../model/spec-diff.ts";
import { isEmptyPlan } from "../model/plan.ts";
import { planChange } from "../plan.ts";
import { jobSpec } from "../testing/arbitraries.ts";
import type { Blocks } from "../testing/arbitrary-placement.ts";
import { everyBlock } from "../testing/every-block.ts";
import { did, origin, serverWith, workOff } from "../testing/test-server.ts";
import { diffSpecs } from "./diff.ts";
import type { Field, Fields } from "./field.ts";
import { jobFields } from "./fields/job.ts";

const opposite: Readonly<Record<DiffKind, DiffKind>> = {
  none: "none",
  added: "deleted",
  deleted: "added",
  edited: "edited",
};

/** Every field of a diff with where it stands, as text. */
const flat = (diff: SpecDiff, mirrored: boolean): readonly string[] => {
  const kind = (one: DiffKind): string => (mirrored ? opposite[one] : one);
  const of = (at: string, object: Pick<ObjectDiff, "kind" | "fields" | "objects">): readonly string[] => [
    `${at} ${kind(object.kind)}`,
    ...object.fields.map((field) => {
      const values = mirrored ? [field.new, field.old] : [field.old, field.new];
      return `${at}.${field.name} ${kind(field.kind)} ${values.join(" -> ")}`;
    }),
    ...object.objects.flatMap((inner) => of(`${at}.${inner.name}`, inner)),
  ];
  return [
    ...of("job", diff),
    ...diff.groups.flatMap((group) => [
      ...of(group.name, group),
      ...group.tasks.flatMap((task) => of(`${group.name}/${task.name}`, task)),
    ]),
  ].toSorted((a, b) => (a < b ? -1 : 1));
};

describe("any two specifications", { timeout: 60_000 }, () => {
  const pair = (blocks: Blocks) =>
    fc
      .constantFrom<JobType>("service", "batch", "sysbatch")
      .chain((type) => fc.tuple(jobSpec({ id: "web", type, blocks }), jobSpec({ id: "web", type, blocks })));

  test("[D12] [D15] their diff backwards is the mirror of their diff", () => {
    fc.assert(
      fc.property(pair("read"), ([before, after]) => {
        expect(flat(diffSpecs(before, after), true)).toEqual(flat(diffSpecs(after, before), false));
        expect(diffSpecs(before, before).kind).toBe("none");
      }),
      { numRuns: 150 },
    );
  });

  test.each<JobType>(["service", "batch", "system", "sysbatch"])(
    "[P3] [P5] the plan from one %s job to the other is empty once it was applied",
    (type) => {
      const one = () => jobSpec({ id: "web", type, blocks: "all" });
      fc.assert(
        fc.property(fc.tuple(one(), one()), ([before, after]) => {
          const server = serverWith({ cpuMhz: 3000, memoryMb: 3000, diskMb: 3000 });
          for (const spec of [before, after]) {
            did(server, { type: "registerJob", spec, origin });
            workOff(server, 2);
          }
          const again = planChange(server.state, { type: "registerJob", spec: after, origin }, server.now);
          expect(again.ok && isEmptyPlan(again.value)).toBe(true);
          expect(again.ok && again.value.diff.kind).toBe("none");
        }),
        { numRuns: 80 },
      );
    },
  );
});

describe("a difference in a single place", { timeout: 60_000 }, () => {
  /** Every place of a specification: what it holds, and the specification with another value there. */
  const places = (
    spec: JobSpec,
  ): readonly (readonly [path: string, changed: (value: Json) => JobSpec, value: Json])[] => {
    const found: [string, (value: Json) => JobSpec, Json][] = [];
    const walk = (value: Json, path: string, put: (value: Json) => Json): void => {
      if (path !== "" && path !== ".id") found.push([path, (next) => put(next) as unknown as JobSpec, value]);
      if (Array.isArray(value))
        for (const [index, item] of (value as readonly Json[]).entries())
          walk(item, `${path}[${String(index)}]`, (next) => put((value as readonly Json[]).with(index, next)));
      else if (typeof value === "object" && value !== null)
        for (const [key, item] of Object.entries(value as JsonObject))
          walk(item, `${path}.${key}`, (next) => put({ ...(value as JsonObject), [key]: next }));
    };
    walk(spec as unknown as Json, "", (next) => next);
    return found;
  };

  const another = (value: Json): Json => {
    if (typeof value === "string") return `${value}x`;
    if (typeof value === "number") return value + 1;
    if (typeof value === "boolean") return !value;
    return Array.isArray(value) ? [...(value as readonly Json[])].toReversed() : value;
  };

  test("[D17] any two specifications differ exactly if their diff says so", () => {
    const one = jobSpec({ id: "web", blocks: "read" });
    const step = fc.tuple(one, fc.nat()).map(([spec, pick]): readonly [JobSpec, JobSpec] => {
      const all = places(spec);
      const place = all[pick % all.length];
      return [spec, place === undefined ? spec : place[1](another(place[2]))];
    });
    fc.assert(
      fc.property(fc.oneof(step, fc.tuple(one, one)), ([before, after]) => {
        expect(diffSpecs(before, after).kind === "none").toBe(sameJson(before, after));
      }),
      { numRuns: 700 },
    );
  });

  const grown = (value: Json): Json => {
    if (Array.isArray(value)) return [...(value as readonly Json[]), "x"];
    return typeof value === "object" && value !== null ? { ...(value as JsonObject), x: "y" } : another(value);
  };

  /** Every field of the dictionary by its path in a specification, lists and maps by their first member. */
  const leaves = (fields: Fields, path: string): readonly (readonly [path: string, field: Field])[] =>
    Object.entries(fields).flatMap(([key, field]) => {
      const { type } = field;
      const at = `${path}.${key}`;
      if (typeof type !== "object") return [[at, field] as const];
      if ("one" in type) return leaves(type.one, at);
      return "many" in type ? leaves(type.many, `${at}[0]`) : leaves(type.map, `${at}.*`);
    });

  /** Names of changed fields, and of the blocks they stand in, anywhere in a diff. */
  const namesIn = (diff: SpecDiff): readonly string[] => {
    const of = (at: string, { fields, objects }: Pick<ObjectDiff, "fields" | "objects">): readonly string[] => [
      ...fields.filter(({ kind }) => kind !== "none").map(({ name }) => `${at}${name}`),
      ...objects.flatMap((object) => of(`${at}${object.name}.`, object)),
    ];
    return [
      ...of("", diff),
      ...diff.groups.flatMap((group) => [...of("", group), ...group.tasks.flatMap((task) => of("", task))]),
    ];
  };

  test("[D17] each field of the dictionary is named when it changes", () => {
    const spec = everyBlock();
    const found = new Map(places(spec).map(([path, change, value]) => [path, { change, value }]));
    const missing: string[] = [];
    for (const [path, { word }] of leaves(jobFields, "")) {
      if (path === ".id" || /^\.taskGroups\[0\](?:\.tasks\[0\])?\.name$/.test(path)) continue;
      const place = [...found].find(([at]) => at === path || (path.includes("*") && matches(path, at)));
      if (place === undefined) missing.push(`${path} is not in the example`);
      else {
        const { change, value } = place[1];
        const names = namesIn(diffSpecs(spec, change(grown(value))));
        if (!names.some((name) => name.split(/[.[\]]/).includes(word))) missing.push(`${path}: ${names.join(", ")}`);
      }
    }
    expect(missing).toEqual([]);
  });

  const matches = (pattern: string, path: string): boolean =>
    new RegExp(`^${pattern.replaceAll(/[.[\]]/g, String.raw`\$&`).replaceAll("*", String.raw`[^.[\]]+`)}$`).test(path);
});
