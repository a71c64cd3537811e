import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import type { JobChange } from "@longshore/core/command";
import { must } from "@longshore/core/invariant";
import { rehearse } from "@longshore/core/rehearsal/rehearse";
import { parseDefinition } from "@longshore/core/spec/parse";
import { nodesOf } from "@longshore/engines/mock/fleet";
import { defaultFleet } from "@longshore/engines/mock/fleet-settings";
import { openStateReader } from "@longshore/store/state-reader";
import { openStore } from "@longshore/store/store";
import { until } from "../testing/until.ts";
import { startEvaluationLoop } from "./evaluation-loop.ts";
import { createKernel } from "./kernel.ts";
import { createRehearsals, type Playing, type RehearsalAsked } from "./rehearsals.ts";

const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).toReversed()) await step();
});

const dawn = Date.UTC(2026, 0, 1);
const now = () => dawn;
const log = () => undefined;
const origin = { door: "dashboard", by: "tests" } as const;
const timeout = 120_000;

const register = (id: string, count: number, update: object = {}, meta: object = {}): JobChange => {
  const task = {
    Name: "task",
    Driver: "mock_driver",
    Config: { run_for: "1h" },
    Resources: { CPU: 100, MemoryMB: 100 },
  };
  const { spec, errors } = parseDefinition(
    {
      ID: id,
      Type: "service",
      TaskGroups: [{ Name: "group", Count: count, Update: update, Tasks: [{ ...task, Env: meta }] }],
    },
    () => [],
  );
  if (spec === undefined) throw new Error(JSON.stringify(errors));
  return { type: "registerJob", spec, origin };
};

const serve = async () => {
  const folder = mkdtempSync(join(tmpdir(), "longshore-rehearsals-"));
  undo.push(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, "longshore.db");
  const store = openStore({ file, createId: () => "00000000-0000-4000-8000-000000000000", now });
  const kernel = createKernel(store, { now, log });
  const loop = startEvaluationLoop(kernel, { now, log });
  const rehearsals = createRehearsals(kernel, { file, now });
  undo.push(async () => {
    rehearsals.close();
    loop.stop();
    await kernel.close();
    store.close();
  });
  const nodes = nodesOf({ ...defaultFleet, nodes: 60, datacenters: ["east", "west"] });
  await Promise.all(nodes.map((node) => kernel.submit({ type: "registerNode", engine: "simulated", ...node })));
  const run = async (change: JobChange): Promise<void> => {
    await kernel.submit(change);
    const isQuiet = () =>
      kernel.durableIndex() === kernel.view().index &&
      [...kernel.view().openOfJob.entries()].every(([, open]) =>
        [...open].every((key) => kernel.view().evaluations.get(key)?.status !== "pending"),
      );
    await until(isQuiet, (isTrue) => isTrue);
  };
  return { file, kernel, rehearsals, run };
};

const asked = (change: JobChange): RehearsalAsked => ({
  change,
  seed: "seed",
  branch: "as-expected",
  promoteAfterMs: 1000,
});

const forEver = new AbortController().signal;

const linesOf = async (playing: Playing): Promise<readonly object[]> => {
  const pieces: Uint8Array[] = [];
  for await (const piece of playing) pieces.push(piece);
  const text = Buffer.concat(pieces).toString();
  return text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as object);
};

const played = async (begun: Awaited<ReturnType<ReturnType<typeof createRehearsals>["begin"]>>) => {
  if (typeof begun === "string" || !begun.ok) throw new Error(JSON.stringify(begun));
  return linesOf(begun.value);
};

