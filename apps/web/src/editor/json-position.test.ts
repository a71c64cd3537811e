import { describe, expect, it } from "vitest";
import { rangeOfPath } from "./json-position.ts";
import type { JsonPath } from "./json-position.ts";

const text = `{
  "ID": "web",
  "TaskGroups": [
    { "Name": "a\\"b", "Count": -1 },
    { "Name": "b", "Tasks": [{ "Config": { "command": 7 } }] }
  ],
  "Meta": {}
}`;
const at = (path: JsonPath, source = text): string => {
  const { from, to } = rangeOfPath(source, path);
  return source.slice(from, to);
};

describe("the place of a path in a job file", () => {
  it("is the value when it is a scalar", () => {
    expect(at(["TaskGroups", 0, "Count"])).toBe("-1");
    expect(at(["TaskGroups", 1, "Tasks", 0, "Config", "command"])).toBe("7");
  });
  it("is the name when the value is an object or a list", () => {
    expect([at(["Meta"]), at(["TaskGroups"])]).toEqual(['"Meta"', '"TaskGroups"']);
  });
  it("is the nearest place that exists when the path leads on", () => {
    expect([at(["Type"]), at(["TaskGroups", 1, "Count"]), at(["TaskGroups", 9])]).toEqual(["{", "{", '"TaskGroups"']);
  });
  it("looks inside a wrapped job", () => {
    const wrapped = `{"Job": ${text}}`;
    expect([at(["ID"], wrapped), at(["Job", "ID"], wrapped)]).toEqual(['"web"', '"web"']);
  });
  it("finds what is well-formed before a fault, and never fails", () => {
    expect(at(["ID"], '{"ID": "web", nonsense')).toBe('"web"');
    for (const broken of ["", "{", '{"a', '{"a":', "[1,", "nonsense", '{"a" 1}'])
      expect(() => rangeOfPath(broken, ["a", 0])).not.toThrow();
  });
  it("takes the last of a name given twice, as the parser does", () => {
    expect(at(["a"], '{"a": 1, "a": 2}')).toBe("2");
  });
});
