import { describe, expect, test } from "vitest";
import type { Constraint } from "../model/job-spec.ts";
import { dynamicPorts, type Node } from "../model/node.ts";
import { bigNode } from "../testing/test-server.ts";
import { checkConstraint, constraintText, satisfies } from "./constraint.ts";
import { contradictions } from "./contradictions.ts";
import { matchesGlob } from "./feasible.ts";

const node: Node = {
  key: 1,
  id: "n1",
  name: "host",
  datacenter: "dc1",
  nodeClass: "fast",
  nodePool: "default",
  attributes: {
    "kernel.name": "linux",
    "kernel.version": "5.15.0-rc1",
    "driver.docker.version": "24.0.7",
    "cpu.numcores": "8",
    "cpu.frequency": "2.40",
    "big.id": "12345678901234567890",
    tags: "a, b",
    "unique.hostname": "host-7",
  },
  meta: { rack: "r1" },
  drivers: {},
  resources: bigNode,
  ports: dynamicPorts,
  engine: "local",
  computedClass: "",
  status: "ready",
  statusDescription: "",
  eligibility: "eligible",
  drain: null,
  statusUpdatedAt: 0,
  createIndex: 1,
  modifyIndex: 1,
};

const holds = (attribute: string, operator: string, value: string): boolean =>
  satisfies({ attribute, operator, value }, node);

describe("constraints", () => {
  test.each([
    ["${attr.kernel.name}", "=", "linux", true],
    ["${attr.kernel.name}", "!=", "linux", false],
    ["${attr.kernel.name}", "not", "windows", true],
    ["${attr.absent}", "!=", "linux", true],
    ["${attr.absent}", "=", "", false],
    ["${attr.constructor}", "is_set", "", false],
    ["${attr.absent}", "is_not_set", "", true],
    ["${meta.rack}", "is_set", "", true],
    ["${attr.absent}", "<", "9", false],
    ["${attr.absent}", "version", ">= 0", false],
    ["${attr.absent}", "regexp", "", false],
    ["${node.datacenter}", "==", "dc1", true],
    ["${node.class}", "=", "fast", true],
    ["${node.pool}", "=", "default", true],
    ["${node.unique.id}", "=", "n1", true],
    ["${node.unique.name}", "is", "host", true],
    ["${attr.unique.hostname}", "regexp", "-[0-9]$", true],
    ["linux", "=", "${attr.kernel.name}", true],
    ["${attr.kernel.name", "=", "linux", false],
    ["${attr.kernel.name}", "constructor", "linux", false],
    ["", "distinct_hosts", "true", true],
  ])("[P11] %s %s %s is %s", (attribute, operator, value, expected) => {
    expect(holds(attribute, operator, value)).toBe(expected);
  });

  test.each([
    ["${attr.cpu.numcores}", ">", "16", false],
    ["${attr.cpu.numcores}", "<", "16", true],
    ["${attr.cpu.numcores}", ">=", "8", true],
    ["${attr.cpu.frequency}", ">", "2.4", false],
    ["${attr.cpu.frequency}", "<=", "2.4", true],
    ["${attr.cpu.frequency}", "<", "1e1", true],
    ["${attr.big.id}", "<", "12345678901234567891", true],
    ["${attr.big.id}", ">=", "-1", true],
    ["${attr.kernel.name}", "<", "macos", true],
    ["${attr.kernel.name}", ">", "8", true],
    ["${attr.cpu.numcores}", "<", "0x10", false],
    ["${attr.tags}", "set_contains", "b,a", true],
    ["${attr.tags}", "set_contains", "a,c", false],
    ["${attr.tags}", "set_contains_all", "a", true],
    ["${attr.tags}", "set_contains_any", "c,b", true],
    ["${attr.tags}", "set_contains_any", "c,d", false],
  ])("[P20] %s %s %s is %s", (attribute, operator, value, expected) => {
    expect(holds(attribute, operator, value)).toBe(expected);
  });
});

