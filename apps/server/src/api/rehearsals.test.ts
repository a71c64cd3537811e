import { rehearsalLine, type RehearsalLine, type RehearsalRequest } from "@longshore/api/rehearsals";
import type { SavedPlanReply } from "@longshore/api/saved-plans";
import { afterAll, beforeAll, expect, test } from "vitest";
import { definitionOf, quickly } from "../testing/definitions.ts";
import { startTestServer, type TestServer } from "../testing/test-server.ts";
import { makeToken } from "../testing/tokens.ts";
import { until } from "../testing/until.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
  await server.register(definitionOf({ id: "web", count: 3, update: quickly }));
  await until(
    () => server.job("web"),
    ({ deployment }) => deployment?.status === "successful",
  );
});
afterAll(() => server.dispose());

const timeout = 120_000;

const change = (mark: string, more: object = {}): RehearsalRequest["change"] => ({
  type: "register",
  definition: definitionOf({ id: "web", count: 3, env: { MARK: mark }, update: { ...quickly, ...more } }),
});

const ask = (body: object, token = server.token) => server.ask("/api/rehearsals", { body, token });

const linesOf = (text: string): readonly RehearsalLine[] =>
  text
    .trim()
    .split("\n")
    .map((line) => rehearsalLine.parse(JSON.parse(line)));

const played = async (body: RehearsalRequest): Promise<readonly RehearsalLine[]> => {
  const answer = await ask(body);
  expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "application/x-ndjson; charset=utf-8"]);
  return linesOf(answer.text);
};

test(
  "[Z22] a change is played: a header, frames, a summary, each a line; and nothing is changed",
  { timeout },
  async () => {
    const before = await server.job("web");
    const lines = await played({ change: change("second"), seed: "1" });
    expect(lines[0]).toMatchObject({ type: "header", id: "web", version: before.version + 1, seed: "1" });
    expect(lines.slice(1, -1).every(({ type }) => type === "frame")).toBe(true);
    expect(lines[1]).toMatchObject({ at: 0, changes: [{ index: 0, state: "healthy" }, { index: 1 }, { index: 2 }] });
    expect(lines.at(-1)).toMatchObject({ type: "summary", outcome: { type: "successful" }, batchCount: 3 });
    expect((await server.job("web")).version).toBe(before.version);
    expect(await played({ change: change("second"), seed: "1" })).toHaveLength(lines.length);
  },
);

test("[Z22] past instances of the job tell how long it takes", { timeout }, async () => {
  const [header] = await played({ change: change("second") });
  const times = header?.type === "header" ? header.times["group"] : undefined;
  expect(times?.start.samples).toBeGreaterThanOrEqual(3);
});

test("[Z22] branches and canaries that nobody promotes are played when asked for", { timeout }, async () => {
  const canaries = change("second", { Canary: 1 });
  const left = await played({ change: canaries, promoteAfterMs: null });
  expect(left.at(-1)).toMatchObject({ outcome: { type: "waits for promotion" } });
  const failing = await played({ change: change("second", { AutoRevert: true }), branch: "never-healthy" });
  expect(failing[0]).toMatchObject({ branch: "never-healthy", victim: { group: "group" } });
  expect(failing.at(-1)).toMatchObject({ outcome: { type: "reverted", isDone: true } });
});

test("[Z22] a saved plan is played as it would be made now", { timeout }, async () => {
  const saved = await server.ask("/api/plans", { body: { change: change("planned") } });
  const { id } = saved.json<SavedPlanReply>().saved;
  const lines = await played({ plan: id });
  expect(lines.at(-1)).toMatchObject({ outcome: { type: "successful" } });
});

test("[Z22] whoever may plan may rehearse, and what cannot be played is refused in words", { timeout }, async () => {
  const viewer = await makeToken(server, "viewer");
  expect((await ask({ change: change("second") }, viewer)).status).toBe(403);
  expect((await ask({})).status).toBe(400);
  expect((await ask({ change: change("second"), plan: "both" })).status).toBe(400);
  expect((await ask({ plan: "no-such" })).status).toBe(404);
  const unknown = await ask({ change: { type: "stop", namespace: "default", id: "no-such" } });
  expect([unknown.status, unknown.headers.get("content-type")]).toEqual([404, "application/problem+json"]);
});
