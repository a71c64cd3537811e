import { readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Client } from "../harness/client.ts";
import { purge, reach, submit } from "../harness/jobs.ts";
import { startLongshore } from "../harness/longshore.ts";
import { run } from "../harness/program.ts";
import { say } from "../harness/progress.ts";
import { removeAndSettle, scratchDirectory } from "../harness/scratch.ts";
import { spread } from "../statistics.ts";
import type { Suite } from "../suite.ts";
import { formatNumber } from "../table.ts";

const megabyte = 1_000_000;

/** Writes so many bytes of text lines to stdout and, on stderr, the nanoseconds that took: the clock is the writer's own. */
const script = (bytes: number): string =>
  `from=$(date +%s%N); yes "the quick brown fox jumps over the lazy dog, and 0123456789 times more" | head -c ${String(bytes)}; to=$(date +%s%N); echo $((to - from)) >&2`;

const megabytesPerSecond = (bytes: number, nanoseconds: string): number =>
  bytes / megabyte / (Number(nanoseconds) / 1e9);

/** The same command with its output redirected to a file, appended to as ours is. */
const redirected = async (bytes: number): Promise<number> => {
  const directory = scratchDirectory("redirected");
  const [out, err] = [join(directory, "out"), join(directory, "err")];
  await run(["/bin/sh", "-c", `exec /bin/sh -c "$0" >>"${out}" 2>>"${err}"`, script(bytes)]);
  const rate = megabytesPerSecond(bytes, readFileSync(err, "utf8"));
  if (statSync(out).size !== bytes) throw new Error("the redirected file is not whole");
  await removeAndSettle(directory);
  return rate;
};

/** As a task. `keptMegabytes` is what its logs may take on disk. */
const asTask = async (
  client: Client,
  id: string,
  { bytes, keptMegabytes }: { readonly bytes: number; readonly keptMegabytes: number },
) => {
  await submit(client, {
    id,
    type: "batch",
    count: 1,
    command: "/bin/sh",
    args: ["-c", script(bytes)],
    logMegabytes: keptMegabytes,
  });
  await reach(client, id, { state: "Complete", count: 1, limitMs: 120_000 });
  const [allocation] = await client.get<readonly { readonly ID: string }[]>(`/v1/job/${id}/allocations`);
  const path = `/v1/client/fs/logs/${allocation?.ID ?? ""}?task=main&type=stderr&plain=true`;
  const { body } = await client.send("GET", path);
  return { rate: megabytesPerSecond(bytes, body), allocation: allocation?.ID ?? "" };
};

type Rates = { readonly ours: number[]; readonly theirs: number[] };

/** One run of each. */
const round = async (
  server: { readonly client: Client; readonly dataDir: string },
  id: string,
  { bytes, keptMegabytes }: { readonly bytes: number; readonly keptMegabytes: number },
): Promise<readonly [ours: number, theirs: number]> => {
  const { rate, allocation } = await asTask(server.client, id, { bytes, keptMegabytes });
  await purge(server.client, id);
  rmSync(join(server.dataDir, "alloc", allocation), { recursive: true, force: true });
  await run(["sync"]);
  return [rate, await redirected(bytes)];
};

/** A task that writes much must not notice that it is a task. */
export const measureLogs: Suite = async ({ quick, report }) => {
  const bytes = (quick ? 200 : 500) * megabyte;
  const dataDir = scratchDirectory("longshore");
  const server = await startLongshore(dataDir);
  const kinds = [
    { name: "all kept", keptMegabytes: 600, rates: { ours: [], theirs: [] } as Rates },
    { name: "100 MB kept", keptMegabytes: 100, rates: { ours: [], theirs: [] } as Rates },
  ];
  for (let nth = 0; nth <= (quick ? 5 : 9); nth += 1) {
    for (const { name, keptMegabytes, rates } of kinds) {
      const id = `logs-${String(keptMegabytes)}-${String(nth)}`;
      const [ours, theirs] = await round({ client: server.client, dataDir }, id, { bytes, keptMegabytes });
      if (nth === 0) continue;
      rates.ours.push(ours);
      rates.theirs.push(theirs);
      say(`  round ${String(nth)}: ${name} ${formatNumber(ours)} MB/s, redirected ${formatNumber(theirs)} MB/s`);
    }
  }
  await server.end();
  await server.remove();
  await removeAndSettle(dataDir);
  for (const { name, rates } of kinds)
    report({
      suite: "logs",
      name: `${String(bytes / megabyte)} MB to stdout, ${name}`,
      unit: "MB/s",
      ours: spread(rates.ours),
      rival: "redirected to a file",
      theirs: spread(rates.theirs),
      goal: { of: "ratio", is: "at least", limit: 0.9 },
      note: "",
    });
};
