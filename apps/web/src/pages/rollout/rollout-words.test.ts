import { expect, test } from "vitest";
import { barCounts, barText, policyText, rolloutTitle, statusOf } from "./rollout-words.ts";

const policy = {
  maxParallel: 2,
  stagger: "30s",
  healthCheck: "checks",
  minHealthyTime: "10s",
  healthyDeadline: "5m",
  progressDeadline: "10m",
  autoRevert: true,
  autoPromote: false,
  canary: 1,
  toleratedFailures: null,
  instanceRetries: null,
};

test("a title says what is brought where", () => {
  expect(rolloutTitle({ kind: "update", version: 3, from: 2, instances: null })).toBe("Rollout of v3");
  const restart = { kind: "restart", version: 4, from: 3 } as const;
  expect(rolloutTitle({ ...restart, instances: null })).toBe("Restart of all instances");
  expect(rolloutTitle({ ...restart, instances: [{ from: 7, to: 7 }] })).toBe("Restart of instance 7");
  const ranges = [
    { from: 0, to: 4 },
    { from: 7, to: 7 },
  ];
  expect(rolloutTitle({ ...restart, instances: ranges })).toBe("Restart of instances 0–4, 7");
});

test("a rollout whose canaries wait says so", () => {
  expect(statusOf({ status: "running", awaitsPromotion: true }).word).toBe("waiting for promotion");
  expect(statusOf({ status: "paused", awaitsPromotion: true }).word).toBe("paused");
});

test("[U27] canaries stand apart until they are promoted, and the counts add up", () => {
  const counts = { waiting: 5, moving: 1, healthy: 2, unhealthy: 1 };
  const canaries = { waiting: 0, moving: 1, healthy: 1, unhealthy: 1 };
  const apart = barCounts({ counts, canaries, awaitsPromotion: true });
  expect(barText(apart)).toBe("1 healthy, 2 canaries, 1 unhealthy, 5 waiting");
  expect(barText(barCounts({ counts, canaries, awaitsPromotion: false }))).toBe(
    "2 healthy, 1 moving, 1 unhealthy, 5 waiting",
  );
});

test("how a group is rolled out is told in sentences", () => {
  expect(policyText({ policy, desiredCanaries: 1 })).toBe(
    "2 instances at a time. An instance counts as healthy once it is up for 10s with its checks passing. It counts as unhealthy after 5m without that. It fails when nothing more becomes healthy for 10m, and the job goes back to its stable version. 1 canary first, promoted by somebody.",
  );
  const plain = { ...policy, maxParallel: 0, healthCheck: "task_states", progressDeadline: null, autoRevert: false };
  expect(policyText({ policy: plain, desiredCanaries: 0 })).toContain("All at once.");
  expect(policyText({ policy: plain, desiredCanaries: 0 })).toContain("The first unhealthy one fails it.");
  expect(policyText({ policy: { ...plain, toleratedFailures: 3 }, desiredCanaries: 0 })).toContain(
    "It fails at 3 unhealthy instances.",
  );
});
