import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Event } from "./event.ts";
import { hasEnded } from "./model/allocation.ts";
import { isEmptyPlan, noPlanCounts, type Plan, type PlanVerb } from "./model/plan.ts";
import { planChange } from "./plan.ts";
import { capacity } from "./testing/crowded-jobs.ts";
import { changeOf, crowd, take } from "./testing/histories.ts";
import { changeStep, step } from "./testing/steps.ts";
import { tablesOf } from "./testing/tables.ts";
import { createServer, did, fork, workOff, type TestServer } from "./testing/test-server.ts";

type Verbs = Record<PlanVerb, number>;
type ByGroup = Map<string, Verbs>;

const count = (groups: ByGroup, group: string, verb: PlanVerb, by = 1): void => {
  const counts = groups.get(group) ?? { ...noPlanCounts };
  counts[verb] += by;
  groups.set(group, counts);
};

/** What the events of an evaluation did, in a plan's words. */
const doneBy = (server: TestServer, events: readonly Event[]): ByGroup => {
  const groups: ByGroup = new Map();
  const replaced = new Set(
    events.flatMap((event) => (event.type === "allocationsPlaced" ? event.placed.map(({ previous }) => previous) : [])),
  );
  const stopped = new Set(
    events.flatMap((event) => (event.type === "allocationStopRequested" ? [event.allocation] : [])),
  );
  const groupOf = (key: number): string => server.state.allocations.get(key)?.group ?? "";
  for (const event of events) {
    if (event.type === "allocationsPlaced")
      for (const { previous } of event.placed)
        count(groups, event.group, previous !== null && stopped.has(previous) ? "replace" : "create");
    // What is pushed out belongs to other jobs.
    if (event.type === "allocationStopRequested" && event.preemptedBy === null && !replaced.has(event.allocation)) {
      count(groups, groupOf(event.allocation), "stop");
      // What a drain's deadline stops waits as well; a plan has one verb for each instance.
      if (event.description.startsWith("The deadline of the drain"))
        count(groups, groupOf(event.allocation), "wait", -1);
    }
    if (event.type === "allocationUpdated") count(groups, groupOf(event.allocation), "inPlace");
  }
  const ended = events.findLast((event) => event.type === "evaluationEnded" && event.status === "complete");
  if (ended?.type === "evaluationEnded")
    for (const [group, waiting] of Object.entries(ended.queued)) count(groups, group, "wait", waiting);
  return groups;
};

/** Applies the change and works off its own evaluation only, so that no other job moves meanwhile. */
const apply = (
  server: TestServer,
  change: NonNullable<ReturnType<typeof changeOf>>,
  limits: readonly number[],
): readonly Event[] => {
  const { events } = did(server, change);
  const created = events.find((event) => event.type === "evaluationCreated");
  if (created?.type !== "evaluationCreated") throw new Error("a change asks for an evaluation");
  const { evaluation } = created;
  const done: Event[] = [];
  for (let round = 0; server.state.evaluations.get(evaluation)?.status === "pending"; round++)
    done.push(
      ...did(server, { type: "advanceEvaluation", evaluation, limit: limits[round % limits.length] ?? 1 }).events,
    );
  return done;
};

/** What was pushed out had no process and has gone at once: a later slice finds its room, which the plan could only wait for. */
const freedMeanwhile = (server: TestServer, events: readonly Event[]): boolean =>
  events.some((event) => {
    if (event.type !== "allocationStopRequested" || event.preemptedBy === null) return false;
    const victim = server.state.allocations.get(event.allocation);
    return victim !== undefined && hasEnded(victim);
  });

type DoneToAllocations = { readonly placed: readonly unknown[]; readonly others: readonly unknown[] };

/** What was placed, in order, and what else was done to allocations, in order: slices tell the two alternately. */
const toAllocations = (events: readonly Event[]): DoneToAllocations => ({
  placed: events.flatMap((event) =>
    event.type === "allocationsPlaced" ? event.placed.map((one) => ({ ...one, group: event.group })) : [],
  ),
  // What is replaced later shares an evaluation with what is found in the same slice.
  others: events
    .filter((event) => event.type.startsWith("allocation") && event.type !== "allocationsPlaced")
    .map((event) => (event.type === "allocationRescheduleDelayed" ? { ...event, evaluation: null } : event)),
});

/** What is done before any time goes by: the rest of a rollout comes later. */
const planned = (plan: Plan): ByGroup => {
  const groups: ByGroup = new Map(plan.groups.map(({ name, counts }) => [name, { ...counts, keep: 0 }]));
  for (const { group, verb, isLater } of plan.instances) if (isLater) count(groups, group, verb, -1);
  return groups;
};

