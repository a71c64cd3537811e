import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Allocation } from "@longshore/core/model";
import { startServer } from "./server.ts";
import { definitionOf, type Given } from "./testing/definitions.ts";
import { administrator, startTestServer, type TestServer } from "./testing/test-server.ts";
import { clientOf } from "./testing/client.ts";
import { temporaryData } from "./testing/temporary-data.ts";
import { until } from "./testing/until.ts";

const timeout = 60_000;
let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.dispose());

type TaskGiven = { readonly Name: string; readonly script: string } & Readonly<Record<string, unknown>>;

/** One group of shell scripts, in the words of a Nomad job file. */
const groupOf = (given: Given, tasks: readonly TaskGiven[], more: object = {}) => {
  const definition = definitionOf(given);
  return {
    ...definition,
    TaskGroups: definition.TaskGroups.map((group) => ({
      ...group,
      ...more,
      Tasks: tasks.map(({ script, ...task }) => ({
        ...group.Tasks[0],
        Config: { command: "/bin/sh", args: ["-c", script] },
        ...task,
      })),
    })),
  };
};

const hook = (Hook: string, Sidecar = false) => ({ Lifecycle: { Hook, Sidecar } });

/** The newest allocation of a job as the state has it. */
const stateOf = (id: string): Allocation | undefined => {
  const view = server.running.kernel.view();
  const job = view.jobKeys.get(`default\0${id}`);
  const keys = [...view.allocations.entries()].filter(([, one]) => one.job === job).map(([key]) => key);
  return view.allocations.get(Math.max(...keys));
};

const whenState = (id: string, is: (allocation: Allocation) => boolean): Promise<Allocation | undefined> =>
  until(
    () => stateOf(id),
    (found) => found !== undefined && is(found),
    `an allocation of ${id}`,
  );

const say = (word: string): string => `echo ${word} >>"$NOMAD_ALLOC_DIR/data/order"`;

test("[T15] [T16] [T17] a group's tasks run in their order, as real processes", { timeout }, async () => {
  await server.register(
    groupOf({ id: "order", type: "batch" }, [
      { Name: "clean", script: `${say("clean")}; cat "$NOMAD_ALLOC_DIR/data/order"`, ...hook("poststop") },
      { Name: "warm", script: say("warm"), ...hook("poststart") },
      { Name: "main", script: `${say("main")}; until grep -q warm "$NOMAD_ALLOC_DIR/data/order"; do sleep 0.02; done` },
      { Name: "init", script: `sleep 0.1; ${say("init")}`, ...hook("prestart") },
      {
        Name: "proxy",
        script: `trap '${say("proxy-gone")}; exit 0' INT; while :; do sleep 0.02; done`,
        ...hook("prestart", true),
      },
    ]),
  );
  const done = await server.whenState("order", "complete");
  const order = (await server.log(done.id, "clean")).trim().split("\n");
  expect(order.filter((word) => word !== "proxy-gone")).toEqual(["init", "main", "warm", "clean"]);
  expect(done.tasks.find(({ name }) => name === "proxy")?.events.map(({ type }) => type)).toContain("Main Tasks Dead");
});

test(
  "[T18] [T19] a stop asks the leader first, the others after it, and waits for their shutdown delay",
  { timeout },
  async () => {
    const polite = (word: string): string => `trap '${say(word)}; exit 0' INT; while :; do sleep 0.02; done`;
    await server.register(
      groupOf({ id: "leader", killTimeout: "20s" }, [
        { Name: "lead", script: polite("lead"), Leader: true },
        { Name: "side", script: polite("side"), ShutdownDelay: "300ms" },
        { Name: "clean", script: `${say("clean")}; cat "$NOMAD_ALLOC_DIR/data/order"`, ...hook("poststop") },
      ]),
    );
    const running = await server.whenState("leader", "running");
    await until(
      () => stateOf("leader"),
      (found) => found?.tasks["side"]?.phase === "running" && found.tasks["lead"]?.phase === "running",
    );
    await server.apply({ type: "stop", namespace: "default", id: "leader" });
    const ended = await until(
      () => server.allocation(running.id),
      ({ finishedAt }) => finishedAt !== null,
    );
    expect((await server.log(ended.id, "clean")).trim().split("\n")).toEqual(["lead", "side", "clean"]);
    const side = ended.tasks.find(({ name }) => name === "side")?.events ?? [];
    const at = (type: string): number => side.find((event) => event.type === type)?.at ?? 0;
    expect(at("Signaling") - at("Killing")).toBeGreaterThanOrEqual(300);
  },
);

test("[T20] what runs for too long is stopped and has failed", { timeout }, async () => {
  await server.register(
    groupOf({ id: "long", type: "batch" }, [{ Name: "main", script: "sleep 600" }], { MaxRunDuration: "300ms" }),
  );
  const failed = await server.whenState("long", "failed");
  expect(stateOf("long")).toMatchObject({
    hasExpired: true,
    clientDescription: "It ran for as long as its group allows",
  });
  expect(failed.tasks[0]?.failed).toBe(false);
});

