import { describe, expect, it } from "vitest";
import type { FieldDiff, SpecDiff } from "@longshore/core/model";
import { changedFields, diffSections } from "./spec-rows.ts";

const field = (name: string, old: string, next: string, annotations: readonly string[] = []): FieldDiff => ({
  kind: old === next ? "none" : old === "" ? "added" : next === "" ? "deleted" : "edited",
  name,
  old,
  new: next,
  annotations,
});

const diff: SpecDiff = {
  kind: "edited",
  id: "web",
  fields: [field("Priority", "50", "60"), field("Region", "global", "global"), field("Empty", "", "")],
  objects: [],
  groups: [
    { kind: "none", name: "same", fields: [], objects: [], tasks: [], updates: { ignore: 3 } },
    {
      kind: "edited",
      name: "app",
      fields: [field("Count", "1", "3", ["forces create"])],
      objects: [
        { kind: "added", name: "Constraint", fields: [field("LTarget", "", "a")], objects: [] },
        { kind: "added", name: "Constraint", fields: [field("LTarget", "", "b")], objects: [] },
      ],
      tasks: [
        {
          kind: "edited",
          name: "server",
          annotations: ["forces create/destroy update"],
          fields: [field("Env[PORT]", "80", "81"), field("Driver", "exec", "exec")],
          objects: [{ kind: "edited", name: "Config", fields: [field("args[1]", "a", "b")], objects: [] }],
        },
      ],
      updates: { "create/destroy update": 1, create: 2, ignore: 4 },
    },
  ],
};

describe("the structural diff as rows", () => {
  const sections = diffSections(diff);
  it("has a section for the job and for each group with changes", () => {
    expect(sections.map((each) => each.title)).toEqual(["web", "app"]);
    expect(changedFields(sections)).toBe(6);
  });
  it("folds what is unchanged, but not what is empty on both sides", () => {
    expect(sections[0]?.unchanged.map((row) => row.name)).toEqual(["Region"]);
  });
  it("says where each field is", () => {
    expect(sections[1]?.changed.map((row) => row.path + row.name)).toEqual([
      "Count",
      "Constraint 1.LTarget",
      "Constraint 2.LTarget",
      "task server / Env.PORT",
      "task server / Config.args[1]",
    ]);
  });
  it("says what a field forces, its own word before its task's", () => {
    expect(sections[1]?.changed.map((row) => row.forces?.verb)).toEqual([
      "create",
      undefined,
      undefined,
      "replace",
      "replace",
    ]);
  });
  it("counts what happens to a group's instances, the destructive first", () => {
    expect(sections[1]?.effects).toEqual([
      { verb: "replace", count: 1 },
      { verb: "create", count: 2 },
    ]);
  });
});
