import { describe, expect, test } from "vitest";
import type { Allocation } from "../model/allocation.ts";
import type { Deployment } from "../model/deployment.ts";
import type { Update } from "../model/job-spec.ts";
import {
  did,
  exited,
  nodeCommand,
  bigNode,
  openRuns,
  origin,
  refusal,
  serverWith,
  settle,
  startAll,
  stopAll,
  wait,
  workOff,
  type TestServer,
} from "../testing/test-server.ts";
import { jobOf, type GroupGiven, type JobGiven } from "../testing/specs.ts";
import { planChange } from "../plan.ts";
import type { RolloutOptions } from "../model/deployment.ts";

const second = 1000;
const quick: Partial<Update> = {
  maxParallel: 1,
  minHealthyTimeMs: 2 * second,
  healthyDeadlineMs: 20 * second,
  progressDeadlineMs: 60 * second,
};

const register = (
  server: TestServer,
  group: GroupGiven = {},
  more: Omit<JobGiven, "groups"> & { readonly rollout?: RolloutOptions } = {},
): void => {
  const { rollout, ...job } = more;
  const update = { ...quick, ...group.update };
  did(server, {
    type: "registerJob",
    spec: jobOf({ ...job, groups: [{ count: 4, ...group, update }] }),
    origin,
    rollout,
  });
  workOff(server);
};

/** What was asked to stop stops, what was asked to start starts, and the scheduler follows; no time goes by. */
const follow = (server: TestServer): void => {
  for (let before = -1; before !== server.state.index;) {
    before = server.state.index;
    stopAll(server);
    startAll(server);
    workOff(server);
  }
};

const after = (server: TestServer, milliseconds: number): void => {
  wait(server, milliseconds);
  follow(server);
};

/** A job that runs, all of it healthy. */
const running = (group: GroupGiven = {}, more: Omit<JobGiven, "groups"> = {}): TestServer => {
  const server = serverWith();
  register(server, group, more);
  settle(server);
  return server;
};

const rollout = (server: TestServer): Deployment => {
  const key = server.state.jobs.get(1)?.deployment ?? 0;
  const found = server.state.deployments.get(key);
  if (found === undefined) throw new Error("there is no rollout");
  return found;
};

const live = (server: TestServer): readonly Allocation[] =>
  [...(server.state.liveOfJob.get(1) ?? [])].flatMap((key) => server.state.allocations.get(key) ?? []);

/** Of what is to run: how many of which version. */
const versions = (server: TestServer): Readonly<Record<number, number>> => {
  const counts: Record<number, number> = {};
  for (const { desired, version } of live(server)) if (desired === "run") counts[version] = (counts[version] ?? 0) + 1;
  return counts;
};

const of = (server: TestServer) => ({ deployment: rollout(server).key, origin });
const B = { env: { A: "2" } } as const;

