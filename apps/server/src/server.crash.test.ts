import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, onTestFailed, test } from "vitest";
import type { AllocationDetail } from "@longshore/api/allocations";
import { startChild, type ChildServer } from "./testing/child-server.ts";
import type { Client } from "./testing/client.ts";
import { scriptOf } from "./testing/definitions.ts";
import { createLedger } from "./testing/ledger.ts";
import { processesIn, tasksOf } from "./testing/processes.ts";
import { randomOf } from "./testing/random.ts";
import { temporaryData } from "./testing/temporary-data.ts";
import { until } from "./testing/until.ts";

const rounds = 40;
const budgetMs = 600_000;

const data = temporaryData();
afterEach(() => data.remove());

const counter = 'n=0; while :; do n=$((n+1)); echo "line $n"; sleep 0.01; done';

const identities = (): readonly string[] =>
  tasksOf(data.dataDir)
    .filter(({ environment }) => environment.some((entry) => entry === "NOMAD_JOB_ID=counters"))
    .filter(({ leads }) => leads)
    .map(({ pid, start, environment }) =>
      [pid, start, environment.find((entry) => entry.startsWith("LONGSHORE_RUN="))].join(" "),
    )
    .toSorted();

/** Reads a log on from where it stopped, whatever happens to the server in between. */
type Follower = { readonly follow: (client: Client) => Promise<void>; readonly bytes: () => Buffer };

const followerOf = (path: (offset: number) => string): Follower => {
  const pieces: Uint8Array[] = [];
  let offset = 0;
  return {
    bytes: () => Buffer.concat(pieces),
    follow: async (client) => {
      try {
        for (;;) {
          const response = await client.open(path(offset));
          if (response.status !== 200 || response.body === null) return;
          for await (const piece of response.body) {
            pieces.push(piece);
            offset += piece.length;
          }
        }
      } catch {
        // The server was killed: the next call goes on at the same offset.
      }
    },
  };
};

/** What readers were told of the indexes that they wait on. */
const createIndexes = (paths: readonly string[]) => {
  const seen = new Map<string, number>();
  const read = async (client: Client, path: string): Promise<number> =>
    Number((await client.ask(path)).headers.get("x-nomad-index"));
  return {
    watch: async (client: Client): Promise<void> => {
      try {
        for (;;) for (const path of paths) seen.set(path, await read(client, path));
      } catch {
        // The server was killed.
      }
    },
    check: async (client: Client): Promise<void> => {
      for (const path of paths)
        expect([path, await read(client, path)]).toEqual([
          path,
          expect.toSatisfy((now) => now >= (seen.get(path) ?? 1)),
        ]);
    },
  };
};

const expectOneByOne = (text: string): number => {
  const lines = text.split("\n").slice(0, -1);
  const wrong = lines.findIndex((line, at) => line !== `line ${String(at + 1)}`);
  expect(wrong === -1 ? [] : lines.slice(Math.max(0, wrong - 2), wrong + 2)).toEqual([]);
  return lines.length;
};

const logFile = (allocation: string): string => join(data.dataDir, "alloc", allocation, "alloc/logs/main.stdout.0");

const sha = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

