import { readConfig, UsageError } from "./config.ts";
import { addDemoJobs } from "./demo/add-demo-jobs.ts";
import { startServer } from "./server.ts";

const log = (message: string): void => {
  process.stderr.write(`${new Date().toISOString()} ${message}\n`);
};

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

const main = async (): Promise<void> => {
  const config = readConfig(process.argv.slice(2), process.env);
  const server = await startServer(config, log);
  if (config.demo) await addDemoJobs(server, say);
  say(`Longshore serves ${server.url}, its data in ${config.dataDir}`);
  say(`Sign in: ${server.signInLink}`);

  let isClosing = false;
  const close = (): void => {
    if (isClosing) return;
    isClosing = true;
    say("Stopping; running tasks go on");
    server.close().then(
      () => process.exit(0),
      (fault: unknown) => {
        log(`The stop failed: ${String(fault)}`);
        process.exit(1);
      },
    );
  };
  process.on("SIGINT", close);
  process.on("SIGTERM", close);
  process.on("SIGHUP", close);
};

/** What whoever starts the server can do something about: said without a stack. */
const isExpected = (fault: unknown): fault is Error =>
  fault instanceof UsageError || (fault instanceof Error && ("retry" in fault || "syscall" in fault));

main().catch((fault: unknown) => {
  const isTaken = (fault as { readonly code?: unknown } | null)?.code === "EADDRINUSE";
  if (isTaken) log("Another program listens there already: choose another port with --port, or stop that program");
  process.stderr.write(
    `${isExpected(fault) ? fault.message : fault instanceof Error ? (fault.stack ?? fault.message) : String(fault)}\n`,
  );
  process.exit(isExpected(fault) ? 2 : 1);
});
