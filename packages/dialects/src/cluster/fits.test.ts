import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { must } from "@longshore/core/invariant";
import type { Job, JobSpec } from "@longshore/core/model";
import { jobSpec } from "@longshore/core/testing/arbitraries";
import { jobOf } from "@longshore/core/testing/specs";
import { did, serverWith, startAll, workOff, type TestServer } from "@longshore/core/testing/test-server";
import { writeDefinition } from "@longshore/core/spec/write";
import golden from "./golden/documented.json" with { type: "json" };
import {
  isStartedByAll,
  isStoppedByAll,
  setCountCommand,
  startCommand,
  stopCommand,
  updateCountCommand,
} from "./inbound/commands.ts";
import { withDefinedCounts, withoutCounts } from "./inbound/counts.ts";
import { specFromWire } from "./inbound/definition.ts";
import { definitionToWire } from "./outbound/definition.ts";
import { jobToWire, waitIndexOf } from "./outbound/job.ts";
import type * as wire from "./wire.ts";

const origin = { door: "cluster", by: "dana" } as const;
const documented = golden["GET /jobs"][0] as wire.Job;

const registered = (spec: JobSpec): TestServer => {
  const server = serverWith();
  did(server, { type: "registerJob", spec, origin });
  workOff(server);
  return server;
};
const jobIn = (server: TestServer, key = 1): Job => must(server.state.jobs.get(key), "the job");
const anyConfig = () => [];

describe("[M17] the documented list", () => {
  const definition: wire.JobDefinition = {
    byCluster: true,
    clusterCategories: ["main"],
    dependencies: ["consul"],
    template: writeDefinition(jobOf({ id: "jobName", groups: [{ name: "takGroupName", count: 1 }] })),
  };
  const read = specFromWire(definition, { id: "jobName", namespace: "default", check: anyConfig });
  const spec = must(read.spec, "the specification");

  test("[M17] its job fits, with every field and the documented values", () => {
    const server = registered(spec);
    startAll(server);
    const job = jobIn(server);
    const stopped = must(stopCommand(job, origin), "the command");
    expect(jobToWire({ ...job, spec: stopped.spec, groups: {} })).toEqual({ ...documented, status: "dead" });
    const running = jobToWire(job);
    expect(running).toEqual({
      ...documented,
      taskGroups: [{ name: "takGroupName", count: 1, summary: { ...documented.taskGroups[0]?.summary, running: 1 } }],
    });
    expect(golden["GET /job/{jobName}/summary"]).toEqual(documented);
    expect(waitIndexOf(job)).toBeGreaterThan(job.createIndex);
  });

  test("[M10] [M17] a definition reads back as it was written, and what has no effect is said", () => {
    const shown = definitionToWire(jobIn(registered(spec)));
    expect(shown).toEqual({ ...definition, autostart: true });
    expect(read.warnings.slice(-3).map(({ path }) => path[0])).toEqual([
      "byCluster",
      "clusterCategories",
      "dependencies",
    ]);
    expect(specFromWire(shown, { id: "jobName", namespace: "default", check: anyConfig }).spec).toEqual({
      ...spec,
      about: { ...spec.about, autostart: true },
    });
  });

  test("[M17] what another door said of the job stays with it", () => {
    const about = {
      ...must(spec.about, "it"),
      owner: "eve",
      labels: { a: "b" },
      foreign: { peloton: { ldap_groups: ["x"] } },
    };
    const job = jobIn(registered({ ...spec, about }));
    const again = specFromWire(definitionToWire(job), { id: "jobName", namespace: "default", check: anyConfig });
    expect(again.spec?.about).toEqual({ ...about, autostart: true });
  });

  test("[M17] a template that is no job is refused with its faults", () => {
    const wrong = specFromWire({ template: { TaskGroups: 3 } }, { id: "a", namespace: "default", check: anyConfig });
    expect([wrong.spec, wrong.errors.length > 0]).toEqual([undefined, true]);
  });
});

