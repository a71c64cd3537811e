import { expect, test } from "vitest";
import { jobOf } from "../testing/specs.ts";
import { childSpec } from "./child.ts";
import { taskOfInstance, type JobSpec } from "./job-spec.ts";
import { invariant } from "../invariant.ts";

test("[M7] a child is its parent's specification frozen, with what this run was given, and is no template itself", () => {
  const parent: JobSpec = {
    ...jobOf({ id: "resize", type: "batch", meta: { size: "1", unit: "cm" } }),
    parameterized: { payload: "optional", metaRequired: [], metaOptional: ["size"] },
  };
  const child = childSpec(parent, { name: "x7", meta: { size: "2" }, payload: "aGk=" });
  expect(child).toEqual({
    ...parent,
    id: "resize/x7",
    name: "resize/x7",
    parameterized: null,
    payload: "aGk=",
    meta: { size: "2", unit: "cm" },
  });
});

test("[M8] an override can take a variable from one instance", () => {
  const instances = { 1: { tasks: { main: { env: { A: "2" }, meta: {}, config: {}, unsetEnv: ["B"] } } } };
  const [group] = jobOf({ groups: [{ env: { A: "1", B: "1" }, instances }] }).taskGroups;
  const [task] = group?.tasks ?? [];
  invariant(group !== undefined && task !== undefined, "the job has a task");
  expect(taskOfInstance(group, task, 0).env).toEqual({ A: "1", B: "1" });
  expect(taskOfInstance(group, task, 1).env).toEqual({ A: "2" });
});
