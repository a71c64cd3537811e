import { startKey, type Effect } from "../effect.ts";
import type { StateView } from "../state.ts";

/** An effect that the state itself tells of, so that nothing else has to keep it: a start is owed for as long as its task is `issued`. */
export const isImplied = (effect: Pick<Effect, "type">): boolean => effect.type === "startTask";

export const isImpliedKey = (key: string): boolean => key.startsWith("start/");

/** [S12] The starts that engines were asked for, or would have been, and of which nothing was seen yet; oldest allocation first. */
export const owedStarts = (view: StateView): readonly Effect[] =>
  [...view.liveOfJob.entries()]
    .flatMap(([, live]) => [...live])
    .toSorted((a, b) => a - b)
    .flatMap((key) => view.allocations.get(key) ?? [])
    .flatMap(({ key, tasks }) =>
      Object.entries(tasks).flatMap(([task, { issued, attempt }]): Effect[] => {
        const run = { alloc: key, attempt, task };
        return issued ? [{ type: "startTask", key: startKey(run), run }] : [];
      }),
    );
