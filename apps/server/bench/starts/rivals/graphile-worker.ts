import { chownSync, existsSync, mkdirSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { installed, Missing } from "../../harness/packages.ts";
import { run, start } from "../../harness/program.ts";
import { scratchDirectory } from "../../harness/scratch.ts";
import { untilItWorks } from "../../harness/wait.ts";
import type { Contender } from "../contender.ts";
import { openHost } from "./hosted.ts";

const packages = { "graphile-worker": "0.17.3", pg: "8.16.3" };
const concurrency = 8;
const distribution = "/usr/lib/postgresql";

/** The newest of the distribution's versions. */
const programs = (): string => {
  const versions = existsSync(distribution) ? readdirSync(distribution).map(Number).filter(Number.isFinite) : [];
  const newest = versions.toSorted((a, b) => b - a)[0];
  const directory = join(distribution, String(newest), "bin");
  if (newest === undefined || !existsSync(join(directory, "initdb")))
    throw new Missing(`PostgreSQL is not installed below ${distribution}`);
  return directory;
};

/** PostgreSQL refuses to run as root: then as the user that its package made. */
const user = (): { readonly uid?: number; readonly gid?: number } => {
  if (process.getuid?.() !== 0) return {};
  const [, uid, gid] = /^postgres:[^:]*:(\d+):(\d+):/m.exec(readFileSync("/etc/passwd", "utf8")) ?? [];
  if (uid === undefined || gid === undefined)
    throw new Missing("PostgreSQL does not run as root, and there is no user postgres");
  return { uid: Number(uid), gid: Number(gid) };
};

/** A cluster of our own with the default durability, reachable through a socket file only. */
const startPostgres = async () => {
  const bin = programs();
  const as = user();
  const directory = scratchDirectory("postgres");
  const data = join(directory, "data");
  mkdirSync(data, { mode: 0o700 });
  for (const path of [directory, data]) if (as.uid !== undefined) chownSync(path, as.uid, as.gid ?? as.uid);
  const settings = { ...as, cwd: directory, env: { LC_ALL: "C", PATH: process.env["PATH"] } };
  await run([join(bin, "initdb"), "-D", data, "-U", "bench", "-A", "trust", "--no-sync"], settings);
  const postgres = start(
    [join(bin, "postgres"), "-D", data, "-k", directory, "-c", "listen_addresses="],
    settings,
    "ignore",
  );
  await untilItWorks(20_000, () =>
    run([join(bin, "psql"), "-h", directory, "-U", "bench", "-c", "", "postgres"], settings),
  );
  const version = /([\d.]+)/.exec((await run([join(bin, "postgres"), "--version"])).stdout)?.[1] ?? "";
  return { address: `postgresql:///postgres?host=${encodeURIComponent(directory)}&user=bench`, version, postgres };
};

export const openGraphileWorker = async (): Promise<Contender> => {
  const directory = await installed("graphile-worker", packages);
  const { address, version, postgres } = await startPostgres();
  const host = await openHost({ file: "graphile-worker.ts", packages: directory }, [address, String(concurrency)]);
  return {
    name: `graphile-worker ${packages["graphile-worker"]}, PostgreSQL ${version}`,
    durability: "every exit record flushed before it is reported",
    run: host.run,
    close: async () => {
      await host.close();
      await postgres.end("SIGINT");
    },
  };
};
