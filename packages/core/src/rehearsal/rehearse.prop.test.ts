import fc, { type Arbitrary } from "fast-check";
import { describe, expect, test } from "vitest";
import type { Command, JobChange } from "../command.ts";
import { allocationDueAt, deploymentDueAt, nodeDueAt } from "../due.ts";
import { isLive, type Allocation } from "../model/allocation.ts";
import { rehearsalBranches, type RehearsalSummary } from "../model/rehearsal.ts";
import type { StateView } from "../state.ts";
import { crowdedSpec } from "../testing/crowded-jobs.ts";
import { playAll } from "../testing/rehearsals.ts";
import { updates } from "../testing/rollout-steps.ts";
import { jobOf } from "../testing/specs.ts";
import { tablesOf } from "../testing/tables.ts";
import {
  createServer,
  did,
  fork,
  nodeCommand,
  origin,
  pendingEvaluations,
  send,
  settle,
  startAll,
  workOff,
  type TestServer,
} from "../testing/test-server.ts";
import { createBoard } from "./board.ts";
import { createEngineModel } from "./engine-model.ts";
import { isInService } from "./instance-state.ts";
import { promotable } from "./promotion.ts";
import { rehearse, type Rehearsal, type RehearsalGiven } from "./rehearse.ts";

const room = { cpuMhz: 1200, memoryMb: 1500, diskMb: 500 };

const service = (env: string, count: number, update: object) =>
  jobOf({
    groups: [
      { count, env: { A: env }, update, restart: { attempts: 1, delayMs: 1000, intervalMs: 10_000, mode: "fail" } },
    ],
  });

const name = { namespace: "default", id: "web" };

const changes = (): Arbitrary<JobChange> =>
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc
        .record({ env: fc.constantFrom("1", "2"), count: fc.integer({ min: 0, max: 7 }), update: updates() })
        .map(({ env, count, update }): JobChange => ({
          type: "registerJob",
          spec: service(env, count, update),
          origin,
        })),
    },
    { weight: 2, arbitrary: crowdedSpec().map((spec): JobChange => ({ type: "registerJob", spec, origin })) },
    fc.constantFrom<JobChange[]>(
      { type: "stopJob", ...name, origin },
      { type: "purgeJob", ...name, origin },
      { type: "startJob", ...name, origin },
      { type: "revertJob", ...name, version: 0, origin },
      { type: "restartJob", ...name, instances: null, origin },
      { type: "restartJob", ...name, instances: [{ from: 1, to: 2 }], rollout: { startPaused: true }, origin },
      { type: "scaleJob", ...name, group: "web", count: 6, origin },
      { type: "scaleJob", ...name, group: "web", count: 1, origin },
    ),
  );

/** Something to rehearse: a fleet with a service and perhaps another job, at rest or in the middle of another change. */
type Scene = {
  readonly nodes: number;
  readonly other: Extract<JobChange, { readonly type: "registerJob" }> | null;
  readonly under: JobChange | null;
  readonly change: JobChange;
  readonly given: Omit<RehearsalGiven, "now" | "past" | "underWay">;
  readonly late: readonly number[];
};

const scenes = (): Arbitrary<Scene> =>
  fc.record({
    nodes: fc.integer({ min: 1, max: 3 }),
    other: fc.option(
      crowdedSpec().map((spec) => ({ type: "registerJob" as const, spec, origin })),
      { nil: null },
    ),
    under: fc.option(changes(), { nil: null }),
    change: changes(),
    given: fc.record({
      seed: fc.string({ maxLength: 5 }),
      branch: fc.constantFrom(...rehearsalBranches),
      promoteAfterMs: fc.constantFrom(null, 0, 4000),
    }),
    late: fc.array(fc.integer({ min: 0, max: 4000 }), { maxLength: 5 }),
  });

const serverOf = ({ nodes, other, under }: Scene): TestServer => {
  const server = createServer();
  for (let at = 0; at < nodes; at++) did(server, nodeCommand(`node-${String(at)}`, room));
  did(server, { type: "registerJob", spec: service("0", 4, { maxParallel: 2, minHealthyTimeMs: 1000 }), origin });
  if (other !== null) send(server, other);
  settle(server);
  if (under !== null) {
    send(server, under);
    workOff(server);
    startAll(server);
  }
  return server;
};

/** Records of instances that took so long. */
const pastOf = (server: TestServer, late: readonly number[]): readonly Allocation[] =>
  [...server.state.allocations.entries()].flatMap(([, one]) =>
    late.map((ms) => ({
      ...one,
      tasks: Object.fromEntries(
        Object.entries(one.tasks).map(([task, state]) => [
          task,
          { ...state, restarts: 0, startedAt: one.createdAt + ms, stopRequestedAt: 0, finishedAt: ms, exitCode: 0 },
        ]),
      ),
    })),
  );

