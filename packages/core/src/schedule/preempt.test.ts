import { describe, expect, test } from "vitest";
import { must } from "../invariant.ts";
import type { Network } from "../model/connections.ts";
import type { Capacity } from "../model/resources.ts";
import type { SchedulerSettings } from "../model/settings.ts";
import { jobOf, type JobGiven } from "../testing/specs.ts";
import { createServer, did, nodeCommand, origin, startAll, workOff, type TestServer } from "../testing/test-server.ts";
import { candidatesFor, createClaims, leave, place, preempt } from "./place.ts";

const pushing: SchedulerSettings = {
  algorithm: "binpack",
  preemption: { service: true, batch: true, system: true, sysbatch: true },
};

const size: Capacity = { cpuMhz: 1000, memoryMb: 1000, diskMb: 10_000 };

const serverOf = (nodes: number): TestServer => {
  const server = createServer();
  for (let at = 1; at <= nodes; at++) did(server, nodeCommand(`n${String(at)}`, size));
  did(server, { type: "setScheduler", settings: pushing, origin });
  return server;
};

const network = (port: number): Network => ({
  mode: "host",
  mbits: 0,
  reservedPorts: [{ label: "http", value: port, to: 0, hostNetwork: "" }],
  dynamicPorts: [],
  carried: {},
});

/** The one-group job with these memories, all on the nodes that are left free. */
const run = (server: TestServer, given: JobGiven & { readonly port?: number }): void => {
  const { port, ...rest } = given;
  const spec = jobOf(rest);
  const taskGroups = spec.taskGroups.map((group) => ({
    ...group,
    networks: port === undefined ? [] : [network(port)],
  }));
  did(server, { type: "registerJob", spec: { ...spec, taskGroups }, origin });
  workOff(server);
  startAll(server);
};

/** What would go for instances of a job that is known and does not fit. */
const asking = (server: TestServer, id: string) => {
  const job = must([...server.state.jobs.entries()].find(([, one]) => one.spec.id === id)?.[1], "job");
  const claims = createClaims(server.state, job);
  const candidates = candidatesFor(server.state, job.spec, must(job.spec.taskGroups[0], "group"));
  return (index: number) => {
    const request = { candidates, claims, index };
    expect("node" in place(server.state, request)).toBe(false);
    const found = preempt(server.state, request);
    return found === undefined
      ? undefined
      : [found.node.id, found.victims.map(({ jobId, index: of }) => `${jobId}${String(of)}`)];
  };
};

/** A job that does not fit and has pushed nobody out yet. */
const waiting = (server: TestServer, given: JobGiven & { readonly port?: number }): void => {
  did(server, {
    type: "setScheduler",
    settings: { ...pushing, preemption: { ...pushing.preemption, service: false } },
    origin,
  });
  run(server, given);
  did(server, { type: "setScheduler", settings: pushing, origin });
};

describe("who is pushed out", () => {
  test("[P33] the least important, and no more than needed", () => {
    const server = serverOf(1);
    run(server, { id: "a", priority: 40, groups: [{ memoryMb: 300 }] });
    run(server, { id: "b", priority: 20, groups: [{ memoryMb: 300 }] });
    run(server, { id: "c", priority: 20, groups: [{ memoryMb: 200 }] });
    waiting(server, { id: "high", priority: 80, groups: [{ memoryMb: 400 }] });
    expect(asking(server, "high")(0)).toEqual(["n1", ["c0"]]);
  });

  test("[P33] of the equally important the one that is closest to what is lacking", () => {
    const server = serverOf(1);
    run(server, { id: "a", priority: 20, groups: [{ memoryMb: 600 }] });
    run(server, { id: "b", priority: 20, groups: [{ memoryMb: 350 }] });
    waiting(server, { id: "high", priority: 80, groups: [{ memoryMb: 400 }] });
    expect(asking(server, "high")(0)).toEqual(["n1", ["b0"]]);
  });

  test("[P33] who became superfluous by a later choice stays", () => {
    const server = serverOf(1);
    run(server, { id: "a", priority: 10, groups: [{ memoryMb: 100 }] });
    run(server, { id: "b", priority: 20, groups: [{ memoryMb: 800 }] });
    waiting(server, { id: "high", priority: 80, groups: [{ memoryMb: 700 }] });
    expect(asking(server, "high")(0)).toEqual(["n1", ["b0"]]);
  });

  test("[P33] on the node where it costs least", () => {
    const server = serverOf(2);
    run(server, { id: "a", priority: 60, groups: [{ memoryMb: 800 }] });
    run(server, { id: "b", priority: 30, groups: [{ memoryMb: 800 }] });
    waiting(server, { id: "high", priority: 80, groups: [{ memoryMb: 900 }] });
    expect(asking(server, "high")(0)).toEqual(["n2", ["b0"]]);
  });

  test("[P33] nobody where it does not help, or what is there is important enough", () => {
    const server = serverOf(1);
    run(server, { id: "a", priority: 75, groups: [{ memoryMb: 800 }] });
    waiting(server, { id: "high", priority: 80, groups: [{ memoryMb: 900 }] });
    waiting(server, { id: "huge", priority: 90, groups: [{ memoryMb: 2000 }] });
    expect(asking(server, "high")(0)).toBeUndefined();
    expect(asking(server, "huge")(0)).toBeUndefined();
  });

  test("[P33] room that was found is kept: each instance pushes out its own, and what is stopping counts", () => {
    const server = serverOf(1);
    run(server, { id: "low", priority: 20, groups: [{ count: 4, memoryMb: 250 }] });
    waiting(server, { id: "high", priority: 80, groups: [{ count: 3, memoryMb: 400 }] });
    const ask = asking(server, "high");
    const [first, second] = [ask(0), ask(1)];
    expect(first?.[1]).toHaveLength(2);
    expect(second?.[1]).toHaveLength(2);
    expect(ask(2)).toBeUndefined();
    did(server, { type: "evaluateJob", namespace: "default", id: "high", origin });
    workOff(server);
    const again = asking(server, "high");
    expect([again(0)?.[1], again(1)?.[1]]).toEqual([[], []]);
    expect(again(2)).toBeUndefined();
  });

  test("[P33] who has a port that is asked for goes; a port that cannot be had rules the node out", () => {
    const server = serverOf(2);
    run(server, { id: "a", priority: 20, port: 80, groups: [{ memoryMb: 100 }] });
    run(server, { id: "b", priority: 75, port: 80, groups: [{ memoryMb: 100 }] });
    waiting(server, { id: "high", priority: 80, port: 80, groups: [{ memoryMb: 100 }] });
    expect(asking(server, "high")(0)).toEqual(["n1", ["a0"]]);
  });
});

test("[P33] what goes on after all is no room to come", () => {
  const server = serverOf(1);
  run(server, { id: "high", priority: 80, groups: [{ memoryMb: 600 }] });
  run(server, { id: "low", priority: 20, groups: [{ memoryMb: 300 }] });
  const [job] = [...server.state.jobs.entries()].map(([, one]) => one).filter(({ spec }) => spec.id === "high");
  const current = must(server.state.allocations.get(1), "allocation");
  const known = must(job, "job");
  const group = { ...must(known.spec.taskGroups[0], "group"), count: 2 };
  const claims = createClaims(server.state, known);
  const candidates = candidatesFor(server.state, known.spec, group);
  const goesOn = leave(claims, current);
  goesOn();
  expect(preempt(server.state, { candidates, claims, index: 1 })).toBeUndefined();
  leave(claims, current);
  expect(preempt(server.state, { candidates, claims, index: 1 })?.victims).toEqual([]);
});