describe("[M18] start and stop", () => {
  test("[M18] a stop sets every count to 0 and a start restores it", () => {
    const server = registered(
      jobOf({
        groups: [
          { name: "a", count: 3 },
          { name: "b", count: 0 },
        ],
      }),
    );
    did(server, must(stopCommand(jobIn(server), origin), "the stop"));
    expect(jobIn(server).spec.taskGroups.map((group) => [group.count, group.definedCount])).toEqual([
      [0, 3],
      [0, null],
    ]);
    expect(stopCommand(jobIn(server), origin)).toBeUndefined();
    did(server, must(startCommand(jobIn(server), origin), "the start"));
    expect(jobIn(server).spec.taskGroups.map((group) => [group.count, group.definedCount])).toEqual([
      [3, null],
      [0, null],
    ]);
    expect(startCommand(jobIn(server), origin)).toBeUndefined();
  });

  test("[M18] whatever the job, a stop and a start leave it as it was defined, and a repeated one changes nothing", () => {
    fc.assert(
      fc.property(jobSpec(), (given) => {
        const spec = withDefinedCounts(given);
        const stopped = withoutCounts(spec);
        expect(stopped.taskGroups.every((group) => group.count === 0)).toBe(true);
        expect(withoutCounts(stopped)).toEqual(stopped);
        expect(withDefinedCounts(stopped)).toEqual(spec);
      }),
    );
  });

  test("[M18] a job that another door stopped is started as that door would", () => {
    const server = registered(jobOf());
    did(server, { type: "stopJob", namespace: "default", id: "web", origin });
    expect(jobToWire(jobIn(server)).taskGroups[0]?.count).toBe(0);
    expect(stopCommand(jobIn(server), origin)).toBeUndefined();
    did(server, must(startCommand(jobIn(server), origin), "the start"));
    expect(jobIn(server).stop).toBe(false);
  });

  test("[M18] start-all starts what was made here unless told otherwise, and of the rest what was told to", () => {
    const about = (autostart: boolean | null) =>
      must(
        specFromWire(
          { template: writeDefinition(jobOf()), ...(autostart === null ? {} : { autostart }) },
          {
            id: "web",
            namespace: "default",
            check: anyConfig,
          },
        ).spec,
        "it",
      );
    const made = (door: "cluster" | "nomad", autostart: boolean | null): Job => {
      const job = jobIn(registered(about(autostart)));
      return { ...job, created: { door, by: "dana" } };
    };
    expect([null, true, false].map((given) => isStartedByAll(made("cluster", given)))).toEqual([true, true, false]);
    expect([null, true, false].map((given) => isStartedByAll(made("nomad", given)))).toEqual([false, true, false]);
    expect(isStoppedByAll(made("nomad", null))).toBe(true);
    expect(isStoppedByAll(jobIn(registered(jobOf({ type: "batch" }))))).toBe(false);
  });
});

describe("[M19] counts", () => {
  const change = (count: number): wire.CountChange => ({
    ...golden["POST /jobs/updatecounts"],
    jobID: "web",
    taskGroup: "web",
    count,
  });
  const countAfter = (from: number, command: (job: Job) => ReturnType<typeof setCountCommand>): number => {
    const server = registered(jobOf({ groups: [{ count: from }] }));
    did(server, must(command(jobIn(server)), "the command"));
    return jobIn(server).spec.taskGroups[0]?.count ?? NaN;
  };

  test.each([
    [2, 1, 3],
    [2, -1, 1],
    [2, -5, 0],
    [2, 0, 0],
  ])("[M19] from %i by %i is %i", (from, by, to) => {
    expect(countAfter(from, (job) => updateCountCommand(job, change(by), origin))).toBe(to);
  });

  test("[M19] a count can be set, of a group that there is", () => {
    expect(countAfter(2, (job) => setCountCommand(job, change(7), origin))).toBe(7);
    const job = jobIn(registered(jobOf()));
    expect(setCountCommand(job, { ...change(1), taskGroup: "constructor" }, origin)).toBeUndefined();
  });

  test("[M19] of a job that was stopped here the count is what the next start brings", () => {
    const server = registered(jobOf({ groups: [{ count: 2 }] }));
    did(server, must(stopCommand(jobIn(server), origin), "the stop"));
    did(server, must(updateCountCommand(jobIn(server), change(3), origin), "the change"));
    expect(jobIn(server).spec.taskGroups[0]).toMatchObject({ count: 0, definedCount: 5 });
    did(server, must(startCommand(jobIn(server), origin), "the start"));
    expect(jobIn(server).spec.taskGroups[0]).toMatchObject({ count: 5, definedCount: null });
  });
});
