import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defaultRetention, type Retention } from "@longshore/core/model";
import { openStore } from "@longshore/store/store";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createKernel } from "./kernel.ts";
import { keepUp } from "./upkeep.ts";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "longshore-upkeep-"));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const origin = { door: "dashboard", by: "tests" } as const;

test(
  "[V16] the journal is bounded by snapshots, and keeps as many entries as is set",
  { timeout: 60_000 },
  async () => {
    const now = () => 0;
    const store = openStore({ file: join(directory, "longshore.db"), createId: () => "seed", now, snapshotEvery: 1 });
    const kernel = createKernel(store, { now, log: () => undefined });
    const set = (retention: Retention) => kernel.submit({ type: "setRetention", retention, origin });
    const entries = async (count: number, journalEntries: number): Promise<void> => {
      for (let at = 0; at < count; at++) await set({ ...defaultRetention, journalEntries, versions: 1 + at });
    };
    const kept = () => kernel.view().settings.retention.journalEntries;
    await entries(100, 1_000_000);
    await keepUp(store, kept);
    await entries(100, 1_000_000);
    await keepUp(store, kept);
    expect(store.oldestIndex()).toBe(1);
    await entries(100, 150);
    await keepUp(store, kept);
    // The last two snapshots are of entries 200 and 300: the newest 150 stay.
    expect([store.reader.index(), store.oldestIndex()]).toEqual([300, 151]);
    await entries(100, 1);
    await keepUp(store, kept);
    // Replay from the older of both snapshots needs what came after it.
    expect(store.oldestIndex()).toBe(301);
    await kernel.close();
    store.close();
  },
);
