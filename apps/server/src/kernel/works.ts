import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Engine } from "@longshore/engines/engine";
import { machineClock } from "@longshore/engines/engine-clock";
import { createLocalEngine } from "@longshore/engines/local/local-engine";
import { fateOf, mockFingerprint, SIMULATED } from "@longshore/engines/mock/fleet";
import type { FleetSettings } from "@longshore/engines/mock/fleet-settings";
import { createMockEngine, type MockEngine } from "@longshore/engines/mock/mock-engine";
import { noFate } from "@longshore/engines/mock/mock-run";
import { owedStarts } from "@longshore/core/tasks/owed-starts";
import { openStore, type Store } from "@longshore/store/store";
import { clock } from "../clock.ts";
import type { Config } from "../config.ts";
import { demoFleet } from "../demo/demo-fleet.ts";
import { fleetSettings, nodeId } from "../kept-files.ts";
import { createCallers, type Callers } from "./callers.ts";
import { startChecks } from "./checks.ts";
import { createEffectLoop } from "./effect-loop.ts";
import { startEvaluationLoop } from "./evaluation-loop.ts";
import { createFleet } from "./fleet-loop.ts";
import { startGarbageLoop, type GarbageLoop } from "./garbage-loop.ts";
import { createKernel, type Kernel } from "./kernel.ts";
import { startLaunchTimer } from "./launch-timer.ts";
import { createMockMemory } from "./mock-memory.ts";
import { routeEngines } from "./route-engines.ts";
import { startDueTimers } from "./due-timers.ts";
import { createTroubles, withTroubles, type Troubles } from "./troubles.ts";
import { startUpkeep } from "./upkeep.ts";

/** Everything that goes on whether or not anybody asks: state, scheduling, running. */
export type Works = {
  readonly store: Store;
  readonly kernel: Kernel;
  readonly engine: Engine;
  /** Forgets at once what nothing needs, however young. */
  readonly collectGarbage: GarbageLoop["collect"];
  readonly troubles: Troubles;
  readonly callers: Callers;
  /** No more evaluations, restarts and upkeep; what is under way goes on until `close`. */
  readonly stop: () => void;
  readonly close: () => Promise<void>;
};

const registerNode = async (kernel: Kernel, engine: Engine, id: string): Promise<void> => {
  const fingerprint = await engine.fingerprint();
  await kernel.submit({ type: "registerNode", id, datacenter: "dc1", engine: "local", fingerprint });
};

/** The local machine's engine and that of the tasks which only seem to run, as one. */
const openEngines = (
  config: Config,
  {
    kernel,
    store,
    fleet,
    log,
  }: Pick<Works, "kernel" | "store"> & {
    readonly fleet: FleetSettings;
    readonly log: (message: string) => void;
  },
): { readonly engine: Engine; readonly mock: MockEngine } => {
  const { now } = clock;
  const memory = createMockMemory(kernel.view, store.reader);
  const isSimulated = (alloc: number): boolean => {
    const view = kernel.view();
    return view.nodes.get(view.allocations.get(alloc)?.node ?? 0)?.engine === SIMULATED;
  };
  const mock = createMockEngine({
    clock: machineClock(now),
    fingerprint: mockFingerprint,
    fateOf: (run, allocId) => (isSimulated(run.alloc) ? fateOf(fleet, run, allocId) : noFate),
    recall: memory.recall,
  });
  const local = createLocalEngine({ dataDir: config.dataDir, allowedUsers: config.taskUsers, now, log });
  return { engine: routeEngines({ local, mock, ...memory }), mock };
};

/** Opens the data directory, finds again what runs, and takes up what was owed when the server last ended. */
export const openWorks = async (config: Config, log: (message: string) => void): Promise<Works> => {
  const { now, uuid } = clock;
  const { dataDir } = config;
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const store = openStore({ file: join(dataDir, "longshore.db"), createId: uuid, now });
  const troubles = createTroubles();
  const callers = createCallers();
  const kernel = createKernel(store, { now, log, troubles, callers });
  const owed = [...owedStarts(kernel.view()), ...store.effects()];
  const isNew = kernel.view().index === 0;
  const settings = fleetSettings(dataDir, config.fleet, config.demo && isNew ? demoFleet : undefined);
  const { engine: engines, mock } = openEngines(config, { kernel, store, fleet: settings, log });
  const engine = withTroubles(engines, troubles);
  const fleet = createFleet(kernel, mock, { settings, clock: machineClock(now), log });
  const effects = createEffectLoop(kernel, engine, { now, log });
  await effects.open();
  fleet.darken();
  await registerNode(kernel, engine, nodeId(dataDir, uuid));
  const simulation = await fleet.start();
  effects.resume(owed);
  const garbage = startGarbageLoop({ store, kernel, engine, now, log });
  const loops = [
    startEvaluationLoop(kernel, { now, log }),
    startDueTimers(kernel, { now, log }),
    startLaunchTimer(kernel, { now, log }),
    startChecks({ kernel, engine, now, log }),
    startUpkeep(store, { keptEntries: () => kernel.view().settings.retention.journalEntries, log }),
    garbage,
    simulation,
  ];
  return {
    store,
    kernel,
    engine,
    collectGarbage: garbage.collect,
    troubles,
    callers,
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
