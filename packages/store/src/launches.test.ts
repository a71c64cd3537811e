import { expect, test } from "vitest";
import { jobRecord } from "./testing/records.ts";
import { batchOf, byKey, temporaryStore } from "./testing/temporary-store.ts";

const launches = {
  children: { pending: 0, running: 0, dead: 0 },
  through: 5,
  last: null,
  skipped: null,
  missed: null,
  index: 1,
};
const periodicRecord = (key: number, more: { readonly enabled?: boolean; readonly stop?: boolean } = {}) => {
  const job = jobRecord({ key, id: `job-${String(key)}`, type: "sysbatch" });
  const periodic = {
    enabled: more.enabled ?? true,
    specs: ["@daily"],
    timeZone: "UTC",
    prohibitOverlap: false,
    missedRuns: null,
  };
  return { ...job, stop: more.stop ?? false, spec: { ...job.spec, periodic }, launches };
};

test("[S4] the jobs that the clock launches are in memory after a start, and no others", () => {
  using temporary = temporaryStore();
  const first = temporary.open();
  const plain = jobRecord({ key: 4, id: "plain", type: "sysbatch" });
  const jobs = [periodicRecord(1), periodicRecord(2, { enabled: false }), periodicRecord(3, { stop: true }), plain];
  first.commit(batchOf(first, { jobs: byKey(...jobs) }));
  first.close();
  const state = temporary.open().loadState();
  expect([...state.clockJobs.entries()]).toEqual([[1, true]]);
  expect([...state.perNodeJobs.entries()]).toEqual([[4, true]]);
  expect(state.jobs.get(1)?.launches).toEqual(launches);
});
