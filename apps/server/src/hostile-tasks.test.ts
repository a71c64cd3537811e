import { statSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { scriptOf, type Given } from "./testing/definitions.ts";
import { processesWith, tasksOf } from "./testing/processes.ts";
import { startTestServer, type TestServer } from "./testing/test-server.ts";
import { until } from "./testing/until.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.dispose());

const timeout = 120_000;
const mebibyte = 1024 * 1024;

/** An argument of sleep that no other process has: it finds those that left everything else behind. */
const unique = (): string => `86400.${String(process.pid)}${String(Math.floor(Math.random() * 1e9))}`;

const run = async (script: string, given: Given) => {
  await server.register(scriptOf(script, given));
  return server.whenState(given.id, "running");
};

const tasksOfJob = (id: string) =>
  tasksOf(server.dataDir).filter(({ environment }) => environment.includes(`NOMAD_JOB_ID=${id}`));

/** Once it sleeps, a script has set its traps. */
const whenItSleeps = (id: string): Promise<unknown> =>
  until(
    () => tasksOfJob(id).map(({ commandLine }) => commandLine),
    (lines) => lines.some((line) => line.startsWith("sleep")),
    `the sleep of ${id}`,
  );

const stop = async (id: string) => {
  expect((await server.apply({ type: "stop", namespace: "default", id })).status).toBe(200);
  const stopped = await server.whenState(id, "stopped");
  await until(
    () => tasksOfJob(id).map(({ commandLine }) => commandLine),
    (left) => left.length === 0,
    `the end of ${id}`,
  );
  return stopped;
};

test("[R6] a task that ignores its kill signal is killed when its time is over", { timeout }, async () => {
  await run("trap '' TERM INT HUP; while :; do sleep 0.1; done", { id: "stubborn", killTimeout: "300ms" });
  await whenItSleeps("stubborn");
  const stopped = await stop("stubborn");
  expect(stopped.tasks[0]).toMatchObject({ phase: "dead", exitCode: 137, leakedPids: [] });
});

test("[R6] what forked away into a session of its own ends with its task", { timeout }, async () => {
  const word = unique();
  await run(`setsid sleep ${word} & setsid sh -c 'setsid sleep ${word} & sleep ${word}' & sleep 600`, {
    id: "daemons",
  });
  await until(
    () => processesWith(word).length,
    (count) => count >= 3,
  );
  await stop("daemons");
  await until(
    () => processesWith(word).length,
    (count) => count === 0,
  );
});

test("[R6] what cleared its environment and left its session is caught, or listed as leaked", { timeout }, async () => {
  const word = unique();
  await run(`cd /; env -i setsid sh -c 'sleep ${word} & exit 0'; sleep 600`, { id: "nameless" });
  await until(
    () => processesWith(word).filter(({ commandLine }) => commandLine.startsWith("sleep")).length,
    (count) => count > 0,
  );
  const stopped = await stop("nameless");
  await until(
    async () => {
      const leaked = (await server.allocation(stopped.id)).tasks[0]?.leakedPids ?? [];
      return processesWith(word).filter(({ pid }) => !leaked.includes(pid));
    },
    (hidden) => hidden.length === 0,
    "an end or a word about what is left",
  );
});

test("[R6] what a task leaves behind when it ends by itself is swept", { timeout }, async () => {
  const word = unique();
  await server.register(scriptOf(`setsid sleep ${word} & sleep 0.1; exit 3`, { id: "leaver", type: "batch" }));
  const ended = await server.whenState("leaver", "failed");
  expect(ended.tasks[0]).toMatchObject({ exitCode: 3 });
  await until(
    () => processesWith(word).length,
    (count) => count === 0,
  );
});

test("[R6] a purge ends what runs", { timeout }, async () => {
  await run("trap '' TERM INT; while :; do sleep 0.1; done", { id: "purged", killTimeout: "200ms" });
  await whenItSleeps("purged");
  expect((await server.apply({ type: "purge", namespace: "default", id: "purged" })).status).toBe(200);
  expect((await server.ask("/api/jobs/default/purged")).status).toBe(404);
  await until(
    () => tasksOfJob("purged").length,
    (count) => count === 0,
  );
});

test("[R10] output is kept as it is: without a newline, binary, on both streams", { timeout }, async () => {
  const script = `printf 'no newline'; printf '\\000\\377\\033[31m\\r\\n\\302' >&2; printf ' more'`;
  await server.register(scriptOf(script, { id: "binary", type: "batch" }));
  const { id } = await server.whenState("binary", "complete");
  const read = async (stream: string): Promise<Buffer> => {
    const response = await server.open(`/api/allocations/${id}/logs/main/${stream}`);
    expect(response.headers.get("content-type")).toBe("application/octet-stream");
    return Buffer.from(await response.arrayBuffer());
  };
  expect((await read("stdout")).toString()).toBe("no newline more");
  expect([...(await read("stderr"))]).toEqual([0, 0xff, 0x1b, 0x5b, 0x33, 0x31, 0x6d, 0x0d, 0x0a, 0xc2]);
  const nomad = await server.open(`/v1/client/fs/logs/${id}?task=main&type=stderr&plain=true`);
  expect(Buffer.from(await nomad.arrayBuffer())).toEqual(await read("stderr"));
});

test("[R10] 500 MB of output take no more space than the job allows; offsets stay true", { timeout }, async () => {
  const size = 500_000_000;
  const cap = 10 * mebibyte;
  const script = `head -c ${String(size - 5)} /dev/zero; printf 'the e'; sleep 600`;
  const { id } = await run(script, { id: "flood", logs: { MaxFiles: 2, MaxFileSizeMB: 5 } });
  const extent = async () => {
    const { headers } = await server.ask(`/api/allocations/${id}/logs/main/stdout?limit=1`);
    return { head: Number(headers.get("x-log-head")), size: Number(headers.get("x-log-size")) };
  };
  const full = await until(extent, (now) => now.size === size && now.head >= size - 2 * cap, "the capped log");
  expect(full.head).toBeLessThan(size);
  const file = join(server.dataDir, "alloc", id, "alloc/logs/main.stdout.0");
  await until(
    () => statSync(file).blocks * 512,
    (onDisk) => onDisk <= 2 * cap,
    "space given back",
  );
  const old = await server.ask(`/api/allocations/${id}/logs/main/stdout?offset=0&limit=10`);
  expect(Number(old.headers.get("x-log-offset"))).toBe(full.head);
  const tail = await server.ask(`/api/allocations/${id}/logs/main/stdout?offset=-5`);
  expect(tail.text).toBe("the e");
  const beyond = await server.ask(`/api/allocations/${id}/logs/main/stdout?offset=${String(size + 1000)}`);
  expect([beyond.status, beyond.text]).toEqual([200, ""]);
  const nomad = await server.ask(`/v1/client/fs/logs/${id}?task=main&type=stdout&plain=true&origin=end&offset=5`);
  expect(nomad.text).toBe("the e");
  await stop("flood");
});

const replacements = [
  ["a link", "ln -s /etc/passwd $LOG"],
  ["a FIFO", "mkfifo $LOG"],
  ["a directory", "mkdir $LOG"],
  ["a hard link", "ln /etc/passwd $LOG 2>/dev/null || ln -s /etc/passwd $LOG"],
] as const;

test.each(replacements)(
  "[R10] a log that its task replaced by %s is not read, and blocks nobody",
  { timeout },
  async (what, make) => {
    const id = `replaced-${what.replaceAll(" ", "-")}`;
    const script = `LOG=$NOMAD_ALLOC_DIR/logs/main.stdout.0; echo before; rm -f $LOG; ${make}; sleep 600`;
    const allocation = await run(script, { id });
    const path = `/api/allocations/${allocation.id}/logs/main/stdout`;
    await whenItSleeps(id);
    for (const asked of [
      path,
      `${path}?download=true`,
      `/v1/client/fs/logs/${allocation.id}?task=main&type=stdout&plain=true`,
    ]) {
      const reply = await server.ask(asked);
      expect(reply.text).not.toContain("root:");
      expect([asked, reply.status]).toEqual([asked, expect.toBeOneOf([404, 409])]);
    }
    await stop(id);
  },
);

test("[R10] no name leads out of an allocation's logs", { timeout }, async () => {
  const { id } = await run("echo hello; sleep 600", { id: "names" });
  for (const [task, stream] of [
    ["..%2f..%2fmain", "stdout"],
    ["main", "..%2fstdout"],
    ["main%00", "stdout"],
    ["main", "stdout%00"],
    ["..", "stdout"],
    ["alloc", "stdout"],
    ["x".repeat(300), "stdout"],
    ["main", "main.stdout.0"],
  ] as const)
    expect([400, 404]).toContain((await server.ask(`/api/allocations/${id}/logs/${task}/${stream}`)).status);
  for (const other of ["..%2f..", id.toUpperCase(), id.slice(0, 8), `${id}%00`, "x".repeat(300)])
    expect([400, 404]).toContain((await server.ask(`/api/allocations/${other}/logs/main/stdout`)).status);
});

test("[R4] a task that fails is started again as its job says, and then no more", { timeout }, async () => {
  await server.register(scriptOf('echo "$LONGSHORE_RUN"; exit 5', { id: "again", attempts: 2 }));
  const failed = await until(
    () => server.allocations("again"),
    (all) => all.some(({ state, restarts }) => state === "failed" && restarts === 2),
  );
  const first = failed.find(({ restarts }) => restarts === 2);
  const runs = (await server.log(first?.id ?? "", "main")).split("\n").filter(Boolean);
  expect(runs.length).toBe(3);
  expect(new Set(runs).size).toBe(3);
  await server.apply({ type: "stop", namespace: "default", id: "again" });
});

test("whatever its tasks did, the server is well", async () => {
  expect((await server.ask("/api/health")).status).toBe(200);
  expect(server.logged.filter((line) => line.includes("failed:"))).toEqual([]);
});
