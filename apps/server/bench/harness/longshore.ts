import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { createInterface } from "node:readline";
import { join } from "node:path";
import { createClient, type Client } from "./client.ts";
import { defer } from "./cleanup.ts";
import { repository } from "./packages.ts";
import { start, type Running } from "./program.ts";

const readyWithinMs = 60_000;

/** A real server, started as `npm start` starts it, in a process of its own. */
export type Longshore = {
  readonly pid: number;
  readonly client: Client;
  /** Milliseconds from the exec of the process to the first 200 of `/api/health`. */
  readonly readyMs: number;
  /** Ends the server; its tasks go on. */
  readonly end: (signal?: NodeJS.Signals) => Promise<void>;
  /** Once it has ended: ends its tasks and removes what lies outside of its data directory. */
  readonly remove: () => Promise<void>;
};

const token = randomBytes(24).toString("hex");

const main = join(repository, "apps/server/src/main.ts");

/** Its address, once it has printed it. */
const addressOf = ({ child }: Running): Promise<string> =>
  new Promise((resolve, reject) => {
    const said: string[] = [];
    const fail = (what: string): void => reject(new Error(`The server ${what}:\n${said.join("\n")}`));
    const timer = setTimeout(() => fail("printed no address in time"), readyWithinMs);
    child.once("exit", (status, signal) => {
      clearTimeout(timer);
      fail(`ended (${String(status ?? signal)})`);
    });
    const read = (line: string): void => {
      if (said.length < 50) said.push(line);
      const address = /serves (http:\/\/[^\s,]+),/.exec(line)?.[1];
      if (address === undefined) return;
      clearTimeout(timer);
      resolve(address);
    };
    if (child.stdout !== null) createInterface(child.stdout).on("line", read);
    if (child.stderr !== null) createInterface(child.stderr).on("line", (line) => said.push(line));
  });

/** The processes that name a data directory in their command or environment: launcher, workers, tasks. */
const processesOf = (dataDir: string): readonly number[] =>
  readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((pid) => {
      try {
        const parts = [readFileSync(`/proc/${pid}/environ`, "utf8"), readFileSync(`/proc/${pid}/cmdline`, "utf8")];
        return parts.some((part) => part.includes(`${dataDir}/`) || part.includes(`${dataDir}\0`));
      } catch {
        return false;
      }
    })
    .map(Number);

/** Ends whatever still runs for a data directory. */
export const endTasksOf = (dataDir: string): void => {
  for (const pid of processesOf(dataDir)) {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      continue;
    }
  }
};

/** The control directory that the engine chose for a data directory lies outside of it. */
const removeControls = (dataDir: string): void => {
  const note = join(dataDir, "run-dir");
  const [, path] = existsSync(note) ? readFileSync(note, "utf8").split("\n") : [];
  // A shell whose task was just ended still writes its record.
  if (path?.includes("/longshore-") === true) rmSync(path, { recursive: true, force: true, maxRetries: 10 });
};

/** Starts the server on a free loopback port. `options` go to Node, before the program; `more` to the program. */
export const startLongshore = async (
  dataDir: string,
  options: readonly string[] = [],
  more: readonly string[] = [],
): Promise<Longshore> => {
  const undo = defer(() => {
    endTasksOf(dataDir);
    removeControls(dataDir);
  });
  const from = performance.now();
  const running = start(
    [process.execPath, ...options, main, "--port", "0", "--data-dir", dataDir, ...more],
    { cwd: repository, env: { PATH: process.env["PATH"], HOME: dataDir, LONGSHORE_TOKEN: token } },
    ["ignore", "pipe", "pipe"],
  );
  const client = createClient(await addressOf(running), token);
  const health = await client.send("GET", "/api/health");
  if (health.status !== 200) throw new Error(`/api/health answered ${String(health.status)}`);
  const readyMs = performance.now() - from;
  return {
    pid: running.pid,
    client,
    readyMs,
    end: async (signal = "SIGTERM") => {
      client.close();
      await running.end(signal);
    },
    remove: undo,
  };
};