const begin = (server: TestServer, scene: Scene): Rehearsal | undefined => {
  const given = {
    ...scene.given,
    now: server.now,
    past: pastOf(server, scene.late),
    underWay: [...server.state.liveOfJob.entries()].map(([job]) => job),
    most: { ms: 3_600_000, steps: 5000 },
  };
  const begun = rehearse(server.state, scene.change, given);
  return begun.ok ? begun.value : undefined;
};

const jobOfScene = (view: StateView, { change }: Scene): number => {
  const { namespace, id } = change.type === "registerJob" ? change.spec : change;
  return view.jobKeys.get(`${namespace}\0${id}`) ?? view.next.job;
};

/** All that counts of a job's instances, without ids and indexes. */
const endOf = (view: StateView, job: number) => {
  const one = view.jobs.get(job);
  const live = [...(view.liveOfJob.get(job) ?? [])].flatMap((key) => view.allocations.get(key) ?? []);
  return {
    job: one && { spec: one.spec, version: one.version, stop: one.stop, stable: one.stableVersion, groups: one.groups },
    instances: live
      .map(({ group, index, version, node, desired, client, rollout }) => ({
        name: `${group}[${String(index)}] v${String(version)}`,
        node: view.nodes.get(node)?.id,
        desired,
        client,
        healthy: rollout?.healthy ?? null,
      }))
      .toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)),
    rollouts: [...view.deployments.entries()].flatMap(([, { job: of, version, status, statusDescription, groups }]) =>
      of === job
        ? [
            {
              version,
              status,
              statusDescription,
              groups: Object.entries(groups).map(([, { canaries: _, ...group }]) => group),
            },
          ]
        : [],
    ),
  };
};

const capacityOf = (view: StateView, job: number) => {
  const live = [...(view.liveOfJob.get(job) ?? [])].flatMap((key) => view.allocations.get(key) ?? []);
  const names = new Set(
    live.filter((one) => isInService(view, one)).map(({ group, index }) => `${String(index)}/${group}`),
  );
  return {
    all: names.size,
    of: (group: string) => [...names].filter((one) => one.slice(one.indexOf("/") + 1) === group).length,
  };
};

/** Whatever comes due in the whole state, found by looking at all of it. */
const dueCommands = ({ state, now }: TestServer): readonly { readonly at: number; readonly command: Command }[] =>
  [
    ...[...state.allocations.entries()].map(([allocation, one]) => ({
      at: isLive(one) ? allocationDueAt(one) : null,
      command: { type: "allocationDue" as const, allocation },
    })),
    ...[...state.nodes.entries()].map(([node, one]) => ({
      at: nodeDueAt(one),
      command: { type: "nodeDue" as const, node },
    })),
    ...[...state.deployments.entries()].map(([deployment, one]) => ({
      at: deploymentDueAt(one),
      command: { type: "deploymentDue" as const, deployment },
    })),
    ...[...state.evaluations.entries()].map(([evaluation, { status, waitUntil }]) => ({
      at: status === "pending" ? (waitUntil ?? now) : null,
      command: { type: "advanceEvaluation" as const, evaluation, limit: 250 },
    })),
  ].flatMap(({ at, command }) => (at === null ? [] : [{ at, command }]));

