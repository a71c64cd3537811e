import { afterEach, expect, test, vi } from "vitest";
import { nothingTouched } from "@longshore/core/touched";
import type { Allocation } from "@longshore/core/model";
import type { Commit } from "../kernel/kernel.ts";
import { httpLimits } from "../http/limits.ts";
import { emptyState } from "@longshore/core/state";
import { createLiveHub } from "./hub.ts";

afterEach(() => void vi.useRealTimers());

const changed = (index: number): Commit => {
  const touched = nothingTouched();
  for (let key = 0; key < 400; key++) {
    const id = `${String(index)}/${String(key)}`;
    const named = { key, id, namespace: "default", jobId: `job ${String(key)}`, rollout: null };
    touched.allocations.set(key, named as Allocation);
  }
  return { index, touched, effects: [] };
};

test("[L2] what is kept for those who come back is bounded in all, the newest of it, and told as one change", () => {
  vi.useFakeTimers();
  const listeners: ((commit: Commit) => void)[] = [];
  let index = 0;
  const state = emptyState("seed");
  const hub = createLiveHub(
    { view: () => state, durableIndex: () => index, onCommit: (listener) => void listeners.push(listener) },
    { logExtent: () => Promise.resolve(undefined), watchLog: () => () => undefined },
  );
  for (index = 1; index <= 200; index++) {
    for (const listener of listeners) listener(changed(index));
    vi.advanceTimersByTime(httpLimits.liveCoalesceMs);
  }
  const toldSince = (since: number): readonly string[] => {
    const events: string[] = [];
    const send = (event: string, _data: unknown, at?: number): boolean =>
      events.push(`${event} ${at === undefined ? "" : String(at)}`.trim()) > 0;
    hub.add({ id: String(since), tokenId: "", sees: () => true, send, end: () => undefined }, since);
    return events;
  };
  expect(toldSince(190)).toEqual(["hello 190", "change 200"]);
  expect(toldSince(200)).toEqual(["hello 200"]);
  expect(toldSince(10)).toEqual(["hello 201", "resync"]);
  hub.close();
});