describe("what is wrong with constraints", () => {
  const faults = (operator: string, value = "b", attribute = "${attr.a}"): readonly string[] =>
    checkConstraint({ attribute, operator, value });

  test("[P23] what is whole has no fault", () => {
    expect(["=", "!=", "<", "set_contains_any", "is_set"].flatMap((operator) => faults(operator))).toEqual([]);
    expect(faults("version", ">= 1.2, < 2")).toEqual([]);
    expect(faults("regexp", "^a(b|c)*$")).toEqual([]);
    expect(faults("regexp", "${meta.pattern}")).toEqual([]);
    expect(faults("distinct_hosts", "", "")).toEqual([]);
    expect(faults("distinct_property", "")).toEqual([]);
    expect(faults("distinct_property", "3")).toEqual([]);
  });

  test.each([
    ["constructor", "b", "${attr.a}", 'Unknown constraint type "constructor"'],
    ["=", "b", "", "No LTarget provided but is required by constraint"],
    ["=", "", "${attr.a}", "The operator = needs a value"],
    ["version", "soon", "${attr.a}", '"soon" is not a version constraint such as ">= 1.2, < 2.0"'],
    ["semver", "~> 1.2", "${attr.a}", '"~> 1.2" is not a semver constraint such as ">= 1.2, < 2.0"'],
    ["regexp", "a(b", "${attr.a}", "The regular expression is not valid: missing closing )"],
    ["distinct_property", "0", "${attr.a}", 'distinct_property allows a whole number of instances from 1 on, not "0"'],
    ["distinct_hosts", "maybe", "", 'distinct_hosts is true or false, not "maybe"'],
  ])("[P23] %s %s of %s: %s", (operator, value, attribute, fault) => {
    expect(faults(operator, value, attribute)).toEqual([fault]);
  });

  const on = (operator: string, value: string, attribute = "${attr.a}"): Constraint => ({ attribute, operator, value });

  test.each([
    [on("=", "linux"), on("=", "windows")],
    [on("=", "linux"), on("!=", "linux")],
    [on("is_set", ""), on("is_not_set", "")],
    [on("is_not_set", ""), on("version", ">= 1")],
    [on(">", "4"), on("<", "2")],
    [on(">", "4"), on("<=", "4")],
    [on(">=", "b"), on("<", "a")],
    [on("=", "3"), on(">", "10")],
    [on("=", "1.4"), on("version", ">= 2")],
    [on("=", "x86"), on("regexp", "^arm")],
    [on("=", "a,b"), on("set_contains", "c")],
    [on("version", ">= 2"), on("version", "< 1.5")],
  ])("[P23] no node satisfies both %j and %j", (one, other) => {
    const message = (a: Constraint, b: Constraint) =>
      `No node satisfies both ${constraintText(a)} and ${constraintText(b)}`;
    expect(contradictions([one, other])).toEqual([{ first: 0, second: 1, message: message(one, other) }]);
    expect(contradictions([on("=", "x", "${attr.b}"), other, one])).toMatchObject([{ first: 1, second: 2 }]);
  });

  test.each([
    [on("=", "linux"), on("=", "windows", "${attr.b}")],
    [on("=", "${meta.a}"), on("=", "windows")],
    [on(">", "4"), on("<", "5")],
    [on(">=", "4"), on("<=", "4")],
    [on(">", "10"), on("<", "a")],
    [on("is_not_set", ""), on("!=", "a")],
    [on("version", ">= 1"), on("version", "< 2")],
    [on("regexp", "^a"), on("regexp", "b$")],
    [on("distinct_hosts", "", ""), on("distinct_hosts", "", "")],
  ])("[P23] %j and %j may hold together", (one, other) => {
    expect(contradictions([one, other])).toEqual([]);
  });
});

test.each([
  ["*", "", true],
  ["*", "dc1", true],
  ["dc*", "dc1", true],
  ["*1", "dc1", true],
  ["d*c*1", "dc1", true],
  ["dc1*1", "dc1", false],
  ["d*d*1", "dc1", false],
  ["dc", "dc1", false],
  ["d.1", "dc1", false],
])("[P12] %s stands for %s: %s", (pattern, text, expected) => {
  expect(matchesGlob(pattern, text)).toBe(expected);
});