/** The real thing: commands to a server, what comes due of it, and engines that answer as the rehearsal's do. */
const carryOut = (
  server: TestServer,
  scene: Scene,
  by: { readonly rehearsal: Rehearsal; readonly endsAt: number; readonly seen: (view: StateView) => void },
): void => {
  const { header } = by.rehearsal;
  const job = jobOfScene(server.state, scene);
  const engines = createEngineModel({
    ...header,
    job,
    failing: header.victim && { ...header.victim, version: header.version, how: header.branch },
  });
  const look = (): void => {
    for (const [, one] of server.state.allocations.entries()) engines.note(server.state, one, server.now);
    by.seen(server.state);
  };
  const tell = (command: Command): void => {
    send(server, command);
    look();
  };
  const { promoteAfterMs } = scene.given;
  let promoteAt: number | null = null;
  const doDue = (): boolean => {
    for (
      let seen = engines.take(server.state, server.now);
      seen !== undefined;
      seen = engines.take(server.state, server.now)
    )
      for (const command of seen) tell(command);
    const due = dueCommands(server).find(({ at, command }) => at <= server.now && command.type !== "advanceEvaluation");
    if (due !== undefined) tell(due.command);
    else if (promoteAt !== null && promoteAt <= server.now) {
      promoteAt = null;
      const deployment = promotable(server.state, job)?.key;
      if (deployment !== undefined) tell({ type: "promoteDeployment", deployment, groups: null, origin });
    } else {
      const [evaluation] = pendingEvaluations(server).toSorted(
        (a, b) => (server.state.evaluations.get(b)?.priority ?? 0) - (server.state.evaluations.get(a)?.priority ?? 0),
      );
      if (evaluation === undefined) return false;
      tell({ type: "advanceEvaluation", evaluation, limit: 250 });
    }
    return true;
  };

  look();
  tell(scene.change);
  for (;;) {
    while (doDue());
    const isReady = promoteAfterMs !== null && promotable(server.state, job) !== undefined;
    promoteAt = isReady ? (promoteAt ?? server.now + promoteAfterMs) : null;
    const next = Math.min(
      engines.firstAt() ?? Infinity,
      promoteAt ?? Infinity,
      ...dueCommands(server).map(({ at }) => at),
    );
    if (next > header.startsAt + by.endsAt) return;
    server.now = Math.max(server.now, next);
  }
};

const floorBroken = (view: StateView, job: number, { lowest }: RehearsalSummary): readonly string[] => {
  const now = capacityOf(view, job);
  return [
    ...(now.all < lowest.instances
      ? [`${String(now.all)} in service, the floor being ${String(lowest.instances)}`]
      : []),
    ...Object.entries(lowest.groups).flatMap(([group, { instances }]) =>
      now.of(group) < instances
        ? [`${group}: ${String(now.of(group))} in service, the floor being ${String(instances)}`]
        : [],
    ),
  ];
};

describe("whatever is rehearsed", { timeout: 120_000 }, () => {
  test("[Z7] its end is what making the change gives, and capacity never goes below its floor", () => {
    const outcomes = new Map<string, number>();
    fc.assert(
      fc.property(scenes(), (scene) => {
        const server = serverOf(scene);
        const rehearsal = begin(server, scene);
        if (rehearsal === undefined) return;
        const { summary } = playAll(rehearsal);
        outcomes.set(summary.outcome.type, (outcomes.get(summary.outcome.type) ?? 0) + 1);
        if (summary.outcome.type === "unfinished") return;
        const real = fork(server);
        const job = jobOfScene(server.state, scene);
        carryOut(real, scene, {
          rehearsal,
          endsAt: summary.endsAt,
          seen: (view) => expect(floorBroken(view, job, summary)).toEqual([]),
        });
        expect(endOf(rehearsal.state, job)).toEqual(endOf(real.state, job));
      }),
      { numRuns: 300 },
    );
    for (const type of ["successful", "failed", "reverted", "waits for promotion", "waits for room"])
      expect([type, (outcomes.get(type) ?? 0) > 0]).toEqual([type, true]);
  });

  test("[Z8] it ends, leaves the state as it was, and the same seed plays the same", () => {
    fc.assert(
      fc.property(scenes(), (scene) => {
        const server = serverOf(scene);
        const before = JSON.stringify(tablesOf(server.state));
        const [one, other] = [begin(server, scene), begin(server, scene)];
        if (one === undefined || other === undefined) return;
        expect(one.header).toEqual(other.header);
        expect(playAll(one)).toEqual(playAll(other));
        expect(JSON.stringify(tablesOf(server.state))).toBe(before);
      }),
      { numRuns: 100 },
    );
  });

  test("[Z2] the changes that its frames tell add up to what is there in the end", () => {
    fc.assert(
      fc.property(scenes(), (scene) => {
        const server = serverOf(scene);
        const rehearsal = begin(server, scene);
        if (rehearsal === undefined) return;
        const { frames } = playAll(rehearsal);
        const shown = new Map<string, object>();
        for (const { changes: told } of frames)
          for (const change of told) {
            const key = `${change.group}[${String(change.index)}]`;
            shown.set(key, { ...shown.get(key), ...change });
          }
        const job = jobOfScene(server.state, scene);
        const end = createBoard(rehearsal.state, job)
          .frames(rehearsal.state, 0)
          .flatMap((frame) => frame.changes);
        for (const change of end) {
          const key = `${change.group}[${String(change.index)}]`;
          if (change.state === "waiting" || change.state === "unhealthy" || change.state === "done") continue;
          expect(shown.get(key)).toEqual(change);
        }
        expect(frames.every(({ at }, nth) => at >= (frames[nth - 1]?.at ?? 0))).toBe(true);
      }),
      { numRuns: 100 },
    );
  });
});
