import { copyFileSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sameJson } from "@longshore/core/equal";
import type { State } from "@longshore/core/state";
import { tablesOf } from "@longshore/core/testing/tables";
import { openStore, type Store } from "@longshore/store/store";
import { differing, memoryState, type DurableState } from "./durable-state.ts";

const database = "longshore.db";

/** What a process that dies leaves behind: the files as they are, without a last word. */
const copyAsLeft = (from: string, to: string): void => {
  for (const end of ["", "-wal"]) {
    const file = join(from, database + end);
    if (existsSync(file)) copyFileSync(file, join(to, database + end));
  }
};

/** Rows by key: only these are certain to be in memory, whatever was loaded. */
const rowsMissing = (memory: State, replayed: State): readonly string[] => {
  const missing = (table: string, key: unknown, same: boolean): readonly string[] =>
    same ? [] : [`${table} ${String(key)} is not what was committed`];
  return [
    ...[...replayed.jobs.entries()].flatMap(([key, job]) => missing("job", key, sameJson(memory.jobs.get(key), job))),
    ...[...replayed.jobKeys.entries()].flatMap(([key, job]) =>
      missing("job name", key, memory.jobKeys.get(key) === job),
    ),
    ...[...replayed.specs.entries()].flatMap(([key, spec]) =>
      missing("specification", key, sameJson(memory.specs.get(key), spec)),
    ),
    ...[...replayed.instances.entries()].flatMap(([key, one]) =>
      missing("instance", key, sameJson(memory.instances.get(key), one)),
    ),
    ...[...replayed.allocations.entries()].flatMap(([key, one]) =>
      missing("allocation", key, sameJson(memory.allocations.get(key), one)),
    ),
    ...[...replayed.evaluations.entries()].flatMap(([key, one]) =>
      missing("evaluation", key, sameJson(memory.evaluations.get(key), one)),
    ),
    ...[...replayed.deployments.entries()].flatMap(([key, one]) =>
      missing("rollout", key, sameJson(memory.deployments.get(key), one)),
    ),
  ];
};

/** Tables of which disk holds a part as well. */
const fetched = new Set([
  "jobs",
  "jobKeys",
  "dispatched",
  "instances",
  "specs",
  "allocations",
  "evaluations",
  "deployments",
]);

const alwaysLoaded = (state: State): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(tablesOf(state)).filter(([table]) => !fetched.has(table)));

/** The real store on a file. Every load is after a crash: of what the files hold at that moment. */
export const sqliteState = (seed: string): DurableState => {
  const root = mkdtempSync(join(tmpdir(), "longshore-simulation-"));
  const replay = memoryState(seed);
  let folder = mkdtempSync(join(root, "data-"));
  const open = (): Store =>
    openStore({ file: join(folder, database), createId: () => seed, now: () => 0, memory: { jobs: 2, ended: 2 } });
  let store = open();
  const crash = (): void => {
    const next = mkdtempSync(join(root, "data-"));
    copyAsLeft(folder, next);
    store.close();
    rmSync(folder, { recursive: true, force: true });
    folder = next;
    store = open();
  };
  return {
    commit: (change, memory) => {
      const { entries, touched, effects, settled } = change;
      const { next, indexes, settings } = memory;
      store.commit({
        entries,
        touched,
        effects: { add: effects, settle: settled },
        next,
        indexes,
        settings,
        audit: [],
      });
      store.evictAfterCommit(touched);
      replay.commit(change, memory);
    },
    load: () => {
      crash();
      return store.loadState();
    },
    effects: () => store.effects(),
    replayed: replay.replayed,
    loadsAll: false,
    differences: (memory) => [
      ...differing(alwaysLoaded(memory), alwaysLoaded(replay.replayed)),
      ...rowsMissing(memory, replay.replayed),
      ...(sameJson(store.effects(), replay.effects()) ? [] : ["the effects that are owed are not those committed"]),
      ...(store.journal(0, 100_000).length === replay.replayed.index ? [] : ["the journal has a hole"]),
    ],
    close: () => {
      store.close();
      rmSync(root, { recursive: true, force: true });
    },
  };
};
