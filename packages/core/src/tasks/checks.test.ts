import { describe, expect, test } from "vitest";
import { must } from "../invariant.ts";
import { checksOf } from "../model/check.ts";
import { healthOf } from "../model/health.ts";
import type { Check, CheckRestart, Service } from "../model/connections.ts";
import type { JobSpec } from "../model/job-spec.ts";
import { allocationOf, lifecycleSpec, serverRunning } from "../testing/lifecycles.ts";
import { dawn, did, exited, origin, started, wait, type TestServer } from "../testing/test-server.ts";
import { checkReportOf, noTally, tallied, type CheckTally, type Look } from "./check-tally.ts";

const run = (task = "main", attempt = 1) => ({ alloc: 1, attempt, task });
const keysOf = (decision: { readonly effects: readonly { readonly key: string }[] }): readonly string[] =>
  decision.effects.map(({ key }) => key);

const check = (given: Partial<Check> = {}): Check => ({
  name: "alive",
  type: "tcp",
  command: "",
  args: [],
  path: "",
  protocol: "",
  method: "",
  body: "",
  headers: {},
  portLabel: "",
  taskName: "",
  intervalMs: 1000,
  timeoutMs: 500,
  successBeforePassing: 0,
  failuresBeforeCritical: 0,
  tlsSkipVerify: false,
  restart: null,
  carried: {},
  ...given,
});

const service = (checks: readonly Check[], given: Partial<Service> = {}): Service => ({
  name: "web",
  portLabel: "http",
  provider: "nomad",
  address: "",
  tags: [],
  meta: {},
  taskName: "",
  checks,
  carried: {},
  ...given,
});

/** A service of the task's own, or of its group. */
const checked = (one: Partial<Check>, where: "task" | "group" = "task", attempts = 3): JobSpec => {
  const services = [service([check(one)])];
  const restart = { attempts, intervalMs: 60_000, delayMs: 1000, mode: "fail", renderTemplates: false };
  const spec = lifecycleSpec([
    { name: "main", restart, services: where === "task" ? services : [] },
    { name: "side", restart },
  ]);
  return where === "task" ? spec : { ...spec, taskGroups: spec.taskGroups.map((group) => ({ ...group, services })) };
};

const onlyOf = (spec: JobSpec) => {
  const group = must(spec.taskGroups[0], "group");
  return { group, checked: must(checksOf(group)[0], "check") };
};

const tallyOf = (given: Partial<Check>, looks: readonly (Look["status"] | readonly [Look["status"], number])[]) =>
  looks.reduce<CheckTally>((tally, one) => {
    const [status, at] = typeof one === "string" ? [one, dawn + 60_000] : one;
    return tallied(tally, onlyOf(checked(given)).checked, { look: { at, status, output: "" }, since: dawn });
  }, noTally);

const restart = (given: Partial<CheckRestart> = {}): CheckRestart => ({
  limit: 2,
  graceMs: 5000,
  ignoreWarnings: false,
  ...given,
});

const watched = (one: Partial<Check>, where: "task" | "group" = "task", attempts = 3): TestServer => {
  const server = serverRunning(checked(one, where, attempts));
  started(server, run());
  started(server, run("side"));
  return server;
};

/** Looks once, and reports what there is to report. */
const look = (
  server: TestServer,
  spec: JobSpec,
  at: { readonly tally: CheckTally; readonly status: Look["status"] },
) => {
  const { group, checked: one } = onlyOf(spec);
  const seen = { at: server.now, status: at.status, output: `it is ${at.status}` };
  const tally = tallied(at.tally, one, { look: seen, since: dawn });
  const report = checkReportOf(allocationOf(server), one, { tally, look: seen, group });
  return { tally, effects: report === undefined ? undefined : keysOf(did(server, { type: "observeCheck", report })) };
};

describe("what looks at a check amount to", () => {
  test("[T29] it passes or fails after as many in a row as it says, and is pending before", () => {
    expect(tallyOf({}, ["passing"]).status).toBe("passing");
    expect(tallyOf({}, ["failing"]).status).toBe("failing");
    expect(tallyOf({ successBeforePassing: 2 }, ["passing"]).status).toBe("pending");
    expect(tallyOf({ successBeforePassing: 2 }, ["passing", "failing", "passing"]).status).toBe("failing");
    expect(tallyOf({ failuresBeforeCritical: 2 }, ["passing", "failing"]).status).toBe("passing");
    expect(tallyOf({ failuresBeforeCritical: 2 }, ["passing", "failing", "warning"]).status).toBe("failing");
  });

  test("[T30] only failures in a row after the grace count towards a restart; warnings if they are not ignored", () => {
    const early = ["failing", dawn + 4999] as const;
    expect(tallyOf({ restart: restart() }, [early, "failing", "failing"]).strikes).toBe(2);
    expect(tallyOf({ restart: restart() }, ["failing", "passing", "failing"]).strikes).toBe(1);
    expect(tallyOf({ restart: restart() }, ["warning"]).strikes).toBe(1);
    expect(tallyOf({ restart: restart({ ignoreWarnings: true }) }, ["failing", "warning"]).strikes).toBe(1);
    expect(tallyOf({ restart: null }, ["failing"]).strikes).toBe(0);
  });

  test("[T29] only a change of its status is reported and becomes history", () => {
    const spec = checked({});
    const server = watched({});
    const first = look(server, spec, { tally: noTally, status: "passing" });
    expect(first.effects).toEqual([]);
    expect(allocationOf(server).checks["web/alive"]).toEqual({
      status: "passing",
      since: dawn,
      output: "it is passing",
      failures: 0,
    });
    server.now += 10;
    const again = look(server, spec, { tally: first.tally, status: "passing" });
    expect(again.effects).toBeUndefined();
    look(server, spec, { tally: again.tally, status: "failing" });
    expect(allocationOf(server).checks["web/alive"]).toMatchObject({
      status: "failing",
      since: dawn + 10,
      failures: 1,
    });
  });
});

