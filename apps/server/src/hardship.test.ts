import { execFileSync } from "node:child_process";
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  rmSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { connect, type Socket } from "node:net";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { startChild } from "./testing/child-server.ts";
import type { Client } from "./testing/client.ts";
import { definitionOf } from "./testing/definitions.ts";
import { temporaryData } from "./testing/temporary-data.ts";
import { startTestServer } from "./testing/test-server.ts";
import { until } from "./testing/until.ts";

const timeout = 180_000;
const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).toReversed()) await step();
});

const notices = async (server: Client): Promise<readonly string[]> =>
  (await server.ask("/api/session")).json<{ notices: readonly string[] }>().notices;

const canMount = ((): boolean => {
  const { dataDir, remove } = temporaryData();
  try {
    mkdirSync(dataDir, { recursive: true });
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", dataDir], { stdio: "ignore" });
    execFileSync("umount", [dataDir], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  } finally {
    void remove();
  }
})();

/** Writes until the disk takes no more. */
const fill = (file: string): void => {
  const descriptor = openSync(file, "w");
  try {
    for (const size of [65_536, 4096, 1]) {
      try {
        for (;;) writeSync(descriptor, Buffer.alloc(size));
      } catch {
        // Full, to within the next smaller size.
      }
    }
  } finally {
    closeSync(descriptor);
  }
};

test.skipIf(!canMount)(
  "[R13] on a full disk changes are refused and that is said, reads and running tasks go on; with room again all is as before",
  { timeout },
  async () => {
    const { dataDir, remove } = temporaryData();
    undo.push(remove);
    mkdirSync(dataDir, { recursive: true });
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=24m", "tmpfs", dataDir]);
    undo.push(() => execFileSync("umount", ["-l", dataDir]));
    const server = await startTestServer({ dataDir });
    undo.push(() => server.dispose());
    await server.register(definitionOf({ id: "before" }));
    const before = await server.whenState("before", "running");

    const ballast = join(dataDir, "ballast");
    fill(ballast);
    const refused = await until(
      () => server.apply({ type: "register", definition: definitionOf({ id: `full-${String(Math.random())}` }) }),
      ({ status }) => status !== 200,
      "a refusal",
    );
    expect([refused.status, refused.json<{ kind: string }>().kind]).toEqual([503, "unavailable"]);
    expect(await notices(server)).toEqual([expect.stringContaining("The change could not be stored")]);
    expect((await server.ask("/api/jobs")).status).toBe(200);
    expect((await server.ask("/v1/jobs")).status).toBe(200);
    expect((await server.allocation(before.id)).state).toBe("running");

    rmSync(ballast);
    await server.register(definitionOf({ id: "after" }));
    await server.whenState("after", "running");
    expect(await notices(server)).toEqual([]);
    expect((await server.allocation(before.id)).state).toBe("running");
  },
);

test(
  "[R13] out of file handles it answers nobody new and loses nothing; when they are free again it goes on",
  { timeout },
  async () => {
    const { dataDir, remove } = temporaryData();
    undo.push(remove);
    const starting = startChild(dataDir, [], "ulimit -n 128");
    undo.push(starting.kill);
    const server = await starting.ready;
    await server.register(definitionOf({ id: "before" }));
    const before = await server.whenState("before", "running");

    const { hostname, port } = new URL(server.url);
    const sockets: Socket[] = Array.from({ length: 300 }, () =>
      connect(Number(port), hostname).on("error", () => undefined),
    );
    const open = (): number => readdirSync(`/proc/${String(server.pid)}/fd`).length;
    await until(open, (count) => count >= 127, "no handle left");
    for (const socket of sockets) socket.destroy();
    await until(open, (count) => count < 100, "handles again");

    await server.register(definitionOf({ id: "after" }));
    await server.whenState("after", "running");
    expect((await server.allocation(before.id)).state).toBe("running");
    expect(await server.stop()).toBe(0);
  },
);

const pids = "/sys/fs/cgroup/pids";
const canLimit = existsSync(join(pids, "cgroup.procs")) && process.getuid?.() === 0;

const childrenOf = (pid: number): readonly string[] => {
  try {
    return readFileSync(`/proc/${String(pid)}/task/${String(pid)}/children`, "utf8")
      .split(" ")
      .filter(Boolean);
  } catch {
    // It has ended meanwhile.
    return [];
  }
};

/** The processes below one, itself included. */
const tree = (pid: number): readonly number[] => {
  const children = childrenOf(pid);
  return [pid, ...children.flatMap((child) => tree(Number(child)))];
};

const membersOf = (group: string): readonly string[] =>
  readFileSync(join(group, "cgroup.procs"), "utf8").split("\n").filter(Boolean);

const moveTo = (group: string, members: readonly string[]): void => {
  for (const pid of members) {
    try {
      writeFileSync(join(group, "cgroup.procs"), pid);
    } catch (fault) {
      if ((fault as NodeJS.ErrnoException).code !== "ESRCH") throw fault;
    }
  }
};

/** Puts what the server has of processes into a group; those that were not in it yet. Some end, and new ones come, meanwhile. */
const strangersTo = (group: string, pid: number): readonly string[] => {
  const members = new Set(membersOf(group));
  const strangers = tree(pid)
    .map(String)
    .filter((one) => !members.has(one));
  moveTo(group, strangers);
  return strangers;
};

/** Sends everybody away and removes the group; false while somebody new was born in it meanwhile. */
const isDissolved = (group: string): boolean => {
  moveTo(pids, membersOf(group));
  try {
    rmdirSync(group);
    return true;
  } catch {
    return false;
  }
};

test.skipIf(!canLimit)(
  "[R13] while no process can be made, tasks wait to be started, and start when one can",
  { timeout },
  async () => {
    const { dataDir, remove } = temporaryData();
    undo.push(remove);
    const starting = startChild(dataDir);
    undo.push(starting.kill);
    const server = await starting.ready;
    const group = join(pids, `longshore-hardship-${String(server.pid)}`);
    mkdirSync(group);
    undo.push(() => until(() => isDissolved(group), Boolean, "the group without a process"));
    await until(
      () => strangersTo(group, server.pid),
      (strangers) => strangers.length === 0,
      "all of the server's processes in one group",
    );
    writeFileSync(join(group, "pids.max"), readFileSync(join(group, "pids.current"), "utf8").trim());

    await server.register(definitionOf({ id: "waits", count: 12 }));
    await until(
      () => Number(/^max (\d+)/m.exec(readFileSync(join(group, "pids.events"), "utf8"))?.[1] ?? 0),
      (refused) => refused > 0,
      "a process that could not be made",
    );
    expect((await server.ask("/api/jobs")).status).toBe(200);
    writeFileSync(join(group, "pids.max"), "max");
    await until(
      () => server.allocations("waits"),
      (all) => all.length === 12 && all.every(({ state }) => state === "running"),
      "all of them running",
    );
  },
);
