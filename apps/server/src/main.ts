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

main().catch((fault: unknown) => {
  const isExpected = fault instanceof UsageError || (fault instanceof Error && "retry" in fault);
  process.stderr.write(
    `${isExpected ? fault.message : fault instanceof Error ? (fault.stack ?? fault.message) : String(fault)}\n`,
  );
  process.exit(isExpected ? 2 : 1);
});
