import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Event } from "../event.ts";
import { evolve } from "../evolve.ts";
import { planChange } from "../plan.ts";
import { emptyState } from "../state.ts";
import { nothingTouched } from "../touched.ts";
import { capacity } from "../testing/crowded-jobs.ts";
import { changeOf, crowd, take } from "../testing/histories.ts";
import { changeStep, step } from "../testing/steps.ts";
import { bob, plannedNow, save } from "../testing/plans.ts";
import { tablesOf } from "../testing/tables.ts";
import { createServer, did, fork, send, type TestServer } from "../testing/test-server.ts";
import { planDigest } from "./digest.ts";
import { jobByName } from "../jobs/find-job.ts";
import { movedSince } from "./truth.ts";

const scene = () =>
  fc.record({
    resources: capacity(),
    before: fc.array(step(), { minLength: 1, maxLength: 25, size: "max" }),
    change: changeStep(),
    between: fc.array(step(), { maxLength: 6 }),
    reviews: fc.boolean(),
  });

/** A plan that was saved in one state, and the state some steps later. */
const played = ({
  resources,
  before,
  change: one,
  between,
}: ReturnType<typeof scene> extends fc.Arbitrary<infer T> ? T : never) => {
  const server = createServer();
  crowd(server, resources);
  for (const taken of before) take(server, taken);
  const change = changeOf(server, one);
  if (change === undefined || !planChange(server.state, change, server.now).ok) return undefined;
  const { plan, body } = save(server, change);
  for (const taken of between) take(server, taken);
  return { server, change, plan, body };
};

const indexOf = ({ state }: TestServer, name: { readonly namespace: string; readonly id: string }): number =>
  jobByName(state, name)?.jobModifyIndex ?? 0;

const withoutPlan = (events: readonly Event[]): readonly Event[] =>
  events.flatMap((event): Event[] => {
    if (event.type === "planApplied") return [];
    if (event.type !== "jobVersioned") return [event];
    const { plan: _, ...version } = event.version;
    return [{ ...event, version }];
  });

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

describe("a saved plan, other commands between", { timeout: 60_000 }, () => {
  test("[Y6] is never applied when it is stale; [Y7] and otherwise makes exactly its change", () => {
    let [applied, refused] = [0, 0];
    fc.assert(
      fc.property(scene(), (given) => {
        const found = played(given);
        if (found === undefined) return;
        const { server, change, plan } = found;
        const planned = planChange(server.state, change, server.now);
        const digest = planned.ok ? planDigest(planned.value) : null;
        const isTrue =
          digest === plan.digest && indexOf(server, { ...plan, id: plan.jobId }) === plan.base.jobModifyIndex;
        const tables = plain(tablesOf(server.state));
        const [straight, applying] = [fork(server), fork(server)];
        const done = send(applying, { type: "applySavedPlan", plan: plan.key, origin: bob });
        expect(done.ok).toBe(isTrue);
        if (!done.ok) {
          refused++;
          expect(plain(tablesOf(applying.state))).toEqual(tables);
          return;
        }
        applied++;
        const { events, effects } = did(straight, { ...change, origin: bob });
        expect(withoutPlan(done.value.events)).toEqual(events);
        expect(done.value.effects).toEqual(effects);
        expect(applying.state.savedPlans.get(plan.key)?.status).toBe("applied");
      }),
      { numRuns: 300 },
    );
    expect(applied).toBeGreaterThan(10);
    expect(refused).toBeGreaterThan(10);
  });

  test("[X2] is the same after a replay, with what was said and came of it", () => {
    fc.assert(
      fc.property(scene(), (given) => {
        const found = played(given);
        if (found === undefined) return;
        const { server, plan } = found;
        const about = { plan: plan.key, comment: "", origin: bob } as const;
        send(server, { type: given.reviews ? "approvePlan" : "rejectPlan", ...about });
        send(server, { type: "applySavedPlan", plan: plan.key, origin: bob });
        const rules = { approval: given.reviews };
        send(server, { type: "setNamespaceRules", namespace: "__proto__", rules, origin: bob });
        const again = emptyState(server.state.seed);
        for (const entry of server.entries)
          evolve(again, JSON.parse(JSON.stringify(entry)) as typeof entry, nothingTouched());
        expect(plain(tablesOf(again))).toEqual(plain(tablesOf(server.state)));
      }),
      { numRuns: 100 },
    );
  });

  test("[Y6] is applied as it is now for whoever names that, and for nobody else", () => {
    fc.assert(
      fc.property(scene(), (given) => {
        const found = played(given);
        if (found === undefined) return;
        const { server, change, plan } = found;
        const planned = planChange(server.state, change, server.now);
        const present = planned.ok ? planDigest(planned.value) : null;
        const reviewed = given.reviews ? (present ?? plan.digest) : "ffffffffffffffff";
        const done = send(server, { type: "applySavedPlan", plan: plan.key, reviewed, origin: bob });
        expect(done.ok).toBe(planned.ok && given.reviews);
      }),
      { numRuns: 200 },
    );
  });

  test("[Y5] that is no longer the same says which instances, lines, victims or job moved; [Y2] the same digest is the same plan", () => {
    fc.assert(
      fc.property(scene(), (given) => {
        const found = played(given);
        if (found === undefined) return;
        const { server, change, plan, body } = found;
        const planned = planChange(server.state, change, server.now);
        if (!planned.ok) return;
        const { comparison } = movedSince(server.state, plan, { body, present: planned.value });
        if (planDigest(planned.value) === plan.digest) expect(comparison?.isSame).toBe(true);
        const twice = plannedNow(server, change);
        expect(planDigest(twice)).toBe(planDigest(planned.value));
      }),
      { numRuns: 200 },
    );
  });
});
