import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Engine } from "@longshore/engines/engine";
import { createLocalEngine } from "@longshore/engines/local/local-engine";
import { openStore, type Store } from "@longshore/store/store";
import { clock } from "../clock.ts";
import type { Config } from "../config.ts";
import { nodeId } from "../kept-files.ts";
import { createEffectLoop } from "./effect-loop.ts";
import { startEvaluationLoop } from "./evaluation-loop.ts";
import { createKernel, type Kernel } from "./kernel.ts";
import { startDueTimers } from "./due-timers.ts";
import { startUpkeep } from "./upkeep.ts";

/** Everything that goes on whether or not anybody asks: state, scheduling, running. */
export type Works = {
  readonly store: Store;
  readonly kernel: Kernel;
  readonly engine: Engine;
  /** No more evaluations, restarts and upkeep; what is under way goes on until `close`. */
  readonly stop: () => void;
  readonly close: () => Promise<void>;
};

const registerNode = async (kernel: Kernel, engine: Engine, id: string): Promise<void> => {
  const fingerprint = await engine.fingerprint();
  await kernel.submit({ type: "registerNode", id, datacenter: "dc1", engine: "local", fingerprint });
};

/** Opens the data directory, finds again what runs, and takes up what was owed when the server last ended. */
export const openWorks = async (config: Config, log: (message: string) => void): Promise<Works> => {
  const { now, uuid } = clock;
  const { dataDir } = config;
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const store = openStore({ file: join(dataDir, "longshore.db"), createId: uuid, now });
  const owed = store.effects();
  const kernel = createKernel(store, { now, log });
  const engine = createLocalEngine({ dataDir, allowedUsers: config.taskUsers, now, log });
  const effects = createEffectLoop(kernel, engine, { now, log });
  await effects.open();
  await registerNode(kernel, engine, nodeId(dataDir, uuid));
  effects.resume(owed);
  const loops = [startEvaluationLoop(kernel, log), startDueTimers(kernel, { now, log }), startUpkeep(store, log)];
  return {
    store,
    kernel,
    engine,
    stop: () => {
      for (const loop of loops) loop.stop();
    },
    close: async () => {
      await engine.close();
      await kernel.close();
      store.close();
    },
  };
};
