import { writeSync } from "node:fs";
import { argv } from "node:process";
import { openStore } from "../store.ts";
import { allocationRecord, jobRecord } from "./records.ts";
import { batchOf, byKey } from "./temporary-store.ts";

/**
 * A process to be killed: commits batches for ever and writes each index to its standard output once it is durable. Every batch
 * has several entries, an allocation per entry and an effect.
 */
const store = openStore({ file: argv[2] ?? "", createId: () => "test-seed", now: () => 0 });
const job = jobRecord({ key: 1, id: "crash" });
const perBatch = 3;

for (;;) {
  const first = store.reader.index() + 1;
  const indexes = Array.from({ length: perBatch }, (_, at) => first + at);
  store.commit(
    batchOf(
      store,
      { jobs: byKey(job), allocations: byKey(...indexes.map((key) => allocationRecord({ key, job }))) },
      {
        entries: indexes.map((index) => ({ index, at: index, events: [] })),
        effects: {
          add: [
            {
              type: "startTask",
              key: `start/${String(first)}`,
              run: { alloc: first, attempt: 1, task: "run" },
            },
          ],
          settle: [],
        },
      },
    ),
  );
  writeSync(1, `${String(first + perBatch - 1)}\n`);
}
