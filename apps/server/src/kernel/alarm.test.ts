import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createAlarm } from "./alarm.ts";

beforeEach(() => void vi.useFakeTimers({ now: 0 }));
afterEach(() => void vi.useRealTimers());

/** An alarm that keeps the time it is set to, as its users do, and when it rang. */
const keeping = () => {
  const rang: number[] = [];
  let wanted: number | null = null;
  const alarm = createAlarm(Date.now, () => {
    rang.push(Date.now());
    if (wanted !== null && wanted <= Date.now()) wanted = null;
    alarm.set(wanted);
  });
  return { rang, stop: alarm.stop, set: (at: number | null) => alarm.set((wanted = at)) };
};

test("[Q7] an alarm rings at its time, and at the one that replaced it", () => {
  const { rang, set } = keeping();
  set(5000);
  set(2000);
  set(2000);
  vi.advanceTimersByTime(10_000);
  set(11_000);
  set(null);
  vi.advanceTimersByTime(10_000);
  expect(rang).toEqual([2000]);
});

test("[Q7] a step of the wall clock is noticed within half a minute", () => {
  const { rang, set } = keeping();
  set(3_600_000);
  vi.advanceTimersByTime(10_000);
  vi.setSystemTime(3_600_000);
  vi.advanceTimersByTime(20_000);
  expect(rang).toEqual([3_620_000]);
});

test("[Q7] an alarm that was stopped never rings", () => {
  const { rang, set, stop } = keeping();
  set(1000);
  stop();
  set(2000);
  vi.advanceTimersByTime(10_000);
  expect(rang).toEqual([]);
});
