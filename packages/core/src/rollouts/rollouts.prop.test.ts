import fc, { type Arbitrary } from "fast-check";
import { describe, expect, test } from "vitest";
import { isLive } from "../model/allocation.ts";
import { awaitsPromotion, type Deployment } from "../model/deployment.ts";
import { own } from "../own.ts";
import { step, take, type Step } from "../testing/histories.ts";
import { lawsBroken, restBroken } from "../testing/laws.ts";
import { rolloutStep, updates } from "../testing/rollout-steps.ts";
import { jobOf } from "../testing/specs.ts";
import {
  bigNode,
  createServer,
  did,
  nodeCommand,
  openRuns,
  origin,
  report,
  send,
  settle,
  wait,
  workOff,
  type TestServer,
} from "../testing/test-server.ts";

/** Steps in which rollouts have room and time to go on. */
type Move =
  | { readonly type: "change"; readonly env: string; readonly count: number; readonly update: object }
  | { readonly type: "step"; readonly step: Step }
  | { readonly type: "fail"; readonly pick: number; readonly again: boolean }
  | { readonly type: "go"; readonly milliseconds: number; readonly starts: boolean; readonly stops: boolean }
  | { readonly type: "work"; readonly limit: number };

const move = (more: readonly Arbitrary<Step>[]): Arbitrary<Move> =>
  fc.oneof(
    {
      weight: 2,
      arbitrary: fc.record({
        type: fc.constant("change" as const),
        env: fc.constantFrom("1", "2", "3"),
        count: fc.integer({ min: 0, max: 5 }),
        update: updates(),
      }),
    },
    { weight: 3, arbitrary: fc.record({ type: fc.constant("step" as const), step: fc.oneof(rolloutStep(), ...more) }) },
    {
      weight: 1,
      arbitrary: fc.record({ type: fc.constant("fail" as const), pick: fc.nat({ max: 9 }), again: fc.boolean() }),
    },
    {
      weight: 6,
      arbitrary: fc.record({
        type: fc.constant("go" as const),
        milliseconds: fc.constantFrom(0, 500, 1000, 3000, 9000, 30_000),
        starts: fc.constantFrom(true, true, true, false),
        stops: fc.constantFrom(true, true, false),
      }),
    },
    { weight: 5, arbitrary: fc.record({ type: fc.constant("work" as const), limit: fc.constantFrom(1, 2, 250) }) },
  );

const change = (server: TestServer, { env, count, update }: Extract<Move, { readonly type: "change" }>): void => {
  const group = {
    count,
    env: { A: env },
    update,
    restart: { attempts: 1, delayMs: 1000, intervalMs: 10_000, mode: "fail" },
    reschedule: { delayMs: 5000, maxDelayMs: 10_000 },
  } as const;
  send(server, { type: "registerJob", spec: jobOf({ groups: [group] }), origin });
};

const go = (server: TestServer, one: Extract<Move, { readonly type: "go" }>): void => {
  for (const { run, started, stopAsked } of openRuns(server)) {
    const node = server.state.allocations.get(run.alloc)?.node ?? 0;
    if (server.state.nodes.get(node)?.status !== "ready") continue;
    if (one.stops && stopAsked)
      report(server, { type: "exited", run, at: server.now, exitCode: 143, signal: 15, oomKilled: false });
    else if (one.starts && !started && !stopAsked) report(server, { type: "started", run, at: server.now, pid: 7 });
  }
  wait(server, one.milliseconds);
};

const failOne = (server: TestServer, pick: number): void => {
  const up = openRuns(server).filter(
    ({ run, started, stopAsked }) =>
      started &&
      !stopAsked &&
      server.state.nodes.get(server.state.allocations.get(run.alloc)?.node ?? 0)?.status === "ready",
  );
  const run = up[pick % Math.max(1, up.length)]?.run;
  if (run !== undefined)
    report(server, { type: "exited", run, at: server.now, exitCode: 1, signal: 0, oomKilled: false });
};

const play = (server: TestServer, one: Move): void => {
  switch (one.type) {
    case "change":
      return change(server, one);
    case "step":
      return take(server, one.step);
    case "fail":
      return failOne(server, one.pick);
    case "go":
      return go(server, one);
    case "work":
      return workOff(server, one.limit);
  }
};

