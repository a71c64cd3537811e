import type { Allocation, Deployment, Node, SavedPlan } from "@longshore/core/model";
import { nothingTouched } from "@longshore/core/touched";
import { expect, test } from "vitest";
import { addCommit, emptyChange, merged, namesIn, toMessage } from "./pending-change.ts";

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
      rollout: null,
    } as Allocation);
  return { index: 1, touched, effects: [] };
};
const ids = {
  node: (key: number): string => `node ${String(key)}`,
  deployment: (key: number): string | undefined => (key < 1000 ? `rollout ${String(key)}` : undefined),
};

test("[L7] beyond a number of nodes it says that any may have changed, also of several changes as one", () => {
  const [few, many, more] = [emptyChange(), emptyChange(), emptyChange()];
  addCommit(few, placedOn(2), ids);
  expect(toMessage(few, everything).nodes).toEqual(["node 0", "node 1"]);
  addCommit(many, placedOn(5000), ids);
  expect(toMessage(many, everything).nodes).toBeNull();
  addCommit(more, placedOn(150, 1000), ids);
  addCommit(few, placedOn(100, 500), ids);
  expect(toMessage(merged([few, more]), everything).nodes).toBeNull();
  expect(toMessage(merged([few, emptyChange()]), everything).nodes).toHaveLength(102);
});

test("[L7] of a removed node only its key is left, so any may have changed", () => {
  const pending = emptyChange();
  const touched = nothingTouched();
  touched.nodes.set(1, null as Node | null);
  addCommit(pending, { index: 1, touched, effects: [] }, ids);
  expect(toMessage(merged([pending]), everything).nodes).toBeNull();
});

/** A commit in which an instance of each of so many rollouts changed. */
const movedIn = (deployments: number, from = 0) => {
  const touched = nothingTouched();
  for (let key = from; key < from + deployments; key++)
    touched.allocations.set(key, {
      id: `allocation ${String(key)}`,
      namespace: key % 2 === 0 ? "even" : "odd",
      jobId: "job",
      node: 0,
      rollout: { deployment: key },
    } as Allocation);
  return { index: 1, touched, effects: [] };
};

test("[U23] the live stream names rollouts that changed or of which an instance did, those of other namespaces not; beyond a number any may have", () => {
  const [few, ended, many] = [emptyChange(), emptyChange(), emptyChange()];
  addCommit(few, movedIn(3), ids);
  const touched = nothingTouched();
  touched.deployments.set(8, { id: "rollout 8", namespace: "even", jobId: "job" } as Deployment);
  addCommit(few, { index: 2, touched, effects: [] }, ids);
  expect(toMessage(merged([few, emptyChange()]), everything).deployments).toEqual([
    "rollout 0",
    "rollout 1",
    "rollout 2",
    "rollout 8",
  ]);
  expect(toMessage(few, (namespace) => namespace === "odd")).toMatchObject({
    deployments: ["rollout 1"],
    jobs: [["odd", "job"]],
  });
  addCommit(ended, movedIn(2, 1000), ids);
  expect(toMessage(ended, everything).deployments).toEqual([]);
  addCommit(many, movedIn(900), ids);
  expect(toMessage(many, everything).deployments).toBeNull();
});

test("[Y22] the live stream names saved plans that changed, those of other namespaces not; beyond a number any may have", () => {
  const savedIn = (plans: number) => {
    const touched = nothingTouched();
    for (let key = 0; key < plans; key++)
      touched.savedPlans.set(key, {
        id: `plan ${String(key)}`,
        namespace: key % 2 === 0 ? "even" : "odd",
      } as SavedPlan);
    return { index: 1, touched, effects: [] };
  };
  const [few, many] = [emptyChange(), emptyChange()];
  addCommit(few, savedIn(3), ids);
  expect(namesIn(few)).toBe(3);
  expect(toMessage(merged([few, emptyChange()]), everything).plans).toEqual(["plan 0", "plan 1", "plan 2"]);
  expect(toMessage(few, (namespace) => namespace === "odd").plans).toEqual(["plan 1"]);
  addCommit(many, savedIn(300), ids);
  expect(toMessage(many, everything).plans).toBeNull();
});
