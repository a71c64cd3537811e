import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fillHistory } from "@longshore/store/testing/fill";
import { countsOf, reach, submit } from "../harness/jobs.ts";
import { startLongshore } from "../harness/longshore.ts";
import { run } from "../harness/program.ts";
import { say } from "../harness/progress.ts";
import { removeAndSettle, scratchDirectory } from "../harness/scratch.ts";
import type { Goal, Row } from "../row.ts";
import { spread } from "../statistics.ts";
import type { Suite } from "../suite.ts";
import { residentMegabytes, supervisionMegabytes } from "./memory.ts";

const live = 200;
const id = "sleepers";
/** A server is called idle when nothing was asked of it for so long, in milliseconds. */
const idleMs = 5_000;

const below = (limit: number): Goal => ({ of: "value", is: "below", limit });

/** The sleepers of a data directory: their environment names it, and they are what the job said. */
const sleepersOf = (dataDir: string): readonly number[] =>
  readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        const command = readFileSync(`/proc/${pid}/cmdline`, "utf8");
        return command.startsWith("/bin/sleep\0") && readFileSync(`/proc/${pid}/environ`, "utf8").includes(dataDir);
      } catch {
        return false;
      }
    })
    .map(Number);

const fill = async (dataDir: string, allocations: number): Promise<void> => {
  say(`  filling in ${allocations.toLocaleString("en")} ended allocations …`);
  fillHistory(join(dataDir, "longshore.db"), { jobs: Math.ceil(allocations / 1000), allocations });
  await run(["sync"]);
};

/** Starts the sleepers and is killed. */
const populate = async (dataDir: string): Promise<void> => {
  const server = await startLongshore(dataDir);
  await submit(server.client, { id, type: "service", count: live, command: "/bin/sleep", args: ["86400"] });
  await reach(server.client, id, { state: "Running", count: live, limitMs: 60_000 });
  await server.end("SIGKILL");
};

/** One start after a kill: what it took, and what the server and its shells take when idle. */
const recover = async (dataDir: string) => {
  await run(["sync"]);
  const server = await startLongshore(dataDir);
  await delay(idleMs);
  const counts = await countsOf(server.client, id);
  if (counts.Running !== live) throw new Error(`Of ${String(live)} tasks, after the start: ${JSON.stringify(counts)}`);
  const tasks = sleepersOf(dataDir);
  if (tasks.length !== live) throw new Error(`There are ${String(tasks.length)} processes for ${String(live)} tasks`);
  const measured = {
    seconds: server.readyMs / 1000,
    resident: residentMegabytes(server.pid),
    perTask: supervisionMegabytes(server.pid, tasks) / live,
  };
  await server.end("SIGKILL");
  return measured;
};

/** Coming back to a long history and running work. */
export const measureRecovery: Suite = async ({ quick, report }) => {
  const ended = quick ? 100_000 : 1_000_000;
  const dataDir = scratchDirectory("longshore");
  await fill(dataDir, ended);
  await populate(dataDir);
  const rounds = [];
  for (let nth = 1; nth <= (quick ? 3 : 5); nth += 1) {
    const round = await recover(dataDir);
    say(`  round ${String(nth)}: ${round.seconds.toFixed(2)} s, ${round.resident.toFixed(0)} MB`);
    rounds.push(round);
  }
  const last = await startLongshore(dataDir);
  await last.end();
  await last.remove();
  await removeAndSettle(dataDir);
  const base = { suite: "recovery", rival: null, theirs: null, note: "" };
  const kept = `${ended.toLocaleString("en")} ended, ${String(live)} live`;
  const rows: readonly Row[] = [
    {
      ...base,
      name: `exec → health, ${kept}`,
      unit: "s",
      ours: spread(rounds.map((one) => one.seconds)),
      goal: below(3),
    },
    {
      ...base,
      name: `idle server, ${kept}`,
      unit: "MB",
      ours: spread(rounds.map((one) => one.resident)),
      goal: below(150),
    },
    {
      ...base,
      name: "private memory of ours per running task",
      unit: "MB",
      ours: spread(rounds.map((one) => one.perTask)),
      goal: below(0.5),
      note: "launcher and workers, from smaps_rollup, divided by the tasks",
    },
  ];
  for (const row of rows) report(row);
};
