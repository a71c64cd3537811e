import { expect, it } from "vitest";
import { diffText, editedVersion, tagFault, versionName, versionText } from "./version-words.ts";

const golden = { name: "golden", description: "", taggedAt: 0 };

it("a version is told by its number and its tag", () => {
  expect(versionText({ version: 3, tag: null }, 4)).toBe("v3");
  expect(versionText({ version: 3, tag: golden }, 3)).toBe("v3 golden, present");
  expect([versionName({ version: 3, tag: null }), versionName({ version: 3, tag: golden })]).toEqual(["3", "golden"]);
  expect(editedVersion({ version: 3, tag: golden }, 4)).toBe("golden");
  expect(editedVersion({ version: 3, tag: golden }, 3)).toBeUndefined();
});

it("what a version changed", () => {
  expect(diffText({ version: 0, diff: null })).toBe("first version");
  expect(diffText({ version: 7, diff: null })).toBe("the version before is not kept");
  const none = { kind: "none", id: "web", fields: [], objects: [], groups: [] } as const;
  expect(diffText({ version: 7, diff: none })).toBe("no field changed");
});

it("a tag is one word that is no number", () => {
  const tags = ["golden", "v1.2", "", "a b", "a/b", "..", "7", "7a"];
  expect(tags.map(tagFault)).toEqual([
    null,
    null,
    "Give the tag a name",
    "A tag is one word without spaces and slashes",
    "A tag is one word without spaces and slashes",
    "A tag is one word without spaces and slashes",
    "A number would name a version",
    null,
  ]);
});
