import type { Config } from "../config.ts";
import { startServer, type RunningServer } from "../server.ts";
import { clientOf, type Client } from "./client.ts";
import { temporaryData } from "./temporary-data.ts";

export const administrator = "administrator-of-the-tests";

export type TestServer = Client & {
  readonly dataDir: string;
  readonly port: number;
  readonly running: RunningServer;
  /** What the server said in its log. */
  readonly logged: readonly string[];
  readonly dispose: () => Promise<void>;
};

/** A real server in this process, on a free port and a data directory of its own, with its real engine. */
export const startTestServer = async (given: Partial<Config> = {}): Promise<TestServer> => {
  const temporary = temporaryData();
  const logged: string[] = [];
  const config: Config = {
    host: "127.0.0.1",
    port: 0,
    dataDir: temporary.dataDir,
    allowHosts: [],
    demo: false,
    token: administrator,
    anonymous: false,
    taskUsers: [],
    ...given,
  };
  const running = await startServer(config, (line) => void logged.push(line));
  return {
    ...clientOf(running.url, administrator),
    dataDir: config.dataDir,
    port: Number(new URL(running.url).port),
    running,
    logged,
    dispose: async () => {
      await running.close();
      await temporary.remove();
    },
  };
};
