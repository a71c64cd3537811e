import { describe, expect, it } from "vitest";
import { describeAt, propertiesAt } from "./schema.ts";
import type { Schema } from "./schema.ts";

const job: Schema = {
  type: "object",
  required: ["ID"],
  properties: {
    ID: { type: "string", description: "Its name." },
    Type: { enum: ["service", "batch"] },
    TaskGroups: { type: "array", items: { $ref: "#/$defs/Group" } },
    Meta: { type: "object", additionalProperties: { type: "string", description: "A value." } },
  },
};
const defs = {
  Group: {
    type: "object",
    properties: { Count: { anyOf: [{ type: "integer" }, { type: "null" }], description: "How many." } },
  },
};
const wrapped = { properties: { Job: job }, $defs: defs } as Schema;
const bare = { ...job, $defs: defs } as Schema;

describe("hints from the schema of job files", () => {
  it("names the properties, the required ones marked", () => {
    expect(propertiesAt(bare, []).map((hint) => [hint.name, hint.required])).toEqual([
      ["ID", true],
      ["Type", false],
      ["TaskGroups", false],
      ["Meta", false],
    ]);
  });
  it.each([
    ["bare schema, bare file", bare, []],
    ["bare schema, wrapped file", bare, ["Job"]],
    ["wrapped schema, bare file", wrapped, []],
    ["wrapped schema, wrapped file", wrapped, ["Job"]],
  ] as const)("describes a nested place: %s", (_, schema, start) => {
    expect(describeAt(schema, [...start, "TaskGroups", 3, "Count"])).toEqual({
      type: "integer or null",
      description: "How many.",
      values: [],
    });
  });
  it("knows the values that a place takes", () => {
    expect(describeAt(bare, ["Type"]).values).toEqual(["service", "batch"]);
  });
  it("describes values of a map, and says nothing of what it does not know", () => {
    expect(describeAt(bare, ["Meta", "anything"]).description).toBe("A value.");
    expect(describeAt(bare, ["constructor"])).toEqual({ type: "", description: "", values: [] });
  });
  it("survives a schema that refers to itself", () => {
    const loop = { $ref: "#/$defs/A", $defs: { A: { $ref: "#/$defs/A" } } } as Schema;
    expect(propertiesAt(loop, ["x"])).toEqual([]);
  });
});
