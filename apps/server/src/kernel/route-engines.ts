import type { Fingerprint, RunId } from "@longshore/core/model";
import { MOCK_DRIVER } from "@longshore/engines/driver-config";
import type { Engine, LogAddress } from "@longshore/engines/engine";
import type { MockEngine } from "@longshore/engines/mock/mock-engine";

export type Engines = {
  readonly local: Engine;
  readonly mock: MockEngine;
  /** Whether a task is one that only seems to run. */
  readonly isMockRun: (run: RunId) => boolean;
  readonly isMockLog: (address: LogAddress) => boolean;
};

/** The local machine as a node: it runs processes, and tasks that only seem to run as well. */
const withMockDriver = (machine: Fingerprint, mock: Fingerprint): Fingerprint => ({
  ...machine,
  attributes: { ...machine.attributes, ...mock.attributes },
  drivers: { ...machine.drivers, ...mock.drivers },
});

/** All engines as one: each run is started, stopped and read where its node and its driver say. */
export const routeEngines = ({ local, mock, isMockRun, isMockLog }: Engines): Engine => {
  const ofRun = (run: RunId): Engine => (isMockRun(run) ? mock : local);
  const ofLog = (address: LogAddress): Engine => (isMockLog(address) ? mock : local);
  return {
    ...local,
    fingerprint: async () => withMockDriver(await local.fingerprint(), await mock.fingerprint()),
    open: async (expected, listener) => {
      const byEngine = Map.groupBy(expected, ({ run }) => ofRun(run));
      await mock.open(byEngine.get(mock) ?? [], listener);
      await local.open(byEngine.get(local) ?? [], listener);
    },
    start: (request) => (request.driver === MOCK_DRIVER ? mock : local).start(request),
    stop: (request) => ofRun(request.run).stop(request),
    probe: (request) => ofRun(request.run).probe(request),
    remove: async (allocId) => {
      await mock.remove(allocId);
      await local.remove(allocId);
    },
    readLog: (address, offset, maxBytes) => ofLog(address).readLog(address, offset, maxBytes),
    logExtent: (address) => ofLog(address).logExtent(address),
    watchLog: (address, grew) => ofLog(address).watchLog(address, grew),
    close: async () => {
      await mock.close();
      await local.close();
    },
  };
};
