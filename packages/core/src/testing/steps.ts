import fc, { type Arbitrary } from "fast-check";
import type { JobSpec } from "../model/job-spec.ts";
import type { Capacity } from "../model/resources.ts";
import type { TaskReport } from "../model/run.ts";
import { capacity, crowdedSpec } from "./crowded-jobs.ts";
import { rolloutStep, type RolloutStep } from "./rollout-steps.ts";

export type ReportKind = TaskReport["type"];

/** One step of a history; numbers choose among what there is when the step is taken. */
export type Step =
  | { readonly type: "register"; readonly spec: JobSpec; readonly preserveCounts: boolean }
  | {
      readonly type: "change";
      readonly what: "stopJob" | "startJob" | "purgeJob" | "evaluateJob";
      readonly job: number;
    }
  | { readonly type: "scale"; readonly job: number; readonly group: number; readonly count: number }
  | { readonly type: "revert"; readonly job: number; readonly version: number }
  | { readonly type: "stopAllocation"; readonly pick: number }
  | { readonly type: "report"; readonly kind: ReportKind; readonly pick: number; readonly exitCode: number }
  | { readonly type: "progress"; readonly kind: "start" | "stop" }
  | { readonly type: "late"; readonly kind: ReportKind; readonly pick: number }
  | { readonly type: "time"; readonly milliseconds: number }
  | { readonly type: "restart"; readonly pick: number }
  | { readonly type: "advance"; readonly pick: number; readonly limit: number }
  | { readonly type: "settle"; readonly limit: number }
  | { readonly type: "node"; readonly node: number; readonly resources: Capacity }
  | { readonly type: "sight"; readonly node: number; readonly status: "ready" | "down" }
  | {
      readonly type: "drain";
      readonly node: number;
      readonly deadlineMs: number | null;
      readonly ignoreSystemJobs: boolean;
    }
  | { readonly type: "cancelDrain"; readonly node: number; readonly makeEligible: boolean }
  | { readonly type: "eligibility"; readonly node: number; readonly eligibility: "eligible" | "ineligible" }
  | { readonly type: "nodeDue"; readonly node: number }
  | { readonly type: "removeNode"; readonly node: number }
  | { readonly type: "preemption"; readonly isOn: boolean }
  | RolloutStep;

const small = fc.nat({ max: 20 });
const limit = fc.constantFrom(1, 2, 3, 250);
const kinds = fc.constantFrom<ReportKind>(
  "started",
  "started",
  "exited",
  "exited",
  "startFailed",
  "lost",
  "signalled",
  "leaked",
);

export const changeStep = (): Arbitrary<Step> =>
  fc.oneof(
    {
      weight: 5,
      arbitrary: fc.record({
        type: fc.constant("register" as const),
        spec: crowdedSpec(),
        preserveCounts: fc.boolean(),
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        type: fc.constant("scale" as const),
        job: small,
        group: small,
        count: fc.integer({ min: 0, max: 5 }),
      }),
    },
    { weight: 2, arbitrary: fc.record({ type: fc.constant("revert" as const), job: small, version: small }) },
    {
      weight: 3,
      arbitrary: fc.record({
        type: fc.constant("change" as const),
        what: fc.constantFrom(
          "stopJob" as const,
          "startJob" as const,
          "startJob" as const,
          "purgeJob" as const,
          "evaluateJob" as const,
        ),
        job: small,
      }),
    },
  );

const node = fc.integer({ min: 1, max: 2 });

/** What happens to nodes, and how the scheduler is set. */
const nodeStep = (): Arbitrary<Step> =>
  fc.oneof(
    fc.record({
      type: fc.constant("sight" as const),
      node,
      status: fc.constantFrom("ready" as const, "down" as const),
    }),
    fc.record({
      type: fc.constant("drain" as const),
      node,
      deadlineMs: fc.constantFrom(null, 0, 5000),
      ignoreSystemJobs: fc.boolean(),
    }),
    fc.record({ type: fc.constant("cancelDrain" as const), node, makeEligible: fc.boolean() }),
    fc.record({
      type: fc.constant("eligibility" as const),
      node,
      eligibility: fc.constantFrom("eligible" as const, "ineligible" as const),
    }),
    fc.record({ type: fc.constant("nodeDue" as const), node }),
    fc.record({ type: fc.constant("removeNode" as const), node }),
    fc.record({ type: fc.constant("preemption" as const), isOn: fc.boolean() }),
  );

export const step = (): Arbitrary<Step> =>
  fc.oneof(
    { weight: 6, arbitrary: changeStep() },
    { weight: 2, arbitrary: fc.record({ type: fc.constant("stopAllocation" as const), pick: small }) },
    {
      weight: 6,
      arbitrary: fc.record({
        type: fc.constant("report" as const),
        kind: kinds,
        pick: small,
        exitCode: fc.constantFrom(0, 1, 137),
      }),
    },
    {
      weight: 4,
      arbitrary: fc.record({
        type: fc.constant("progress" as const),
        kind: fc.constantFrom("start" as const, "stop" as const),
      }),
    },
    { weight: 1, arbitrary: fc.record({ type: fc.constant("late" as const), kind: kinds, pick: small }) },
    {
      weight: 2,
      arbitrary: fc.record({ type: fc.constant("time" as const), milliseconds: fc.constantFrom(1, 1000, 12_000) }),
    },
    { weight: 2, arbitrary: fc.record({ type: fc.constant("restart" as const), pick: small }) },
    { weight: 5, arbitrary: fc.record({ type: fc.constant("advance" as const), pick: small, limit }) },
    { weight: 4, arbitrary: fc.record({ type: fc.constant("settle" as const), limit }) },
    {
      weight: 1,
      arbitrary: fc.record({
        type: fc.constant("node" as const),
        node: fc.integer({ min: 1, max: 2 }),
        resources: capacity(),
      }),
    },
    { weight: 3, arbitrary: nodeStep() },
    { weight: 3, arbitrary: rolloutStep() },
  );
