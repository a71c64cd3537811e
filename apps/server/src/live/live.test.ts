import { connect } from "node:net";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { definitionOf, scriptOf } from "../testing/definitions.ts";
import { startChild } from "../testing/child-server.ts";
import { openLive, type LiveReader } from "../testing/live-stream.ts";
import { temporaryData } from "../testing/temporary-data.ts";
import { startTestServer, type TestServer } from "../testing/test-server.ts";
import { makeToken } from "../testing/tokens.ts";
import { until } from "../testing/until.ts";

let server: TestServer;
const readers: LiveReader[] = [];

beforeAll(async () => {
  server = await startTestServer();
});
afterEach(() => {
  for (const reader of readers.splice(0)) reader.leave();
});
afterAll(() => server.dispose());

const open = async (lastEventId?: number, token?: string): Promise<LiveReader> => {
  const reader = await openLive(server, lastEventId, token);
  readers.push(reader);
  return reader;
};

const names = (id: string) => (change: { readonly jobs: readonly (readonly [string, string])[] | null }) =>
  change.jobs === null || change.jobs.some(([, job]) => job === id);

test("[L1] a stream begins with hello and tells of each change under its index", { timeout: 60_000 }, async () => {
  const live = await open();
  const hello = await live.when("hello");
  expect(live.events[0]).toBe(hello);
  const { index } = await server.register(definitionOf({ id: "told" }));
  const change = await live.when("change", names("told"));
  expect(change.id).toBe(change.data.index);
  expect(change.data.index).toBeGreaterThanOrEqual(index);
  expect(change.data.index).toBeGreaterThan(hello.data.index);
  const allocation = await server.whenState("told", "running");
  await live.when("change", ({ allocations }) => allocations?.includes(allocation.id) === true);
  const ids = live.events.map(({ id }) => id ?? 0).filter((id) => id > 0);
  expect(ids).toEqual(ids.toSorted((a, b) => a - b));
});

/** A job that changes with its registration and never after it: no rollout follows. */
const atOnce = (id: string) => definitionOf({ id, count: 0, update: { MaxParallel: 0 } });

test("[L2] whoever comes back is told what changed meanwhile, once", { timeout: 60_000 }, async () => {
  const first = await open();
  await server.register(atOnce("before"));
  const seen = await first.when("change", names("before"));
  first.leave();
  await server.register(atOnce("meanwhile"));
  const second = await open(seen.id);
  await second.when("change", names("meanwhile"));
  await server.register(atOnce("after"));
  await second.when("change", names("after"));
  const told = second.events.flatMap((one) => (one.event === "change" ? [one.data] : []));
  expect(told.filter(names("before"))).toEqual([]);
  expect(second.events.some(({ event }) => event === "resync")).toBe(false);
  const ids = told.map(({ index }) => index);
  expect(new Set(ids).size).toBe(ids.length);
});

test(
  "[L2] whoever was away too long, or comes from the future, is told to read everything again",
  { timeout: 60_000 },
  async () => {
    for (const unknown of [0, 999_999_999]) {
      const live = await open(unknown);
      await live.when("resync");
      await server.register(definitionOf({ id: `after-resync-${String(unknown)}`, count: 0 }));
      await live.when("change", names(`after-resync-${String(unknown)}`));
    }
  },
);

test("[L2] a browser that outlives a server learns what it missed", { timeout: 120_000 }, async () => {
  const data = temporaryData();
  try {
    const first = await startChild(data.dataDir).ready;
    const before = await openLive(first);
    await first.register(definitionOf({ id: "early", count: 0 }));
    const seen = await before.when("change", names("early"));
    await first.register(definitionOf({ id: "late", count: 0 }));
    await first.kill();
    await until(before.isOver, Boolean, "the end of the stream");
    const second = await startChild(data.dataDir).ready;
    const after = await openLive(second, seen.id);
    await until(
      () => after.events,
      (events) => events.some((one) => one.event === "resync" || (one.event === "change" && names("late")(one.data))),
      "word of what was missed",
    );
    await second.register(definitionOf({ id: "new", count: 0 }));
    await after.when("change", names("new"));
    after.leave();
    await second.stop();
  } finally {
    await data.remove();
  }
});

test("[L3] a followed log says how far it has grown", { timeout: 60_000 }, async () => {
  await server.register(scriptOf('n=0; while :; do n=$((n+1)); echo "line $n"; sleep 0.05; done', { id: "growing" }));
  const { id } = await server.whenState("growing", "running");
  const live = await open();
  const { stream } = (await live.when("hello")).data;
  const logs = [{ allocation: id, task: "main", stream: "stdout" }];
  const followed = await server.ask(`/api/live/${stream}/logs`, { method: "PUT", body: { logs } });
  expect(followed.status).toBe(200);
  const first = await live.when("log", ({ size }) => size > 0);
  expect(first.data).toMatchObject({ allocation: id, task: "main", stream: "stdout", head: 0 });
  const second = await live.when("log", ({ size }) => size > first.data.size + 20);
  const text = (await server.ask(`/api/allocations/${id}/logs/main/stdout`)).text;
  expect(text.length).toBeGreaterThanOrEqual(second.data.size);
  expect((await server.ask(`/api/live/${stream}/logs`, { method: "PUT", body: { logs: [] } })).status).toBe(200);
  await server.apply({ type: "stop", namespace: "default", id: "growing" });
});

