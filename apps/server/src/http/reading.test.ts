import type { JobList } from "@longshore/api/jobs";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Answer } from "../testing/client.ts";
import { definitionOf } from "../testing/definitions.ts";
import { startTestServer, type TestServer } from "../testing/test-server.ts";
import { until } from "../testing/until.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.dispose());

const timeout = 60_000;
const indexOf = (answer: Answer): number => Number(answer.headers.get("x-nomad-index"));

/** Whether a request is still waiting for its answer. */
const pendingOf = <T>(promise: Promise<T>) => {
  let isPending = true;
  const ended = promise.finally(() => {
    isPending = false;
  });
  ended.catch(() => undefined);
  return { isPending: () => isPending, ended };
};

/** Once nothing is left to be done for a job: until then its index moves by itself. */
const whenDone = (id: string, at: TestServer = server): Promise<unknown> =>
  until(
    async () => (await at.ask(`/v1/job/${id}/evaluations`)).json<readonly { readonly Status: string }[]>(),
    (all) => all.length > 0 && all.every(({ Status }) => Status === "complete"),
  );

const lists = [
  { name: "the dashboard's", path: "/api/jobs?sort=name&limit=7", next: "cursor" },
  { name: "Nomad's", path: "/v1/jobs?per_page=7", next: "next_token" },
] as const;

test.each(lists)("[B5] $name pages hold every job once, while jobs are added", { timeout }, async ({ path, next }) => {
  const prefix = next === "cursor" ? "page-a" : "page-n";
  const stable = Array.from({ length: 40 }, (_, at) => `${prefix}-${String(at).padStart(2, "0")}`);
  for (const id of stable) await server.register(definitionOf({ id, count: 0 }));
  const seen: string[] = [];
  let cursor: string | null = null;
  let page = 0;
  do {
    const token: string = cursor === null ? "" : `&${next}=${encodeURIComponent(cursor)}`;
    const answer = await server.ask(path + token);
    expect(answer.status).toBe(200);
    if (next === "cursor") {
      const list = answer.json<JobList>();
      seen.push(...list.items.map(({ id }) => id));
      cursor = list.next;
    } else {
      seen.push(...answer.json<readonly { readonly ID: string }[]>().map(({ ID }) => ID));
      cursor = answer.headers.get("x-nomad-nexttoken");
    }
    page += 1;
    // Before and behind the page that is being read.
    await server.register(definitionOf({ id: `${prefix}-00-${String(page)}`, count: 0 }));
    await server.register(definitionOf({ id: `${prefix}-zz-${String(page)}`, count: 0 }));
    expect(page).toBeLessThan(100);
  } while (cursor !== null);
  expect(stable.filter((id) => !seen.includes(id))).toEqual([]);
  expect(seen.filter((id, at) => seen.indexOf(id) !== at)).toEqual([]);
});

test("[B5] a cursor that is none is refused", { timeout }, async () => {
  for (const cursor of ["x", "e30", "%00", "../..", "A".repeat(5000)]) {
    expect((await server.ask(`/api/jobs?cursor=${cursor}`)).status).toBe(400);
    expect((await server.ask(`/v1/jobs?per_page=2&next_token=${cursor}`)).status).toBe(400);
  }
  for (const query of ["limit=0", "limit=501", "limit=x", "limit=-1", "unknown=1", "sort=none", "order=up"])
    expect([query, (await server.ask(`/api/jobs?${query}`)).status]).toEqual([query, 400]);
});

test("[B1] a read with an index waits until what it shows has passed it", { timeout }, async () => {
  await server.register(definitionOf({ id: "watched", count: 0 }));
  await whenDone("watched");
  const first = await server.ask("/v1/job/watched");
  const waiting = pendingOf(server.ask(`/v1/job/watched?index=${String(indexOf(first))}&wait=60s`));
  await server.register(definitionOf({ id: "another", count: 0 }));
  expect(waiting.isPending()).toBe(true);
  const { jobModifyIndex } = await server.register(definitionOf({ id: "watched", count: 0, env: { A: "1" } }));
  const second = await waiting.ended;
  expect(indexOf(second)).toBeGreaterThan(indexOf(first));
  expect(second.json<{ JobModifyIndex: number }>().JobModifyIndex).toBe(jobModifyIndex);
});