describe("restarts", () => {
  const one = { restart: restart({ limit: 2, graceMs: 0 }) };

  test("[T30] a task whose check failed so often is stopped and made its next attempt, as its restart policy counts", () => {
    const spec = checked(one);
    const server = watched(one, "task", 1);
    const first = look(server, spec, { tally: noTally, status: "failing" });
    expect(first.effects).toEqual([]);
    const second = look(server, spec, { tally: first.tally, status: "failing" });
    expect(second.effects).toEqual(["stop/1/1/main"]);
    expect(allocationOf(server).tasks["main"]?.events.at(-1)).toMatchObject({
      type: "Restart Signaled",
      message: 'healthcheck: check "web/alive" unhealthy',
    });
    expect(look(server, spec, { tally: second.tally, status: "failing" }).effects).toEqual([]);
    exited(server, run(), 0);
    expect(allocationOf(server).tasks["main"]).toMatchObject({ phase: "pending", restartAt: dawn + 1000 });
    wait(server, 1000);
    expect(allocationOf(server).checks).toEqual({});
    started(server, run("main", 2));
    const third = look(server, spec, { tally: noTally, status: "failing" });
    look(server, spec, { tally: third.tally, status: "failing" });
    exited(server, run("main", 2), 0);
    expect(allocationOf(server).tasks["main"]).toMatchObject({ phase: "dead", failed: true });
  });

  test("[T30] the check of a group's own service restarts its main tasks", () => {
    const spec = checked(one, "group");
    const server = watched(one, "group");
    const { tally } = look(server, spec, { tally: noTally, status: "failing" });
    expect(look(server, spec, { tally, status: "failing" }).effects).toEqual(["stop/1/1/main", "stop/1/1/side"]);
  });

  test("[T3] [T30] a stop that follows is not asked for a second time, and ends the task for good", () => {
    const spec = checked(one);
    const server = watched(one);
    const { tally } = look(server, spec, { tally: noTally, status: "failing" });
    look(server, spec, { tally, status: "failing" });
    expect(keysOf(did(server, { type: "stopAllocation", allocation: 1, origin }))).toEqual(["stop/1/1/side"]);
    exited(server, run(), 143);
    exited(server, run("side"), 143);
    expect(allocationOf(server)).toMatchObject({ client: "complete" });
  });
});

describe("health", () => {
  const group = must(checked({}).taskGroups[0], "group");
  const healths = (server: TestServer) => healthOf(allocationOf(server), group);

  test("[T31] an instance is healthy when all that is to run runs and its checks pass", () => {
    const spec = checked({});
    const server = serverRunning(spec);
    started(server, run());
    expect(healths(server)).toBe("unknown");
    started(server, run("side"));
    expect(healths(server)).toBe("unknown");
    expect(healthOf(allocationOf(server), group, "task_states")).toBe("healthy");
    look(server, spec, { tally: noTally, status: "failing" });
    expect(healths(server)).toBe("unhealthy");
    look(server, spec, { tally: noTally, status: "passing" });
    expect(healths(server)).toBe("healthy");
    exited(server, run(), 1);
    expect(healths(server)).toBe("unknown");
  });

  test("[T31] it is unhealthy for good when it has failed or is lost; what ran before the mains has to have succeeded", () => {
    const spec = lifecycleSpec([
      { name: "init", hook: "prestart" },
      { name: "main", restart: { attempts: 0, intervalMs: 1000, delayMs: 0, mode: "fail", renderTemplates: false } },
      { name: "clean", hook: "poststop" },
    ]);
    const own = must(spec.taskGroups[0], "group");
    const server = serverRunning(spec);
    started(server, run("init"));
    expect(healthOf(allocationOf(server), own)).toBe("unknown");
    exited(server, run("init"));
    started(server, run());
    expect(healthOf(allocationOf(server), own)).toBe("healthy");
    exited(server, run(), 1);
    expect(healthOf(allocationOf(server), own)).toBe("unhealthy");
  });
});
