import { test } from "vitest";
import { memoryState } from "./durable-state.ts";
import { explore, seedsFor } from "./explore.ts";

test("[R11] 2,475 schedules keep every law after every step and come to rest, part 2 of 4", { timeout: 600_000 }, () =>
  explore(seedsFor({ of: 1, count: 2475 }), () => memoryState("seed")),
);
