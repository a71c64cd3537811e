import { expect, test } from "vitest";
import type { JobSpec } from "@longshore/core/model";
import { createdSpec } from "./peloton/inbound/job.ts";
import storefront from "./peloton/golden/storefront.json" with { type: "json" };
import type { CreateJobRequest } from "./peloton/wire.ts";
import { judge } from "./judge.ts";

const at = { newId: "91b1d0a3-61f1-4f0c-8f0f-2f9a5d0f7a11", namespace: "default" };
const noFaults = () => [];
const made = (name: string, label: string): JobSpec =>
  createdSpec(
    {
      spec: {
        name,
        labels: [{ key: label, value: "x" }],
        instance_count: 1,
        default_spec: { containers: [{ name: "a", entrypoint: { value: "true" } }] },
      },
    },
    at,
  ).spec;

const judged = (spec: JobSpec) => judge(spec, noFaults);

test("[M31] a definition of any door is judged as Nomad's is, and comes back as it was", () => {
  const spec = made("small", "tier");
  expect(judged(spec)).toMatchObject({ spec, errors: [] });
  expect(judged(createdSpec(storefront.create as unknown as CreateJobRequest, at).spec).errors).toEqual([]);
  expect(judged({ ...spec, namespace: "no spaces" }).errors).toMatchObject([{ path: ["Namespace"] }]);
  expect(judge(spec, () => [{ path: ["command"], message: "is not a file" }]).errors).toHaveLength(1);
});

test("[M31] names that every object inherits are names, and __proto__ is refused", () => {
  expect(judged(made("small", "constructor")).errors).toEqual([]);
  const refused = judged(made("small", "__proto__"));
  expect([refused.spec, refused.errors.map(({ path }) => path.join("."))]).toEqual([
    undefined,
    ["About.Labels.__proto__"],
  ]);
});