test(
  "[R1] [R3] [R4] [R5] [R10] a server killed at random moments loses nothing that it acknowledged, and nothing runs twice",
  { timeout: budgetMs },
  async () => {
    const seed = Number(process.env["LONGSHORE_TEST_SEED"] ?? Date.now() % 1_000_000);
    onTestFailed(() => console.log(`LONGSHORE_TEST_SEED=${String(seed)} repeats it`));
    const random = randomOf(seed);
    mkdirSync(data.dataDir, { recursive: true, mode: 0o700 });
    const marks = join(data.dataDir, "marks");
    writeFileSync(marks, "");
    const ledgers = ["a", "b"].map((name) => createLedger(name, { random, marks }));

    let server: ChildServer = await startChild(data.dataDir).ready;
    await server.register(scriptOf(counter, { id: "counters", count: 2 }));
    const counters = await until(
      () => server.allocations("counters"),
      (all) => all.length === 2 && all.every(({ state }) => state === "running"),
    );
    // A task is running as soon as it has a process, which then becomes the task's program.
    const before = await until(identities, (found) => found.length === 2);
    const followers = [
      followerOf(
        (offset) =>
          `/v1/client/fs/logs/${counters[0]?.id ?? ""}?task=main&type=stdout&plain=true&follow=true&offset=${String(offset)}`,
      ),
      followerOf(
        (offset) => `/api/allocations/${counters[1]?.id ?? ""}/logs/main/stdout?offset=${String(offset)}&limit=500`,
      ),
    ];
    const indexes = createIndexes([
      "/v1/jobs?per_page=1",
      "/v1/job/counters",
      "/v1/job/counters/summary",
      "/v1/job/counters/allocations",
      "/v1/job/counters/evaluations",
    ]);
    let acknowledged = 0;
    let printed = "";

    for (let round = 0; round < rounds; round++) {
      const working = [
        ...ledgers.map((ledger) => ledger.write(server)),
        ...followers.map((one) => one.follow(server)),
        indexes.watch(server),
      ];
      await new Promise((resolve) => setTimeout(resolve, random.between(50, 500)));
      await server.kill();
      printed += server.printed();
      await Promise.all(working);
      expect(identities()).toEqual(before);
      // Now and then it is killed again while it starts.
      if (random.chance(0.25)) {
        const starting = startChild(data.dataDir);
        await new Promise((resolve) => setTimeout(resolve, random.between(50, 700)));
        await starting.kill();
        printed += starting.printed();
      }
      server = await startChild(data.dataDir).ready;
      for (const ledger of ledgers) acknowledged += await ledger.check(server, round % 10 === 9);
      await indexes.check(server);
    }
    expect(acknowledged).toBeGreaterThan(rounds);

    const exits = ledgers.flatMap((ledger) => [...ledger.exits]);
    const runs: string[] = [];
    for (const [id, code] of exits) {
      const known = await server.ask(`/api/jobs/default/${id}`);
      if (known.status === 404) continue;
      const ended = await server.whenState(id, code === 0 ? "complete" : "failed");
      expect([id, ended.tasks[0]?.exitCode, ended.attempt]).toEqual([id, code, expect.any(Number)]);
      for (const { id: allocation } of await server.allocations(id)) runs.push(allocation);
    }
    const started = readFileSync(marks, "utf8").split("\n").filter(Boolean);
    expect(started.filter((run, at) => started.indexOf(run) !== at)).toEqual([]);
    const startedAllocations = new Set(started.map((run) => run.split(":")[0]));
    expect(runs.filter((allocation) => !startedAllocations.has(allocation))).toEqual([]);

    expect(identities()).toEqual(before);
    await server.apply({ type: "stop", namespace: "default", id: "counters" });
    await until(
      () => server.allocations("counters"),
      (all) => all.every(({ state }) => state === "stopped"),
    );
    for (const follower of followers) {
      const at = followers.indexOf(follower);
      const allocation = counters[at]?.id ?? "";
      const written = readFileSync(logFile(allocation));
      const rest = await server.ask(
        `/api/allocations/${allocation}/logs/main/stdout?offset=${String(follower.bytes().length)}&limit=8388608`,
      );
      const read = Buffer.concat([follower.bytes(), Buffer.from(rest.text)]);
      expect(sha(read)).toBe(sha(written));
      expect(expectOneByOne(read.toString())).toBeGreaterThan(rounds);
    }
    expect(printed).not.toMatch(/^ {4}at /m);
    await server.stop();
  },
);

