import { describe, expect, it } from "vitest";
import { readRehearsal } from "../../api/rehearsal.ts";
import type { Rehearsed } from "../../api/rehearsal.ts";
import { stepLine } from "./chart-path.ts";
import { clockText, fittingSpeed, rehearsalSentence, timesText } from "./rehearsal-words.ts";
import { countsOf, createCursor, tickAt, timelineOf } from "./timeline.ts";
import type { Snapshot } from "./timeline.ts";

const spread = { median: 1, low: 1, high: 1, samples: 0 };
const header: Rehearsed["header"] = {
  type: "header",
  namespace: "default",
  id: "web",
  version: 1,
  index: 9,
  startsAt: 0,
  seed: "s",
  branch: "as-expected",
  victim: null,
  times: { main: { start: spread, checks: spread, stop: spread } },
  beatMs: 100,
};
const lowest = { instances: 1, at: 0, before: 2, after: 2 };
const summary: Rehearsed["summary"] = {
  type: "summary",
  outcome: { type: "successful" },
  endsAt: 3000,
  batches: [],
  batchCount: 0,
  lowest: { ...lowest, groups: { main: lowest } },
  events: [{ at: 0, version: 1, status: "running", text: "begun" }],
  steps: 9,
};
/** Two instances of version 0, replaced one after the other. */
const rehearsed: Rehearsed = {
  header,
  summary,
  frames: [
    {
      type: "frame",
      at: 0,
      changes: [
        { group: "main", index: 10, state: "healthy", version: 0, node: "n1", canary: false },
        { group: "main", index: 2, state: "healthy", version: 0, node: "n2", canary: false },
      ],
      nodes: { n1: "one", n2: "two" },
    },
    { type: "frame", at: 0, changes: [{ group: "main", index: 2, state: "stopping", version: 1 }] },
    { type: "frame", at: 500, changes: [{ group: "main", index: 2, state: "up", node: "n1" }] },
    { type: "frame", at: 1000, changes: [{ group: "main", index: 2, state: "healthy" }] },
    { type: "frame", at: 1000, changes: [{ group: "main", index: 10, state: "stopping", version: 1 }] },
    { type: "frame", at: 3000, changes: [{ group: "main", index: 10, state: "healthy" }] },
  ],
};

const copy = ({ state, version, canary, node }: Snapshot) => [[...state], [...version], [...canary], [...node]];

describe("a rehearsal as a timeline", () => {
  const timeline = timelineOf(rehearsed);
  it("has its instances by number, and one tick for each time", () => {
    expect(timeline.cells.map(({ index }) => index)).toEqual([2, 10]);
    expect(timeline.groups).toEqual([{ name: "main", from: 0, to: 2 }]);
    expect(timeline.ticks).toEqual([0, 500, 1000, 3000]);
    expect([-1, 0, 499, 500, 2999, 9999].map((at) => tickAt(timeline, at))).toEqual([0, 0, 0, 1, 2, 3]);
  });
  it("looks the same at a tick, whichever way one comes there", () => {
    const straight = timeline.ticks.map((_, tick) => copy(createCursor(timeline)(tick)));
    const cursor = createCursor(timeline);
    for (const tick of [3, 0, 2, 1, 1, 3, 2, 0]) expect(copy(cursor(tick))).toEqual(straight[tick]);
    expect(Object.fromEntries(countsOf(cursor(1)))).toEqual({ up: 1, healthy: 1 });
    expect(timeline.nodes[cursor(1).node[0] ?? -1]).toBe("one");
  });
  it("counts what does its work: what is only up does not while a rollout decides", () => {
    expect(timeline.points.map(({ old, fresh, moving }) => [old, fresh, moving])).toEqual([
      [1, 0, 1],
      [1, 0, 1],
      [0, 1, 1],
      [0, 2, 0],
    ]);
    expect(Math.min(...timeline.points.map(({ old, fresh }) => old + fresh))).toBe(summary.lowest.instances);
  });
  it("is drawn as steps", () => {
    const path = stepLine(timeline.points, { endsAt: 3000, most: 2, of: ({ old, fresh }) => old + fresh });
    expect(path).toBe("M0 50H166.67V50H333.33V50H1000V0H1000");
  });
});

describe("a rehearsal in words", () => {
  it("says how it ends and how low it goes", () => {
    expect(rehearsalSentence({ header, summary })).toBe(
      "Comes to a good end after 3s. Lowest capacity is 1 in service, of 2 before, from the very beginning.",
    );
    const reverted = { type: "reverted", why: "main[2] failed", to: 0, isDone: true } as const;
    const failing = { ...header, branch: "never-healthy", victim: { group: "main", index: 2 } } as const;
    expect(rehearsalSentence({ header: failing, summary: { ...summary, outcome: reverted } })).toBe(
      "Fails and goes back to what v0 was, all of it by 3s: main[2] failed. Lowest capacity is 1 in service, of 2 before, from the very beginning. main[2] is the one that fails.",
    );
    expect(rehearsalSentence({ header: { ...header, branch: "canary-fails" }, summary })).toContain("it has no canary");
    expect(timesText(header.times)).toContain("assumed");
  });
  it("has a clock as fine as the whole is long", () => {
    expect([clockText(1040, 3000), clockText(130_000, 400_000), clockText(3_730_000, 9_000_000)]).toEqual([
      "1.0 s",
      "02:10",
      "1:02:10",
    ]);
    expect([0, 20_000, 21_000, 86_400_000].map(fittingSpeed)).toEqual([1, 1, 5, 1200]);
  });
});

describe("a rehearsal as it is told", () => {
  const told = (text: string): ReadableStream<Uint8Array> =>
    new Blob([new TextEncoder().encode(text)]).stream() as ReadableStream<Uint8Array>;
  const lines = [header, ...rehearsed.frames, summary].map((line) => JSON.stringify(line));
  it("is read line by line", async () => {
    const reached: number[] = [];
    expect(await readRehearsal(told(`${lines.join("\n")}\n`), (at) => reached.push(at))).toEqual(rehearsed);
    expect(reached).toEqual([0, 0, 500, 1000, 1000, 3000]);
  });
  it("that is cut off or given up is no rehearsal", async () => {
    const nobody = (): undefined => undefined;
    await expect(readRehearsal(told(lines.slice(0, 3).join("\n")), nobody)).rejects.toThrow("cut off");
    const problem = JSON.stringify({ type: "problem", title: "no" });
    await expect(readRehearsal(told(`${lines[0] ?? ""}\n${problem}`), nobody)).rejects.toThrow("no");
  });
});
