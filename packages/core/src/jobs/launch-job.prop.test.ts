import fc from "fast-check";
import { expect, test } from "vitest";
import { evolve } from "../evolve.ts";
import { nomadJobStatus, type ChildCounts } from "../model/job.ts";
import { dueLaunch } from "../schedule/launch-times.ts";
import { emptyState, type State } from "../state.ts";
import { everySeconds, periodicJob } from "../testing/calendar.ts";
import { lawsBroken } from "../testing/laws.ts";
import { tablesOf } from "../testing/tables.ts";
import {
  dawn,
  exited,
  openRuns,
  origin,
  send,
  serverWith,
  startAll,
  workOff,
  type TestServer,
} from "../testing/test-server.ts";
import { nothingTouched } from "../touched.ts";

/** What may happen between two looks at the clock. `jump` sets it; `crash` forgets all but the journal, `late` asks again for what was asked. */
type Step =
  | { readonly type: "pass" | "jump"; readonly seconds: number }
  | { readonly type: "look" | "late" | "crash" | "settle" | "start" | "end" | "force" }
  | {
      readonly type: "register";
      readonly every: number;
      readonly overlap: boolean;
      readonly enabled: boolean;
      readonly meta: string;
    }
  | { readonly type: "stopJob" | "startJob" | "purgeJob" };

const of = <T extends string>(...types: readonly T[]) => fc.constantFrom(...types).map((type) => ({ type }));
const step = (): fc.Arbitrary<Step> =>
  fc.oneof(
    { weight: 6, arbitrary: of("look" as const) },
    {
      weight: 5,
      arbitrary: fc.record({ type: fc.constant("pass" as const), seconds: fc.constantFrom(1, 60, 60, 600) }),
    },
    {
      weight: 5,
      arbitrary: fc.record({
        type: fc.constant("jump" as const),
        seconds: fc.constantFrom(-3600, -600, -60, -1, 60, 600, 3600),
      }),
    },
    {
      weight: 5,
      arbitrary: of(
        "late" as const,
        "crash" as const,
        "settle" as const,
        "start" as const,
        "end" as const,
        "force" as const,
      ),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        type: fc.constant("register" as const),
        every: fc.constantFrom(7, 60),
        overlap: fc.boolean(),
        enabled: fc.constantFrom(true, true, true, false),
        meta: fc.constantFrom("1", "2"),
      }),
    },
    { weight: 1, arbitrary: of("stopJob" as const, "startJob" as const, "purgeJob" as const) },
  );

type Commanded = Parameters<typeof send>[1];

const replayed = (server: TestServer): State => {
  const state = emptyState("seed");
  for (const entry of server.entries) evolve(state, entry, nothingTouched());
  return state;
};

const look = (server: TestServer, asked: Commanded[]): void => {
  for (const [key] of server.state.clockJobs.entries()) {
    const job = server.state.jobs.get(key);
    const command = job === undefined ? undefined : dueLaunch(everySeconds, job, server.now);
    if (command === undefined) continue;
    asked.push(command);
    send(server, command);
  }
};

const name = { namespace: "default", id: "report", origin };

const take = (server: TestServer, asked: Commanded[], one: Step): TestServer => {
  switch (one.type) {
    case "pass":
    case "jump":
      server.now += one.seconds * 1000;
      return server;
    case "look":
      look(server, asked);
      return server;
    case "late":
      for (const command of asked.slice(-5)) send(server, command);
      return server;
    case "crash":
      return { ...server, state: replayed(server) };
    case "settle":
      workOff(server);
      return server;
    case "start":
      startAll(server);
      return server;
    case "end":
      for (const { run, started } of openRuns(server)) if (started) exited(server, run);
      return server;
    case "force":
      send(server, { type: "forcePeriodic", ...name });
      return server;
    case "register": {
      const spec = periodicJob(
        one.every,
        { prohibitOverlap: one.overlap, enabled: one.enabled },
        { meta: { M: one.meta } },
      );
      send(server, { type: "registerJob", spec, origin });
      return server;
    }
    default:
      send(server, { type: one.type, ...name });
      return server;
  }
};

/** The instants that the clock launched or skipped, by the parent's key and how often its schedule began anew: by a start, a registration included, or as another one. */
const served = (server: TestServer): readonly string[] => {
  const starts = new Map<number, number>();
  const schedules = new Map<number, string>();
  const stopped = new Set<number>();
  return server.entries.flatMap(({ events }) =>
    events.flatMap((event) => {
      if (event.type === "jobVersioned") {
        const schedule = JSON.stringify(event.version.spec.periodic);
        const isStart = stopped.has(event.job) && !event.version.stop;
        if (isStart || schedules.get(event.job) !== schedule) starts.set(event.job, (starts.get(event.job) ?? 0) + 1);
        if (event.version.stop) stopped.add(event.job);
        else stopped.delete(event.job);
        schedules.set(event.job, schedule);
      }
      const isByClock = event.type === "launchSkipped" || (event.type === "childLaunched" && !event.forced);
      return isByClock ? [`${String(event.job)}/${String(starts.get(event.job) ?? 0)}/${String(event.launch.at)}`] : [];
    }),
  );
};

const recounted = (state: State, parent: number): ChildCounts => {
  const counts = { pending: 0, running: 0, dead: 0 };
  for (const [, job] of state.jobs.entries()) if (job.parent?.job === parent) counts[nomadJobStatus(job)] += 1;
  return counts;
};

test("[W5] each instant is launched or skipped at most once, whatever crashes, comes late and happens to the clock", () => {
  fc.assert(
    fc.property(fc.array(step(), { maxLength: 60, size: "max" }), (steps) => {
      let server = serverWith();
      const asked: Commanded[] = [];
      send(server, { type: "registerJob", spec: periodicJob(60), origin });
      for (const one of steps) {
        const frozen = new Map(
          [...server.state.jobs.entries()].flatMap(([key, job]) => (job.parent === null ? [] : [[key, job.spec]])),
        );
        server = take(server, asked, one);
        expect(lawsBroken(server)).toEqual([]);
        for (const [key, job] of server.state.jobs.entries()) {
          if (job.launches !== null) expect(job.launches.children).toEqual(recounted(server.state, key));
          if (frozen.has(key)) expect(job.spec).toEqual(frozen.get(key));
          expect(job.parent === null || job.spec.periodic === null).toBe(true);
        }
      }
      const all = served(server);
      expect(new Set(all).size).toBe(all.length);
      expect(tablesOf(replayed(server))).toEqual(tablesOf(server.state));
    }),
    { numRuns: 300 },
  );
});

test("[W6] while the clock goes on and somebody looks, nothing that is due is left out", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 59_999 }), { maxLength: 40, size: "max" }), (steps) => {
      const server = serverWith();
      send(server, { type: "registerJob", spec: periodicJob(60), origin });
      for (const ms of steps) {
        server.now += ms;
        look(server, []);
      }
      const expected = Math.floor((server.now - dawn) / 60_000);
      expect(served(server)).toHaveLength(expected);
    }),
  );
});
