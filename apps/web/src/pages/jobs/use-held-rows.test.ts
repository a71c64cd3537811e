import { expect, it } from "vitest";
import type { JobListItem } from "@longshore/api/jobs";
import { freshCount, holdRows } from "./use-held-rows.ts";

const job = (id: string, version = 0): JobListItem => ({
  namespace: "default",
  id,
  name: id,
  type: "service",
  parent: null,
  periodic: false,
  priority: 50,
  health: "running",
  version,
  stop: false,
  groups: [],
  lastStartedAt: null,
  lastEndedAt: null,
  changed: { door: "nomad", by: "ci" },
  changedAt: 0,
  modifyIndex: version,
});
const held = [job("b"), job("c"), job("gone")];
const items = [job("a", 1), job("c", 1), job("b", 1)];

it("rows keep their places and take what is newly known", () => {
  expect(holdRows(held, items).map((row) => [row.id, row.version])).toEqual([
    ["b", 1],
    ["c", 1],
    ["gone", 0],
  ]);
});
it("what would come in is counted", () => {
  expect([freshCount(held, items), freshCount(items, held), freshCount([], [])]).toEqual([1, 1, 0]);
});