const nonZero = (groups: ByGroup): ReadonlyMap<string, Verbs> =>
  new Map([...groups].filter(([, counts]) => Object.values(counts).some((one) => one > 0)));

const scene = () =>
  fc.record({
    resources: capacity(),
    steps: fc.array(step(), { minLength: 1, maxLength: 40, size: "max" }),
    last: changeStep(),
    limits: fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 3 }),
  });

/** The server as the history leaves it, one more change, and the plan of that. */
const played = ({
  resources,
  steps,
  last,
  limits,
}: ReturnType<typeof scene> extends fc.Arbitrary<infer T> ? T : never) => {
  const server = createServer();
  crowd(server, resources);
  for (const one of steps) take(server, one);
  const change = changeOf(server, last);
  const plan = change === undefined ? undefined : planChange(server.state, change, server.now);
  return { server, change, limits, plan };
};

describe("the plan of any change in any state", { timeout: 60_000 }, () => {
  test("[P3] counts what applying it and working it off does, group by group and verb by verb, whatever the slices", () => {
    fc.assert(
      fc.property(scene(), (given) => {
        const { server, change, limits, plan } = played(given);
        if (change === undefined || plan?.ok !== true) return;
        const events = apply(server, change, limits);
        if (freedMeanwhile(server, events)) return;
        expect(nonZero(doneBy(server, events))).toEqual(nonZero(planned(plan.value)));
        const total = plan.value.groups.reduce((sum, group) => sum + group.counts.keep, 0);
        expect(plan.value.counts.keep).toBe(total);
        expect(plan.value.instances.length).toBe(Object.values(plan.value.counts).reduce((sum, one) => sum + one, 0));
      }),
      { numRuns: 1000 },
    );
  });

  test("[P3] names the node that each instance is then placed on", () => {
    fc.assert(
      fc.property(scene(), (given) => {
        const { server, change, limits, plan } = played(given);
        if (change === undefined || plan?.ok !== true) return;
        const events = apply(server, change, limits);
        if (freedMeanwhile(server, events)) return;
        const placed = new Map(
          events.flatMap((event) =>
            event.type === "allocationsPlaced"
              ? event.placed.map(({ index, node }): [string, string | undefined] => [
                  `${event.group}[${String(index)}]`,
                  server.state.nodes.get(node)?.id,
                ])
              : [],
          ),
        );
        const shown = plan.value.instances.filter(
          ({ verb, isLater }) => !isLater && (verb === "create" || verb === "replace"),
        );
        expect(new Map(shown.map(({ group, index, to }) => [`${group}[${String(index)}]`, to?.node]))).toEqual(placed);
      }),
      { numRuns: 300 },
    );
  });

  test("[P5] is empty once it has been applied and worked off", () => {
    fc.assert(
      fc.property(scene(), (given) => {
        const { server, change, limits, plan } = played(given);
        if (change === undefined || plan?.ok !== true) return;
        apply(server, change, limits);
        workOff(server);
        const again = planChange(server.state, change, server.now);
        if (!again.ok) {
          expect(["jobNotFound", "jobIsNotStopped", "versionIsCurrent"]).toContain(again.rejection.kind);
          return;
        }
        // A rollout that is under way is no matter of this change.
        const now = again.value.instances.filter(({ isLater, verb }) => !isLater && verb !== "keep" && verb !== "wait");
        expect(now).toEqual([]);
        if (again.value.instances.every(({ isLater }) => !isLater)) expect(isEmptyPlan(again.value)).toBe(true);
        expect(again.value.diff.kind).toBe("none");
      }),
      { numRuns: 300 },
    );
  });

  test("[P6] its slices add up to the whole", () => {
    fc.assert(
      fc.property(scene(), (given) => {
        const { server, change, limits, plan } = played(given);
        if (change === undefined || plan?.ok !== true) return;
        const whole = fork(server);
        const sliced = fork(server);
        const inSlices = apply(sliced, change, limits);
        if (freedMeanwhile(sliced, inSlices)) return;
        expect(toAllocations(inSlices)).toEqual(toAllocations(apply(whole, change, [10_000])));
      }),
      { numRuns: 300 },
    );
  });

  test("[P5] leaves the state as it was", () => {
    fc.assert(
      fc.property(scene(), (given) => {
        const { server, change } = played(given);
        if (change === undefined) return;
        const before = structuredCopy(tablesOf(server.state));
        planChange(server.state, change, server.now);
        expect(structuredCopy(tablesOf(server.state))).toEqual(before);
        const copy = fork(server);
        workOff(copy);
        expect(structuredCopy(tablesOf(server.state))).toEqual(before);
      }),
      { numRuns: 200 },
    );
  });
});

const structuredCopy = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
