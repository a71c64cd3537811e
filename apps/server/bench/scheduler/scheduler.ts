import { join } from "node:path";
import { run } from "../harness/program.ts";
import { repository } from "../harness/packages.ts";
import { say } from "../harness/progress.ts";
import { removeAndSettle, scratchDirectory } from "../harness/scratch.ts";
import type { Goal, Row } from "../row.ts";
import { spread } from "../statistics.ts";
import type { Suite } from "../suite.ts";
import type { Decided, Shape } from "./deciding.ts";
import type { Durable } from "./durable.ts";
import type { Growth } from "./growth.ts";
import type { Axes, MatrixRow } from "./matrix.ts";
import { measureReads } from "./reads.ts";

const part = join(repository, "apps/server/bench/scheduler/part.ts");

/** Runs one measurement in a process of its own. */
const measure = async <T>(name: string, given: object): Promise<T> => {
  const node = [process.execPath, "--expose-gc", "--max-old-space-size=6144", part] as const;
  const { stdout } = await run([...node, name, JSON.stringify(given)], { cwd: repository, env: process.env });
  return JSON.parse(stdout) as T;
};

const repeat = async <T>(times: number, one: () => Promise<T>): Promise<readonly T[]> => {
  const all: T[] = [];
  for (let nth = 0; nth < times; nth++) all.push(await one());
  return all;
};

const atLeast = (limit: number): Goal => ({ of: "value", is: "at least", limit });
const below = (limit: number): Goal => ({ of: "value", is: "below", limit });

type Report = (row: Row) => void;

const base = { suite: "scheduler", rival: null, theirs: null, goal: null, note: "" } as const;

const shapeText = ({ jobs, count, nodes }: Shape): string =>
  `${String(jobs)} jobs × ${String(count)} on ${String(nodes)} nodes`;

const reportDeciding = async (shape: Shape, report: Report): Promise<void> => {
  const rounds = await repeat(3, () => measure<Decided>("deciding", shape));
  const of = (read: (one: Decided) => number) => spread(rounds.map(read));
  const name = `${shapeText(shape)}${shape.spread ? ", spread" : ""}`;
  const floor = shape.spread ? {} : { rival: "plain loop, best of 13", theirs: of((one) => one.floor) };
  report({
    ...base,
    ...floor,
    name: `${name}: deciding`,
    unit: "placements/s",
    ours: of((one) => one.deciding),
    goal: atLeast(shape.spread ? 20_000 : 300_000),
  });
  report({ ...base, name: `${name}: deciding and applying`, unit: "placements/s", ours: of((one) => one.both) });
  if (shape.spread) return;
  report({ ...base, name: `${name}: live heap`, unit: "MB", ours: of((one) => one.heapMegabytes) });
  report({
    ...base,
    name: `${name}: resident`,
    unit: "MB",
    ours: of((one) => one.residentMegabytes),
    goal: below(3000),
  });
};

const reportDurable = async (shape: Shape, report: Report): Promise<void> => {
  const rounds = await repeat(2, async () => {
    const directory = scratchDirectory("scheduler");
    const measured = await measure<Durable>("durable", { ...shape, directory });
    await removeAndSettle(directory);
    return measured;
  });
  report({
    ...base,
    name: `${shapeText(shape)}: durable`,
    unit: "placements/s",
    ours: spread(rounds.map((one) => one.perSecond)),
    goal: atLeast(20_000),
    note: "journal, rows and effects committed with synchronous=FULL, through the server's kernel and evaluation loop",
  });
  report({
    ...base,
    name: `${shapeText(shape)}: durable, resident`,
    unit: "MB",
    ours: spread(rounds.map((one) => one.residentMegabytes)),
  });
};

/** Ten times as much that has nothing to do with it must not make an evaluation dearer. */
const reportGrowth = async (kind: Growth["kind"], jobs: number, report: Report): Promise<void> => {
  const rounds = 200;
  const few = await measure<readonly number[]>("growth", { kind, jobs, rounds });
  const many = await measure<readonly number[]>("growth", { kind, jobs: jobs * 10, rounds });
  const what = kind === "idle" ? "idle jobs of 10" : "ended jobs of 10";
  report({
    ...base,
    name: `evaluation of 100 beside ${String(jobs * 10)} ${what}`,
    unit: "ms",
    ours: spread(many),
    rival: `beside ${String(jobs)}`,
    theirs: spread(few),
    goal: { of: "ratio", is: "below", limit: 1.3 },
  });
};

const reportMatrix = async (axes: Axes, report: Report): Promise<void> => {
  for (const { nodes, racks, count, spread: isSpread, ms } of await measure<readonly MatrixRow[]>("matrix", axes))
    report({
      ...base,
      name: `${String(nodes)} nodes, ${String(racks)} racks, ${String(count)} instances${isSpread ? ", spread" : ""}`,
      unit: "ms",
      ours: spread(ms),
    });
};

const wholeMatrix: Axes = { nodes: [500, 1000, 5000, 10_000], racks: [25, 50, 75], counts: [50, 300, 600, 900, 1200] };
const corner: Axes = { nodes: [500, 5000], racks: [25], counts: [50, 1200] };

/** Placing a million instances, evaluating in a growing system, Nomad's own matrix, and reading meanwhile. */
export const measureScheduler: Suite = async ({ quick, report }) => {
  const million: Shape = { jobs: quick ? 100 : 1000, count: 1000, nodes: 5000, spread: false };
  await reportDeciding(million, report);
  say("  decided in memory");
  await reportDeciding({ ...million, jobs: quick ? 20 : 100, spread: true }, report);
  say("  decided with a spread");
  await reportDurable({ ...million, jobs: quick ? 50 : 1000 }, report);
  say("  committed durably");
  await reportGrowth("idle", quick ? 200 : 1000, report);
  await reportGrowth("history", quick ? 200 : 1000, report);
  say("  beside idle and ended jobs");
  await measureReads(quick, report);
  say("  read meanwhile");
  await reportMatrix(quick ? corner : wholeMatrix, report);
};