test(
  "[R4] what tasks ended with while no server ran is known afterwards, with its time",
  { timeout: budgetMs },
  async () => {
    const wait = (then: string): string => `until [ -e "$NOMAD_ALLOC_DIR/../../../go" ]; do sleep 0.05; done; ${then}`;
    const endings: readonly (readonly [string, string, Partial<AllocationDetail["tasks"][number]>])[] = [
      ["well", wait("exit 0"), { exitCode: 0, failed: false }],
      ["seven", wait("exit 7"), { exitCode: 7, failed: true }],
      ["terminated", wait("kill -TERM $$"), { exitCode: 143, failed: true }],
      ["killed", wait("kill -KILL $$"), { exitCode: 137, failed: true }],
      ["late", wait("sleep 600"), { phase: "running" }],
    ];
    const first = await startChild(data.dataDir).ready;
    for (const [id, script] of endings) await first.register(scriptOf(script, { id, type: "batch" }));
    const allocationOf = new Map<string, string>();
    for (const [id] of endings) allocationOf.set(id, (await first.whenState(id, "running")).id);
    await first.kill();
    writeFileSync(join(data.dataDir, "go"), "");
    // The shell above a task leaves its directory when it has written down how it ended.
    const over = endings.filter(([id]) => id !== "late").map(([id]) => allocationOf.get(id) ?? "none");
    await until(
      () => over.flatMap((id) => processesIn(join(data.dataDir, "alloc", id)).map(({ commandLine }) => commandLine)),
      (left) => left.length === 0,
    );
    // Times of ends are kept in hundredths of a second.
    const ended = Date.now() + 10;
    const second = await startChild(data.dataDir).ready;
    for (const [id, , expected] of endings) {
      const state = id === "late" ? "running" : id === "well" ? "complete" : "failed";
      // Of this one: what failed is placed again some seconds later, and ends again.
      const { tasks } = await until(
        () => second.allocation(allocationOf.get(id) ?? ""),
        (one) => one.state === state,
      );
      const [task] = tasks;
      expect({ id, ...task }).toMatchObject({ id, ...expected });
      if (id !== "late") expect(task?.finishedAt).toBeLessThanOrEqual(ended);
    }
    expect(existsSync(join(data.dataDir, "go"))).toBe(true);
    await second.stop();
  },
);

test("[R3] SIGTERM ends the server and no task; the next one adopts them", { timeout: budgetMs }, async () => {
  const first = await startChild(data.dataDir).ready;
  await first.register(scriptOf(counter, { id: "counters", count: 3 }));
  await until(
    () => first.allocations("counters"),
    (all) => all.length === 3 && all.every(({ state }) => state === "running"),
  );
  const before = await until(identities, (found) => found.length === 3);
  const gone = await first.stop();
  expect(gone).toBe(0);
  const second = await startChild(data.dataDir).ready;
  expect(identities()).toEqual(before);
  const all = await second.allocations("counters");
  expect(all.map(({ state }) => state)).toEqual(["running", "running", "running"]);
  await second.apply({ type: "stop", namespace: "default", id: "counters" });
  await until(
    () => second.allocations("counters"),
    (left) => left.every(({ state }) => state === "stopped"),
  );
  for (const { id } of all) expectOneByOne(await second.log(id, "main"));
  await until(
    () => tasksOf(data.dataDir).length,
    (found) => found === 0,
  );
  await second.stop();
});

test(
  "[R6] a stop that was asked for when the server died is finished by the next one",
  { timeout: budgetMs },
  async () => {
    const first = await startChild(data.dataDir).ready;
    const stubborn = "trap '' TERM INT; while :; do sleep 0.1; done";
    await first.register(scriptOf(stubborn, { id: "stubborn", killTimeout: "2s" }));
    await first.whenState("stubborn", "running");
    // Its sleep tells that it has set its trap.
    await until(
      () => tasksOf(data.dataDir).length,
      (found) => found > 1,
    );
    await first.apply({ type: "stop", namespace: "default", id: "stubborn" });
    await first.kill();
    expect(tasksOf(data.dataDir).length).toBeGreaterThan(0);
    const second = await startChild(data.dataDir).ready;
    await second.whenState("stubborn", "stopped");
    await until(
      () => tasksOf(data.dataDir).length,
      (left) => left === 0,
    );
    await second.stop();
  },
);