test("[T27] [E23] templates are files and environment of the process that starts", { timeout }, async () => {
  await server.register(
    groupOf({ id: "rendered", type: "batch", env: { COLOUR: "green" } }, [
      {
        Name: "main",
        script: 'cat "$NOMAD_TASK_DIR/a/conf"; echo "$MADE $COPIED"; stat -c %a local/a/conf',
        Env: { COLOUR: "green", COPIED: "${MADE}!" },
        Templates: [
          { EmbeddedTmpl: 'MADE={{ env "COLOUR" | toUpper }}', DestPath: "secrets/made.env", Envvars: true },
          {
            EmbeddedTmpl: '{{ range split "," "a,b" }}[{{ . }}]{{ end }} {{ env "NOMAD_JOB_ID" }}\n',
            DestPath: "local/a/conf",
            Perms: "600",
          },
        ],
      },
    ]),
  );
  const done = await server.whenState("rendered", "complete");
  expect(await server.log(done.id, "main")).toBe("[a][b] rendered\nGREEN GREEN!\n600\n");
});

const web = `const fs = require("fs"), http = require("http");
http.createServer((q, a) => { a.statusCode = fs.existsSync(process.env.FLAG) ? 500 : 200; a.end(q.url); })
  .listen(Number(process.env.NOMAD_PORT_http), "127.0.0.1");`;

const checkedJob = (id: string, flag: string, check: object) =>
  groupOf(
    { id },
    [
      {
        Name: "main",
        script: "",
        Config: { command: process.execPath, args: ["-e", web] },
        Env: { FLAG: flag },
        Services: [
          {
            Name: "web",
            PortLabel: "http",
            Provider: "nomad",
            Checks: [{ Name: "alive", Interval: "1s", Timeout: "5s", ...check }],
          },
        ],
      },
    ],
    {
      Networks: [{ Mode: "host", DynamicPorts: [{ Label: "http" }] }],
      RestartPolicy: { Attempts: 5, Mode: "fail", Delay: "100ms", Interval: "1h" },
    },
  );

const statusOf = (allocation: Allocation | undefined): string | undefined => allocation?.checks["web/alive"]?.status;

test("[T29] http, tcp and script checks of a real process tell how it is", { timeout }, async () => {
  const flag = join(server.dataDir, "is-down");
  await server.register(checkedJob("http", flag, { Type: "http", Path: "/health" }));
  await server.register(checkedJob("tcp", "/none", { Type: "tcp" }));
  await server.register(
    checkedJob("script", flag, { Type: "script", Command: "/bin/sh", Args: ["-c", '[ ! -e "$FLAG" ]'] }),
  );
  const all = ["http", "tcp", "script"];
  for (const id of all) await whenState(id, (one) => statusOf(one) === "passing");
  expect(stateOf("http")?.checks["web/alive"]?.output).toBe("HTTP 200 OK: /health");
  writeFileSync(flag, "");
  for (const id of ["http", "script"]) await whenState(id, (one) => statusOf(one) === "failing");
  expect(statusOf(stateOf("tcp"))).toBe("passing");
  rmSync(flag);
  for (const id of ["http", "script"]) await whenState(id, (one) => statusOf(one) === "passing");
});

test("[T30] a check that goes on failing restarts its task", { timeout }, async () => {
  const flag = join(server.dataDir, "is-ill");
  writeFileSync(flag, "");
  await server.register(
    checkedJob("ill", flag, { Type: "http", Path: "/", CheckRestart: { Limit: 2, Grace: "100ms" } }),
  );
  const restarted = await whenState("ill", (one) => (one.tasks["main"]?.restarts ?? 0) > 0);
  expect(restarted?.tasks["main"]?.events).toContainEqual(
    expect.objectContaining({ type: "Restart Signaled", message: 'healthcheck: check "web/alive" unhealthy' }),
  );
  rmSync(flag);
  await whenState("ill", (one) => statusOf(one) === "passing");
});

test("[T29] a restarted server goes on with the checks of what runs", { timeout }, async () => {
  const data = temporaryData();
  const config = {
    host: "127.0.0.1",
    port: 0,
    dataDir: data.dataDir,
    allowHosts: [],
    demo: false,
    token: administrator,
    anonymous: false,
    taskUsers: [],
  };
  const flag = join(data.dataDir, "is-down");
  const first = await startServer(config, () => undefined);
  await clientOf(first.url, administrator).register(checkedJob("kept", flag, { Type: "http", Path: "/" }));
  const checks = (running: typeof first) =>
    [...running.kernel.view().allocations.entries()].map(([, one]) => statusOf(one));
  await until(
    () => checks(first),
    ([status]) => status === "passing",
  );
  await first.close();
  writeFileSync(flag, "");
  const second = await startServer(config, () => undefined);
  await until(
    () => checks(second),
    ([status]) => status === "failing",
  );
  await clientOf(second.url, administrator).apply({ type: "stop", namespace: "default", id: "kept" });
  await until(
    () => [...second.kernel.view().liveOfJob.entries()].length,
    (live) => live === 0,
  );
  await second.close();
  await data.remove();
});
