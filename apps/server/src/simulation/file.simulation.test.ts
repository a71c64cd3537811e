import { test } from "vitest";
import { memoryState } from "./durable-state.ts";
import { explore, seedsFor } from "./explore.ts";
import { keptSeeds } from "./kept-seeds.ts";
import { sqliteState } from "./sqlite-state.ts";

test("[R11] schedules that once found a fault keep every law", { timeout: 600_000 }, async () => {
  await explore(keptSeeds, () => memoryState("seed"));
  await explore(keptSeeds, () => sqliteState("seed"));
});

test("[R11] [R1] 100 schedules on a file keep every law, whenever the server is killed", { timeout: 600_000 }, () =>
  explore(seedsFor({ of: 99, count: 100 }), () => sqliteState("seed")),
);