describe("a rollout", () => {
  test("[U1] begins with each version that wants to run, and ends the one before", () => {
    const server = serverWith();
    register(server);
    const first = rollout(server);
    expect([first.version, first.from, first.status, first.groups["web"]?.desiredTotal]).toEqual([
      0,
      null,
      "running",
      4,
    ]);
    register(server, B);
    expect(server.state.deployments.get(first.key)).toMatchObject({
      status: "cancelled",
      statusDescription: "Cancelled due to newer version of job",
    });
    expect([rollout(server).version, rollout(server).from]).toEqual([1, 0]);
    did(server, { type: "stopJob", namespace: "default", id: "web", origin });
    expect(rollout(server).statusDescription).toBe("Cancelled because job is stopped");
  });

  test("[U1] there is none of a job that ends by itself, nor where everything changes at once", () => {
    for (const [type, maxParallel] of [
      ["batch", 1],
      ["service", 0],
    ] as const) {
      const server = serverWith();
      did(server, {
        type: "registerJob",
        spec: jobOf({ type, groups: [type === "batch" ? {} : { update: { maxParallel } }] }),
        origin,
      });
      expect(server.state.jobs.get(1)?.deployment).toBe(null);
    }
  });

  test("[U2] changes as many at a time as it may, and the next when those are healthy", () => {
    const server = running({ update: { maxParallel: 2 } });
    register(server, { ...B, update: { maxParallel: 2 } });
    expect(versions(server)).toEqual({ 0: 2, 1: 2 });
    follow(server);
    expect(versions(server)).toEqual({ 0: 2, 1: 2 });
    after(server, 1999);
    expect(versions(server)).toEqual({ 0: 2, 1: 2 });
    after(server, 1);
    expect(versions(server)).toEqual({ 1: 4 });
    expect(rollout(server)).toMatchObject({ status: "running", groups: { web: { placed: 4, healthy: 2 } } });
    after(server, 2 * second);
    expect(rollout(server)).toMatchObject({
      status: "successful",
      statusDescription: "Deployment completed successfully",
      groups: { web: { placed: 4, healthy: 4, unhealthy: 0 } },
    });
  });

  test("[U2] waits while one is unhealthy, and goes on when its replacement is healthy", () => {
    const restart = { attempts: 0, mode: "fail" } as const;
    const reschedule = { delayMs: 5 * second, delayFunction: "constant", unlimited: true } as const;
    const server = running({ restart, reschedule });
    register(server, { ...B, restart, reschedule });
    follow(server);
    for (const { run } of openRuns(server).slice(-1)) exited(server, run, 1);
    follow(server);
    expect(rollout(server).groups["web"]).toMatchObject({ unhealthy: 1, healthy: 0 });
    expect(versions(server)).toEqual({ 0: 3 });
    after(server, 6 * second);
    expect(versions(server)).toEqual({ 0: 3, 1: 1 });
    after(server, 2 * second);
    expect(versions(server)).toEqual({ 0: 2, 1: 2 });
  });

  test("[U2] a plan says which instances have their turn later", () => {
    const server = running();
    const spec = jobOf({ groups: [{ count: 4, ...B, update: quick }] });
    const plan = planChange(server.state, { type: "registerJob", spec, origin }, server.now);
    expect(plan.ok && plan.value.counts.replace).toBe(4);
    expect(plan.ok && plan.value.instances.map(({ verb, isLater, to }) => [verb, isLater, to?.node ?? null])).toEqual([
      ["replace", false, "node-1"],
      ["replace", true, null],
      ["replace", true, null],
      ["replace", true, null],
    ]);
  });

  test("[U2] with failures tolerated it goes on beside them, and fails when there are as many", () => {
    const restart = { attempts: 0, mode: "fail" } as const;
    const reschedule = { attempts: 0, unlimited: false } as const;
    const server = running({ restart, reschedule });
    register(server, { ...B, restart, reschedule }, { rollout: { toleratedFailures: 2 } });
    const failOne = (): void => {
      follow(server);
      for (const { run } of openRuns(server).slice(-1)) exited(server, run, 1);
      follow(server);
    };
    failOne();
    expect(rollout(server)).toMatchObject({ status: "running", groups: { web: { unhealthy: 1 } } });
    expect(versions(server)).toEqual({ 0: 2, 1: 1 });
    failOne();
    expect(rollout(server)).toMatchObject({
      status: "failed",
      statusDescription: "Failed due to unhealthy allocations",
    });
    expect(versions(server)).toEqual({ 0: 2 });
  });

  test("[U3] that stands still keeps the version of what is placed again, and holds back what is new", () => {
    const server = running();
    did(server, nodeCommand("node-2", bigNode));
    register(server, { ...B, count: 5 });
    did(server, { type: "pauseDeployment", pause: true, ...of(server) });
    follow(server);
    did(server, { type: "drainNode", id: "node-1", deadlineMs: 0, ignoreSystemJobs: false, origin });
    follow(server);
    expect(versions(server)).toEqual({ 0: 3, 1: 2 });
    register(server, { env: { A: "3" }, count: 6 }, { rollout: { startPaused: true } });
    follow(server);
    expect(versions(server)).toEqual({ 0: 3, 1: 2 });
    expect(server.state.jobs.get(1)?.groups["web"]?.now.queued).toBe(1);
  });

  test("[U5] an instance is healthy when it has been up without a break, and unhealthy when it is not in time", () => {
    const server = running({ count: 1, restart: { attempts: 99, intervalMs: 3600 * second, delayMs: 0 } });
    register(server, { ...B, count: 1, restart: { attempts: 99, intervalMs: 3600 * second, delayMs: 0 } });
    follow(server);
    for (let round = 0; round < 12; round++) {
      wait(server, 1600);
      for (const { run } of openRuns(server)) exited(server, run, 1);
      wait(server, 0);
      follow(server);
    }
    expect(live(server)[0]?.rollout).toMatchObject({ healthy: null });
    after(server, 799);
    expect(live(server)[0]?.rollout).toMatchObject({ healthy: null });
    after(server, 1);
    expect([live(server)[0]?.rollout?.healthy, rollout(server).status]).toEqual([false, "running"]);
  });

  test("[U5] one that failed as often as an instance may is unhealthy", () => {
    const restart = { attempts: 9, intervalMs: 3600 * second, delayMs: second };
    const server = running({ count: 1, restart });
    register(server, { ...B, count: 1, restart }, { rollout: { instanceRetries: 2, toleratedFailures: 1 } });
    follow(server);
    for (const { run } of openRuns(server)) exited(server, run, 1);
    expect(live(server)[0]?.rollout?.healthy).toBe(null);
    after(server, second);
    for (const { run } of openRuns(server)) exited(server, run, 1);
    expect(live(server)[0]?.rollout?.healthy).toBe(false);
    workOff(server);
    expect(rollout(server).status).toBe("failed");
  });

  test("[U6] that is paused begins nothing more until it is resumed; its deadline stands still", () => {
    const server = running();
    register(server, B);
    did(server, { type: "pauseDeployment", pause: true, ...of(server) });
    follow(server);
    after(server, 3600 * second);
    expect(versions(server)).toEqual({ 0: 3, 1: 1 });
    expect(rollout(server)).toMatchObject({ status: "paused", progressBy: null });
    did(server, { type: "pauseDeployment", pause: false, ...of(server) });
    settle(server);
    expect([versions(server), rollout(server).status]).toEqual([{ 1: 4 }, "successful"]);
    expect(rollout(server).events.map(({ status }) => status)).toEqual(["running", "paused", "running", "successful"]);
  });

  test("[U6] may begin paused: nothing is changed before it is resumed", () => {
    const server = running();
    register(server, B, { rollout: { startPaused: true } });
    settle(server);
    expect([versions(server), rollout(server).status]).toEqual([{ 0: 4 }, "paused"]);
    did(server, { type: "pauseDeployment", pause: false, ...of(server) });
    settle(server);
    expect(versions(server)).toEqual({ 1: 4 });
  });

  test("[U4] [U7] tries canaries beside what is there, and replaces the rest when they are promoted", () => {
    const server = running();
    register(server, { ...B, update: { canary: 2 } });
    expect(refusal(server, { type: "promoteDeployment", groups: null, ...of(server) })).toEqual({
      kind: "canariesNotHealthy",
      group: "web",
      healthy: 0,
      desired: 2,
    });
    settle(server);
    expect(versions(server)).toEqual({ 0: 4, 1: 2 });
    expect(
      live(server)
        .filter(({ rollout: part }) => part?.canary)
        .map(({ index }) => index),
    ).toEqual([0, 1]);
    // Whoever promotes may take his time.
    expect(rollout(server)).toMatchObject({ status: "running", progressBy: null });
    after(server, 24 * 3600 * second);
    expect(rollout(server).status).toBe("running");
    did(server, { type: "promoteDeployment", groups: null, ...of(server) });
    settle(server);
    expect([versions(server), rollout(server).status]).toEqual([{ 1: 4 }, "successful"]);
  });

  test("[U7] promotes its canaries by itself where it is told to", () => {
    const server = running();
    register(server, { ...B, update: { canary: 1, autoPromote: true } });
    settle(server);
    expect([versions(server), rollout(server).status, rollout(server).groups["web"]?.promoted]).toEqual([
      { 1: 4 },
      "successful",
      true,
    ]);
  });

  test("[U8] fails when no instance becomes healthy for as long as it may take", () => {
    const server = running({ restart: { attempts: 0, mode: "fail" }, reschedule: { delayMs: 5 * second } });
    register(server, {
      ...B,
      restart: { attempts: 0, mode: "fail" },
      reschedule: { delayMs: 5 * second, delayFunction: "constant" },
    });
    for (let round = 0; round < 20 && rollout(server).status === "running"; round++) {
      follow(server);
      for (const { run } of openRuns(server).slice(-1)) exited(server, run, 1);
      after(server, 5 * second);
    }
    expect(rollout(server)).toMatchObject({ status: "failed", statusDescription: "Failed due to progress deadline" });
    expect(versions(server)).toMatchObject({ 0: 3 });
  });

  test("[U9] that fails goes back to the stable version where it is told to, by a rollout of its own", () => {
    const server = running();
    register(server, { ...B, update: { autoRevert: true } });
    follow(server);
    did(server, { type: "failDeployment", ...of(server) });
    expect(server.state.deployments.get(2)).toMatchObject({
      status: "failed",
      statusDescription: "Deployment marked as failed - rolling back to job version 0",
    });
    settle(server);
    expect(rollout(server)).toMatchObject({ status: "successful", version: 2, takesBack: 2 });
    expect(versions(server)).toEqual({ 2: 4 });
    const job = server.state.jobs.get(1);
    expect([job?.spec.taskGroups[0]?.tasks[0]?.env, job?.stableVersion]).toEqual([{}, 2]);
  });

  test("[U9] does not go back where there is nothing to go back to, or it is the same", () => {
    const server = serverWith();
    register(server, { update: { autoRevert: true } });
    did(server, { type: "failDeployment", ...of(server) });
    expect(rollout(server).statusDescription).toBe(
      "Deployment marked as failed - no stable job version to auto revert to",
    );
    register(server, { update: { autoRevert: true } });
    settle(server);
    did(server, { type: "restartJob", namespace: "default", id: "web", instances: null, origin });
    did(server, { type: "failDeployment", ...of(server) });
    expect(rollout(server).statusDescription).toBe("Deployment marked as failed");
  });

  test("[U10] that is aborted leaves what it has changed; canaries go, and what they ran beside counts again", () => {
    const server = running();
    register(server, B);
    follow(server);
    did(server, { type: "abortDeployment", ...of(server) });
    settle(server);
    expect([versions(server), rollout(server).status]).toEqual([{ 0: 3, 1: 1 }, "cancelled"]);

    const other = running();
    register(other, { ...B, update: { canary: 2 } });
    settle(other);
    did(other, { type: "abortDeployment", ...of(other) });
    settle(other);
    expect(versions(other)).toEqual({ 0: 4 });
    expect(other.state.jobs.get(1)?.groups["web"]?.now).toMatchObject({ running: 4, queued: 0, starting: 0 });
    expect(refusal(other, { type: "abortDeployment", ...of(other) }).kind).toBe("deploymentIsOver");
  });

  test("[U10] a canary that goes when nothing is left beside it leaves its instance to the version before", () => {
    const server = running();
    register(server, { ...B, update: { canary: 1 } });
    settle(server);
    const beside = live(server).find(({ index, version }) => index === 0 && version === 0);
    for (const { run } of openRuns(server)) if (run.alloc === beside?.key) exited(server, run, 1);
    did(server, { type: "abortDeployment", ...of(server) });
    settle(server);
    expect(versions(server)).toEqual({ 0: 4 });
  });

  test("[U11] a restart replaces the instances it names, a few at a time, by the same", () => {
    const server = running();
    const before = live(server).map(({ key }) => key);
    const named = { namespace: "default", id: "web", origin } as const;
    did(server, {
      type: "restartJob",
      instances: [
        { from: 1, to: 2 },
        { from: 7, to: 9 },
      ],
      ...named,
    });
    workOff(server);
    expect(
      live(server)
        .filter(({ desired }) => desired === "stop")
        .map(({ index }) => index),
    ).toEqual([1]);
    settle(server);
    const kept = live(server)
      .filter(({ key }) => before.includes(key))
      .map(({ index }) => index);
    expect([kept, rollout(server).status, rollout(server).kind]).toEqual([[0, 3], "successful", "restart"]);
    expect(server.state.jobs.get(1)).toMatchObject({
      version: 1,
      revision: 1,
      counters: { configuration: 2, desiredState: 1, workflow: 2 },
    });
  });

  test("[U12] a version whose rollout did not come to its end has another one when it is asked for again", () => {
    const server = running();
    register(server, B);
    did(server, { type: "failDeployment", ...of(server) });
    settle(server);
    expect(versions(server)).toEqual({ 0: 3, 1: 1 });
    register(server, B);
    settle(server);
    expect([versions(server), rollout(server).status, rollout(server).from]).toEqual([{ 1: 4 }, "successful", 0]);
  });

  test("[U13] that has come to its end makes its version the stable one", () => {
    const server = running();
    expect(server.state.jobs.get(1)).toMatchObject({ stable: true, stableVersion: 0 });
    register(server, B);
    expect(server.state.jobs.get(1)).toMatchObject({ stable: false, stableVersion: 0 });
    settle(server);
    expect(server.state.jobs.get(1)).toMatchObject({ stable: true, stableVersion: 1 });
  });

  test("[U14] of a job that runs on every node lets some time go by between its batches", () => {
    const server = serverWith();
    for (const id of ["node-2", "node-3"]) did(server, nodeCommand(id, bigNode));
    const update = { maxParallel: 1, staggerMs: 30 * second };
    register(server, { count: 1, update }, { type: "system" });
    settle(server);
    register(server, { count: 1, update, ...B }, { type: "system" });
    follow(server);
    after(server, 29 * second);
    expect(versions(server)).toEqual({ 0: 2, 1: 1 });
    after(server, second);
    expect(versions(server)).toEqual({ 0: 1, 1: 2 });
    settle(server);
    expect([versions(server), rollout(server).status]).toEqual([{ 1: 3 }, "successful"]);
  });

  const failing = {
    restart: { attempts: 0, mode: "fail" },
    reschedule: { delayMs: 5 * second, delayFunction: "constant" },
  } as const;

  /** Four instances on two nodes, two each, and a change that waits. */
  const still = (how: "paused" | "failed" | "aborted" | "canary"): TestServer => {
    const server = serverWith();
    did(server, nodeCommand("node-2", bigNode));
    const update = how === "canary" ? { canary: 1 } : {};
    register(server, { ...failing, update });
    settle(server);
    register(server, { ...failing, ...B, update });
    if (how === "paused") did(server, { type: "pauseDeployment", pause: true, ...of(server) });
    if (how === "failed") did(server, { type: "failDeployment", ...of(server) });
    if (how === "aborted") did(server, { type: "abortDeployment", ...of(server) });
    follow(server);
    after(server, 5 * second);
    return server;
  };

  test("[U3] that stands still replaces what crashes or is lost of the version before, by the same", () => {
    for (const how of ["paused", "failed", "aborted", "canary"] as const) {
      const server = still(how);
      // What a canary runs beside is not replaced: of its instance the canary is the newest.
      const before = how === "canary" ? { 0: 3, 1: 1 } : versions(server);
      const [old] = live(server).filter(({ version, node }) => version === 0 && node === 2);
      for (const { run } of openRuns(server)) if (run.alloc === old?.key) exited(server, run, 1);
      follow(server);
      after(server, 6 * second);
      did(server, { type: "reportNode", node: 1, status: "down", description: "gone" });
      for (const run of server.runs.values())
        if (server.state.allocations.get(run.run.alloc)?.node === 1) run.ended = true;
      follow(server);
      expect(versions(server)).toEqual(before);
    }
  });

  test("[U3] begins nothing that was not wanted before while it is paused, whatever ran of it once", () => {
    const server = running();
    did(server, { type: "scaleJob", namespace: "default", id: "web", group: "web", count: 2, origin });
    settle(server);
    register(server, B, { rollout: { startPaused: true } });
    settle(server);
    expect(versions(server)).toEqual({ 1: 2 });
  });

  test("[U8] its time runs from its first placement, and where there was nothing before it may begin late", () => {
    const server = serverWith({ cpuMhz: 10, memoryMb: 10, diskMb: 10 });
    register(server);
    after(server, 3600 * second);
    expect(rollout(server)).toMatchObject({ status: "running", progressBy: null });
    did(server, nodeCommand("node-2", bigNode));
    settle(server);
    expect([versions(server), rollout(server).status]).toEqual([{ 0: 4 }, "successful"]);
  });

  test("[U8] does not wait for somebody while a canary is not healthy now, or another group is on its way", () => {
    const server = running();
    register(server, { ...B, update: { canary: 2 } });
    follow(server);
    after(server, 2 * second);
    expect(rollout(server).progressBy).toBe(null);
    const [canary] = live(server).filter(({ rollout: part }) => part?.canary);
    did(server, { type: "stopAllocation", allocation: canary?.key ?? 0, origin });
    follow(server);
    expect(rollout(server).progressBy).toBe(server.now + 60 * second);
  });

  test("[U13] of a job that runs on every node is not done while one of them has failed", () => {
    const server = serverWith();
    did(server, nodeCommand("node-2", bigNode));
    const update = { autoRevert: true, staggerMs: second };
    const group = { count: 1, update, restart: { attempts: 0, mode: "fail" } } as const;
    register(server, group, { type: "system" });
    settle(server);
    register(server, { ...group, ...B }, { type: "system" });
    for (let round = 0; round < 100 && rollout(server).version === 1; round++) {
      follow(server);
      for (const { run } of openRuns(server))
        if (server.state.allocations.get(run.alloc)?.version === 1) exited(server, run, 1);
      after(server, second);
    }
    expect(server.state.deployments.get(2)?.statusDescription).toBe(
      "Failed due to progress deadline - rolling back to job version 0",
    );
    settle(server);
    expect([versions(server), server.state.jobs.get(1)?.stableVersion]).toEqual([{ 2: 2 }, 2]);
  });

  test("[U13] does not wait for what is out of sight, nor is it done while what was healthy is lost", () => {
    const disconnect = { lostAfterMs: 3600 * second, replace: false };
    const server = serverWith();
    did(server, nodeCommand("node-2", bigNode));
    register(server, { disconnect });
    settle(server);
    did(server, { type: "reportNode", node: 2, status: "down", description: "gone" });
    register(server, { disconnect, ...B });
    settle(server);
    expect(rollout(server).status).toBe("successful");
    expect(versions(server)).toEqual({ 0: 2, 1: 2 });
  });

  test("[U16] neither scales nor restarts what would carry out a change that is held back, failed or was given up", () => {
    for (const how of ["paused", "failed", "aborted", "canary"] as const) {
      const server = still(how);
      const named = { namespace: "default", id: "web", origin } as const;
      expect(refusal(server, { type: "scaleJob", group: "web", count: 5, ...named }).kind).toBe("rolloutNotDone");
      expect(refusal(server, { type: "restartJob", instances: [{ from: 3, to: 3 }], ...named }).kind).toBe(
        "rolloutNotDone",
      );
    }
    const server = running();
    register(server, B);
    did(server, { type: "scaleJob", namespace: "default", id: "web", group: "web", count: 5, origin });
    settle(server);
    expect(versions(server)).toEqual({ 2: 5 });
  });

  test("[U12] a version that is to be rolled out otherwise, while it is on its way, has another one", () => {
    const server = running();
    register(server, B);
    register(server, B, { rollout: { startPaused: true } });
    settle(server);
    expect([versions(server), rollout(server).status]).toEqual([{ 0: 3, 1: 1 }, "paused"]);
  });
});
