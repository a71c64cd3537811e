import { expect, it } from "vitest";
import { noInstances } from "@longshore/core/model";
import { isConfirmed } from "./requested.ts";

const job = (stop: boolean, now: Partial<typeof noInstances>) => ({
  namespace: "default",
  id: "web",
  stop,
  groups: [{ now: { ...noInstances, ...now } }],
});
const stopping = { type: "stop", at: 0 } as const;
const starting = { type: "start", at: 0 } as const;

it("a stop is confirmed when nothing runs any more, not when it is accepted", () => {
  expect(isConfirmed(stopping, job(false, { running: 1 }))).toBe(false);
  expect(isConfirmed(stopping, job(true, { stopping: 1 }))).toBe(false);
  expect(isConfirmed(stopping, job(true, { complete: 1 }))).toBe(true);
});
it("a start is confirmed when nothing is still to come", () => {
  expect(isConfirmed(starting, job(true, {}))).toBe(false);
  expect(isConfirmed(starting, job(false, { queued: 1 }))).toBe(false);
  expect(isConfirmed(starting, job(false, { running: 1 }))).toBe(true);
});
