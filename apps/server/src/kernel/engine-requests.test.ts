import { expect, test } from "vitest";
import { jobOf } from "@longshore/core/testing/specs";
import { did, exited, origin, serverWith, started, workOff } from "@longshore/core/testing/test-server";
import { owedStart } from "./engine-requests.ts";

const run = { alloc: 1, attempt: 1, task: "main" };

test("[T3] [R5] a start that is owed is asked for until the run has begun, and does not end one that has", () => {
  const server = serverWith();
  did(server, { type: "registerJob", spec: jobOf({ type: "batch" }), origin });
  expect(owedStart(server.state, run)).toEqual({ type: "unwanted" });
  workOff(server);
  expect(owedStart(server.state, run)).toMatchObject({ type: "start", request: { run, driver: "raw_exec" } });
  started(server, run);
  expect(owedStart(server.state, run)).toEqual({ type: "begun" });
  exited(server, run);
  expect(owedStart(server.state, run)).toEqual({ type: "unwanted" });
});