test(
  "[Z20] beside the main thread a rehearsal is to the letter what the main thread's state would have played",
  { timeout },
  async () => {
    const { file, kernel, rehearsals, run } = await serve();
    await run(register("web", 400, { MaxParallel: 50 }));
    await run(register("other", 100));
    const reader = openStateReader(file);
    undo.push(reader.close);
    const changes = [
      register("web", 420, { MaxParallel: 100, Canary: 10 }, { MARK: "second" }),
      register("new", 300),
      { type: "stopJob", namespace: "default", id: "web", origin } as const,
    ];
    for (const change of changes) {
      const view = kernel.view();
      const { namespace, id } = change.type === "registerJob" ? change.spec : change;
      const job = view.jobKeys.get(`${namespace}\0${id}`);
      const history = must(
        reader.read({ index: view.index, used: view.used.numbers() }, (_, { allocations, jobsUnderWay }) => ({
          past: job === undefined ? [] : allocations(job),
          underWay: jobsUnderWay(),
        })),
        "history",
      );
      const { change: __, ...given } = asked(change);
      const begun = rehearse(view, change, { ...given, ...history, now: now() });
      if (!begun.ok) throw new Error(JSON.stringify(begun.rejection));
      const wanted: object[] = [{ type: "header", ...begun.value.header }];
      const playing = begun.value.play();
      for (let next = playing.next(); ; next = playing.next()) {
        wanted.push(next.done === true ? { type: "summary", ...next.value } : { type: "frame", ...next.value });
        if (next.done === true) break;
      }
      const lines = await played(await rehearsals.begin(asked(change), forEver));
      const told = lines.map((line) => ({ ...line, nodes: undefined }));
      expect(told).toEqual(JSON.parse(JSON.stringify(wanted)) as object[]);
      expect(kernel.view().index).toBe(view.index);
    }
  },
);

test("[Z20] what would be refused is, and the next is played", { timeout }, async () => {
  const { rehearsals, run } = await serve();
  await run(register("web", 3));
  const refused = await rehearsals.begin(
    asked({ type: "stopJob", namespace: "default", id: "nowhere", origin }),
    forEver,
  );
  expect(refused).toMatchObject({ ok: false, rejection: { kind: "jobNotFound" } });
  const lines = await played(await rehearsals.begin(asked(register("web", 4)), forEver));
  expect(lines.at(-1)).toMatchObject({ type: "summary", outcome: { type: "successful" } });
});

test("[Z21] whoever leaves ends it, and those who leave while they wait are passed over", { timeout }, async () => {
  const { rehearsals, run } = await serve();
  await run(register("web", 900));
  const long = asked(register("web", 900, { MaxParallel: 1 }, { MARK: "second" }));
  const gone = new AbortController();
  const [first, waiting] = [await rehearsals.begin(long, gone.signal), rehearsals.begin(long, gone.signal)];
  const after = rehearsals.begin(asked(register("web", 901)), forEver);
  if (typeof first !== "object" || !first.ok) throw new Error("It did not begin");
  const header = await first.value.next();
  expect(Buffer.from(must(header.value ?? undefined, "piece")).toString()).toContain('"type":"header"');
  gone.abort();
  await first.value.return();
  expect(await waiting).toBe("left");
  expect((await played(await after)).at(-1)).toMatchObject({ type: "summary" });
});

test("[Z21] one is played at a time, a few wait their turn, and more are refused", { timeout }, async () => {
  const { rehearsals, run } = await serve();
  await run(register("web", 50));
  const change = asked(register("web", 50, {}, { MARK: "second" }));
  const all = await Promise.all(
    Array.from({ length: 12 }, async () => {
      const begun = await rehearsals.begin(change, forEver);
      return begun === "too many" ? undefined : await played(begun);
    }),
  );
  expect(all.filter((one) => one === undefined)).toHaveLength(3);
  for (const lines of all) if (lines !== undefined) expect(lines).toEqual(all[0]);
});

test("[Z21] one of which nothing is taken waits with what it has", { timeout }, async () => {
  const { rehearsals, run } = await serve();
  await run(register("web", 1200));
  const begun = await rehearsals.begin(asked(register("web", 1200, { MaxParallel: 20 }, { MARK: "second" })), forEver);
  if (typeof begun === "string" || !begun.ok) throw new Error("It did not begin");
  const first = await begun.value.next();
  expect(first.done).toBe(false);
  const rest = await linesOf(begun.value);
  expect(rest.at(-1)).toMatchObject({ type: "summary" });
});
