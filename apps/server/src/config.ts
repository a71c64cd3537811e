import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { readFleetSettings, type FleetSettings } from "@longshore/engines/mock/fleet-settings";

/** What the server was told at its start: command line first, then environment, then defaults. */
export type Config = {
  readonly host: string;
  readonly port: number;
  readonly dataDir: string;
  /** Names, besides loopback ones, under which a browser or client may address this server; `name` or `name:port`. */
  readonly allowHosts: readonly string[];
  readonly demo: boolean;
  /** The first administrator's token, preset for automation. */
  readonly token: string | undefined;
  /** Everyone on this machine is an administrator; refused on a non-loopback address. */
  readonly anonymous: boolean;
  /** Users that jobs may name besides the server's own. */
  readonly taskUsers: readonly string[];
  /** The simulated nodes beside the local one; absent: as last time. */
  readonly fleet?: FleetSettings | undefined;
};

/** A mistake in how the server was started; the message says what to write instead. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

const usage = `Options: --port 4700 --host 127.0.0.1 --data-dir PATH --allow-host NAME --task-user NAME --demo --anonymous
  --simulate N    N simulated nodes, which run tasks of mock_driver only; they stay until another number is given, 0 takes them away
  --fleet FILE    describes them (JSON): nodes, seed, datacenters, nodePools, racks, classes, attributes, meta, startMs,
                  startFailureRate, runFailuresPerHour, nodeFailuresPerHour, nodeDownMs
Each also as LONGSHORE_PORT, LONGSHORE_HOST, LONGSHORE_DATA_DIR, LONGSHORE_ALLOW_HOST, LONGSHORE_TASK_USER, LONGSHORE_DEMO, LONGSHORE_ANONYMOUS,
LONGSHORE_SIMULATE, LONGSHORE_FLEET; LONGSHORE_TOKEN presets the administrator token.`;

const parse = (args: readonly string[]) => {
  try {
    return parseArgs({
      args: [...args],
      strict: true,
      allowPositionals: false,
      options: {
        port: { type: "string" },
        host: { type: "string" },
        "data-dir": { type: "string" },
        "allow-host": { type: "string", multiple: true },
        "task-user": { type: "string", multiple: true },
        simulate: { type: "string" },
        fleet: { type: "string" },
        demo: { type: "boolean" },
        anonymous: { type: "boolean" },
        help: { type: "boolean" },
      },
    }).values;
  } catch (cause) {
    throw new UsageError(`${cause instanceof Error ? cause.message : String(cause)}\n${usage}`);
  }
};

const list = (given: readonly string[] | undefined, fallback: string | undefined): readonly string[] =>
  given ??
  (fallback ?? "")
    .split(",")
    .map((item) => item.trim())
    .filter((item) => item !== "");

const flag = (given: boolean | undefined, fallback: string | undefined): boolean =>
  given ?? (fallback === "1" || fallback === "true");

export const isLoopback = (host: string): boolean =>
  host === "localhost" || host === "::1" || /^127(?:\.\d{1,3}){3}$/.test(host);

const portOf = (text: string): number => {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535 || text.trim() === "")
    throw new UsageError(`--port must be a number from 0 to 65535, not "${text}"`);
  return port;
};

/** Values that a script passes when a variable of its own is empty: never a credential. */
const noToken = new Set(["", "undefined", "null", "none"]);

const tokenOf = (text: string | undefined): string | undefined => {
  if (text === undefined) return undefined;
  if (noToken.has(text.trim().toLowerCase()) || text.length < 16)
    throw new UsageError("LONGSHORE_TOKEN must have at least 16 characters; leave it out to have one made");
  if (!/^[\x21-\x7e]{16,200}$/.test(text))
    throw new UsageError("LONGSHORE_TOKEN must be 16 to 200 printable characters without spaces");
  return text;
};

const readDescription = (file: string): unknown => {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as unknown;
  } catch (cause) {
    throw new UsageError(`--fleet ${file} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`);
  }
};

const fleetOf = (simulate: string | undefined, file: string | undefined): FleetSettings | undefined => {
  if (simulate === undefined && file === undefined) return undefined;
  const described = file === undefined ? {} : readDescription(file);
  const isObject = typeof described === "object" && described !== null && !Array.isArray(described);
  const nodes = simulate === undefined ? {} : { nodes: simulate.trim() === "" ? Number.NaN : Number(simulate) };
  const read = readFleetSettings(isObject ? { ...described, ...nodes } : described);
  if ("problems" in read) throw new UsageError(`The simulated fleet: ${read.problems.join("; ")}`);
  return read.settings;
};

/** Reads the command line and the environment; nothing else in the server does. */
export const readConfig = (args: readonly string[], env: NodeJS.ProcessEnv): Config => {
  const values = parse(args);
  if (values.help === true) throw new UsageError(usage);
  const host = values.host ?? env["LONGSHORE_HOST"] ?? "127.0.0.1";
  const anonymous = flag(values.anonymous, env["LONGSHORE_ANONYMOUS"]);
  if (anonymous && !isLoopback(host))
    throw new UsageError(
      `--anonymous is refused on ${host}: anyone who reaches it could run commands. Leave it out, or bind to 127.0.0.1`,
    );
  const dataDir =
    values["data-dir"] ??
    env["LONGSHORE_DATA_DIR"] ??
    join(env["XDG_DATA_HOME"] ?? join(homedir(), ".local/share"), "longshore");
  return {
    host,
    port: portOf(values.port ?? env["LONGSHORE_PORT"] ?? "4700"),
    dataDir: resolve(dataDir),
    allowHosts: list(values["allow-host"], env["LONGSHORE_ALLOW_HOST"]).map((name) => name.toLowerCase()),
    demo: flag(values.demo, env["LONGSHORE_DEMO"]),
    token: tokenOf(env["LONGSHORE_TOKEN"]),
    anonymous,
    taskUsers: list(values["task-user"], env["LONGSHORE_TASK_USER"]),
    fleet: fleetOf(values.simulate ?? env["LONGSHORE_SIMULATE"], values.fleet ?? env["LONGSHORE_FLEET"]),
  };
};