const begun = (): TestServer => {
  const server = createServer();
  for (const id of ["node-1", "node-2"]) did(server, nodeCommand(id, bigNode));
  change(server, { type: "change", env: "1", count: 4, update: { maxParallel: 2, minHealthyTimeMs: 1000 } });
  settle(server);
  return server;
};

const rolloutOf = ({ state }: TestServer): Deployment | undefined => {
  const key = state.jobs.get(1)?.deployment ?? null;
  return key === null ? undefined : state.deployments.get(key);
};

/** Only people hold it back now. */
const isHeld = (deployment: Deployment): boolean =>
  deployment.status === "paused" || Object.values(deployment.groups).some(awaitsPromotion);

const nodeSteps = (): Arbitrary<Step> =>
  step().filter(({ type }) =>
    ["sight", "drain", "cancelDrain", "eligibility", "nodeDue", "stopAllocation"].includes(type),
  );

describe("whatever happens to a rollout", { timeout: 60_000 }, () => {
  test("[U15] every law holds after every step, nodes coming and going, and at rest nothing is left undone", () => {
    fc.assert(
      fc.property(fc.array(move([nodeSteps()]), { minLength: 5, maxLength: 60, size: "max" }), (moves) => {
        const server = begun();
        for (const one of moves) {
          play(server, one);
          expect(lawsBroken(server)).toEqual([]);
        }
        workOff(server);
        expect(restBroken(server)).toEqual([]);
      }),
      { numRuns: 400 },
    );
  });

  test("[U15] of what was up no more than MaxParallel at a time is not, canaries aside", () => {
    /** Wanted instances whose newest allocation was changed by the rollout and is not known to be healthy. */
    const changing = ({ state }: TestServer, deployment: Deployment): number =>
      [...state.allocations.entries()].filter(([key, one]) => {
        const isNewest = state.instances.get(`1/${String(one.index)}/web`)?.allocation === key;
        const before = one.previous === null ? undefined : state.allocations.get(one.previous);
        const isChange =
          before?.desiredDescription.startsWith("Changed") === true && one.createIndex > deployment.createIndex;
        return isNewest && isChange && one.rollout?.deployment === deployment.key && one.rollout.healthy !== true;
      }).length;
    fc.assert(
      fc.property(fc.array(move([]), { minLength: 5, maxLength: 60, size: "max" }), (moves) => {
        const server = begun();
        for (const one of moves) {
          play(server, one);
          const deployment = rolloutOf(server);
          const policy = own(deployment?.groups ?? {}, "web")?.policy;
          if (deployment === undefined || policy === undefined || policy.maxParallel === 0) continue;
          if (deployment.version !== server.state.jobs.get(1)?.version) continue;
          if (policy.toleratedFailures !== null) continue;
          expect(changing(server, deployment)).toBeLessThanOrEqual(policy.maxParallel);
        }
      }),
      { numRuns: 400 },
    );
  });

  test("[U15] it ends, or waits for somebody", () => {
    fc.assert(
      fc.property(fc.array(move([nodeSteps()]), { minLength: 5, maxLength: 40, size: "max" }), (moves) => {
        const server = begun();
        for (const one of moves) play(server, one);
        for (const id of ["node-1", "node-2"]) {
          did(server, nodeCommand(id, bigNode));
          send(server, { type: "cancelDrain", id, makeEligible: true, origin });
          send(server, { type: "setEligibility", id, eligibility: "eligible", origin });
        }
        settle(server);
        const deployment = rolloutOf(server);
        if (deployment === undefined || isHeld(deployment)) return;
        if (deployment.version !== server.state.jobs.get(1)?.version) return;
        expect(deployment.status).not.toBe("running");
        const live = [...server.state.allocations.entries()].map(([, one]) => one).filter((one) => isLive(one));
        if (deployment.status === "successful" && server.state.jobs.get(1)?.stop === false)
          for (const one of live) expect(one.version).toBe(deployment.version);
      }),
      { numRuns: 400 },
    );
  });
});
