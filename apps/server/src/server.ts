import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { CheckDriverConfig } from "@longshore/core/spec/parse";
import { nomad } from "@longshore/dialects/nomad/nomad";
import { validateDriverConfig } from "@longshore/engines/driver-config";
import { clock } from "./clock.ts";
import type { Config } from "./config.ts";
import type { ApiServices } from "./api/handler.ts";
import { auditLine } from "./http/audit.ts";
import { createApp, type AppSettings } from "./http/app.ts";
import { createCredentials } from "./http/credentials.ts";
import { createFailures } from "./http/failures.ts";
import { listen } from "./http/listen.ts";
import { createSessions } from "./http/sessions.ts";
import { administratorToken, sessionKey } from "./kept-files.ts";
import { deskOpener } from "./kernel/desk.ts";
import { createJobSearch } from "./kernel/job-search.ts";
import type { Kernel } from "./kernel/kernel.ts";
import { createPlanBeside } from "./kernel/plan-beside.ts";
import { createRehearsals } from "./kernel/rehearsals.ts";
import { createWatches } from "./kernel/watches.ts";
import { openWorks, type Works } from "./kernel/works.ts";
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

/** A name under which a browser on this machine reaches the address. */
const reachable = (host: string): string => {
  if (host === "0.0.0.0" || host === "::") return "127.0.0.1";
  return host.includes(":") ? `[${host}]` : host;
};

type Doors = { readonly settings: AppSettings & { readonly guard: { port: number } }; readonly close: () => void };

const auditor =
  (store: Works["store"]): ApiServices["audit"] =>
  (context, act) =>
    store.recordAudit([
      { index: store.reader.index(), at: clock.now(), ...auditLine(context, "dashboard", act), plan: null },
    ]);

const openDoors = (
  { store, kernel, engine, troubles, collectGarbage }: Works,
  config: Config,
  log: (message: string) => void,
): Doors => {
  const { now, uuid, secret, random } = clock;
  const { reader } = store;
  const watches = createWatches(kernel);
  const hub = createLiveHub(kernel, engine);
  const file = join(config.dataDir, "longshore.db");
  const planBeside = createPlanBeside(kernel, { file, now, log });
  const rehearsals = createRehearsals(kernel, { file, now });
  const search = createJobSearch(reader, file);
  const sessions = createSessions(sessionKey(config.dataDir, secret), { now, secret });
  const failures = createFailures(now);
  const credentials = createCredentials({ tokens: store, sessions, failures, now, anonymous: config.anonymous });
  const people = { tokens: store, sessions, credentials, failures };
  const services = {
    kernel,
    reader,
    engine,
    hub,
    planBeside: planBeside.plan,
    keptPlan: planBeside.kept,
    whatIfBeside: planBeside.whatIf,
    rehearse: rehearsals.begin,
    searchJobs: search.find,
    ...people,
    checkDriverConfig,
    audit: auditor(store),
    auditRows: store.auditRows,
    collectGarbage,
    now,
    secret,
    uuid,
    version,
    get notices() {
      return [...troubles.now(), ...noticesOf(config)];
    },
  };
  return {
    settings: {
      services,
      guard: { host: config.host, port: config.port, allowHosts: config.allowHosts, credentials },
      dialects: [nomad],
      openDesk: deskOpener({ collectGarbage, kernel, planBeside, reader, engine, watches, checkDriverConfig, random }),
      log,
      uuid,
    },
    close: () => {
      hub.close();
      planBeside.close();
      rehearsals.close();
      search.close();
      watches.close();
    },
  };
};

/** Puts the parts together: first what runs work, then the doors. Ready to serve when it resolves. */
export const startServer = async (config: Config, log: (message: string) => void): Promise<RunningServer> => {
  const { now, uuid, secret } = clock;
  const works = await openWorks(config, log);
  const token = administratorToken(works.store, { dataDir: config.dataDir, preset: config.token, secret, uuid, now });
  const doors = openDoors(works, config, log);
  const app = createApp(doors.settings);
  const socket = await listen((request, response) => {
    works.callers.came();
    app(request, response);
  }, config);
  // Port 0 asks for any: only now is it known by which address the server is called.
  doors.settings.guard.port = socket.port;
  const url = `http://${reachable(config.host)}:${String(socket.port)}`;
  return {
    url,
    signInLink: `${url}/ui/#t=${token}`,
    kernel: works.kernel,
    checkDriverConfig,
    close: async () => {
      works.stop();
      doors.close();
      await socket.close();
      await works.close();
    },
  };
};
