import { once } from "node:events";
import { createConnection } from "node:net";
import { join } from "node:path";
import { installed, Missing } from "../../harness/packages.ts";
import { findProgram, run, start } from "../../harness/program.ts";
import { scratchDirectory } from "../../harness/scratch.ts";
import { untilItWorks } from "../../harness/wait.ts";
import type { Contender } from "../contender.ts";
import { openHost } from "./hosted.ts";

const packages = { bullmq: "6.3.11", ioredis: "5.9.2" };

/** Jobs of one worker at a time, four per core. */
const concurrency = 8;

const connects = async (socket: string): Promise<void> => {
  const connection = createConnection(socket);
  try {
    await once(connection, "connect");
  } finally {
    connection.destroy();
  }
};

/** A Redis of our own, reachable through a socket file only. */
const startRedis = async (program: string, appendfsync: string) => {
  const directory = scratchDirectory("redis");
  const socket = join(directory, "redis.sock");
  const files = ["--port", "0", "--unixsocket", socket, "--dir", directory, "--save", ""];
  const redis = start([program, ...files, "--appendonly", "yes", "--appendfsync", appendfsync], {}, "ignore");
  await untilItWorks(10_000, () => connects(socket));
  return { socket, redis };
};

export const openBullMq = async (appendfsync: "everysec" | "always"): Promise<Contender> => {
  const program = findProgram("redis-server");
  if (program === undefined) throw new Missing("redis-server is not installed (Debian: apt-get install redis-server)");
  const version = /v=([\d.]+)/.exec((await run([program, "--version"])).stdout)?.[1] ?? "";
  const directory = await installed("bullmq", packages);
  const { socket, redis } = await startRedis(program, appendfsync);
  const host = await openHost({ file: "bullmq.ts", packages: directory }, [socket, String(concurrency)]);
  return {
    name: `BullMQ ${packages.bullmq}, Redis ${version}, fsync ${appendfsync}`,
    durability:
      appendfsync === "always"
        ? "every exit record flushed before it is reported"
        : "flushed once a second, so the last second may be lost",
    run: host.run,
    close: async () => {
      await host.close();
      await redis.end();
    },
  };
};
