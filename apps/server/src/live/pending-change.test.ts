import type { Allocation, Node } from "@longshore/core/model";
import { nothingTouched } from "@longshore/core/touched";
import { expect, test } from "vitest";
import { addCommit, emptyChange, merged, toMessage } from "./pending-change.ts";

const everything = (): boolean => true;

/** A commit that places one instance on each of so many nodes. */
const placedOn = (nodes: number, from = 0) => {
  const touched = nothingTouched();
  for (let key = from; key < from + nodes; key++)
    touched.allocations.set(key, {
      key,
      id: `allocation ${String(key)}`,
      namespace: "default",
      jobId: "job",
      node: key,
    } as Allocation);
  return { index: 1, touched, effects: [] };
};
const idOf = (key: number): string => `node ${String(key)}`;

test("[L7] beyond a number of nodes it says that any may have changed, also of several changes as one", () => {
  const [few, many, more] = [emptyChange(), emptyChange(), emptyChange()];
  addCommit(few, placedOn(2), idOf);
  expect(toMessage(few, everything).nodes).toEqual(["node 0", "node 1"]);
  addCommit(many, placedOn(5000), idOf);
  expect(toMessage(many, everything).nodes).toBeNull();
  addCommit(more, placedOn(150, 1000), idOf);
  addCommit(few, placedOn(100, 500), idOf);
  expect(toMessage(merged([few, more]), everything).nodes).toBeNull();
  expect(toMessage(merged([few, emptyChange()]), everything).nodes).toHaveLength(102);
});

test("[L7] of a removed node only its key is left, so any may have changed", () => {
  const pending = emptyChange();
  const touched = nothingTouched();
  touched.nodes.set(1, null as Node | null);
  addCommit(pending, { index: 1, touched, effects: [] }, idOf);
  expect(toMessage(merged([pending]), everything).nodes).toBeNull();
});
