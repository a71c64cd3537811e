import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { load, serve } from "./serve.ts";

/** What is used of pm2. */
type Process = { readonly name: string; readonly pm2_env: { readonly status: string } };
type Callback<T = unknown> = (fault: Error | null, value: T) => void;
type Pm2 = {
  readonly connect: (callback: Callback) => void;
  readonly start: (options: Readonly<Record<string, unknown>>, callback: Callback) => void;
  readonly list: (callback: Callback<readonly Process[]>) => void;
  readonly delete: (name: "all", callback: Callback) => void;
  readonly killDaemon: (callback: Callback) => void;
};

const pm2 = load("pm2") as Pm2;
const called = <T>(call: (callback: Callback<T>) => void): Promise<T> =>
  new Promise((resolve, reject) => call((fault, value) => (fault === null ? resolve(value) : reject(fault))));

const inFlight = 4;

const end = (): void => pm2.killDaemon(() => process.exit(0));
process.on("SIGTERM", end);
await called((callback) => pm2.connect(callback));

/** The daemon holds exit statuses in memory: a process that is no longer online has one. */
await serve(async (count, directory) => {
  let next = 0;
  const take = async (): Promise<void> => {
    for (let id = next++; id < count; id = next++) {
      await called((callback) =>
        pm2.start(
          {
            name: String(id),
            script: "/bin/true",
            interpreter: "none",
            autorestart: false,
            out_file: join(directory, `${String(id)}.out`),
            error_file: join(directory, `${String(id)}.err`),
            pid_file: join(directory, `${String(id)}.pid`),
          },
          callback,
        ),
      );
    }
  };
  await Promise.all(Array.from({ length: inFlight }, take));
  for (;;) {
    const listed = await called<readonly Process[]>((callback) => pm2.list(callback));
    if (listed.filter((one) => one.pm2_env.status === "stopped").length === count) break;
    await delay(20);
  }
  await called((callback) => pm2.delete("all", callback));
});
end();
