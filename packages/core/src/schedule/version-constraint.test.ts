import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { must } from "../invariant.ts";
import {
  compareVersions,
  parseVersion,
  parseVersionConstraint,
  satisfiesVersion,
  type VersionRules,
} from "./version-constraint.ts";

const holds = (version: string, constraint: string, rules: VersionRules = "version"): boolean =>
  satisfiesVersion(version, must(parseVersionConstraint(constraint, rules), "constraint"), rules);

describe("versions", () => {
  test.each([
    ["1.2.3", "1.2.3", true],
    ["v1.2", "= 1.2.0", true],
    ["1.2.3", ">= 1.2, < 2.0", true],
    ["2.0.0", ">= 1.2, < 2.0", false],
    ["1.10.0", "> 1.9", true],
    ["1.2.3", "!= 1.2.3", false],
    ["1.5.9", "~> 1.4", true],
    ["2.0.0", "~> 1.4", false],
    ["1.4.9", "~> 1.4.2", true],
    ["1.5.0", "~> 1.4.2", false],
    ["1.4.1", "~> 1.4.2", false],
    ["5", "~> 2", true],
    ["1.3.0-beta1", ">= 1.2", false],
    ["1.3.0-beta1", ">= 1.3.0-alpha", true],
    ["1.4.0-beta1", ">= 1.3.0-alpha", false],
    ["1.3.0", ">= 1.3.0-alpha", true],
    ["1.3.0", "~> 1.3.0-alpha", false],
    ["1.3.0-beta", "~> 1.3.0-alpha", true],
    ["24.0.7", ">= 20", true],
    ["6.1.0beta", "= 6.1.0-beta", true],
    ["1.2.3+build.7", "= 1.2.3", true],
    ["soon", ">= 0", false],
    ["1.2.3.4", "> 1.2.3", true],
  ])("[P21] version %s %s is %s", (version, constraint, expected) => {
    expect(holds(version, constraint)).toBe(expected);
  });

  test.each([
    ["1.3.0-beta1", ">= 1.2", true],
    ["1.3.0-beta1", ">= 1.3.0", false],
    ["1.0.0-alpha.2", "< 1.0.0-alpha.10", true],
    ["1.0.0-alpha", "< 1.0.0-alpha.1", true],
    ["1.0.0-1", "< 1.0.0-a", true],
    ["1.0.0beta", ">= 0", false],
  ])("[P21] semver %s %s is %s", (version, constraint, expected) => {
    expect(holds(version, constraint, "semver")).toBe(expected);
  });

  test.each(["", ">=", "~>", "=> 1", "1.2,", "1..2", ">= x", "1".repeat(300), `1.${"9".repeat(30)}`])(
    "[P21] %s is not a version constraint",
    (text) => {
      expect(parseVersionConstraint(text, "version")).toBeUndefined();
    },
  );

  const version = fc
    .tuple(
      fc.array(fc.nat({ max: 3 }), { minLength: 1, maxLength: 4 }),
      fc.option(fc.array(fc.constantFrom("alpha", "beta", "1", "2", "10"), { minLength: 1, maxLength: 2 })),
    )
    .map(([numbers, pre]) => numbers.join(".") + (pre === null ? "" : `-${pre.join(".")}`));

  test("[P21] the order of versions is one", () => {
    fc.assert(
      fc.property(version, version, version, (...texts) => {
        const [a, b, c] = texts.map((text) => must(parseVersion(text, "semver"), "version"));
        if (a === undefined || b === undefined || c === undefined) return;
        const sign = (order: number) => Math.sign(order) + 0;
        expect(sign(compareVersions(a, b))).toBe(sign(-compareVersions(b, a)));
        if (compareVersions(a, b) <= 0 && compareVersions(b, c) <= 0)
          expect(compareVersions(a, c)).toBeLessThanOrEqual(0);
        expect(holds(texts[0], `= ${texts[0]}`, "semver")).toBe(true);
      }),
    );
  });
});
