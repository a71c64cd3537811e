import { expect, test } from "vitest";
import { eventShape } from "./event-shape.ts";
import { stateText } from "./state-text.ts";

const event = (type: string, exitCode?: number) => ({
  type,
  at: 0,
  message: "",
  attempt: 1,
  ...(exitCode === undefined ? {} : { exitCode }),
});

test("an end by request is no failure, an end by itself with a code is", () => {
  const asked = [event("Started"), event("Signaling"), event("Terminated", 143)];
  const alone = [event("Started"), event("Signaling"), event("Started"), event("Terminated", 3)];
  expect(eventShape(asked, 2)).toBe("stopped");
  expect(eventShape(alone, 3)).toBe("failed");
  expect(eventShape([event("Terminated", 0)], 0)).toBe("succeeded");
  expect(eventShape([event("Never Heard Of")], 0)).toBe("lost");
});

test("the state in a few words", () => {
  const task = { failed: true, exitCode: 137 } as Parameters<typeof stateText>[0]["tasks"][number];
  expect(stateText({ state: "failed", attempt: 2, tasks: [task] })).toBe("failed, attempt 2, exit 137");
  expect(stateText({ state: "running", attempt: 1, tasks: [] })).toBe("running");
});
