import { mkdtempSync, rmSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import type { Evaluation } from "@longshore/core/model";
import { parseDefinition } from "@longshore/core/spec/parse";
import { defaultFleet } from "@longshore/engines/mock/fleet-settings";
import { nodesOf } from "@longshore/engines/mock/fleet";
import { openStore } from "@longshore/store/store";
import { until } from "../testing/until.ts";
import { startEvaluationLoop } from "./evaluation-loop.ts";
import { createKernel } from "./kernel.ts";

const made: string[] = [];
afterEach(() => {
  for (const directory of made.splice(0)) rmSync(directory, { recursive: true, force: true });
});
const newFile = (): string => {
  const path = mkdtempSync(join(tmpdir(), "longshore-evaluations-"));
  made.push(path);
  return join(path, "longshore.db");
};

const dawn = Date.UTC(2026, 0, 1);

const open = (file: string, time: { now: number }) => {
  const now = (): number => time.now;
  const logged: string[] = [];
  const log = (line: string): void => void logged.push(line);
  const store = openStore({ file, createId: () => "00000000-0000-4000-8000-000000000000", now });
  const kernel = createKernel(store, { now, log });
  let commits = 0;
  kernel.onCommit(() => (commits += 1));
  return {
    kernel,
    logged,
    commits: () => commits,
    loop: () => startEvaluationLoop(kernel, { now, log, retryMs: 1 }),
    /** All that was ever made, oldest first. */
    evaluations: (): readonly Evaluation[] =>
      Array.from({ length: kernel.view().next.evaluation - 1 }, (_, at) =>
        kernel.view().evaluations.get(at + 1),
      ).filter((one) => one !== undefined),
    register: async (id: string, count: number, priority = 50) => {
      const { spec, errors } = parseDefinition(
        {
          ID: id,
          Type: "service",
          Priority: priority,
          TaskGroups: [
            { Name: "g", Count: count, Tasks: [{ Name: "t", Driver: "mock_driver", Config: { run_for: "1h" } }] },
          ],
        },
        () => [],
      );
      if (spec === undefined) throw new Error(JSON.stringify(errors));
      await kernel.submit({ type: "registerJob", spec, origin: { door: "nomad", by: "tests" } });
    },
    close: async () => {
      await kernel.close();
      store.close();
    },
  };
};

/** Time goes on with every look. */
const ticking =
  <T>(time: { now: number }, look: () => T) =>
  () => {
    time.now += 1;
    return look();
  };

const addNodes = async ({ kernel }: ReturnType<typeof open>): Promise<void> => {
  const nodes = nodesOf({ ...defaultFleet, nodes: 50 });
  await Promise.all(nodes.map((node) => kernel.submit({ type: "registerNode", engine: "simulated", ...node })));
};

test("[Q1] many small jobs share few commits, a big one is worked off in slices, the urgent one first", async () => {
  const server = open(newFile(), { now: dawn });
  await addNodes(server);
  for (let job = 0; job < 100; job++) await server.register(`small-${String(job)}`, 1);
  await server.register("big", 1000, 10);
  await server.register("urgent", 1, 90);
  const before = server.commits();
  const loop = server.loop();
  await until(
    () => server.evaluations(),
    (all) => all.length === 102 && all.every(({ status }) => status === "complete"),
  );
  loop.stop();
  expect(server.commits() - before).toBeLessThan(20);
  const ended = server.evaluations().toSorted((a, b) => a.modifyIndex - b.modifyIndex);
  expect([ended[0]?.jobId, ended.at(-1)?.jobId]).toEqual(["urgent", "big"]);
  await server.close();
});

test("[Q6] what cannot be worked off ends as failed after three tries, others go on, and another look follows", async () => {
  const file = newFile();
  const time = { now: dawn };
  const first = open(file, time);
  await addNodes(first);
  await first.register("broken", 1);
  await first.register("fine", 1);
  await first.close();
  const db = new DatabaseSync(file);
  db.exec("UPDATE job SET body = json_set(body, '$.spec.taskGroups[0].constraints', 5) WHERE id = 'broken'");
  db.close();

  const server = open(file, time);
  const loop = server.loop();
  await until(ticking(time, server.evaluations), (all) => all.length === 3 && all[1]?.status === "complete");
  expect(server.evaluations()).toMatchObject([
    { jobId: "broken", status: "failed", statusDescription: expect.stringMatching(/^Failed 3 times: /) },
    { jobId: "fine", status: "complete" },
    { jobId: "broken", status: "pending", triggeredBy: "failed-follow-up", previous: 1 },
  ]);
  expect(server.evaluations()[2]?.waitUntil).toBeGreaterThan(dawn);
  expect(server.logged.filter((line) => line.includes("could not be worked off"))).toHaveLength(3);
  loop.stop();
  await server.close();
});

test("[Q6] what the store cannot take is tried again, however often, and is not the evaluation's fault", async () => {
  const file = newFile();
  const time = { now: dawn };
  const server = open(file, time);
  await addNodes(server);
  await server.register("job", 1);
  const other = new DatabaseSync(file);
  other.exec("CREATE TRIGGER full BEFORE UPDATE ON meta BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END");
  const loop = server.loop();
  await until(
    ticking(time, () => server.logged.length),
    (tries) => tries > 5,
  );
  other.exec("DROP TRIGGER full");
  other.close();
  await until(ticking(time, server.evaluations), ([only]) => only?.status === "complete");
  expect(server.evaluations()).toHaveLength(1);
  loop.stop();
  await server.close();
});

test("[Q7] an evaluation that waits for a time does so across a restart", async () => {
  const file = newFile();
  const time = { now: dawn };
  const first = open(file, time);
  await addNodes(first);
  await first.register("job", 1);
  await first.kernel.submit({ type: "failEvaluation", evaluation: 1, reason: "for the test" });
  const waitUntil = first.evaluations()[1]?.waitUntil ?? 0;
  await first.close();

  time.now = waitUntil - 1;
  const second = open(file, time);
  second.loop().stop();
  const loop = second.loop();
  for (let turns = 0; turns < 10; turns++) await new Promise((resolve) => setImmediate(resolve));
  expect(second.evaluations()[1]?.status).toBe("pending");
  time.now = waitUntil;
  await until(
    () => second.evaluations()[1]?.status,
    (status) => status === "complete",
  );
  loop.stop();
  await second.close();
});
