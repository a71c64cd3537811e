import { describe, expect, test } from "vitest";
import type { JobChange } from "../command.ts";
import type { Update } from "../model/job-spec.ts";
import type { RehearsalFrame, RehearsedInstance } from "../model/rehearsal.ts";
import { rehearsed } from "../testing/rehearsals.ts";
import { jobOf, type GroupGiven } from "../testing/specs.ts";
import { bigNode, createServer, did, nodeCommand, origin, settle, type TestServer } from "../testing/test-server.ts";
import { rehearse } from "./rehearse.ts";

const quick = { minHealthyTimeMs: 5000, healthyDeadlineMs: 20_000, progressDeadlineMs: 60_000 };
const noRetries = { restart: { attempts: 0, mode: "fail" }, reschedule: { attempts: 0, unlimited: false } } as const;
const web = { namespace: "default", id: "web", origin } as const;

const register = (group: GroupGiven): JobChange => ({ type: "registerJob", spec: jobOf({ groups: [group] }), origin });

/** A service whose instances all differ from those of the version before. */
const changed = (count: number, update: Partial<Update>, more: GroupGiven = {}): JobChange =>
  register({ count, env: { A: "2" }, update: { ...quick, ...update }, ...more });

const running = (group: GroupGiven, room = bigNode): TestServer => {
  const server = createServer();
  for (const id of ["node-1", "node-2", "node-3"]) did(server, nodeCommand(id, room));
  did(server, register({ ...group, update: { ...quick, ...group.update } }));
  settle(server);
  return server;
};

/** What is told of one instance, as `time state`. */
const storyOf = (frames: readonly RehearsalFrame[], index: number): readonly string[] =>
  frames.flatMap(({ at, changes }) =>
    changes.filter((one) => one.index === index).map(({ state }) => `${String(at / 1000)} s ${state}`),
  );

describe("a change", () => {
  test("[Z2] is told instance by instance: what is there, then what changes and when", () => {
    const { frames } = rehearsed(running({ count: 4 }), changed(4, { maxParallel: 2 }));
    const before = frames[0]?.changes[0];
    expect(before).toEqual({
      group: "web",
      index: 0,
      state: "healthy",
      version: 0,
      node: "node-1",
      canary: false,
    } satisfies RehearsedInstance);
    expect(storyOf(frames, 0)).toEqual(["0 s healthy", "0 s stopping", "1 s starting", "2 s up", "7 s healthy"]);
    expect(storyOf(frames, 3).at(-1)).toBe("14 s healthy");
    expect(frames[1]?.changes[0]).toEqual({ group: "web", index: 0, state: "stopping", version: 1 });
  });

  test("[Z3] says in which batches, how low capacity goes and when, and how long it takes", () => {
    const { summary } = rehearsed(running({ count: 6 }), changed(6, { maxParallel: 2 }));
    expect(summary.outcome).toEqual({ type: "successful" });
    expect(summary.batches.map(({ begin, end, instances }) => [begin, end, instances])).toEqual([
      [0, 7000, 2],
      [7000, 14_000, 2],
      [14_000, 21_000, 2],
    ]);
    expect(summary.batchCount).toBe(3);
    expect(summary.lowest).toMatchObject({
      instances: 4,
      at: 0,
      before: 6,
      after: 6,
      groups: { web: { instances: 4 } },
    });
    expect(summary.endsAt).toBe(21_000);
    expect(summary.events.at(-1)).toMatchObject({ at: 21_000, version: 1, status: "successful" });
  });

  test("[Z3] that updates in place costs no capacity", () => {
    const { summary } = rehearsed(running({ count: 3 }), register({ count: 3, killTimeoutMs: 9000, update: quick }));
    expect(summary.outcome.type).toBe("successful");
    expect(summary.lowest.instances).toBe(3);
  });

  test("[Z1] may be any: a scale, a stop, a restart of some, a job that is new or has no rollouts", () => {
    const server = running({ count: 3 });
    const up = rehearsed(server, { type: "scaleJob", ...web, group: "web", count: 5 });
    expect(up.summary).toMatchObject({ outcome: { type: "successful" }, lowest: { instances: 3, after: 5 } });
    const down = rehearsed(server, { type: "scaleJob", ...web, group: "web", count: 1 });
    expect(down.summary).toMatchObject({ outcome: { type: "successful" }, lowest: { after: 1 }, endsAt: 1000 });
    const stop = rehearsed(server, { type: "stopJob", ...web });
    expect(stop.summary).toMatchObject({ outcome: { type: "successful" }, lowest: { instances: 0, after: 0 } });
    expect(storyOf(stop.frames, 1)).toEqual(["0 s healthy", "0 s stopping", "1 s gone"]);
    const restart = rehearsed(server, { type: "restartJob", ...web, instances: [{ from: 1, to: 1 }] });
    expect(restart.summary).toMatchObject({ outcome: { type: "successful" }, batchCount: 1, endsAt: 7000 });
    const batch = jobOf({ id: "batch", type: "batch", groups: [{ count: 2 }] });
    const fresh = rehearsed(server, { type: "registerJob", spec: batch, origin });
    expect(fresh.summary).toMatchObject({ outcome: { type: "successful" }, lowest: { after: 2 }, events: [] });
    expect(storyOf(fresh.frames, 0)).toEqual(["0 s starting", "1 s healthy"]);
  });

  test("[Z1] that would be refused is", () => {
    const begun = rehearse(
      createServer().state,
      { type: "stopJob", ...web },
      { now: 0, seed: "", branch: "as-expected", promoteAfterMs: null, past: [], underWay: [] },
    );
    expect(begun).toMatchObject({ ok: false, rejection: { kind: "jobNotFound" } });
  });

  test("[Z8] that has no end is played up to a limit", () => {
    const server = running({ count: 3 });
    const change = changed(3, {});
    expect(rehearsed(server, change, { most: { ms: 9000, steps: 1000 } }).summary.outcome).toEqual({
      type: "unfinished",
      limit: "time",
    });
    expect(rehearsed(server, change, { most: { ms: 90_000, steps: 5 } }).summary.outcome).toEqual({
      type: "unfinished",
      limit: "steps",
    });
  });
});