test("[B1] every read of Nomad's door wakes when a job's run changes it", { timeout }, async () => {
  await server.register(definitionOf({ id: "all", count: 0 }));
  const paths = [
    "/v1/jobs",
    "/v1/job/all",
    "/v1/job/all/versions",
    "/v1/job/all/summary",
    "/v1/job/all/allocations",
    "/v1/job/all/evaluations",
  ];
  const waiting = await Promise.all(
    paths.map(async (path) => {
      const before = indexOf(await server.ask(path));
      return { path, before, answer: server.ask(`${path}?index=${String(before)}&wait=60s`) };
    }),
  );
  await server.register(definitionOf({ id: "all", count: 1 }));
  for (const { path, before, answer } of waiting) {
    const after = indexOf(await answer);
    expect([path, after > before]).toEqual([path, true]);
  }
});

test("[B2] when the wait is over the answer is the present one under the same index", { timeout }, async () => {
  await server.register(definitionOf({ id: "still", count: 0 }));
  await whenDone("still");
  const first = await server.ask("/v1/job/still");
  const again = await server.ask(`/v1/job/still?index=${String(indexOf(first))}&wait=50ms`);
  expect([again.status, indexOf(again), again.text]).toEqual([200, indexOf(first), first.text]);
  const none = await server.ask(`/v1/job/none?index=999999999&wait=50ms`);
  expect(none.status).toBe(404);
  expect(indexOf(none)).toBeGreaterThan(0);
  for (const query of ["index=x", "index=-1", "index=1&wait=x", "index=1&wait=-1s"])
    expect([query, (await server.ask(`/v1/job/still?${query}`)).status]).toEqual([query, 400]);
  const past = await server.ask("/v1/job/still?index=1&wait=60s");
  expect(past.text).toBe(first.text);
});

test("[B3] a purge wakes who waits, and indexes go on after it", { timeout }, async () => {
  await server.register(definitionOf({ id: "going", count: 0 }));
  await whenDone("going");
  const before = indexOf(await server.ask("/v1/job/going"));
  const waiting = server.ask(`/v1/job/going?index=${String(before)}&wait=60s`);
  await server.apply({ type: "purge", namespace: "default", id: "going" });
  const gone = await waiting;
  expect(gone.status).toBe(404);
  expect(indexOf(gone)).toBeGreaterThan(before);
  await server.register(definitionOf({ id: "going", count: 0 }));
  expect(indexOf(await server.ask("/v1/job/going"))).toBeGreaterThan(indexOf(gone));
});

test("[B4] hundreds may wait; who has gone is forgotten, and the server closes at once", { timeout }, async () => {
  const other = await startTestServer();
  const leaving = new AbortController();
  try {
    await other.register(definitionOf({ id: "watched", count: 0 }));
    await whenDone("watched", other);
    const path = `/v1/job/watched?index=${String(indexOf(await other.ask("/v1/job/watched")))}&wait=300s`;
    const left = Array.from({ length: 100 }, () => other.ask(path, { signal: leaving.signal }));
    const staying = Array.from({ length: 100 }, () => other.ask(path));
    expect((await other.ask("/api/health")).status).toBe(200);
    leaving.abort();
    expect((await Promise.allSettled(left)).every(({ status }) => status === "rejected")).toBe(true);
    await other.register(definitionOf({ id: "watched", count: 0, env: { A: "1" } }));
    const answers = await Promise.all(staying);
    await whenDone("watched", other);
    expect(answers.every(({ status }) => status === 200)).toBe(true);
    const last = pendingOf(
      other.ask(`/v1/job/watched?index=${String(indexOf(await other.ask("/v1/job/watched")))}&wait=300s`),
    );
    expect(last.isPending()).toBe(true);
  } finally {
    // Ends although somebody still waits.
    await other.dispose();
  }
});