test("[L3] nobody else's stream, and no log that is not there, is followed", { timeout: 60_000 }, async () => {
  const live = await open();
  const { stream } = (await live.when("hello")).data;
  const viewer = await makeToken(server, "viewer");
  const put = (path: string, logs: unknown, token = server.token) =>
    server.ask(`/api/live/${path}/logs`, { method: "PUT", body: { logs }, token });
  expect((await put(stream, [], viewer)).status).toBe(404);
  expect((await put("unknown", [])).status).toBe(404);
  expect((await put(stream, [{ allocation: "x", task: "main", stream: "stdout" }])).status).toBe(404);
  expect((await put(stream, [{ allocation: "x", task: "main", stream: "../x" }])).status).toBe(400);
  expect(
    (
      await put(
        stream,
        Array.from({ length: 201 }, () => ({})),
      )
    ).status,
  ).toBe(400);
});

test("[L4] a stream tells nothing of namespaces that its token is not for", { timeout: 60_000 }, async () => {
  const mine = await makeToken(server, "operator", ["mine"]);
  const live = await open(undefined, mine);
  await live.when("hello");
  await server.register(definitionOf({ id: "hidden", namespace: "default" }));
  const hidden = await server.whenState("hidden", "running");
  await server.register(definitionOf({ id: "shown", namespace: "mine" }));
  const shown = await until(
    async () =>
      (await server.ask("/api/jobs/mine/shown/allocations")).json<{ items: { id: string; state: string }[] }>(),
    ({ items }) => items[0]?.state === "running",
  );
  await live.when("change", ({ allocations }) => allocations?.includes(shown.items[0]?.id ?? "") === true);
  const said = JSON.stringify(live.events);
  expect(said).toContain("shown");
  expect([said.includes("hidden"), said.includes(hidden.id)]).toEqual([false, false]);
  expect(said).not.toContain(hidden.evaluationId);
  const { stream } = (await live.when("hello")).data;
  const logs = [{ allocation: hidden.id, task: "main", stream: "stdout" }];
  const asked = { method: "PUT", body: { logs }, token: mine };
  expect((await server.ask(`/api/live/${stream}/logs`, asked)).status).toBe(404);
});

test("[L7] it names the nodes and evaluations that changed", { timeout: 60_000 }, async () => {
  const live = await open();
  await live.when("hello");
  await server.register(definitionOf({ id: "named" }));
  const { nodeId, evaluationId } = await server.whenState("named", "running");
  await live.when("change", ({ nodes, evaluations }) => {
    return nodes?.includes(nodeId) === true && evaluations?.includes(evaluationId ?? "") === true;
  });
  const said = live.events.length;
  await server.ask(`/api/nodes/${nodeId}/eligibility`, { method: "PUT", body: { eligibility: "ineligible" } });
  await live.when("change", ({ nodes, jobs, allocations }) => {
    return nodes?.includes(nodeId) === true && jobs?.length === 0 && allocations?.length === 0;
  });
  expect(live.events.length).toBeGreaterThan(said);
  await server.ask(`/api/nodes/${nodeId}/eligibility`, { method: "PUT", body: { eligibility: "eligible" } });
});

test("[L5] a reader that takes nothing is dropped and holds nobody up", { timeout: 120_000 }, async () => {
  const slow = connect(server.port, "127.0.0.1");
  slow.on("error", () => undefined);
  const closed = new Promise((resolve) => slow.on("close", resolve));
  const lines = ["GET /api/live HTTP/1.1", `Host: 127.0.0.1:${String(server.port)}`];
  slow.write(`${[...lines, `Authorization: Bearer ${server.token}`].join("\r\n")}\r\n\r\n`);
  const heard = new Promise<string>((resolve) => {
    let text = "";
    slow.on("data", (piece: Buffer) => {
      text += piece.toString();
      const stream = /"stream":"([^"]+)"/.exec(text)?.[1];
      if (stream !== undefined) resolve(stream);
    });
  });
  const stream = await heard;
  slow.pause();
  const other = await open();
  await other.when("hello");
  // Long names make long messages: they fill the kernel's buffers, then the queue.
  const ids = Array.from({ length: 190 }, (_, at) => `${"船".repeat(250)}${String(at)}`);
  for (const id of ids) await server.register(definitionOf({ id, count: 0 }));
  const { kernel } = server.running;
  await until(
    async () => {
      const told = other.events.length;
      const origin = { door: "dashboard", by: "test" } as const;
      await Promise.all(ids.map((id) => kernel.submit({ type: "evaluateJob", namespace: "default", id, origin })));
      await until(
        () => other.events.length,
        (now) => now > told,
      );
      return (await server.ask(`/api/live/${stream}/logs`, { method: "PUT", body: { logs: [] } })).status;
    },
    (status) => status === 404,
    "the drop of the slow reader",
  );
  expect(other.isOver()).toBe(false);
  slow.resume();
  await closed;
  expect((await server.ask("/api/health")).status).toBe(200);
});

test("[L6] silence is filled with a comment", { timeout: 60_000 }, async () => {
  const quiet = await startTestServer();
  vi.useFakeTimers({ toFake: ["setInterval"] });
  try {
    const live = await openLive(quiet);
    await live.when("hello");
    vi.advanceTimersByTime(15_000);
    await until(live.comments, (count) => count > 0, "a comment");
    live.leave();
  } finally {
    vi.useRealTimers();
    await quiet.dispose();
  }
});

test("[L5] streams that were left are forgotten", { timeout: 60_000 }, async () => {
  const many = await Promise.all(Array.from({ length: 20 }, () => openLive(server)));
  await Promise.all(many.map((live) => live.when("hello")));
  const { stream } = (await (many[0] as LiveReader).when("hello")).data;
  for (const live of many) live.leave();
  await until(
    async () => (await server.ask(`/api/live/${stream}/logs`, { method: "PUT", body: { logs: [] } })).status,
    (status) => status === 404,
  );
});
