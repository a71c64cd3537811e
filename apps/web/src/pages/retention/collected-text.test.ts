import { expect, it } from "vitest";
import { collectedText } from "./collected-text.ts";

const nothing = {
  jobs: 0,
  allocations: 0,
  evaluations: 0,
  deployments: 0,
  plans: 0,
  versions: 0,
  instances: 0,
  names: 0,
};

it("what was forgotten is told in words", () => {
  expect(collectedText(nothing)).toBe("There was nothing to forget.");
  expect(collectedText({ ...nothing, names: 3, instances: 2 })).toBe("There was nothing to forget.");
  expect(collectedText({ ...nothing, jobs: 1 })).toBe("Forgotten: 1 job.");
  expect(collectedText({ ...nothing, jobs: 2, allocations: 1200, versions: 1, deployments: 5, evaluations: 3 })).toBe(
    "Forgotten: 2 jobs, 1,200 instances, 3 evaluations, 5 rollouts and 1 version.",
  );
});
