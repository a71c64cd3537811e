import { randomUUID } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { dynamicPorts } from "@longshore/core/model";
import { parseDefinition } from "@longshore/core/spec/parse";
import type { Engine, StartRequest } from "@longshore/engines/engine";
import { openStore } from "@longshore/store/store";
import { definitionOf } from "../testing/definitions.ts";
import { temporaryData } from "../testing/temporary-data.ts";
import { until } from "../testing/until.ts";
import { createEffectLoop } from "./effect-loop.ts";
import { createKernel } from "./kernel.ts";

const fingerprint = {
  name: "here",
  nodeClass: "",
  nodePool: "default",
  meta: {},
  ports: dynamicPorts,
  attributes: {},
  drivers: { raw_exec: { detected: true, healthy: true, description: "" } },
  resources: { cpuMhz: 1000, memoryMb: 1000, diskMb: 1000 },
};

/** An engine that can do nothing the first time it is asked. */
const reluctantEngine = (asked: StartRequest[]): Engine => ({
  fingerprint: () => Promise.resolve(fingerprint),
  open: () => Promise.resolve(),
  start: (request) => {
    asked.push(request);
    if (asked.length === 1) throw new Error("no space left on device");
  },
  stop: () => undefined,
  probe: () => Promise.resolve({ status: "passing", output: "" }),
  remove: () => Promise.resolve(),
  readLog: () => Promise.resolve(undefined),
  logExtent: () => Promise.resolve(undefined),
  watchLog: () => () => undefined,
  close: () => Promise.resolve(),
});

test(
  "[T3] what the engine cannot do now is asked for again, and holds up nothing else",
  { timeout: 60_000 },
  async () => {
    const data = temporaryData();
    mkdirSync(data.dataDir, { recursive: true });
    const store = openStore({ file: join(data.dataDir, "longshore.db"), createId: randomUUID, now: Date.now });
    const logged: string[] = [];
    const options = { now: Date.now, log: (line: string) => void logged.push(line) };
    const kernel = createKernel(store, options);
    const asked: StartRequest[] = [];
    createEffectLoop(kernel, reluctantEngine(asked), options);
    let isTold = 0;
    kernel.onCommit(() => isTold++);
    await kernel.submit({ type: "registerNode", id: randomUUID(), datacenter: "dc1", engine: "local", fingerprint });
    const { spec } = parseDefinition(definitionOf({ id: "two", count: 2 }), () => []);
    if (spec === undefined) throw new Error("the definition has faults");
    await kernel.submit({ type: "registerJob", spec, origin: { door: "dashboard", by: "a test" } });
    const before = isTold;
    await kernel.submit({ type: "advanceEvaluation", evaluation: 1, limit: 10 });
    expect([asked.length, isTold]).toEqual([2, before + 1]);
    await until(
      () => asked.length,
      (times) => times === 3,
    );
    expect(asked[2]).toEqual(asked[0]);
    expect(logged).toEqual([expect.stringContaining("no space left")]);
    await kernel.close();
    store.close();
    await data.remove();
  },
);
