import { mkdirSync, readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { nomad } from "@longshore/dialects/nomad/nomad";
import { createLocalEngine } from "@longshore/engines/local/local-engine";
import { validateDriverConfig } from "@longshore/engines/local/driver-config";
import type { CheckDriverConfig } from "@longshore/core/spec/parse";
import type { Engine } from "@longshore/engines/engine";
import { openStore, type Store } from "@longshore/store/store";
import { clock } from "./clock.ts";
import type { Config } from "./config.ts";
import { administratorToken, nodeId, sessionKey } from "./kept-files.ts";
import { createApp } from "./http/app.ts";
import { createCredentials } from "./http/credentials.ts";
import { createFailures } from "./http/failures.ts";
import { httpLimits } from "./http/limits.ts";
import { createSessions } from "./http/sessions.ts";
import { deskOpener } from "./kernel/desk.ts";
import { createEffectLoop } from "./kernel/effect-loop.ts";
import { startEvaluationLoop } from "./kernel/evaluation-loop.ts";
import { createKernel, type Kernel } from "./kernel/kernel.ts";
import { startRestartTimers } from "./kernel/restart-timers.ts";
import { startUpkeep } from "./kernel/upkeep.ts";
import { createWatches } from "./kernel/watches.ts";
import { createLiveHub } from "./live/hub.ts";

export type RunningServer = {
  readonly url: string;
  /** Opens the dashboard signed in; the token stands in the fragment, which no server or log ever sees. */
  readonly signInLink: string;
  readonly kernel: Kernel;
  readonly checkDriverConfig: CheckDriverConfig;
  /** Ends the server; running tasks go on. */
  readonly close: () => Promise<void>;
};

const version = (
  JSON.parse(readFileSync(join(import.meta.dirname, "../package.json"), "utf8")) as { readonly version: string }
).version;

const checkDriverConfig: CheckDriverConfig = (driver, config) =>
  validateDriverConfig(driver, config).map(({ path, message }) =>
    path.length === 0
      ? { path: ["Driver"], message }
      : { path: ["Config", ...path], message: `${path.join(".")} ${message}` },
  );

/** What whoever signs in ought to know about the way this server runs. */
const noticesOf = (config: Config): readonly string[] => [
  ...(config.anonymous
    ? ["Everyone on this machine is an administrator here: the server was started with --anonymous"]
    : []),
  ...(process.pid === 1
    ? ["Tasks end with this container: the server is its first process, start it with an init to keep them"]
    : []),
];

const listen = (server: Server, { host, port }: Config): Promise<AddressInfo> =>
  new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      resolve(server.address() as AddressInfo);
    });
  });

const registerNode = async (kernel: Kernel, engine: Engine, id: string): Promise<void> => {
  const fingerprint = await engine.fingerprint();
  await kernel.submit({ type: "registerNode", id, datacenter: "dc1", fingerprint });
};

const closeServer = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });

/** Puts the parts together: store, kernel, engine, loops, doors. Ready to serve when it resolves. */
export const startServer = async (config: Config, log: (message: string) => void): Promise<RunningServer> => {
  const { now, uuid, secret, random } = clock;
  mkdirSync(config.dataDir, { recursive: true, mode: 0o700 });
  const store: Store = openStore({ file: join(config.dataDir, "longshore.db"), createId: uuid, now });
  const owed = store.effects();
  const kernel = createKernel(store, { now, log });
  const engine = createLocalEngine({ dataDir: config.dataDir, allowedUsers: config.taskUsers, now, log });
  const effects = createEffectLoop(kernel, engine, { now, log });
  await effects.open();
  await registerNode(kernel, engine, nodeId(config.dataDir, uuid));
  effects.resume(owed);
  const evaluations = startEvaluationLoop(kernel, log);
  const restarts = startRestartTimers(kernel, { now, log });
  const upkeep = startUpkeep(store, log);
  const watches = createWatches(kernel);
  const hub = createLiveHub(kernel, engine);
  const sessions = createSessions(sessionKey(config.dataDir, secret), { now, secret });
  const failures = createFailures(now);
  const credentials = createCredentials({ tokens: store, sessions, failures, now, anonymous: config.anonymous });
  const token = administratorToken(store, { dataDir: config.dataDir, preset: config.token, secret, uuid, now });
  const guard = { host: config.host, port: config.port, allowHosts: config.allowHosts, credentials };
  const { reader } = store;
  const app = createApp({
    services: {
      kernel,
      reader,
      engine,
      hub,
      tokens: store,
      sessions,
      credentials,
      failures,
      checkDriverConfig,
      now,
      secret,
      uuid,
      version,
      notices: noticesOf(config),
    },
    guard,
    dialects: [nomad],
    openDesk: deskOpener({ kernel, reader, engine, watches, checkDriverConfig, random }),
    log,
    uuid,
  });
  const server = createServer(
    {
      maxHeaderSize: httpLimits.maxHeaderSize,
      headersTimeout: httpLimits.headersTimeoutMs,
      requestTimeout: httpLimits.requestTimeoutMs,
      keepAliveTimeout: httpLimits.keepAliveTimeoutMs,
    },
    app,
  );
  // No door speaks another protocol over an upgrade.
  server.on("upgrade", (_request, socket) =>
    socket.end("HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"),
  );
  const address = await listen(server, config);
  guard.port = address.port;
  const url = `http://${address.family === "IPv6" ? `[${address.address}]` : address.address}:${String(address.port)}`;
  return {
    url,
    signInLink: `${url}/ui/#t=${token}`,
    kernel,
    checkDriverConfig,
    close: async () => {
      evaluations.stop();
      restarts.stop();
      upkeep.stop();
      hub.close();
      watches.close();
      await closeServer(server);
      await engine.close();
      await kernel.settle().catch(() => undefined);
      store.close();
    },
  };
};
