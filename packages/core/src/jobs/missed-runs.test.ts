import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { must } from "../invariant.ts";
import type { Launches } from "../model/job.ts";
import type { MissedRuns } from "../model/job-spec.ts";
import { dueLaunch } from "../schedule/launch-times.ts";
import { diffSpecs } from "../spec/diff.ts";
import { parseDefinition } from "../spec/parse.ts";
import { writeDefinition } from "../spec/write.ts";
import { everySeconds, periodicJob } from "../testing/calendar.ts";
import { dawn, did, origin, serverWith, type TestServer } from "../testing/test-server.ts";
import { jobByName } from "./find-job.ts";

const serverOf = (missedRuns: MissedRuns | null, seconds = 60): TestServer => {
  const server = serverWith();
  did(server, { type: "registerJob", spec: periodicJob(seconds, { missedRuns }), origin });
  return server;
};
const parent = (server: TestServer) => must(jobByName(server.state, { namespace: "default", id: "report" }), "the job");
const launches = (server: TestServer): Launches => must(parent(server).launches ?? undefined, "launches");

/** The clock at so many seconds after dawn, and everything that is due then. */
const catchUp = (server: TestServer, seconds: number): number => {
  server.now = dawn + seconds * 1000;
  for (let commands = 0; ; commands++) {
    const command = dueLaunch(everySeconds, parent(server), server.now);
    if (command === undefined) return commands;
    did(server, command);
  }
};
const launched = (server: TestServer): readonly number[] =>
  server.entries.flatMap(({ events }) =>
    events.flatMap((event) => (event.type === "childLaunched" ? [(event.launch.at - dawn) / 1000] : [])),
  );

describe("what came due while nobody looked", () => {
  test("[W34] run_once launches the newest, and says which were missed until others are", () => {
    const server = serverOf(null);
    catchUp(server, 60 * 7 + 13);
    expect(launched(server)).toEqual([420]);
    const missed = { from: dawn + 60_000, until: dawn + 420_000, count: 6, times: 1, noticedAt: dawn + 433_000 };
    expect(launches(server).missed).toEqual(missed);
    catchUp(server, 480);
    expect(launches(server)).toMatchObject({ missed, last: { missed: 0 } });
    catchUp(server, 600);
    expect(launches(server).missed).toMatchObject({ from: dawn + 540_000, count: 1, times: 2 });
  });

  test("[W35] skip launches what is on time and nothing late, and says so", () => {
    const server = serverOf({ policy: "skip", most: 1 });
    catchUp(server, 60);
    catchUp(server, 60 * 7 + 59);
    expect(launched(server)).toEqual([60, 420]);
    server.now = dawn;
    const late = serverOf({ policy: "skip", most: 1 }, 3600);
    catchUp(late, 3600 * 5 + 61);
    expect(launched(late)).toEqual([]);
    expect(launches(late)).toMatchObject({
      last: null,
      skipped: { at: dawn + 5 * 3_600_000, why: "It came due while nobody looked, and what was missed is skipped" },
      missed: { from: dawn + 3_600_000, until: dawn + 5 * 3_600_000, count: 5, times: 1 },
    });
    catchUp(late, 3600 * 6);
    expect(launched(late)).toEqual([3600 * 6]);
  });

  test("[W36] run_all launches the newest few, the oldest of them first, each as a child of its own", () => {
    const server = serverOf({ policy: "run_all", most: 3 });
    catchUp(server, 60 * 7 + 13);
    expect(launched(server)).toEqual([300, 360, 420]);
    expect(launches(server)).toMatchObject({
      missed: { from: dawn + 60_000, until: dawn + 300_000, count: 4, times: 1 },
      last: { at: dawn + 420_000, missed: 0 },
      children: { pending: 3 },
    });
    catchUp(server, 480);
    expect(launched(server)).toEqual([300, 360, 420, 480]);
  });

  test("[W36] of any downtime it launches the newest, at most so many, each once", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 90 }),
        fc.array(fc.nat({ max: 1500 }), { maxLength: 6 }),
        (most, seconds, pauses) => {
          const server = serverOf({ policy: "run_all", most }, seconds);
          let at = 0;
          let through = 0;
          const expected: number[] = [];
          for (const pause of pauses) {
            at += pause;
            // Noon of 2026's first day is a multiple of no odd period: count from the epoch.
            const due: number[] = [];
            const epoch = dawn / 1000;
            for (let one = Math.floor((epoch + through) / seconds) + 1; one * seconds <= epoch + at; one++)
              due.push(one * seconds - epoch);
            expected.push(...due.slice(-most));
            through = due.at(-1) ?? through;
            catchUp(server, at);
          }
          expect(launched(server)).toEqual(expected);
        },
      ),
      { numRuns: 200 },
    );
  });

  test("[W36] a year of seconds is looked through in few looks", () => {
    const server = serverOf({ policy: "run_all", most: 100 }, 1);
    let looks = 0;
    const counting = {
      ...everySeconds,
      next: (...of: Parameters<typeof everySeconds.next>) => (looks++, everySeconds.next(...of)),
    };
    const now = dawn + 365 * 86_400_000;
    expect(dueLaunch(counting, parent(server), now)).toMatchObject({ at: now - 99_000, missed: 100 });
    expect(looks).toBeLessThan(60);
  });
});

const definition = (MissedRuns: object | undefined) => ({
  ID: "report",
  Type: "batch",
  Periodic: { Specs: ["@daily"], ...(MissedRuns === undefined ? {} : { MissedRuns }) },
  TaskGroups: [{ Name: "g", Tasks: [{ Name: "t", Driver: "mock_driver" }] }],
});
const read = (MissedRuns: object | undefined) =>
  parseDefinition(
    definition(MissedRuns),
    () => [],
    () => undefined,
  );

test("[W34] the rule is read, judged and compared, and is not there where it was not given", () => {
  const [bare, given] = [read(undefined).spec, read({ Policy: "run_all" }).spec];
  expect(bare?.periodic?.missedRuns).toBeNull();
  expect(given?.periodic?.missedRuns).toEqual({ policy: "run_all", most: 10 });
  expect(writeDefinition(must(bare, "a specification"))["Periodic"]).not.toHaveProperty("MissedRuns");
  expect(writeDefinition(must(given, "a specification"))["Periodic"]).toMatchObject({
    MissedRuns: { Policy: "run_all", Max: 10 },
  });
  const diff = diffSpecs(bare, must(given, "a specification"));
  expect(JSON.stringify(diff)).toContain("run_all");
  const faults = (MissedRuns: object) => read(MissedRuns).errors.map(({ path, message }) => [path.join("."), message]);
  expect(faults({ Policy: "sometimes", Max: 101 })).toEqual([
    ["Periodic.MissedRuns.Policy", '"sometimes" is not one of skip, run_once, run_all'],
    ["Periodic.MissedRuns.Max", "Max must be from 1 to 100 (got 101)"],
  ]);
  expect(faults({ Policy: "run_all", Max: 0 })).toHaveLength(1);
});
