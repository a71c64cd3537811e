import { say } from "../harness/progress.ts";
import type { Goal, Row } from "../row.ts";
import { median, spread } from "../statistics.ts";
import type { Contender } from "./contender.ts";
import { race } from "./race.ts";
import { openBullMq } from "./rivals/bullmq.ts";
import { openParallel, openXargs } from "./rivals/commands.ts";
import { openCFloor, openShellFloor } from "./rivals/floors.ts";
import { openGraphileWorker } from "./rivals/graphile-worker.ts";
import { openLongshore } from "./rivals/longshore.ts";
import { openPm2 } from "./rivals/pm2.ts";

type Entry = { readonly name: string; readonly open: () => Promise<Contender>; readonly goal: Goal | null };

const atLeast = (limit: number): Goal => ({ of: "ratio", is: "at least", limit });

const entries: readonly Entry[] = [
  { name: "C loop, one at a time", open: () => openCFloor(1), goal: atLeast(0.6) },
  { name: "C loop, 4 at a time", open: () => openCFloor(4), goal: null },
  { name: "sh loop", open: openShellFloor, goal: null },
  { name: "BullMQ, Redis fsync everysec", open: () => openBullMq("everysec"), goal: atLeast(1.3) },
  { name: "BullMQ, Redis fsync always", open: () => openBullMq("always"), goal: atLeast(1.3) },
  { name: "graphile-worker, PostgreSQL", open: openGraphileWorker, goal: null },
  { name: "pm2", open: openPm2, goal: null },
  { name: "GNU parallel", open: openParallel, goal: null },
  { name: "xargs -P4", open: openXargs, goal: null },
];

type Opened = Entry & { readonly contender: Contender | Error };

const openAll = async (): Promise<readonly Opened[]> => {
  const opened: Opened[] = [];
  for (const entry of entries) {
    say(`  preparing ${entry.name} …`);
    const contender = await entry
      .open()
      .catch((fault: unknown) => (fault instanceof Error ? fault : new Error(String(fault))));
    opened.push({ ...entry, contender });
  }
  return opened;
};

const noteOf = (contender: Contender): string =>
  contender.most === undefined
    ? contender.durability
    : `${contender.durability}; ${String(contender.most)} runs only, for time`;

/** Durable starts a second, ours and everybody else's; resolves to the median of ours. */
export const measureThroughput = async (quick: boolean, report: (row: Row) => void): Promise<number> => {
  const count = quick ? 300 : 2000;
  const ours = await openLongshore();
  const opened = await openAll();
  const contenders = opened
    .map(({ contender }) => contender)
    .filter((one): one is Contender => !(one instanceof Error));
  const rates = await race([ours, ...contenders], {
    count,
    rounds: quick ? 2 : 5,
    warmUp: quick ? 150 : 500,
    seconds: 240,
  });
  for (const contender of [ours, ...contenders]) await contender.close?.();
  const own = rates.get(ours) ?? new Error("was not run");
  if (own instanceof Error) throw own;
  for (const { name, contender, goal } of opened) {
    const values = contender instanceof Error ? contender : (rates.get(contender) ?? []);
    const theirs = values instanceof Error ? null : spread(values);
    const note = values instanceof Error ? values.message : contender instanceof Error ? "" : noteOf(contender);
    report({
      suite: "starts",
      name: `/bin/true × ${String(count)}, durable, logs and exit record`,
      unit: "starts/s",
      ours: spread(own),
      rival: contender instanceof Error ? name : contender.name,
      theirs,
      goal,
      note,
    });
  }
  return median(own);
};