describe("canaries", () => {
  const canaries = { canary: 2, maxParallel: 2 };

  test("[Z4] are promoted when they have been healthy for a time, or by nobody", () => {
    const server = running({ count: 4 });
    const promoted = rehearsed(server, changed(4, canaries), { promoteAfterMs: 3000 });
    expect(promoted.summary.outcome).toEqual({ type: "successful" });
    expect(promoted.summary.batches[0]).toMatchObject({ canaries: true, begin: 0, end: 6000, instances: 2 });
    expect(promoted.summary.batches[1]).toMatchObject({ canaries: false, begin: 9000 });
    const left = rehearsed(server, changed(4, canaries), { promoteAfterMs: null });
    expect(left.summary).toMatchObject({ outcome: { type: "waits for promotion" }, lowest: { instances: 4 } });
  });

  test("[Z5] of which one fails hold the rollout up until it fails, or it goes back", () => {
    const server = running({ count: 4 });
    const failing = { ...canaries, progressDeadlineMs: 0 };
    const plain = rehearsed(server, changed(4, failing, noRetries), { branch: "canary-fails" });
    expect(plain.header.victim).toMatchObject({ group: "web" });
    expect(plain.summary.outcome).toMatchObject({ type: "failed", why: "Failed due to unhealthy allocations" });
    const back = rehearsed(server, changed(4, { ...failing, autoRevert: true }, noRetries), { branch: "canary-fails" });
    expect(back.summary.outcome).toMatchObject({ type: "reverted", to: 0, isDone: true });
    expect(back.summary.lowest.instances).toBe(4);
  });

  test("[Z5] of which one fails wait for nobody: the rollout's time goes on", () => {
    const promoting = { ...canaries, autoPromote: true, autoRevert: true };
    const { summary } = rehearsed(running({ count: 4 }), changed(4, promoting), { branch: "canary-fails" });
    expect(summary.outcome).toMatchObject({ type: "reverted", to: 0, isDone: true });
  });

  test("[Z5] of which there are none cannot fail", () => {
    const { header, summary } = rehearsed(running({ count: 2 }), changed(2, {}), { branch: "canary-fails" });
    expect(header.victim).toBeNull();
    expect(summary.outcome.type).toBe("successful");
  });
});

describe("an instance that never gets healthy", () => {
  test("[Z5] stalls its rollout until the progress deadline", () => {
    const { header, frames, summary } = rehearsed(running({ count: 4 }), changed(4, {}), { branch: "never-healthy" });
    const index = header.victim?.index ?? -1;
    expect(storyOf(frames, index).at(-1)).toMatch(/unhealthy|starting/);
    expect(summary.outcome).toMatchObject({ type: "failed", why: "Failed due to progress deadline" });
    expect(summary.endsAt).toBeGreaterThanOrEqual(60_000);
  });

  test("[Z5] takes the job back where the rollout says so; which one it is follows from the seed", () => {
    const server = running({ count: 8 });
    const change = changed(8, { autoRevert: true });
    const played = ["1", "2", "3", "4", "5"].map((seed) =>
      rehearsed(server, change, { branch: "never-healthy", seed }),
    );
    for (const { summary } of played) expect(summary.outcome).toMatchObject({ type: "reverted", to: 0, isDone: true });
    expect(new Set(played.map(({ header }) => header.victim?.index)).size).toBeGreaterThan(1);
  });
});

test("[Z5] what fits nowhere waits for room, or fails for lack of it, and says why", () => {
  const room = { ...bigNode, memoryMb: 1000 };
  const more: JobChange = { type: "scaleJob", ...web, group: "web", count: 4 };
  const plain = rehearsed(running({ count: 3, memoryMb: 700, update: { maxParallel: 0 } }, room), more);
  expect(plain.summary.outcome).toMatchObject({ type: "waits for room", instances: 1 });
  expect(storyOf(plain.frames, 3)).toEqual(["0 s waiting"]);
  // Nothing was placed yet, so nothing runs out.
  const none = rehearsed(running({ count: 3, memoryMb: 700 }, room), more).summary;
  expect(none.outcome).toMatchObject({ type: "waits for room", instances: 1 });
  const spec = jobOf({ groups: [{ count: 4, memoryMb: 700, env: { A: "2" } }] });
  const { outcome } = rehearsed(running({ count: 3, memoryMb: 700 }, room), {
    type: "registerJob",
    spec,
    origin,
  }).summary;
  expect(outcome).toMatchObject({ type: "failed", why: "Failed due to progress deadline", room: { instances: 1 } });
  expect(outcome.type === "failed" ? outcome.room?.why : "").toContain("Memory");
});

test("[Z5] what begins paused stays so", () => {
  const spec = jobOf({ groups: [{ count: 3, env: { A: "2" }, update: quick }] });
  const { summary } = rehearsed(running({ count: 3 }), {
    type: "registerJob",
    spec,
    rollout: { startPaused: true },
    origin,
  });
  expect(summary).toMatchObject({ outcome: { type: "paused" }, lowest: { instances: 3 }, batchCount: 0 });
});
